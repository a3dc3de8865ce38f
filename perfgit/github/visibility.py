"""Who could read the site, if GitHub Pages published it."""

from __future__ import annotations

from perfgit.github.errors import RefusedError
from perfgit.github.models import Pages, Repo
from perfgit.github.session import Session
from perfgit.i18n import say


def may_publish(session: Session) -> tuple[bool, str]:
    """Whether Pages may publish the site, and why.

    The policy decides what the site holds for everyone in the company; Pages that the whole world
    reads are right only where the world may read the repository as well.
    """
    repository = session.get("", Repo)
    try:
        found = session.get("pages", Pages)
    except RefusedError as refused:
        if refused.status != 404:
            raise
        return False, say(
            "GitHub Pages are not switched on (or the token lacks `pages: read`); the site is kept as an"
            " artifact."
        )
    if not found.public:
        return True, say("Pages are shown only to those who may read the repository.")
    if not repository.private and repository.visibility in (None, "public"):
        return True, say("The repository is public, so its site may be public too.")
    return False, say(
        "Pages would be public, but the repository is not; the site is kept as an artifact."
    )
