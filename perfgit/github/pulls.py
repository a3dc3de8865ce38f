"""A pull request as the gate has to know it: who made it, who pushed, who thinks what of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfgit.company.roles import Account
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.github.errors import ForgeError, RefusedError
from perfgit.github.git import BASE, is_in, merged_tree, tree_of
from perfgit.github.issues import NotTheirsError, Submitted, form_of, submitted
from perfgit.github.models import Commit, Pull, Pushed, Review, User
from perfgit.github.session import Session
from perfgit.i18n import say

MOST_COMMITS = 250
"""GitHub lists no more commits of a pull request."""

WEB_FLOW = "web-flow"
"""The account as which GitHub commits what people do on its pages."""

_STATES = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes_requested",
    "DISMISSED": "dismissed",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A pull request as it was when it was read."""

    pull: Pull
    commits: list[Commit]
    pushes: list[Pushed]
    reviews: list[Review]
    form: Submitted | None = None
    """The form that it was made from, where its text is its author's."""


def read(session: Session, number: int) -> Seen:
    """Read a pull request.

    Raises ForgeError where GitHub cannot tell all its commits.
    """
    pull = session.get(f"pulls/{number}", Pull)
    commits = list(session.get_all(f"pulls/{number}/commits", Commit))
    if len(commits) >= MOST_COMMITS and (pull.commits or 0) != len(commits):
        raise ForgeError(
            say(
                "The pull request has {count} commits; GitHub names the people of {most} only.",
                count=pull.commits or 0,
                most=MOST_COMMITS,
            ),
            say("Squash its commits, or split it."),
        )
    pushes, reviews = _pushes(session, pull), _reviews(session, number)
    return Seen(pull, commits, pushes, reviews, _form(session, pull))


def _form(session: Session, pull: Pull) -> Submitted | None:
    """The form of a pull request that a bot has opened from a form's branch of this repository."""
    number = form_of(pull.head.ref)
    here = pull.head.repo is not None and pull.head.repo.full_name == session.repository
    if number is None or not here or pull.user is None or pull.user.type != "Bot":
        return None
    before = session.get_all(
        "pulls", Pull, state="closed", head=f"{_owner(session)}:{pull.head.ref}"
    )
    if any(one.merged_at for one in before):  # a form is agreed once
        return None
    try:
        return submitted(session, number)
    except NotTheirsError:
        return None


def _owner(session: Session) -> str:
    return session.repository.partition("/")[0]


def _reviews(session: Session, number: int) -> list[Review]:
    return list(session.get_all(f"pulls/{number}/reviews", Review))


def _pushes(session: Session, pull: Pull) -> list[Pushed]:
    """Who moved the branch. Of a fork's branch only its owner can tell."""
    if pull.head.repo is None or pull.head.repo.full_name != session.repository:
        return []
    try:
        return list(session.get_all("activity", Pushed, ref=f"refs/heads/{pull.head.ref}"))
    except RefusedError as refused:
        if refused.status == 404:  # servers that have no such list yet
            return []
        raise


def proposal_of(seen: Seen, folder: Path, base: str = BASE) -> Proposal:
    """What the gate judges; the commits have to be in the repository at `folder`.

    Names and e-mail addresses in commits say nothing: anybody can write them. An account that
    GitHub attributes a commit to counts as one more contributor, which never makes a verdict
    better. A pull request that is, to the byte, what a form says has the form's author.
    """
    author, bot = _account(seen.pull.user), None
    if seen.form and seen.form.open and seen.pull.user:
        from perfgit.github.form_check import speaks_for_author

        if speaks_for_author(folder, base, seen.form, seen.pull.user, seen.commits, seen.pushes):
            author, bot = seen.form.author, author
    # GitHub's "Update branch" brings what is agreed already: whoever presses it adds nothing.
    updates = {
        commit.sha: commit.parents[0].sha
        for commit in seen.commits
        if _is_update(folder, commit, base)
    }
    people: list[User] = []
    for commit in seen.commits:
        if commit.sha not in updates:
            people += commit.accounts
    own = {commit.sha for commit in seen.commits} | {seen.pull.head.sha}
    for push in seen.pushes:
        if push.actor and push.after in own and updates.get(push.after) != push.before:
            people.append(push.actor)
    contributors: list[Account] = []
    for user in people:
        account = _account(user)
        known = [*contributors, *filter(None, (author, bot))]
        if account and user.login != WEB_FLOW and not any(map(account.same_as, known)):
            contributors.append(account)
    return Proposal(author=author, contributors=contributors, opinions=_opinions(seen.reviews))


def _is_update(folder: Path, commit: Commit, base: str) -> bool:
    if len(commit.parents) != 2:
        return False
    ours, theirs = (parent.sha for parent in commit.parents)
    if not is_in(folder, theirs, base):
        return False
    tree = tree_of(folder, commit.sha)
    return tree is not None and tree == merged_tree(folder, ours, theirs)


def _opinions(reviews: list[Review]) -> list[Opinion]:
    """The latest of each reviewer that is not a mere comment."""
    latest: dict[object, Opinion] = {}
    for review in sorted(reviews, key=_when):
        state = _STATES.get(review.state.upper())
        if state is None:
            continue
        by = _account(review.user)
        key = by.id if by else f"deleted {review.id}"
        latest.pop(key, None)
        if review.commit_id is None:
            # what it was given on is gone: it approves nothing, but an objection stands
            if state == "approved":
                continue
            commit = "0" * 40
        else:
            commit = review.commit_id
        latest[key] = Opinion.model_validate({"by": by, "state": state, "commit": commit})
    return list(latest.values())


def _when(review: Review) -> tuple[float, int]:
    return (review.submitted_at.timestamp() if review.submitted_at else 0.0, review.id)


def _account(user: User | None) -> Account | None:
    """The account; GitHub shows what deleted accounts left behind as `ghost`, who is nobody."""
    if user is None or user.id == GHOST:
        return None
    return Account(login=user.login, id=user.id)


GHOST = 10137
"""The number of github.com/ghost."""
