"""What the two scripts share: their settings, the check of the expiry, the list of leads, and the one line of output."""

import json
import os
import sys
import time

LIST_PATH = "/connect/v1/connections"


def _setting(name):
    value = os.environ.get(name)
    if not value:
        raise ValueError(f"the environment variable {name} is not set")
    return value


class Settings:
    def __init__(self):
        self.base_url = _setting("BASE_URL").rstrip("/")
        self.plain_http = self.base_url.startswith("http://")
        self.client_id = _setting("CLIENT_ID")
        self.client_secret = _setting("CLIENT_SECRET")
        self.token_path = _setting("TOKEN_PATH")
        if self.token_path == "discover":
            raise ValueError("the library cannot discover the token endpoint; give a path in TOKEN_PATH")
        self.token_url = self.base_url + self.token_path
        self.list_url = self.base_url + LIST_PATH


def check_token(token):
    """A library that does not understand expires_in may still hand out the token, with an expiry nobody can use."""
    if "access_token" not in token:
        raise ValueError(f"the answer of the token endpoint has no access_token: {json.dumps(token)[:200]}")
    expires_at = token.get("expires_at")
    seconds = expires_at - time.time() if isinstance(expires_at, (int, float)) else None
    if seconds is None or not 0 < seconds <= 24 * 3600:
        raise ValueError(f"the library made no usable expiry out of expires_in (expires_at is {expires_at!r})")


def count_leads(response):
    if response.status_code != 200:
        raise ValueError(f"GET {LIST_PATH} answered {response.status_code}: {response.text[:200]}")
    leads = response.json()
    if not isinstance(leads, list):
        raise ValueError(f"GET {LIST_PATH} answered no JSON array")
    return len(leads)


def run(client, use):
    """use(settings) answers how many leads the library could read."""
    try:
        settings = Settings()
        leads = use(settings)
    except Exception as error:  # whatever a library throws becomes the one line that says so
        print(f"{client}: {' '.join(str(error).split()) or type(error).__name__}", file=sys.stderr)
        sys.exit(1)
    line = {"client": client, "tokenPath": settings.token_path, "leads": leads}
    print(json.dumps(line, separators=(",", ":")))
