"""How a repository is protected at GitHub, as far as the token may see it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from perfgit.doctor import Finding
from perfgit.github.errors import RefusedError
from perfgit.github.models import Answer, Pages, Repo
from perfgit.github.session import Session
from perfgit.i18n import say

STATUS = "perfgit/approvals"


class _Checks(Answer):
    contexts: list[str] = Field(default_factory=list)


class _Switch(Answer):
    enabled: bool = False


class _Protection(Answer):
    required_status_checks: _Checks | None = None
    enforce_admins: _Switch | None = None
    allow_force_pushes: _Switch | None = None


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
    where = say("Settings → Branches → {branch}", branch=branch)
    try:
        found = session.get(f"branches/{branch}/protection", _Protection)
    except RefusedError as refused:
        if refused.status == 404:
            yield Finding(
                "wrong",
                say("The branch {branch} is not protected: anybody can push to it.", branch=branch),
                say(
                    "{where}: require pull requests and the status {status}.",
                    where=where,
                    status=STATUS,
                ),
            )
        else:
            yield Finding(
                "advice",
                say("This token may not see how {branch} is protected.", branch=branch),
                say("Look yourself: {where}.", where=where),
            )
        return
    contexts = found.required_status_checks.contexts if found.required_status_checks else []
    if STATUS in contexts:
        yield Finding("good", say("The status {status} is required.", status=STATUS))
    else:
        yield Finding(
            "wrong",
            say("The status {status} is not required: nothing keeps a merge back.", status=STATUS),
            say("{where}: Require status checks: {status}.", where=where, status=STATUS),
        )
    if not (found.enforce_admins and found.enforce_admins.enabled):
        yield Finding(
            "advice",
            say("Administrators can go round the protection."),
            say("{where}: Do not allow bypassing the above settings.", where=where),
        )
    if found.allow_force_pushes and found.allow_force_pushes.enabled:
        yield Finding(
            "wrong",
            say("The history of {branch} can be rewritten.", branch=branch),
            say("{where}: do not allow force pushes.", where=where),
        )
