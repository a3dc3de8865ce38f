"""A pull request as the gate has to know it: who made it, who pushed, who thinks what of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfgit.company.actors import Account
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.github.errors import ForgeError, RefusedError, again
from perfgit.github.git import BASE, is_in, merged_tree, tree_of
from perfgit.github.issues import NotTheirsError, Submitted, form_of, submitted
from perfgit.github.models import Commit, Pull, Pushed, Review, User
from perfgit.github.session import Session
from perfgit.i18n import say

MOST_COMMITS = 250
"""GitHub lists no more commits of a pull request."""

LATE_SECONDS = (5, 10, 20)
"""How long GitHub's list of pushes is waited for."""

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
    pushes: list[Pushed] | None
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
    bot = bool(commits) and _bot_of(commits[-1]) is not None  # a form's, which needs no pusher
    pushes = _pushes(session, pull, wait=not bot)
    return Seen(pull, commits, pushes, _reviews(session, number), _form(session, pull))


def _bot_of(commit: Commit) -> User | None:
    return next((account for account in commit.accounts if account.is_bot), None)


def _form(session: Session, pull: Pull) -> Submitted | None:
    """The form of a pull request from a form's branch of this repository.

    A bot has opened it or, where workflows may open none, the form's author.
    """
    number = form_of(pull.head.ref)
    here = pull.head.repo is not None and pull.head.repo.full_name == session.repository
    if number is None or not here or pull.user is None:
        return None
    before = session.get_all(
        "pulls", Pull, state="closed", head=f"{_owner(session)}:{pull.head.ref}"
    )
    if any(one.merged_at for one in before):  # a form is agreed once
        return None
    try:
        form = submitted(session, number)
    except NotTheirsError:
        return None
    return form if pull.user.is_bot or pull.user.id == form.author.id else None


def _owner(session: Session) -> str:
    return session.repository.partition("/")[0]


def _reviews(session: Session, number: int) -> list[Review]:
    return list(session.get_all(f"pulls/{number}/reviews", Review))


def _pushes(session: Session, pull: Pull, *, wait: bool) -> list[Pushed] | None:
    """Who moved the branch; None where nobody but its owner can tell, as of a fork's branch.

    GitHub can be behind with this: `wait` for the push of what is proposed now.
    """
    if pull.head.repo is None or pull.head.repo.full_name != session.repository:
        return None
    ref = f"refs/heads/{pull.head.ref}"
    try:
        for pause in LATE_SECONDS if wait else ():
            pushes = list(session.get_all("activity", Pushed, ref=ref))
            if _tells(pushes, pull.head.sha):
                return pushes
            session.pause(pause)
        return list(session.get_all("activity", Pushed, ref=ref))
    except RefusedError as refused:
        if refused.status == 404 and not refused.right:
            return None  # servers that have no such list yet
        raise


def _tells(pushes: list[Pushed], head: str) -> bool:
    return any(push.after == head for push in pushes)


def proposal_of(seen: Seen, folder: Path, base: str = BASE) -> Proposal:
    """What the gate judges; the commits have to be in the repository at `folder`.

    Names and e-mail addresses in commits say nothing: anybody can write them. An account that
    GitHub attributes a commit to counts as one more contributor, which never makes a verdict
    better. A pull request that is, to the byte, what a form says has the form's author.
    """
    author, bot = _account(seen.pull.user), None
    head, pushes = seen.pull.head.sha, seen.pushes or []
    made = _made_of_form(seen, folder, base)
    if made:
        assert seen.form
        author, bot = seen.form.author, _account(_bot_of(made))
    if seen.pushes is not None and not _tells(pushes, head) and not (made and made.sha == head):
        raise ForgeError(
            say("GitHub does not tell yet who has pushed {commit}.", commit=head[:10]), again()
        )
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
    own = {commit.sha for commit in seen.commits} | {head}
    for push in pushes:
        if push.actor and push.after in own and updates.get(push.after) != push.before:
            people.append(push.actor)
    contributors: list[Account] = []
    for user in people:
        account = _account(user)
        known = [*contributors, *filter(None, (author, bot))]
        if account and user.login != WEB_FLOW and not any(map(account.same_as, known)):
            contributors.append(account)
    return Proposal(author=author, contributors=contributors, opinions=_opinions(seen.reviews))


def _made_of_form(seen: Seen, folder: Path, base: str) -> Commit | None:
    """The commit of a bot that is, to the byte, what the open form says that it was made from."""
    if not (seen.form and seen.form.open):
        return None
    from perfgit.github.form_check import speaks_for_author

    made = next((commit for commit in reversed(seen.commits) if _bot_of(commit)), None)
    if made and speaks_for_author(folder, base, seen.form, made, seen.commits, seen.pushes or []):
        return made
    return None


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
