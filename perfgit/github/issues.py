"""A form as it was submitted: an issue whose every word is its author's.

Whoever may write to a repository may edit other people's issues, and move issues here from other
repositories. REST does not tell who did; GraphQL does, together with the text, in one answer.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from perfgit.company.actors import Account
from perfgit.github.errors import ForgeError, again
from perfgit.github.models import Answer, Issue, Number
from perfgit.github.session import Session
from perfgit.i18n import say
from perfgit.problem import PerfgitError

BRANCH = "perfgit/form-"
_BRANCH = re.compile(rf"{BRANCH}([1-9]\d{{0,8}})")
MOST_EDITS = 100

_QUERY = """\
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) {
      number body createdAt state url
      author { __typename login ... on User { databaseId } }
      userContentEdits(first: 100) {
        totalCount nodes { editedAt editor { __typename login ... on User { databaseId } } }
      }
      timelineItems(first: 1, itemTypes: [TRANSFERRED_EVENT]) { totalCount }
    }
  }
}
"""


class _Actor(Answer):
    kind: str = Field(alias="__typename")
    login: str
    id: Number | None = Field(None, alias="databaseId")


class _Edit(Answer):
    at: dt.datetime = Field(alias="editedAt")
    editor: _Actor | None


class _Edits(Answer):
    count: int = Field(alias="totalCount")
    nodes: list[_Edit | None] | None = None


class _Count(Answer):
    count: int = Field(alias="totalCount")


class _Issue(Answer):
    number: Number
    body: str
    created: dt.datetime = Field(alias="createdAt")
    state: Literal["OPEN", "CLOSED"]
    url: str
    author: _Actor | None
    edits: _Edits | None = Field(alias="userContentEdits")
    transfers: _Count = Field(alias="timelineItems")


class _Repository(Answer):
    issue: _Issue | None = None


class _Data(Answer):
    repository: _Repository | None = None


class _Fault(Answer):
    type: str = ""


class _Reply(Answer):
    data: _Data | None = None
    errors: list[_Fault] | None = None


class NotTheirsError(PerfgitError):
    """Not every word of an issue is certainly its author's."""


@dataclass(frozen=True)
class Submitted:
    """A form and who answers for it; `edited` is when its author last changed its text."""

    number: int
    author: Account
    body: str
    created: dt.datetime
    edited: dt.datetime
    open: bool
    url: str


def form_branch(number: int) -> str:
    """The branch of a form's pull request."""
    return f"{BRANCH}{number}"


def form_of(branch: str) -> int | None:
    """The form that a branch is for."""
    found = _BRANCH.fullmatch(branch)
    return int(found[1]) if found else None


def submitted(session: Session, number: int) -> Submitted:
    """An issue, all of whose text is its author's.

    Raises NotTheirsError where it is not there, has no author, came from another repository, or was
    edited by somebody else; ForgeError where GitHub does not tell.
    """
    owner, _, name = session.repository.partition("/")
    variables = {"owner": owner, "name": name, "number": number}
    reply = session.query(_QUERY, variables, _Reply)
    faults = {one.type for one in reply.errors or ()}
    if faults - {"NOT_FOUND"} or (reply.data is None and not faults):
        raise ForgeError(say("GitHub does not tell about issue {number}.", number=number), again())
    repository = reply.data.repository if reply.data else None
    issue = repository.issue if repository else None
    if issue is None:
        next(session.get_all("issues", Issue), None)  # a missing right is told here, as what it is
        raise NotTheirsError(say("There is no issue {number} here.", number=number))
    author = issue.author
    if author is None or author.kind != "User" or author.id is None:
        raise NotTheirsError(
            say("The form was not written by a person's account."),
            say("Submit it from your own account."),
        )
    if issue.transfers.count:
        raise NotTheirsError(
            say("The form was moved here from another repository."),
            say("Submit it here, as a new form."),
        )
    edits = [one for one in (issue.edits.nodes if issue.edits else None) or () if one]
    if issue.edits is None or issue.edits.count != len(edits):
        raise NotTheirsError(
            say("The form was edited more than {most} times.", most=MOST_EDITS),
            say("Submit a new form."),
        )
    if any(one.editor is None or one.editor.id != author.id for one in edits):
        raise NotTheirsError(
            say("Somebody else has edited the form; it speaks for its author only."),
            say("Submit a new form. Others say in a comment what they would change."),
        )
    return Submitted(
        number=issue.number,
        author=Account(login=author.login, id=author.id),
        body=issue.body,
        created=issue.created,
        edited=max([issue.created, *(one.at for one in edits)]),
        open=issue.state == "OPEN",
        url=issue.url,
    )
