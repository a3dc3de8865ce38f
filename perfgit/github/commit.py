"""One commit on one branch, made through GitHub's interface: nothing is checked out or pushed."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import quote

from perfgit.github.errors import RefusedError
from perfgit.github.models import Answer, Sha
from perfgit.github.session import Session


class _Made(Answer):
    sha: Sha


class _Object(Answer):
    sha: Sha
    type: str


class _Ref(Answer):
    ref: str
    object: _Object


class Author(NamedTuple):
    """In whose name a commit is made, and when."""

    name: str
    email: str
    on: dt.datetime


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
) -> str:
    """A commit that brings one file; the same again for the same parent, file and author."""
    blob = session.post(
        "git/blobs", {"content": b64encode(content).decode(), "encoding": "base64"}, _Made
    )
    entry = {"path": path, "mode": "100644", "type": "blob", "sha": blob.sha}
    made = session.post("git/trees", {"base_tree": tree, "tree": [entry]}, _Made)
    when = author.on.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {
        "message": message,
        "tree": made.sha,
        "parents": [parent],
        "author": {"name": author.name, "email": author.email, "date": when},
    }
    return session.post("git/commits", body, _Made).sha


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
