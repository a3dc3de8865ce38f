"""Which repository on which host, and with which right, from options and the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from perfgit.github.errors import ForgeError
from perfgit.i18n import say

REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App as it is installed in one organisation."""

    id: str
    key: str = field(repr=False)
    installation: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to go, and as whom."""

    repository: str
    api: str
    token: str | None = field(default=None, repr=False)
    app: App | None = None


def api_of(host: str) -> str:
    """The address of the API of a web host: github.com, NAME.ghe.com, or an own server."""
    if host in ("github.com", "www.github.com"):
        return "https://api.github.com"
    if host.endswith(".ghe.com"):
        return f"https://api.{host}"
    return f"https://{host}/api/v3"


def settings(
    repository: str | None = None,
    host: str = "github.com",
    *,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings from the environment, as GitHub Actions and developers' machines have it.

    Raises ForgeError where the repository or the right to read it is missing.
    """
    name = environment.get("GITHUB_REPOSITORY") or repository
    if not name or not REPOSITORY.fullmatch(name) or name.endswith("/.."):
        raise ForgeError(
            say("It is not known which repository is meant."),
            say("Write `repository: OWNER/NAME` into org/company.yml, or give --repository."),
        )
    api = (environment.get("GITHUB_API_URL") or api_of(host)).rstrip("/")
    _demand_safe(api)
    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN")
    app = None if token else _app(environment)
    if not token and not app:
        raise ForgeError(
            say("There is no token for GitHub."),
            say("Set GITHUB_TOKEN; `gh auth token` prints yours."),
        )
    return Settings(name, api, token, app)


def _demand_safe(api: str) -> None:
    """A token travels encrypted, or stays on this machine."""
    parts = urlsplit(api)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if (parts.scheme != "https" and not (parts.scheme == "http" and local)) or parts.username:
        raise ForgeError(
            say('"{address}" is no address that a token may be sent to.', address=api[:100]),
            say("GITHUB_API_URL has to begin with https://."),
        )


def _app(environment: Mapping[str, str]) -> App | None:
    id, key = environment.get("PERFGIT_APP_ID"), environment.get("PERFGIT_APP_KEY")
    installation = environment.get("PERFGIT_APP_INSTALLATION", "")
    if not id and not key:
        return None
    if not id or not key or not installation.isascii() or not installation.isdigit():
        raise ForgeError(
            say("The GitHub App is not described fully."),
            say("Set PERFGIT_APP_ID, PERFGIT_APP_KEY (PEM) and PERFGIT_APP_INSTALLATION."),
        )
    return App(id, key, int(installation))
