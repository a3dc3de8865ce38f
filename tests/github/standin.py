"""A stand-in for GitHub: stateful, over a real bare git repository, with GitHub's own rules.

What people and programs do passes through HTTP as it would at github.com; each request and each
answer is checked against GitHub's description of its interface. Every setting is as GitHub has it
at first; what a token may not do, what the plan lacks and what a setting forbids is refused.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
import os
import re
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jwt

from tests.github.contract import contract
from tests.github.plans import CLOUD, UPGRADE
from tests.github.rights import Rights, allows, header, needed

REPOSITORY = "lighthouse/performance"
BRANCH = "main"
BOT = "github-actions[bot]"
APPS = {BOT: 15368, "perfgit[bot]": 4242}
"""The numbers of the Apps behind accounts."""


class RuleError(Exception):
    """GitHub says no."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


@dataclass
class Fault:
    """The `nth` request (from 0) that fits fails, `times` times in a row, in the given way."""

    kind: str
    nth: int = 0
    times: int = 1
    method: str = ""
    path: str = ""
    seen: int = 0
    done: int = 0


@dataclass
class PullState:
    number: int
    title: str
    author: str
    head: str
    base: str
    head_repo: str
    draft: bool = False
    body: str | None = None
    state: str = "open"
    merged_at: str | None = None
    updated: str = "2026-07-01T12:00:00Z"
    requested: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    line_comments: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    last_head: str = ""
    base_sha: str = ""


@dataclass
class IssueState:
    number: int
    title: str
    author: str
    body: str | None = None
    state: str = "open"
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    edits: int = 0
    created: str = "2026-07-01T08:00:00Z"
    history: list[tuple[str, str]] = field(default_factory=list)
    """Who edited the text, and when: every text that it ever had, once it was edited."""
    transfers: int = 0


@dataclass(frozen=True)
class Event:
    """What starts workflows; `by_workflow`: done with a workflow's token, which starts none."""

    name: str
    payload: dict[str, Any]
    by_workflow: bool = False


