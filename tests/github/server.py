"""The stand-in's HTTP server: who asks, whether they may, and GitHub's own forms of answers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jwt

from tests.github.contract import contract
from tests.github.rights import Rights, allows, header, needed
from tests.github.routes import answer
from tests.github.standin import REPOSITORY, Fault, GitHub, RuleError

_SMALL = {"Content-Type": "application/json; charset=utf-8"}


class _Handler(BaseHTTPRequestHandler):
    state: GitHub
    protocol_version = "HTTP/1.1"
    timeout = 5
    wbufsize = 65_536  # head and body in one packet
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815

    def _serve(self) -> None:
        state = self.state
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query))
        if path.startswith(f"/{REPOSITORY}.git/"):
            self._git(parts.path, parts.query, raw)
            return
        fault = self._fault(path)
        if fault and fault.kind in ("timeout", "reset", "500", "429", "403", "forbidden"):
            self._fail(fault.kind)
            return
        with state.lock:
            state.requests.append((self.command, path))
            headers: dict[str, str] = {}
            try:
                pattern, operation = contract().operation(self.command, parts.path)
                body = json.loads(raw) if raw else None
                if operation:
                    contract().check_request(operation, query, body)
                who = self._login()
                self._spend()
                self._demand_right(who, pattern, path)
                status, found = answer(
                    state, who, self.command, path, query, body, rights=self._rights()
                )
                if operation and isinstance(found, list) and self.command == "GET":
                    found, headers = self._paged(found, query, parts)
                if operation and status < 300 and found is not None:
                    schema = contract().answer(operation, status)
                    assert schema is not None, f"{status} is not described"
                    found = contract().filled(schema, found)
                    contract().check_answer(operation, status, found)
            except RuleError as no:
                status, found = no.status, {"message": no.message}
                headers = {name.replace("_", "-"): value for name, value in no.headers.items()}
            except AssertionError as error:
                state.broken.append(f"{self.command} {self.path}: {error}")
                status, found = 400, {"message": str(error)}
        content = b"" if found is None else json.dumps(found).encode()
        if fault and fault.kind == "malformed":
            content = b"<html>Unicorn!</html>"
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if self.command == "GET" and status == 200:
            headers["ETag"] = etag
            if self.headers.get("If-None-Match") == etag:
                state.not_modified += 1
                state.spent -= self._limited()  # that nothing has changed costs nothing
                status, content = 304, b""
        if self._limited():
            assert state.plan.budget
            headers["X-RateLimit-Limit"] = str(state.plan.budget)
            headers["X-RateLimit-Remaining"] = str(state.plan.budget - state.spent)
        if fault and fault.kind == "lost":  # done, but the answer never arrives
            self.close_connection = True
            return
        self._send(status, content, headers, half=bool(fault and fault.kind == "half"))

    def _token(self) -> str:
        kind, _, rest = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":  # as git sends it
            rest = base64.b64decode(rest).decode().partition(":")[2]
        return rest

    def _rights(self) -> Rights | None:
        return self.state.rights.get(self._token())

    def _limited(self) -> bool:
        """Whether all workflows of the repository share a number of requests an hour, and this is one."""
        return self._rights() is not None and self.state.plan.budget is not None

    def _spend(self) -> None:
        """One of the requests that all workflows of the repository have in an hour."""
        state, budget = self.state, self.state.plan.budget
        if not self._limited() or budget is None:
            return
        if state.spent >= budget:
            raise RuleError(
                403,
                "API rate limit exceeded for installation ID 1.",
                X_RateLimit_Remaining="0",
                X_RateLimit_Reset="4102444800",
            )
        state.spent += 1

    def _demand_right(self, who: str, pattern: str, path: str) -> None:
        """Refuse what the token, or the person, may not do; what it may not see is not there."""
        state, rights = self.state, self._rights()
        named = re.search(r"/(?:issues|pulls)/(?:comments/)?(\d+)", path)
        number = int(named[1]) if named else 0
        about_pull = number in state.pulls
        if "/issues/comments/" in path:
            about_pull = any(
                comment["id"] == number
                for pull in state.pulls.values()
                for comment in pull.comments
            )
        for right in needed(self.command, pattern, pull=about_pull):
            if rights is None:  # a person's, who writes; only administrators see settings
                if right.name == "administration" and who not in state.admins:
                    raise RuleError(404 if state.private else 403, "Not Found")
            elif not allows(rights, right):
                told = header([right])
                if state.private and right.name not in rights:
                    raise RuleError(404, "Not Found", X_Accepted_GitHub_Permissions=told)
                raise RuleError(
                    403,
                    "Resource not accessible by integration",
                    X_Accepted_GitHub_Permissions=told,
                )

    def _git(self, path: str, query: str, raw: bytes) -> None:
        """Fetching with git, as the token may; GitHub says of what it may not that it is not there."""
        try:
            self._login()
        except RuleError:
            self._send(401, b"", {"WWW-Authenticate": 'Basic realm="GitHub"'})
            return
        rights = self._rights()
        if rights is not None and "contents" not in rights:
            self._send(404, b"Repository not found.", {})
            return
        told: Mapping[str, str | None] = {
            "GIT_PROJECT_ROOT": str(self.state.bare),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path.removeprefix(f"/{REPOSITORY}.git"),
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type"),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding"),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol"),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=raw,
            capture_output=True,
            check=True,
            env={**os.environ, **{name: value for name, value in told.items() if value}},
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self._send(int(headers.pop("Status", "200")[:3]), content, headers)

    def _fault(self, path: str) -> Fault | None:
        for fault in self.state.faults:
            if fault.method not in ("", self.command) or not re.search(fault.path, path):
                continue
            with self.state.lock:
                number = fault.seen
                fault.seen += 1
                if number < fault.nth or fault.done >= fault.times:
                    continue
                fault.done += 1
            return fault
        return None

    def _fail(self, kind: str) -> None:
        if kind == "timeout":
            threading.Event().wait(0.4)
        if kind in ("timeout", "reset"):
            self.close_connection = True
            return
        self.close_connection = True
        if kind == "500":
            self._send(500, b'{"message": "Server Error"}', {"Connection": "close"})
        elif kind == "forbidden":
            message = b'{"message": "Resource not accessible by integration"}'
            self._send(403, message, {"Connection": "close"})
        else:
            self._send(
                int(kind), b'{"message": "rate limit"}', {"Retry-After": "1", "Connection": "close"}
            )

    def _login(self) -> str:
        given = self.headers.get("Authorization", "")
        if given.startswith("Bearer ") and self.state.app_key:
            try:
                claims = jwt.decode(given[7:], self.state.app_key, algorithms=["RS256"])
            except jwt.PyJWTError:
                raise RuleError(401, "A JSON web token could not be decoded") from None
            assert claims["iss"] == "4242"
            assert claims["exp"] - claims["iat"] <= 600, "GitHub takes ten minutes at most"
            return "perfgit[bot]"
        login = self.state.tokens.get(self._token())
        if login is None:
            raise RuleError(401, "Bad credentials")
        return login

    def _paged(
        self, found: list[Any], query: dict[str, str], parts: Any
    ) -> tuple[list[Any], dict[str, str]]:
        size = min(int(query.get("per_page", 30)), 100)
        page = int(query.get("page", 1))
        shown = found[(page - 1) * size : page * size]
        if page * size >= len(found):
            return shown, {}
        rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "page")
        link = f"<{self.state.api}{parts.path}?{rest}&page={page + 1}>"
        return shown, {"Link": f'{link}; rel="next"'}

    def _send(
        self, status: int, content: bytes, headers: dict[str, str], *, half: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {**_SMALL, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if half else content)
        if half:
            self.close_connection = True


def handler_of(github: GitHub) -> type[BaseHTTPRequestHandler]:
    """What serves the requests to one repository."""

    class Handler(_Handler):
        state = github

    return Handler
