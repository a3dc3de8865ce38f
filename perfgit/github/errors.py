"""What can go wrong between here and GitHub; each says what to do."""

from __future__ import annotations

from perfgit.i18n import later, say
from perfgit.problem import PerfgitError


class ForgeError(PerfgitError):
    """GitHub could not be asked, or gave an answer that cannot be used; running again is safe."""


class RefusedError(ForgeError):
    """GitHub answered that this may not, or cannot, be done; `status` is the HTTP status."""

    def __init__(self, status: int, message: str, help: str = "") -> None:
        super().__init__(message, help)
        self.status = status


def again() -> str:
    """The help of a passing fault."""
    return say("Run the command again: it goes on where it stopped, and nothing is doubled.")


HELP_BY_STATUS = {
    401: later("The token is not valid (any more). Set GITHUB_TOKEN to one that is."),
    403: later(
        "The token lacks a permission. perfgit needs: contents read, pull requests write, commit"
        " statuses write."
    ),
    404: later("Check the repository's name, and that the token may read it."),
}