class GitHub:
    """The state of one repository, its accounts, and the server's address."""

    def __init__(self, bare: Path, accounts: dict[str, int]) -> None:
        self.bare = bare
        self.ids = {**accounts, BOT: 41898282, "perfgit[bot]": 4243}
        self.deleted: set[str] = set()
        self.outsiders: set[str] = set()
        self.tokens = {f"token-{login}": login for login in self.ids}
        self.rights: dict[str, Rights] = {}
        """What the tokens of workflows and Apps may; a person's token may what the person may."""
        self.admins: set[str] = set()
        self.day = "2026-07-01"
        self.private, self.pages_public, self.visibility = True, None, "private"
        self.plan = CLOUD
        self.actions_may_propose = False
        self.labels = {"bug", "documentation", "enhancement"}
        self.protected = True
        self.required_source: str | None = None
        """The only login whose status `perfgit/approvals` counts; None: anybody's."""
        self.guarded_paths: tuple[str, ...] = ()
        """What only administrators may push (a push ruleset)."""
        self.late = 0
        """How many answers about activity lack the newest push."""
        self.spent = 0
        """Requests of workflows in this hour."""
        self.events: list[Event] = []
        self.rulesets: list[dict[str, Any]] = []
        self.branch_protection: dict[str, Any] | None = None
        self.app_key: bytes | None = None
        self.pulls: dict[int, PullState] = {}
        self.issues: dict[int, IssueState] = {}
        self.statuses: dict[str, list[dict[str, Any]]] = {}
        self.activity: list[dict[str, Any]] = []
        self.check_runs: dict[int, dict[str, Any]] = {}
        self.requests: list[tuple[str, str]] = []
        self.not_modified = 0
        self.faults: list[Fault] = []
        self.broken: list[str] = []
        self.lock = threading.RLock()
        self._next = 1000
        github = self

        class Handler(_Handler):
            state = github

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.api = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        assert not self.broken, self.broken

    # --- what people do outside the interface

    def git(self, *arguments: str, check: bool = True) -> str:
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "GitHub"), ("EMAIL", "noreply@github.example"))
        }
        done = subprocess.run(
            ["git", "-C", str(self.bare), *arguments],
            capture_output=True,
            text=True,
            check=check,
            env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def push(self, login: str, clone: Path, branch: str, *, fork: bool = False) -> str:
        """Push a clone's HEAD as an account; returns the commit."""
        ref = f"refs/forks/{login}/{branch}" if fork else f"refs/heads/{branch}"
        before = self.sha(ref) or "0" * 40
        self._refuse_guarded(login, clone)
        subprocess.run(
            ["git", "push", "--quiet", "--force", str(self.bare), f"HEAD:{ref}"],
            cwd=clone,
            check=True,
            capture_output=True,
        )
        with self.lock:
            after = self.sha(ref)
            if not fork:
                self._record(login, ref, before, after)
            self._follow(login)
        return after

    def _refuse_guarded(self, login: str, clone: Path) -> None:
        if not self.guarded_paths or login in self.admins:
            return
        old = subprocess.run(
            ["git", "diff", "--name-only", f"{self.sha(f'refs/heads/{BRANCH}')}...HEAD"],
            cwd=clone,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\n")
        for pattern in self.guarded_paths:
            if fnmatch.filter(old, pattern):
                raise RuleError(422, f"push declined: file path {pattern} is restricted")

    def guard(self, *patterns: str) -> None:
        """A push ruleset, where the plan has it."""
        if not self.plan.push_rules:
            raise RuleError(403, UPGRADE)
        self.guarded_paths = patterns
        restriction = {"restricted_file_paths": list(patterns)}
        self._add_ruleset("push", "file_path_restriction", restriction)

    def require(self, source: str) -> None:
        """Expect the status from one source, which must have reported before it can be chosen."""
        if not self.plan.protection:
            raise RuleError(403, UPGRADE)
        if not any(self.commit_status(sha, source=source) for sha in self.statuses):
            raise RuleError(422, f"{source} has not reported this status yet")
        self.required_source = source
        check = {"context": "perfgit/approvals", "integration_id": APPS[source]}
        self._add_ruleset("branch", "required_status_checks", {"required_status_checks": [check]})
        self._add_ruleset("branch", "non_fast_forward", None)

    def _add_ruleset(self, target: str, kind: str, parameters: Any) -> None:
        rules = [{"type": kind, **({"parameters": parameters} if parameters else {})}]
        told = {"id": self.new_id(), "target": target, "enforcement": "active", "rules": rules}
        self.rulesets.append(told)

    def job_token(self, rights: Rights) -> str:
        """The token of a job that has these rights."""
        token = f"token-job-{self.new_id()}"
        self.tokens[token], self.rights[token] = BOT, rights
        return token

    def emit(self, name: str, who: str, **payload: Any) -> None:
        """Something has happened that workflows may wait for."""
        told = {
            "repository": {"full_name": REPOSITORY, "default_branch": BRANCH},
            "sender": self.user(who),
            **payload,
        }
        self.events.append(Event(name, told, by_workflow=who == BOT))

    def move(self, login: str, ref: str, after: str) -> None:
        """An account moves a branch through the interface."""
        before = self.sha(ref) or "0" * 40
        self.git("update-ref", ref, after)
        self._record(login, ref, before, after)
        self._follow(login)

    def sha(self, ref: str) -> str:
        return self.git("rev-parse", "--verify", "--quiet", ref, check=False)

    def _record(self, login: str, ref: str, before: str, after: str) -> None:
        kind = "branch_creation" if set(before) == {"0"} else "push"
        self.activity.insert(
            0,
            {
                "id": self.new_id(),
                "before": before,
                "after": after,
                "ref": ref,
                "timestamp": f"{self.day}T00:00:00Z",
                "activity_type": kind,
                "actor": self.user(login),
            },
        )
        self.emit("push", login, ref=ref, before=before, after=after)

    def rename(self, old: str, new: str) -> None:
        """A login is renamed; the number stays."""
        self.ids[new] = self.ids.pop(old)
        self.tokens = {f"token-{login}": login for login in self.ids}
        for pull in self.pulls.values():
            pull.author = new if pull.author == old else pull.author
            for one in (*pull.reviews, *pull.comments):
                one["by"] = new if one["by"] == old else one["by"]

    def _follow(self, login: str) -> None:
        """Open pull requests follow their branches; GitHub keeps refs/pull/N/head."""
        from tests.github.routes import tell

        for pull in self.pulls.values():
            if pull.state == "open":
                head = self.sha(self.ref_of(pull))
                if head and head != pull.last_head:
                    pull.last_head = head
                    self.git("update-ref", f"refs/pull/{pull.number}/head", head)
                    tell(self, pull, "synchronize", login)

    def ref_of(self, pull: PullState) -> str:
        owner = pull.head_repo.partition("/")[0]
        fork = pull.head_repo != REPOSITORY
        return f"refs/forks/{owner}/{pull.head}" if fork else f"refs/heads/{pull.head}"

    def new_id(self) -> int:
        self._next += 1
        return self._next

    def new_number(self) -> int:
        """Issues and pull requests are numbered together."""
        return len(self.pulls) + len(self.issues) + 1

    def user(self, login: str) -> dict[str, Any] | None:
        if login in self.deleted:
            return None
        kind = "Bot" if login.endswith("[bot]") else "User"
        return {"login": login, "id": self.ids[login], "type": kind}

    def commit_status(
        self, sha: str, context: str = "perfgit/approvals", source: str | None = None
    ) -> str | None:
        """The state that GitHub shows for a commit; with `source` that of one account alone."""
        found = [
            status
            for status in self.statuses.get(sha, [])
            if status["context"] == context
            and source in (None, (status["creator"] or {}).get("login"))
        ]
        return found[0]["state"] if found else None


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
        from tests.github.routes import answer

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
                status, content = 304, b""
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

    def _spend(self) -> None:
        """One of the requests that all workflows of the repository have in an hour."""
        state, budget = self.state, self.state.plan.budget
        if self._rights() is None or budget is None:
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
