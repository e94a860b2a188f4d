import os

from common import check_token, count_leads, run


def use(settings):
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2Session

    if settings.plain_http:
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

    with OAuth2Session(client=BackendApplicationClient(client_id=settings.client_id)) as session:
        token = session.fetch_token(
            settings.token_url, client_id=settings.client_id, client_secret=settings.client_secret
        )
        check_token(token)
        return count_leads(session.get(settings.list_url))


run("requests-oauthlib", use)
