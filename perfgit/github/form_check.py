"""Is a commit what a form says? Worked out again from the issue, never believed.

Workflows of any branch can push as our bot. So that a pull request was made by it says nothing; that
its commit is to the byte what the author's own words give does.
"""

from __future__ import annotations

from pathlib import Path

from perfgit.authoring.change import Change
from perfgit.authoring.identity import Marks, Me, recognised
from perfgit.company.actors import Account
from perfgit.company.company import Company
from perfgit.company.today import zone_of
from perfgit.files.entries import blob_id
from perfgit.files.repository import top_of, tree_at
from perfgit.forms.fill import Day, change_of
from perfgit.forms.submitted import Filled, read_form
from perfgit.github.git import changed_files, is_in
from perfgit.github.issues import Submitted
from perfgit.github.models import Commit, Pushed
from perfgit.i18n import say
from perfgit.problem import PerfgitError

REGULAR = "100644"


def author_of(company: Company, account: Account) -> Me:
    """The person whose account it is; raises PerfgitError where there is none, or more than one."""
    try:
        return recognised(
            company, Marks(addresses=(f"{account.id}+{account.login}@users.noreply.github.com",))
        )
    except PerfgitError:
        raise PerfgitError(
            say("Nobody in org/people has the account {login}.", login=account.login),
            say("Ask HR to write `github: {login}` into your file there.", login=account.login),
        ) from None


def day_of(company: Company, form: Submitted) -> Day:
    """The days of a form in the company's time zone."""
    zone = zone_of(company)
    return Day(form.created.astimezone(zone).date(), form.edited.astimezone(zone).date())


def wanted(company: Company, form: Submitted, filled: Filled) -> Change:
    """The change that a form asks for in a company; raises PerfgitError."""
    me = author_of(company, form.author)
    return change_of(company, me, filled, day_of(company, form))


def is_made_from(folder: Path, commit: str, parent: str, form: Submitted) -> bool:
    """Whether a commit is what the form gives on its parent, and nothing else."""
    tree = tree_at(folder, parent)
    try:
        filled = read_form(form.body)
        if filled is None:
            return False
        change = wanted(Company(tree), form, filled)
    except PerfgitError:
        return False
    finally:
        tree.close()
    _, prefix = top_of(folder)
    path = f"{prefix}/{change.path}" if prefix else change.path
    return changed_files(folder, parent, commit) == [(REGULAR, blob_id(change.after), path)]


def speaks_for_author(
    folder: Path,
    base: str,
    form: Submitted,
    made: Commit,
    commits: list[Commit],
    pushes: list[Pushed],
) -> bool:
    """Whether `made`, the last commit of a bot in a pull request, is what the form's author wrote.

    What others have pushed on top of it has to be known by who pushed it: they are contributors.
    """
    if len(made.parents) != 1 or not is_in(folder, made.parents[0].sha, base):
        return False
    head = commits[-1].sha
    if made.sha != head:
        above = {commit.sha for commit in commits[commits.index(made) + 1 :]}
        moved = [push for push in pushes if push.actor and push.after in above]
        if any(push.actor and push.actor.is_bot for push in moved):
            return False
        if not any(push.after == head for push in moved):
            return False
    return is_made_from(folder, made.sha, made.parents[0].sha, form)
