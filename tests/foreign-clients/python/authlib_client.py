from common import check_token, count_leads, run


def use(settings):
    from authlib.integrations.requests_client import OAuth2Session

    with OAuth2Session(settings.client_id, settings.client_secret) as session:
        token = session.fetch_token(settings.token_url, grant_type="client_credentials")
        check_token(token)
        return count_leads(session.get(settings.list_url))


run("authlib", use)
