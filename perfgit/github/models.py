"""What GitHub's answers say, as far as perfgit reads them.

Strict types, unknown fields passed over: GitHub adds some every month. An account that was
deleted is None wherever an account may stand.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Sha = Annotated[str, StringConstraints(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
Number = Annotated[int, Field(ge=1, le=2**53)]


class Answer(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class User(Answer):
    """An account."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    id: Number
    type: str = "User"

    @property
    def is_bot(self) -> bool:
        """Whether it is a program's."""
        return self.type == "Bot"


class Repo(Answer):
    """A repository."""

    full_name: str
    private: bool = True
    visibility: str | None = None
    default_branch: str = "main"


class HeadRepo(Answer):
    """The repository that a pull request comes from."""

    full_name: str


class End(Answer):
    """One end of a pull request; the repository it came from may be gone."""

    ref: str
    sha: Sha
    repo: HeadRepo | None = None


class Label(Answer):
    """A label."""

    name: str = ""


class Pull(Answer):
    """A pull request."""

    number: Number
    state: Literal["open", "closed"]
    title: str
    html_url: str
    user: User | None
    head: End
    base: End
    draft: bool = False
    created_at: dt.datetime
    updated_at: dt.datetime
    merged_at: dt.datetime | None = None
    requested_reviewers: list[User] | None = None
    labels: list[Label] = Field(default_factory=list)
    commits: int | None = None


class Issue(Answer):
    """An issue; GitHub lists pull requests among them, which `pull_request` tells apart."""

    number: Number
    state: Literal["open", "closed"]
    title: str
    body: str | None = None
    html_url: str = ""
    user: User | None = None
    labels: list[Label | str] = Field(default_factory=list)
    pull_request: dict[str, object] | None = None


class Parent(Answer):
    """A commit's parent."""

    sha: Sha


class Commit(Answer):
    """A commit, with the accounts to which GitHub attributes it."""

    sha: Sha
    author: User | dict[str, object] | None
    committer: User | dict[str, object] | None
    parents: list[Parent]

    @property
    def accounts(self) -> list[User]:
        """Who wrote and who committed it; GitHub gives `{}` or None where it knows neither."""
        return [one for one in (self.author, self.committer) if isinstance(one, User)]


class Review(Answer):
    """A review, and the commit it was given on; None where that one is gone."""

    id: int
    user: User | None
    state: str
    commit_id: Sha | None
    body: str | None = ""
    submitted_at: dt.datetime | None = None
    html_url: str = ""


class Through(Answer):
    """The GitHub App through which something was written."""

    id: int


class Comment(Answer):
    """A comment in the conversation."""

    id: int
    user: User | None
    performed_via_github_app: Through | None = None
    body: str | None = ""
    html_url: str = ""
    created_at: dt.datetime | None = None


class LineComment(Comment):
    """A comment at a line of a file."""

    path: str = ""
    line: int | None = None


class Status(Answer):
    """A commit status."""

    id: int
    state: str
    context: str
    description: str | None
    target_url: str | None = None
    creator: User | None = None


class Pushed(Answer):
    """An entry of the repository's activity: who moved a branch to which commit."""

    before: str
    after: str
    actor: User | None


class File(Answer):
    """A file of a pull request."""

    filename: str
    previous_filename: str | None = None


class Pages(Answer):
    """The repository's Pages: public or not."""

    public: bool
    html_url: str | None = None


class Nothing(Answer):
    """An answer of which nothing is needed."""
