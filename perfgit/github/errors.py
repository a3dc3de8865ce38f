"""What can go wrong between here and GitHub; each says what to do."""

from __future__ import annotations

from perfgit.i18n import later, say
from perfgit.problem import PerfgitError


class ForgeError(PerfgitError):
    """GitHub could not be asked, or gave an answer that cannot be used; running again is safe."""


class RefusedError(ForgeError):
    """GitHub answered that this may not, or cannot, be done.

    `status` is the HTTP status, `right` what GitHub says that would have been needed, if it does.
    """

    def __init__(self, status: int, message: str, help: str = "", right: str = "") -> None:
        super().__init__(message, help)
        self.status, self.right = status, right


def again() -> str:
    """The help of a passing fault."""
    return say("Run the command again: it goes on where it stopped, and nothing is doubled.")


HELP_BY_STATUS = {
    401: later("The token is not valid (any more). Set GITHUB_TOKEN to one that is."),
    403: later(
        "The token lacks a permission. perfgit needs: contents read, issues read, pull requests"
        " write, commit statuses write."
    ),
    404: later("Check the repository's name, and that the token may read it."),
}

HELP_BY_REASON = {
    "not permitted to create or approve pull requests": later(
        "An administrator allows it: Settings, Actions, General, Allow GitHub Actions to create and"
        " approve pull requests."
    ),
    "permission to create labels": later(
        "The label is missing, and this token may not make it. Make it once: Issues, Labels, New"
        " label."
    ),
    "Upgrade to GitHub": later("The plan of this repository at GitHub does not have that."),
    "rate limit": later("All requests of this hour are used up. Run it again in an hour."),
}
"""What to do, by words of GitHub's own message."""


def missing_right(accepted: str) -> str:
    """The help where a right is missing.

    `accepted` is GitHub's header X-Accepted-GitHub-Permissions (`statuses=write`; commas between
    what is needed together, semicolons between alternatives).
    """
    ways = [
        ", ".join(right.strip().replace("_", "-").replace("=", ": ") for right in way.split(","))
        for way in accepted.split(";")
    ]
    return say(
        "It needs the right {right}; in a workflow it stands under `permissions:` of the job.",
        right=say(" or ").join(f"`{way}`" for way in ways),
    )
