"""A stand-in for GitHub: stateful, over a real bare git repository, with GitHub's own rules.

What people and programs do passes through HTTP as it would at github.com; each request and each
answer is checked against GitHub's description of its interface. Every setting is as GitHub has it
at first; what a token may not do, what the plan lacks and what a setting forbids is refused.
"""

from __future__ import annotations

import fnmatch
import os
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.github.plans import CLOUD, UPGRADE
from tests.github.rights import Rights

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
        from tests.github.server import handler_of

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
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
