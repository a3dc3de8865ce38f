"""From a pull request at GitHub to a verdict, and back: what the privileged workflow runs.

Code, policy and people are the default branch's; what the pull request brings is fetched as git
objects and looked at. GitHub keeps one status per commit, so where several pull requests have
the same head, the worst verdict counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from perfgit.github import publish
from perfgit.github.errors import ForgeError, RefusedError, again
from perfgit.github.events import Group, with_head
from perfgit.github.git import BASE, commit_at, fetch, merged_tree, tree_of
from perfgit.github.models import Pull, Repo
from perfgit.github.publish import Mine, State, description, set_status, status_now
from perfgit.github.pulls import Seen, proposal_of, read
from perfgit.github.session import Session
from perfgit.i18n import say
from perfgit.problem import PerfgitError

if TYPE_CHECKING:
    from perfgit.gate.verdict import Verdict

TRIES = 3
"""How often a pull request that changes while it is read is read again."""

_STATES: dict[str, State] = {"allowed": "success", "waiting": "pending", "refused": "failure"}
_WORST_FIRST = ("refused", "waiting", "allowed")


@dataclass(frozen=True, slots=True)
class Judged:
    """A pull request and what the gate says of it."""

    seen: Seen
    verdict: Verdict
    not_asked: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What GitHub refused to show beside the status, and what to do about it."""

    @property
    def pull(self) -> Pull:
        """The pull request."""
        return self.seen.pull


