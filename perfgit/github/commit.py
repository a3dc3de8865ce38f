"""One commit on one branch, made through GitHub's interface: nothing is checked out or pushed."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pydantic import Field

from perfgit.company.actors import Account
from perfgit.github.errors import ForgeError, RefusedError, again
from perfgit.github.git import web_host
from perfgit.github.models import Answer, Number, Sha
from perfgit.github.session import Session
from perfgit.i18n import say


class _Made(Answer):
    sha: Sha


class _Object(Answer):
    sha: Sha
    type: str


class _Ref(Answer):
    ref: str
    object: _Object


class _Viewer(Answer):
    login: str
    id: Number | None = Field(None, alias="databaseId")


class _Seen(Answer):
    viewer: _Viewer


class _Reply(Answer):
    data: _Seen | None = None


class Author(NamedTuple):
    """In whose name a commit is made, and when."""

    name: str
    email: str
    on: dt.datetime


def noreply(session: Session, account: Account) -> str:
    """The address by which GitHub attributes a commit to an account."""
    host = urlsplit(web_host(session.api)).hostname
    return f"{account.id}+{account.login}@users.noreply.{host}"


def own_account(session: Session) -> Account:
    """The account that the token acts as: REST does not tell it to workflows, GraphQL does.

    Raises ForgeError where GitHub does not tell.
    """
    reply = session.query("query { viewer { login databaseId } }", {}, _Reply)
    if reply.data is None:
        raise ForgeError(say("GitHub does not tell whose the token is."), again())
    return Account(login=reply.data.viewer.login, id=reply.data.viewer.id)


def branch_head(session: Session, branch: str) -> str | None:
    """The commit at the head of a branch; None where there is no such branch."""
    try:
        return session.get(f"git/ref/{_in_path(branch)}", _Ref).object.sha
    except RefusedError as refused:
        if refused.status == 404:
            return None
        raise


def commit_file(
    session: Session,
    parent: str,
    tree: str,
    path: str,
    content: bytes,
    message: str,
    author: Author,
    committer: Author,
) -> str:
    """A commit that brings one file; the same again for the same parent, file and people."""
    blob = session.post(
        "git/blobs", {"content": b64encode(content).decode(), "encoding": "base64"}, _Made
    )
    entry = {"path": path, "mode": "100644", "type": "blob", "sha": blob.sha}
    made = session.post("git/trees", {"base_tree": tree, "tree": [entry]}, _Made)
    body = {"message": message, "tree": made.sha, "parents": [parent]}
    people = {"author": _person(author), "committer": _person(committer)}
    return session.post("git/commits", {**body, **people}, _Made).sha


def _person(who: Author) -> dict[str, str]:
    when = who.on.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"name": who.name, "email": who.email, "date": when}


def set_branch(session: Session, branch: str, commit: str) -> None:
    """Put a branch at a commit, whether it is there or not."""
    if branch_head(session, branch) is None:
        body = {"ref": f"refs/heads/{branch}", "sha": commit}
        try:
            session.post("git/refs", body, _Ref)
        except RefusedError as refused:
            if refused.status != 422:  # an earlier attempt has arrived
                raise
        else:
            return
    session.patch(f"git/refs/{_in_path(branch)}", {"sha": commit, "force": True}, _Ref)


def _in_path(branch: str) -> str:
    return quote(f"heads/{branch}", safe="")
