"""From a submitted form to a pull request in its author's name, and back to the issue in words.

Every step is a state to be reached: run twice, or killed and run again, nothing is doubled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from perfgit.authoring.change import Change
from perfgit.authoring.outlook import new_problems, outlook
from perfgit.company.actors import Account
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.files.repository import top_of, tree_at
from perfgit.forms.submitted import Filled, read_form
from perfgit.gate.escape import code, escaped
from perfgit.github import publish
from perfgit.github.commit import (
    Author,
    branch_head,
    commit_file,
    noreply,
    own_account,
    set_branch,
)
from perfgit.github.errors import ForgeError, RefusedError
from perfgit.github.form_check import author_of, is_made_from, wanted
from perfgit.github.git import BASE, commit_at, fetch, parent_of, tree_of, web_host
from perfgit.github.issues import NotTheirsError, Submitted, form_branch, submitted
from perfgit.github.models import Answer, Commit, Pull, Pushed, Repo, User
from perfgit.github.publish import Mine
from perfgit.github.session import Session
from perfgit.i18n import say
from perfgit.model.cells import one_line
from perfgit.problem import PerfgitError

if TYPE_CHECKING:
    from perfgit.authoring.identity import Me

MARK = "<!-- perfgit:form -->"
LONGEST_TITLE = 120


class _Body(Answer):
    body: str | None = None


class Handled(NamedTuple):
    """What became of an issue: no form of ours (`said` is empty), a pull request, or an answer."""

    number: int
    pull: int | None = None
    said: str = ""
    fault: bool = False
    warning: str = ""
    """What an administrator has to mend, for the log."""


class FormHandler:
    """Turns forms of one repository into pull requests, in a clone of its default branch."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        *,
        remote: str = "origin",
        app: str | None = None,
        today: dt.date | None = None,
    ) -> None:
        self._session, self._folder, self._remote = session, folder, remote
        self._app, self._today = app, today
        self._me: Mine | None = None

    def handle(self, number: int) -> Handled:
        """Bring the pull request of a form to what the form says, or answer what is wrong with it.

        Raises ForgeError where GitHub cannot be reached; safe to repeat.
        """
        body = self._session.get(f"issues/{number}", _Body).body
        try:
            if read_form(body) is None:
                return Handled(number)
            with self.answering(number):
                form = submitted(self._session, number)
                filled = read_form(form.body)
                return self._proposed(form, filled) if filled else Handled(number)
        except ForgeError:
            raise
        except PerfgitError as error:
            return self._answer(number, error)

    @contextmanager
    def answering(self, number: int) -> Iterator[None]:
        """Whoever sent the form is told of a fault that is not theirs, wherever it happens."""
        try:
            yield
        except ForgeError as error:
            with suppress(PerfgitError):  # the fault is told in any case, in the workflow's log
                self._tell_fault(number, error)
            raise

    def _tell_fault(self, number: int, error: ForgeError) -> None:
        head = say("perfgit could not finish with this form. Your words are safe here.")
        told = f"- {escaped(error.message)}\n- {escaped(error.help or '')}"
        foot = say(
            "That is nothing that you have to mend. Once an administrator has: edit the form above"
            " (⋯, Edit), and perfgit looks at it again."
        )
        self._comment(number, f"{head}\n\n{told}\n\n{foot}")

    def answer_pull(self, handled: Handled, waits_for: str) -> None:
        """Tell on the issue where its pull request is, and whom it waits for."""
        text = say("This form has become #{pull}.", pull=handled.pull)
        more = say("To change it, edit the form above; the pull request follows.")
        self._comment(handled.number, f"{text} {escaped(waits_for)}.\n\n{more}")

    def _proposed(self, form: Submitted, filled: Filled) -> Handled:
        branch = form_branch(form.number)
        owner = self._session.repository.partition("/")[0]
        pulls = list(self._session.get_all("pulls", Pull, state="all", head=f"{owner}:{branch}"))
        pulls = [one for one in pulls if one.head.ref == branch]
        merged = next((one for one in pulls if one.merged_at), None)
        if merged and not form.open:
            return Handled(form.number, said=say("the form was agreed and merged"))
        if merged:
            raise _DoneError(
                say("This form was agreed and merged as #{pull}.", pull=merged.number),
                say("Submit a new form for anything more."),
            )
        open_ = next((one for one in pulls if one.state == "open"), None)
        if not form.open:
            if open_:
                self._session.patch(f"pulls/{open_.number}", {"state": "closed"}, Pull)
            return Handled(form.number, said=say("the form is closed"))
        default = self._session.get("", Repo).default_branch
        self._fetch({f"refs/heads/{default}": BASE})
        base = commit_at(self._folder, BASE)
        if base is None:
            raise ForgeError(say("The branch {name} has no commit.", name=default))
        tree = tree_at(self._folder, base)
        try:
            company = Company(tree)
            me = author_of(company, form.author)
            change = self._checked(company, me, form, filled)
            self._commit(form, me, change, base)
            title = _title(me, filled)
        finally:
            tree.close()
        return Handled(form.number, self._pull(form, title, default, open_).number)

    def _checked(self, company: Company, me: Me, form: Submitted, filled: Filled) -> Change:
        """The change, unless check or the gate would not take it."""
        change = wanted(company, form, filled)
        if not change.files:
            raise _AnswerError(
                say("That is what your files say already."), say("Nothing has to be done.")
            )
        errors = [one for one in new_problems(company, change) if one.severity == "error"]
        if errors:
            raise _AnswerError(*_listed([(one.message, one.help) for one in errors]))
        view = outlook(company, change, me, Org(company, self._today).today)
        if view.refusals:
            raise _AnswerError(*_listed([(one.message, "") for one in view.refusals]))
        return change

    def _commit(self, form: Submitted, me: Me, change: Change, base: str) -> None:
        """The branch holds the change; left as it is where it does so already."""
        bot = own_account(self._session)
        branch = form_branch(form.number)
        head = branch_head(self._session, branch)
        if head is not None:
            ours = f"refs/perfgit/form/{form.number}"
            self._fetch({f"refs/heads/{branch}": ours})
            if self._stands(form, change, head):
                return
            if self._others(bot, branch, head):
                raise _AnswerError(
                    say("Somebody else has changed the branch {branch} since.", branch=branch),
                    say("Go on there, or delete it, and edit the form to begin anew."),
                )
        tree = tree_of(self._folder, base)
        assert tree is not None
        _, prefix = top_of(self._folder)
        path = f"{prefix}/{change.path}" if prefix else change.path
        message = say(
            "Form #{number} of {login}\n\n{url}",
            number=form.number,
            login=form.author.login,
            url=form.url,
        )
        author = self._person(one_line(me.person.name), form.author, form)
        committer = self._person(bot.login, bot, form)
        made = commit_file(
            self._session, base, tree, path, change.after, message, author, committer
        )
        set_branch(self._session, branch, made)

    def _person(self, name: str, account: Account, form: Submitted) -> Author:
        return Author(name, noreply(self._session, account), form.edited)

    def _stands(self, form: Submitted, change: Change, head: str) -> bool:
        """Whether the branch is what the form says, made from the file as it still is."""
        parent = parent_of(self._folder, head)
        if parent is None or not is_made_from(self._folder, head, parent, form):
            return False
        before = tree_at(self._folder, parent)
        try:
            return before.read(change.path) == change.before
        finally:
            before.close()

    def _others(self, bot: Account, branch: str, head: str) -> bool:
        """Whether a person has moved the branch to where it is."""
        committer = self._session.get(f"commits/{head}", Commit).committer
        if isinstance(committer, User) and committer.id == bot.id:
            return False
        pushes = self._session.get_all("activity", Pushed, ref=f"refs/heads/{branch}")
        return not any(push.after == head and push.actor and push.actor.is_bot for push in pushes)

    def _pull(self, form: Submitted, title: str, base: str, open_: Pull | None) -> Pull:
        body = say(
            "From the form #{number}, in the words of {login}.\n\nCloses #{number}.",
            number=form.number,
            login=code(form.author.login),
        )
        if open_:
            if open_.title == title:
                return open_
            return self._session.patch(f"pulls/{open_.number}", {"title": title}, Pull)
        asked = {"title": title, "head": form_branch(form.number), "base": base, "body": body}
        try:
            return self._session.post("pulls", asked, Pull, repeatable=False)
        except RefusedError as refused:
            if refused.status != 403:
                raise
            raise _UnproposedError(refused, self._compare(form, base, title)) from None

    def _compare(self, form: Submitted, base: str, title: str) -> str:
        """GitHub's page on which a person opens the pull request that is ready."""
        site = f"{web_host(self._session.api)}{self._session.repository}"
        asked = {"expand": "1", "title": title, "body": f"Closes #{form.number}."}
        return f"{site}/compare/{quote(base)}...{form_branch(form.number)}?{urlencode(asked)}"

    def _answer(self, number: int, error: PerfgitError) -> Handled:
        head = (
            say("This form cannot be taken as it stands.")
            if not isinstance(error, _AnswerError | NotTheirsError)
            else ""
        )
        told = "\n".join(filter(None, (error.message, error.help or "")))
        lines = [f"- {escaped(line)}" for line in told.split("\n") if line.strip()]
        foot = say("Edit the form above (⋯, Edit); perfgit looks at it again.")
        if isinstance(error, NotTheirsError | _DoneError):
            foot = ""
        if isinstance(error, _UnproposedError):
            foot = say(
                "Open it yourself, it is ready and counts the same: [open the pull request]({url})",
                url=error.url,
            )
        self._comment(number, "\n\n".join(filter(None, (head, "\n".join(lines), foot))))
        warning = told if isinstance(error, _UnproposedError) else ""
        return Handled(number, said=error.message, fault=True, warning=warning)

    def _comment(self, number: int, text: str) -> None:
        if self._me is None:
            self._me = publish.whose(self._session, self._app)
        publish.sticky_comment(self._session, number, text, self._me, MARK)

    def _fetch(self, refs: dict[str, str]) -> None:
        session = self._session
        fetch(self._folder, self._remote, refs, api=session.api, header=session.git_header)


class _AnswerError(PerfgitError):
    """Something to tell the author."""


class _DoneError(_AnswerError):
    """Something to tell, where editing the form would change nothing."""


class _UnproposedError(_AnswerError):
    """The branch is there, but no workflow may open its pull request; `url` is where a person does."""

    def __init__(self, refused: RefusedError, url: str) -> None:
        super().__init__(
            say("GitHub does not let perfgit open the pull request."),
            f"{refused.message}\n{refused.help or ''}",
        )
        self.url = url


def _listed(found: list[tuple[str, str]]) -> tuple[str, str]:
    lines = [f"{message} {help}".strip().replace("\n", " ") for message, help in found[:20]]
    return "\n".join(lines), ""


def _title(me: Me, filled: Filled) -> str:
    name = me.person.name
    words = {
        "goal": lambda: say("Goal of {name}: {title}", name=name, title=filled.text("goal") or ""),
        "checkin": lambda: say("Check-in of {name}", name=name),
        "misfit": lambda: say("A goal of {name} no longer fits", name=name),
        "feedback": lambda: say("Feedback of {name}", name=name),
    }
    return one_line(words[filled.form.kind]())[:LONGEST_TITLE]
