"""How a repository is protected at GitHub, as far as the token may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from pydantic import Field

from perfgit.doctor import Finding
from perfgit.github.errors import RefusedError
from perfgit.github.models import Answer, Pages, Repo
from perfgit.github.session import Session
from perfgit.i18n import say

STATUS = "perfgit/approvals"
ACTIONS_APP = 15368
"""GitHub Actions at github.com, as a source of statuses."""
WORKFLOW = ".github/workflows/gate.yml"


class _Check(Answer):
    context: str
    app_id: int | None = None
    integration_id: int | None = None

    @property
    def source(self) -> int | None:
        """The App whose status counts; None: anybody's."""
        found = self.app_id if self.integration_id is None else self.integration_id
        return None if found == -1 else found


class _Checks(Answer):
    contexts: list[str] = Field(default_factory=list)
    checks: list[_Check] = Field(default_factory=list)


class _Switch(Answer):
    enabled: bool = False


class _Classic(Answer):
    required_status_checks: _Checks | None = None
    enforce_admins: _Switch | None = None
    allow_force_pushes: _Switch | None = None


class _Parameters(Answer):
    required_status_checks: list[_Check] = Field(default_factory=list)
    restricted_file_paths: list[str] = Field(default_factory=list)


class _Rule(Answer):
    type: str
    parameters: _Parameters | None = None


class _Ruleset(Answer):
    id: int
    target: str | None = None
    enforcement: str
    rules: list[_Rule] = Field(default_factory=list)


@dataclass
class _Protection:
    """What holds for the default branch, from classic protection and rulesets together."""

    any: bool = False
    required: bool = False
    sources: tuple[int | None, ...] = ()
    for_admins: bool = True
    keeps_history: bool = False


def examine(session: Session) -> Iterator[Finding]:
    """Visibility, protection of the default branch, and pages.

    Raises ForgeError where GitHub cannot be reached.
    """
    repo = session.get("", Repo)
    if repo.private:
        yield Finding("good", say("The repository is private."))
    else:
        yield Finding(
            "wrong",
            say("The repository is public: everybody can read every review."),
            say("Settings → General → Change visibility."),
        )
    yield from _protection(session, repo.default_branch)
    try:
        pages = session.get("pages", Pages)
    except RefusedError:
        return
    if getattr(pages, "public", False) and repo.private:
        yield Finding(
            "wrong",
            say("GitHub Pages is public: everybody can read the site."),
            say("Settings → Pages → Visibility: private."),
        )


def _protection(session: Session, branch: str) -> Iterator[Finding]:
    where = say("Settings → Rules → {branch}", branch=branch)
    try:
        found = _read(session, branch)
    except RefusedError as refused:
        if "Upgrade" in refused.message:
            yield Finding(
                "wrong",
                say("On this plan GitHub protects no branch: the gate advises, it stops nobody."),
                say("GitHub Team, Enterprise Cloud and Enterprise Server protect branches."),
            )
        else:
            yield Finding(
                "advice",
                say("This token may not see how {branch} is protected.", branch=branch),
                say("Look yourself: {where}.", where=where),
            )
        return
    if not found.any:
        yield Finding(
            "wrong",
            say("The branch {branch} is not protected: anybody can push to it.", branch=branch),
            say(
                "{where}: require pull requests and the status {status}.",
                where=where,
                status=STATUS,
            ),
        )
        return
    if found.required:
        yield Finding("good", say("The status {status} is required.", status=STATUS))
        yield _source(session, found, branch)
    else:
        yield Finding(
            "wrong",
            say("The status {status} is not required: nothing keeps a merge back.", status=STATUS),
            say("{where}: Require status checks: {status}.", where=where, status=STATUS),
        )
    if not found.for_admins:
        yield Finding(
            "advice",
            say("Administrators can go round the protection."),
            say("{where}: Do not allow bypassing the above settings.", where=where),
        )
    if not found.keeps_history:
        yield Finding(
            "wrong",
            say("The history of {branch} can be rewritten.", branch=branch),
            say("{where}: do not allow force pushes.", where=where),
        )


def _read(session: Session, branch: str) -> _Protection:
    """Rulesets first, which everybody may see; then classic protection, for administrators."""
    rules = list(session.get_all(f"rules/branches/{branch}", _Rule))
    found = _Protection(any=bool(rules))
    checks: list[_Check] = []
    for rule in rules:
        if rule.type == "required_status_checks" and rule.parameters:
            checks += rule.parameters.required_status_checks
        found.keeps_history |= rule.type == "non_fast_forward"
    try:
        classic = session.get(f"branches/{branch}/protection", _Classic)
    except RefusedError as refused:
        unprotected = refused.status == 404 and "not protected" in refused.message
        if not unprotected and not found.any:
            raise
    else:
        found.any = True
        asked = classic.required_status_checks or _Checks()
        known = {check.context for check in asked.checks}
        checks += asked.checks
        checks += [_Check(context=name) for name in asked.contexts if name not in known]
        found.for_admins = bool(rules) or bool(
            classic.enforce_admins and classic.enforce_admins.enabled
        )
        forced = classic.allow_force_pushes and classic.allow_force_pushes.enabled
        found.keeps_history |= not forced
    found.sources = tuple(check.source for check in checks if check.context == STATUS)
    found.required = bool(found.sources)
    return found


def _source(session: Session, found: _Protection, branch: str) -> Finding:
    """Whether somebody who may push can set the status with a workflow of their own."""
    if any(source not in (None, ACTIONS_APP) for source in found.sources):
        return Finding("good", say("{status} counts from your own App only.", status=STATUS))
    if _workflows_are_guarded(session):
        if ACTIONS_APP in found.sources:
            return Finding(
                "good",
                say(
                    "Only those who may go round the push rules change what sets {status}.",
                    status=STATUS,
                ),
            )
        return Finding(
            "advice",
            say("Whoever may write here can set {status} by hand.", status=STATUS),
            say("Choose GitHub Actions as its expected source."),
        )
    return Finding(
        "advice",
        say(
            "Whoever may push a branch here can set {status} with a workflow of their own.",
            status=STATUS,
        ),
        say(
            "Choose a GitHub App of your own as its expected source, its key in an environment bound to"
            " {branch}; or restrict `.github/**/*` with a push ruleset (GitHub Team and up).",
            branch=branch,
        ),
    )


def _workflows_are_guarded(session: Session) -> bool:
    """Whether a push ruleset restricts the folder of the workflows."""
    try:
        for listed in session.get_all("rulesets", _Ruleset):
            if listed.target == "push" and listed.enforcement == "active":
                rules = session.get(f"rulesets/{listed.id}", _Ruleset).rules
                paths = [
                    p
                    for rule in rules
                    if rule.parameters
                    for p in rule.parameters.restricted_file_paths
                ]
                if any(fnmatch(WORKFLOW, path) for path in paths):
                    return True
    except RefusedError:
        return False
    return False