class Judge:
    """Judges pull requests of one repository, in a clone of it."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        *,
        remote: str = "origin",
        app: str | None = None,
        today: dt.date | None = None,
    ) -> None:
        self._session = session
        self._folder = folder
        self._remote = remote
        self._app = app
        self._today = today
        self._me: Mine | None = None
        self._branch: str | None = None

    @property
    def branch(self) -> str:
        """The default branch: only what goes there is judged, with what lies there."""
        if self._branch is None:
            self._branch = self._session.get("", Repo).default_branch
        return self._branch

    def judge(self, number: int) -> Judged | None:
        """Judge, and say nothing; None for one that is closed or goes to another branch."""
        for _ in range(TRIES):
            seen = read(self._session, number)
            if seen.pull.state != "open" or seen.pull.base.ref != self.branch:
                return None
            ours = f"refs/perfgit/pull/{number}"
            self._fetch({f"refs/pull/{number}/head": ours})
            if commit_at(self._folder, ours) == seen.pull.head.sha:
                return Judged(seen, self._verdict(seen))
        raise ForgeError(say("Pull request {number} changes all the time.", number=number), again())

    def report(self, number: int) -> Judged | None:
        """Judge, and tell at GitHub; on a fault there is no green status that should not be.

        The status is set first: it alone decides what may be merged.
        """
        with self._no_green_on_fault(number):
            judged = self._decided(number)
        return self._tell(judged) if judged else None

    def _decided(self, number: int) -> Judged | None:
        """Judge, and set the status."""
        for _ in range(TRIES):
            judged = self.judge(number)
            if judged is None:
                return None
            same = [judged, *self._with_same_head(judged)]
            foreign = [each for each in same if each.verdict.foreign]
            if 0 < len(foreign) < len(same) and self._closed(foreign):
                same = [each for each in same if not each.verdict.foreign]
                judged = same[0]
            worst = min(same, key=lambda each: _WORST_FIRST.index(each.verdict.verdict))
            word = worst.verdict.verdict
            if word == "allowed" and self._changed(judged):
                continue  # an approval was withdrawn while we read
            line = _line(worst.verdict)
            if len(same) > 1:
                line = say("#{number} (same commit): {line}", number=worst.pull.number, line=line)
            head, link = judged.pull.head.sha, worst.pull.html_url
            set_status(self._session, head, _STATES[word], line, link)
            return judged
        raise ForgeError(say("Pull request {number} changes all the time.", number=number), again())

    def take_back(self, sha: str) -> None:
        """Leave no green status on a commit whose pull requests cannot be found out."""
        self._withdraw(sha, "error", say("Could not be judged: run the workflow again"))

    def report_group(self, group: Group) -> Judged | None:
        """Judge an entry of the merge queue: the pull request, and that the queue merged that."""
        judged = self.judge(group.number)
        if judged is None:
            set_status(
                self._session, group.head, "failure", say("The pull request is not open any more")
            )
            return None
        self._fetch({group.ref: "refs/perfgit/queue"})
        merged = merged_tree(self._folder, group.base, judged.pull.head.sha)
        if merged is None or merged != tree_of(self._folder, group.head):
            line = say("The queue's merge is not the revision that was agreed")
            set_status(self._session, group.head, "failure", line)
        else:
            state = _STATES[judged.verdict.verdict]
            set_status(self._session, group.head, state, _line(judged.verdict))
        return judged

    def _verdict(self, seen: Seen) -> Verdict:
        from perfgit.gate.judge import judge

        proposal = proposal_of(seen, self._folder)
        return judge(self._folder, BASE, seen.pull.head.sha, proposal, today=self._today)

    def _fetch(self, refs: dict[str, str]) -> None:
        fetch(
            self._folder,
            self._remote,
            {f"refs/heads/{self.branch}": BASE, **refs},
            api=self._session.api,
            header=self._session.git_header,
        )

    def _with_same_head(self, judged: Judged) -> list[Judged]:
        """The other pull requests with this head."""
        found = with_head(self._session, judged.pull.head.sha)
        others = [self.judge(pull.number) for pull in found if pull.number != judged.pull.number]
        return [other for other in others if other]

    def _closed(self, foreign: list[Judged]) -> bool:
        """Close what would only hold back a colleague's proposal of the same commit, and say why."""
        text = say(
            "Another pull request has the same commit, and the author of this one may make none of"
            " its changes. So that the other is not held back, this one is closed."
        )
        try:
            for judged in foreign:
                number = judged.pull.number
                self._session.patch(f"pulls/{number}", {"state": "closed"}, Pull)
                publish.sticky_comment(self._session, number, text, self._whose())
        except RefusedError:
            return False
        return True

    def _whose(self) -> Mine:
        if self._me is None:
            self._me = publish.whose(self._session, self._app)
        return self._me

    def _changed(self, judged: Judged) -> bool:
        """Whether anything that the verdict rests on is another now than when it was read."""
        now = read(self._session, judged.pull.number)
        before = judged.seen
        if (now.reviews, now.commits, now.pushes, now.form) != (
            before.reviews,
            before.commits,
            before.pushes,
            before.form,
        ):
            return True
        if (now.pull.head.sha, now.pull.base.ref) != (before.pull.head.sha, before.pull.base.ref):
            return True
        base = commit_at(self._folder, BASE)
        self._fetch({})
        return commit_at(self._folder, BASE) != base

    def _withdraw(self, sha: str, state: State, line: str) -> None:
        now = status_now(self._session, sha)
        if now and now.state == "success":
            set_status(self._session, sha, state, line)

    def _tell(self, judged: Judged) -> Judged:
        """Ask reviewers, comment, label, in the order of what matters; each may be refused."""
        warnings: list[str] = []
        for show in (self._ask, self._comment, self._label):
            try:
                show(judged)
            except RefusedError as refused:
                warnings.append(f"{refused.message} {refused.help}".strip())
        return replace(judged, warnings=warnings)

    def _ask(self, judged: Judged) -> None:
        verdict, pull = judged.verdict, judged.pull
        if verdict.verdict == "waiting" and not pull.draft:
            judged.not_asked[:] = publish.request_reviews(
                self._session, pull, verdict.waiting_for, judged.seen.reviews
            )

    def _comment(self, judged: Judged) -> None:
        from perfgit.gate.summary import markdown

        text = markdown(judged.verdict)
        publish.sticky_comment(self._session, judged.pull.number, text, self._whose())

    def _label(self, judged: Judged) -> None:
        publish.set_label(self._session, judged.pull, judged.verdict.verdict)

    @contextmanager
    def _no_green_on_fault(self, number: int) -> Iterator[None]:
        """Take back an earlier green status when it cannot be found out whether it still holds."""
        try:
            yield
        except Exception as error:  # a mistake of ours must not leave a green status either
            try:
                head = self._session.get(f"pulls/{number}", Pull).head.sha
                self.take_back(head)
            except PerfgitError:
                raise _with_warning(error) from error
            raise


def _line(verdict: Verdict) -> str:
    """The verdict in one line."""
    waiting = verdict.waiting_for or [[login] for login in verdict.objections]
    return description(verdict.verdict, waiting)


def _with_warning(error: Exception) -> ForgeError:
    """The fault, with the word that an earlier status could not be taken back either."""
    return ForgeError(
        error.message if isinstance(error, PerfgitError) else type(error).__name__,
        say(
            "A status from before may still stand there. {help}",
            help=(isinstance(error, PerfgitError) and error.help) or again(),
        ),
    )
