"""What the stand-in answers about blobs, trees, commits and refs, and about who edited an issue."""

from __future__ import annotations

import os
import subprocess
from base64 import b64decode
from typing import Any
from urllib.parse import quote

from tests.github.rights import Right, Rights, allows
from tests.github.standin import GitHub, RuleError

ADDRESS = "https://github.example/git"


def _run(state: GitHub, *arguments: str, put: bytes = b"", **environment: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(state.bare), *arguments],
        input=put,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, **environment},
    )
    if done.returncode:
        raise RuleError(422, done.stderr.decode(errors="replace")[:200])
    return done.stdout.decode().strip()


def blob(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    raw = body["content"].encode()
    content = b64decode(raw, validate=True) if body.get("encoding") == "base64" else raw
    sha = _run(state, "hash-object", "-w", "--stdin", put=content)
    return 201, {"sha": sha, "url": f"{ADDRESS}/blobs/{sha}"}


def tree(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    index = state.bare / f"index-{state.new_id()}"
    own = {"GIT_INDEX_FILE": str(index)}
    _run(state, "read-tree", body["base_tree"], **own)
    for one in body["tree"]:
        entry = f"{one['mode']},{one['sha']},{one['path']}"
        _run(state, "update-index", "--add", "--cacheinfo", entry, **own)
    sha = _run(state, "write-tree", **own)
    index.unlink()
    return 201, {"sha": sha, "url": f"{ADDRESS}/trees/{sha}", "tree": [], "truncated": False}


def commit(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    """The author is whom one names; the committer is, unless named, the same."""
    author = body.get("author") or {"name": who, "email": f"{who}@users.noreply.github.com"}
    date = author.get("date") or f"{state.day}T12:00:00Z"
    committer = body.get("committer") or author
    names = {
        f"GIT_{role}_{what}": value
        for role, one in (("AUTHOR", author), ("COMMITTER", committer))
        for what, value in (("NAME", one["name"]), ("EMAIL", one["email"]), ("DATE", date))
    }
    parents = [word for one in body["parents"] for word in ("-p", one)]
    sha = _run(state, "commit-tree", body["tree"], *parents, put=body["message"].encode(), **names)
    return 201, {"sha": sha, "url": f"{ADDRESS}/commits/{sha}"}


def get_commit(state: GitHub, who: str, query: Any, body: Any, name: str) -> tuple[int, Any]:
    sha = state.sha(f"{name}^{{commit}}")
    if not sha:
        raise RuleError(422, f"No commit found for SHA: {name}")
    return 200, shown_commit(state, sha)


def shown_commit(state: GitHub, sha: str) -> dict[str, Any]:
    """GitHub names an account for a commit by its e-mail address, which anybody can write."""
    mail, committer, parents = state.git("show", "-s", "--format=%ae%n%ce%n%P", sha).split("\n")
    return {
        "sha": sha,
        "author": _by_mail(state, mail),
        "committer": _by_mail(state, committer),
        "parents": [{"sha": parent, "url": ""} for parent in parents.split()],
        "commit": {},
    }


def _by_mail(state: GitHub, mail: str) -> dict[str, Any] | None:
    """`7+mei@users.noreply…` is account 7, whatever it is called now."""
    name, _, host = mail.partition("@")
    number, plus, _ = name.partition("+")
    if plus and host.startswith("users.noreply."):
        name = next((login for login, id in state.ids.items() if str(id) == number), "")
    return state.user(name) if name in state.ids else None


def _ref(name: str, sha: str) -> dict[str, Any]:
    url = f"{ADDRESS}/{quote(name)}"
    return {"ref": name, "url": url, "object": {"sha": sha, "type": "commit", "url": url}}


def get_ref(state: GitHub, who: str, query: Any, body: Any, name: str) -> tuple[int, Any]:
    sha = state.sha(f"refs/{name}")
    if not sha:
        raise RuleError(404, "Not Found")
    return 200, _ref(f"refs/{name}", sha)


def create_ref(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    if state.sha(body["ref"]):
        raise RuleError(422, "Reference already exists")
    state.move(who, body["ref"], body["sha"])
    return 201, _ref(body["ref"], body["sha"])


def patch_ref(state: GitHub, who: str, query: Any, body: Any, name: str) -> tuple[int, Any]:
    before = state.sha(f"refs/{name}")
    if not before:
        raise RuleError(422, "Reference does not exist")
    if not body.get("force"):
        _run(state, "merge-base", "--is-ancestor", before, body["sha"])
    state.move(who, f"refs/{name}", body["sha"])
    return 200, _ref(f"refs/{name}", body["sha"])


def graphql(state: GitHub, who: str, body: Any, rights: Rights | None) -> tuple[int, Any]:
    """The two questions that perfgit asks: who it is, and an issue with its text's history."""
    if "viewer" in body["query"]:
        return 200, {"data": {"viewer": {"login": who, "databaseId": state.ids[who]}}}
    assert "userContentEdits" in body["query"] and body["query"].count("{") < 12
    issue = state.issues.get(body["variables"]["number"])
    if issue is None or (rights is not None and not allows(rights, Right("issues", "read"))):
        error = {"type": "NOT_FOUND", "path": ["repository", "issue"], "message": "Could not…"}
        return 200, {"data": {"repository": {"issue": None}}, "errors": [error]}
    edits = [{"editedAt": at, "editor": _actor(state, login)} for login, at in issue.history]
    found = {
        "number": issue.number,
        "body": issue.body or "",
        "createdAt": issue.created,
        "state": issue.state.upper(),
        "url": f"https://github.example/issues/{issue.number}",
        "author": _actor(state, issue.author),
        "userContentEdits": {"totalCount": len(edits), "nodes": edits[:100]},
        "timelineItems": {"totalCount": issue.transfers},
    }
    return 200, {"data": {"repository": {"issue": found}}}


def _actor(state: GitHub, login: str) -> dict[str, Any] | None:
    user = state.user(login)
    if user is None:
        return None
    kind = {"__typename": user["type"], "login": login.removesuffix("[bot]")}
    return kind if user["type"] == "Bot" else {**kind, "databaseId": user["id"]}


ROUTES = [
    (r"/commits/([^/]+)", "GET", get_commit),
    (r"/git/blobs", "POST", blob),
    (r"/git/trees", "POST", tree),
    (r"/git/commits", "POST", commit),
    (r"/git/ref/(heads/.+)", "GET", get_ref),
    (r"/git/refs", "POST", create_ref),
    (r"/git/refs/(heads/.+)", "PATCH", patch_ref),
]
