"""One session with GitHub: timeouts, repeated attempts, rate limits, pages, conditional requests.

github3.py carries authentication and the connection. Attempts are repeated here and not by
`urllib3.Retry`, which sees neither a broken body, nor the limit that GitHub tells by
`X-RateLimit-Reset`, nor that some calls may be made twice and others may not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

import perfgit
from perfgit.github.answers import accepted, parsed
from perfgit.github.cache import Cache, Kept
from perfgit.github.errors import ForgeError, RefusedError, again
from perfgit.github.settings import Settings
from perfgit.i18n import say

if TYPE_CHECKING:  # a hundred modules, which only a session needs
    import requests

T = TypeVar("T")

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
ATTEMPTS = 4
PATIENCE = 90.0
"""Seconds that one call may wait in all because GitHub asks to."""

MOST_PAGES = 200
PER_PAGE = 100


class Session:
    """GitHub's REST API for one repository.

    `sleep` and `clock` are the machine's unless a test gives others.
    """

    def __init__(
        self,
        given: Settings,
        *,
        cache: Cache | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        from github3.session import GitHubSession

        self.repository = given.repository
        self.api = given.api
        self._cache = cache
        self._sleep, self._clock = sleep, clock
        self._left: float | None = None
        self._http = GitHubSession(CONNECT_SECONDS, read_seconds)
        self._http.base_url = given.api
        self._http.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
                "User-Agent": f"perfgit/{perfgit.__version__}",
            }
        )
        if given.token:
            self._http.token_auth(given.token)
        elif given.app:
            self._sign_in_as(given)

    def get(self, path: str, form: type[T], **params: str | int) -> T:
        """One thing, as one of our models."""
        return self._page(self._address(path, params), form)[0]

    def get_all(self, path: str, form: type[T], **params: str | int) -> Iterator[T]:
        """All things of a list, page after page."""
        address: str | None = self._address(path, {"per_page": PER_PAGE, **params})
        for _ in range(MOST_PAGES):
            if address is None:
                return
            items, address = self._page(address, list[form])  # type: ignore[valid-type]
            yield from items
        raise ForgeError(
            say("{path} has more than {pages} pages.", path=path, pages=MOST_PAGES),
            say("This is more than perfgit reads; ask for something smaller."),
        )

    def post(self, path: str, body: object, form: type[T], *, repeatable: bool = True) -> T:
        """Make or set something. `repeatable`: doing it twice is as good as doing it once."""
        return self._written("POST", path, body, form, repeatable=repeatable)

    def patch(self, path: str, body: object, form: type[T]) -> T:
        """Change something."""
        return self._written("PATCH", path, body, form)

    def query(self, text: str, variables: dict[str, Any], form: type[T]) -> T:
        """What GraphQL tells, where REST does not; only ever to read."""
        api = self.api.removesuffix("/v3") if self.api.endswith("/api/v3") else self.api
        answer = self._send("POST", f"{api}/graphql", body={"query": text, "variables": variables})
        return parsed(answer.content, form, f"{api}/graphql")

    def scarce(self, share: float) -> bool:
        """Whether less than a share (of 1) of this hour's requests is left, as far as GitHub tells.

        All workflows of a repository draw on one budget, so what can wait leaves the rest of it.
        """
        return self._left is not None and self._left < share

    def pause(self, seconds: float) -> None:
        """Wait for what GitHub will tell a little later."""
        self._sleep(seconds)

    def delete(self, path: str) -> None:
        """Take something away; it is no fault when it is not there."""
        try:
            self._send("DELETE", self._address(path, {}))
        except RefusedError as refused:
            if refused.status not in (404, 410):
                raise

    def _written(
        self, method: str, path: str, body: object, form: type[T], *, repeatable: bool = True
    ) -> T:
        address = self._address(path, {})
        for attempt in range(ATTEMPTS if repeatable else 1):
            answer = self._send(method, address, body=body, repeatable=repeatable)
            try:
                return parsed(answer.content, form, address)
            except ForgeError:
                if not repeatable or attempt == ATTEMPTS - 1:
                    raise
                self._sleep(2.0**attempt)
        raise AssertionError

    def _address(self, path: str, params: dict[str, Any]) -> str:
        whole = path if path.startswith("/") else f"/repos/{self.repository}/{path}"
        query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in params.items())
        return f"{self.api}{whole.rstrip('/')}" + (f"?{query}" if query else "")

    def _page(self, address: str, form: type[T]) -> tuple[T, str | None]:
        """One page, and the address of the next."""
        kept = self._cache.get(address) if self._cache else None
        headers = {"If-None-Match": kept.etag} if kept else {}
        for attempt in range(ATTEMPTS):
            answer = self._send("GET", address, headers=headers)
            if answer.status_code == 304 and kept:
                content, next_ = kept.content, kept.next
            else:
                content, next_ = answer.content, answer.links.get("next", {}).get("url")
            try:
                found = parsed(content, form, address)
            except ForgeError:
                if attempt == ATTEMPTS - 1:
                    raise
                headers = {}  # what is kept may be what is broken
                self._sleep(2.0**attempt)
                continue
            self._keep(address, answer, next_)
            return found, self._same_host(next_)
        raise AssertionError

    def _keep(self, address: str, answer: requests.Response, next_: str | None) -> None:
        etag = answer.headers.get("ETag")
        if self._cache and etag and answer.status_code == 200:
            self._cache.put(address, Kept(etag=etag, next=next_, content=answer.content))

    def _same_host(self, address: str | None) -> str | None:
        """The next page's address, which has to lie where the first one lay."""
        if address and urlsplit(address)[:2] != urlsplit(self.api)[:2]:
            raise ForgeError(say("GitHub's next page lies on another host; it is not followed."))
        return address

    def _send(
        self,
        method: str,
        address: str,
        *,
        body: object = None,
        headers: dict[str, str] | None = None,
        repeatable: bool = True,
    ) -> requests.Response:
        """One call that got an answer; what passes by itself is tried again.

        Raises RefusedError for an answer that will not change, ForgeError for all other faults.
        """
        from github3.exceptions import GitHubException
        from requests import RequestException

        waited = 0.0
        attempt = 0
        while True:
            attempt += 1
            pause = 2.0 ** (attempt - 1)
            try:
                answer = self._http.request(
                    method, address, json=body, headers=headers, allow_redirects=False
                )
            except (RequestException, GitHubException, OSError) as error:
                if repeatable and attempt < ATTEMPTS:
                    self._sleep(pause)
                    continue
                raise ForgeError(
                    say(
                        "GitHub did not answer {method} {path}: {why}.",
                        method=method,
                        path=urlsplit(address).path,
                        why=type(error).__name__,
                    ),
                    again(),
                ) from None
            self._count(answer)
            limit = self._limit(answer)
            if limit is not None:
                waited += limit
                if waited > PATIENCE or attempt > 2 * ATTEMPTS:
                    raise ForgeError(
                        say("GitHub asks to wait {seconds:.0f} seconds more.", seconds=limit),
                        again(),
                    )
                self._sleep(limit)
                continue
            if answer.status_code >= 500 and repeatable and attempt < ATTEMPTS:
                self._sleep(pause)
                continue
            return accepted(answer, method, address)

    def _count(self, answer: requests.Response) -> None:
        """Remember which share of the hour's requests is left; servers without a limit do not tell."""
        told = [answer.headers.get(f"X-RateLimit-{name}", "") for name in ("Remaining", "Limit")]
        if all(one.isascii() and one.isdigit() for one in told) and int(told[1]):
            self._left = int(told[0]) / int(told[1])

    def _limit(self, answer: requests.Response) -> float | None:
        """Seconds to wait before the next attempt, where GitHub says that there were too many."""
        if answer.status_code not in (403, 429):
            return None
        asked = answer.headers.get("Retry-After", "")
        if asked.isascii() and asked.isdigit():
            return float(asked)
        if answer.headers.get("X-RateLimit-Remaining") == "0":
            reset = answer.headers.get("X-RateLimit-Reset", "")
            if reset.isascii() and reset.isdigit():
                return max(float(reset) - self._clock(), 0) + 1
        return 60.0 if answer.status_code == 429 else None

    def _sign_in_as(self, given: Settings) -> None:
        """As a GitHub App: a signed request buys a token for an hour."""
        from github3.apps import create_jwt_headers

        assert given.app
        try:
            headers = create_jwt_headers(given.app.key.encode(), given.app.id, expire_in=300)
        except Exception:  # noqa: BLE001 (whatever the key's text makes the libraries raise)
            raise ForgeError(
                say("The key of the GitHub App cannot be read."),
                say("PERFGIT_APP_KEY has to hold the PEM text that GitHub gave."),
            ) from None
        address = f"{self.api}/app/installations/{given.app.installation}/access_tokens"
        answer = self._send("POST", address, headers=headers)
        token = parsed(answer.content, dict[str, Any], address).get("token")
        if not isinstance(token, str):
            raise ForgeError(say("GitHub gave no token for the App."), again())
        self._http.token_auth(token)

    @property
    def git_header(self) -> str | None:
        """The header with which git may fetch from this host, for a configuration variable."""
        from base64 import b64encode

        token = getattr(self._http.auth, "token", None)
        if not token:
            return None
        pair = b64encode(f"x-access-token:{token}".encode()).decode()
        return f"Authorization: Basic {pair}"
