"""What the stand-in answers: GitHub's rules about pull requests."""

from __future__ import annotations

import re
from typing import Any

from tests.github import gitdata, issues
from tests.github.codeowners import PLACES, owners
from tests.github.rights import Right, Rights, allows
from tests.github.standin import BOT, REPOSITORY, GitHub, IssueState, PullState, RuleError


def now(state: GitHub) -> str:
    count = state.new_id()
    return f"{state.day}T12:{count // 60 % 60:02d}:{count % 60:02d}Z"


def answer(
    state: GitHub,
    who: str,
    method: str,
    path: str,
    query: dict[str, str],
    body: Any,
    *,
    rights: Rights | None = None,
) -> tuple[int, Any]:
    """`rights` are those of a workflow's or an App's token; None for a person's."""
    if (method, path) == ("GET", "/user"):
        if who == BOT:
            raise RuleError(403, "Resource not accessible by integration")
        return 200, {**(state.user(who) or {}), "user_view_type": "public"}
    if (method, path) == ("POST", "/app/installations/7/access_tokens"):
        return 201, {"token": f"token-{who}", "expires_at": "2030-01-01T00:00:00Z"}
    if (method, path) == ("POST", "/graphql"):
        return gitdata.graphql(state, who, body, rights)
    below = path.removeprefix(f"/repos/{REPOSITORY}")
    if below == path:
        raise RuleError(404, "Not Found")
    if who in state.outsiders and state.private:
        raise RuleError(404, "Not Found")
    for pattern, allowed, do in _ROUTES:
        found = re.fullmatch(pattern, below)
        if found and method == allowed:
            if below.endswith("/labels") and rights is not None:
                _refuse_new_labels(state, rights, body)
            done = do(state, who, query, body, *found.groups())
            if method != "GET" and re.match(r"/(pulls|issues)/\d", below):
                pull = state.pulls.get(int(below.split("/")[2]))
                if pull:
                    pull.updated = now(state)
            return done
    raise RuleError(404, "Not Found")


def repository(state: GitHub, *_: Any) -> tuple[int, Any]:
    return 200, {
        "full_name": REPOSITORY,
        "private": state.private,
        "visibility": state.visibility,
        "default_branch": "main",
    }


def pages(state: GitHub, *_: Any) -> tuple[int, Any]:
    if state.pages_public is None or state.plan.pages == "none":
        raise RuleError(404, "Not Found")
    return 200, {"public": state.pages_public}


def activity(state: GitHub, who: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
    """Who moved the branches, the newest first; it can lag behind."""
    found = [one for one in state.activity if query.get("ref") in (None, one["ref"])]
    if state.late:
        state.late -= 1
        found = found[1:]
    return 200, found


def tell(state: GitHub, pull: PullState, action: str, who: str) -> None:
    """Start what waits for pull requests."""
    for name in ("pull_request", "pull_request_target"):
        payload = {"action": action, "number": pull.number, "pull_request": shown(state, pull)}
        state.emit(name, who, **payload)


# --- pull requests


def shown(state: GitHub, pull: PullState, *, whole: bool = False) -> dict[str, Any]:
    url = f"https://github.example/{REPOSITORY}/pull/{pull.number}"
    fork_gone = pull.head_repo.partition("/")[0] in state.deleted
    found: dict[str, Any] = {
        "number": pull.number,
        "state": pull.state,
        "title": pull.title,
        "html_url": url,
        "user": state.user(pull.author),
        "draft": pull.draft,
        "body": pull.body,
        "merged_at": pull.merged_at,
        "updated_at": pull.updated,
        "created_at": f"{state.day}T12:00:00Z",
        "requested_reviewers": [state.user(one) for one in pull.requested],
        "labels": [{"name": one} for one in pull.labels],
        "head": {
            "ref": pull.head,
            "label": f"{pull.author}:{pull.head}",
            "sha": pull.last_head,
            "user": state.user(pull.author),
            "repo": None if fork_gone else {"full_name": pull.head_repo},
        },
        "base": {
            "ref": pull.base,
            "label": f"lighthouse:{pull.base}",
            "sha": pull.base_sha,
            "user": state.user(pull.author),
            "repo": {"full_name": REPOSITORY},
        },
    }
    if not whole and fork_gone:  # the description says otherwise of lists; GitHub sends null
        found["head"]["repo"] = {"full_name": pull.head_repo}
    if whole:
        found |= {"commits": len(commits_of(state, pull)), "merged": bool(pull.merged_at)}
    return found


def talk(state: GitHub, number: str) -> PullState | IssueState:
    """An issue or a pull request: GitHub keeps their comments and labels alike."""
    return state.issues.get(int(number)) or one(state, number)


def one(state: GitHub, number: str) -> PullState:
    if int(number) not in state.pulls:
        raise RuleError(404, "Not Found")
    return state.pulls[int(number)]


def get_pull(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    return 200, shown(state, one(state, number), whole=True)


def patch_pull(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = one(state, number)
    before = pull.state
    pull.title, pull.state = body.get("title", pull.title), body.get("state", pull.state)
    pull.base, pull.body = body.get("base", pull.base), body.get("body", pull.body)
    moved = {("open", "closed"): "closed", ("closed", "open"): "reopened"}
    tell(state, pull, moved.get((before, pull.state), "edited"), who)
    return 200, shown(state, pull, whole=True)


def list_pulls(state: GitHub, who: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
    wanted, updated = query.get("state", "open"), query.get("sort") == "updated"
    pulls = sorted(state.pulls.values(), key=lambda one: -one.number)
    found = [
        pull
        for pull in (sorted(pulls, key=lambda one: one.updated, reverse=True) if updated else pulls)
        if wanted in ("all", pull.state)
        and query.get("base") in (None, pull.base)
        and query.get("head") in (None, f"{pull.head_repo.partition('/')[0]}:{pull.head}")
    ]
    return 200, [shown(state, pull) for pull in found]


def create_pull(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    if who == BOT and not state.actions_may_propose:
        raise RuleError(403, f"{_ACTIONS} is not permitted to create or approve pull requests.")
    owner, _, branch = body["head"].rpartition(":")
    repo = f"{owner}/performance" if owner and owner != "lighthouse" else REPOSITORY
    pull = PullState(
        number=state.new_number(),
        title=body["title"],
        author=who,
        head=branch,
        base=body["base"],
        head_repo=repo,
        draft=body.get("draft", False),
        body=body.get("body"),
        base_sha=state.sha(f"refs/heads/{body['base']}"),
    )
    pull.last_head = state.sha(state.ref_of(pull))
    if not pull.last_head or not pull.base_sha or len(pull.body or "") > 65_536:
        raise RuleError(422, "Validation Failed")
    for other in state.pulls.values():
        same = (other.head_repo, other.head, other.base) == (pull.head_repo, pull.head, pull.base)
        if same and other.state == "open":
            raise RuleError(422, f"A pull request already exists for {who}:{branch}.")
    state.pulls[pull.number] = pull
    state.git("update-ref", f"refs/pull/{pull.number}/head", pull.last_head)
    pull.requested = [] if pull.draft else _code_owners(state, pull)
    tell(state, pull, "opened", who)
    return 201, shown(state, pull, whole=True)


def _code_owners(state: GitHub, pull: PullState) -> list[str]:
    """Whom GitHub asks by itself: owners of the files, as the base branch has them."""
    found = (state.git("show", f"{pull.base_sha}:{place}", check=False) for place in PLACES)
    text = next(filter(None, found), "")
    files = state.git("diff", "--name-only", f"{pull.base_sha}...{pull.last_head}").splitlines()
    named = {login for file in files for login in owners(text, file)}
    return sorted(named & set(state.ids) - state.outsiders - state.deleted - {pull.author})


def commits_of(state: GitHub, pull: PullState) -> list[str]:
    base = pull.base_sha if pull.merged_at else f"refs/heads/{pull.base}"
    return state.git("rev-list", "--reverse", f"{base}..{pull.last_head}").split()


def list_commits(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    commits = commits_of(state, one(state, number))[:250]
    return 200, [gitdata.shown_commit(state, sha) for sha in commits]


def list_files(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = one(state, number)
    names = state.git("diff", "--name-only", f"{pull.base_sha}...{pull.last_head}").split("\n")
    return 200, [
        {"filename": name, "status": "modified", "sha": "0" * 40} for name in names if name
    ]


def with_commit(state: GitHub, who: str, query: Any, body: Any, sha: str) -> tuple[int, Any]:
    found = [pull for pull in state.pulls.values() if sha in commits_of(state, pull)]
    return 200, [shown(state, pull) for pull in found]


def merge(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = one(state, number)
    if pull.state != "open" or pull.draft:
        raise RuleError(405, "Pull Request is not mergeable")
    if (body or {}).get("sha", pull.last_head) != pull.last_head:
        raise RuleError(409, "Head branch was modified. Review and try the merge again.")
    source = state.required_source
    protected = state.protected and state.plan.protection
    if protected and state.commit_status(pull.last_head, source=source) != "success":
        raise RuleError(405, 'Required status check "perfgit/approvals" is expected.')
    base = state.sha(f"refs/heads/{pull.base}")
    tree = state.git("merge-tree", "--write-tree", "--no-messages", base, pull.last_head)
    commit = state.git(
        "commit-tree", tree, "-p", base, "-p", pull.last_head, "-m", f"Merge #{pull.number}"
    )
    pull.base_sha = base
    pull.state, pull.merged_at = "closed", now(state)
    state.move(who, f"refs/heads/{pull.base}", commit)
    tell(state, pull, "closed", who)
    for closed in re.findall(r"(?i)\b(?:closes|fixes) #(\d+)", pull.body or ""):
        if int(closed) in state.issues:
            issues.patch_issue(state, who, {}, {"state": "closed"}, closed)
    return 200, {"sha": commit, "merged": True, "message": "merged"}


# --- reviews


def list_reviews(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    return 200, [_review(state, one) for one in one(state, number).reviews]


def _review(state: GitHub, one: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in one.items() if k != "by"}, "user": state.user(one["by"])}


def review(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = one(state, number)
    event = body.get("event", "PENDING")
    if who == BOT and event == "APPROVE" and not state.actions_may_propose:
        raise RuleError(403, f"{_ACTIONS} is not permitted to create or approve pull requests.")
    if pull.author == who and event in ("APPROVE", "REQUEST_CHANGES"):
        raise RuleError(422, "Can not approve your own pull request")
    states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}
    made = {
        "id": state.new_id(),
        "by": who,
        "state": states.get(event, "COMMENTED"),
        "commit_id": body.get("commit_id", pull.last_head),
        "body": body.get("body", ""),
        "submitted_at": now(state),
        "author_association": "MEMBER",
    }
    pull.reviews.append(made)
    pull.requested = [login for login in pull.requested if login != who]
    _tell_review(state, pull, made, "submitted", who)
    return 200, _review(state, made)


def _tell_review(
    state: GitHub, pull: PullState, made: dict[str, Any], action: str, who: str
) -> None:
    told = {"review": _review(state, made), "pull_request": shown(state, pull)}
    state.emit("pull_request_review", who, action=action, **told)


def dismiss(
    state: GitHub, who: str, query: Any, body: Any, number: str, id: str
) -> tuple[int, Any]:
    found = [each for each in one(state, number).reviews if each["id"] == int(id)]
    if not found or found[0]["state"] == "COMMENTED":
        raise RuleError(422, "Can not dismiss a commented pull request review")
    found[0]["state"] = "DISMISSED"
    _tell_review(state, one(state, number), found[0], "dismissed", who)
    return 200, _review(state, found[0])


def ask(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = one(state, number)
    for login in body["reviewers"]:
        if login == pull.author:
            raise RuleError(422, "Review cannot be requested from pull request author.")
        if login not in state.ids or login in state.outsiders | state.deleted:
            raise RuleError(422, "Reviews may only be requested from collaborators.")
    pull.requested += [login for login in body["reviewers"] if login not in pull.requested]
    return 201, shown(state, pull)


# --- conversation


def list_comments(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    return 200, [_comment(state, each) for each in talk(state, number).comments]


def _comment(state: GitHub, each: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": each["id"],
        "body": each["body"],
        "user": state.user(each["by"]),
        "html_url": f"https://github.example/{REPOSITORY}/issues/comment-{each['id']}",
        "performed_via_github_app": {"id": 4242} if each["by"] == "perfgit[bot]" else None,
        "created_at": each["at"],
    }


def comment(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    if len(body["body"]) > 65_536:
        raise RuleError(422, "body is too long (maximum is 65536 characters)")
    made = {"id": state.new_id(), "by": who, "body": body["body"], "at": now(state)}
    talk(state, number).comments.append(made)
    return 201, _comment(state, made)


def _found_comment(state: GitHub, id: str) -> tuple[PullState, dict[str, Any]]:
    for pull in (*state.pulls.values(), *state.issues.values()):
        for each in pull.comments:
            if each["id"] == int(id):
                return pull, each
    raise RuleError(404, "Not Found")


def edit_comment(state: GitHub, who: str, query: Any, body: Any, id: str) -> tuple[int, Any]:
    _, found = _found_comment(state, id)
    if len(body["body"]) > 65_536:
        raise RuleError(422, "body is too long (maximum is 65536 characters)")
    found["body"] = body["body"]
    return 200, _comment(state, found)


def delete_comment(state: GitHub, who: str, query: Any, body: Any, id: str) -> tuple[int, Any]:
    pull, found = _found_comment(state, id)
    pull.comments.remove(found)
    return 204, None


def list_line_comments(
    state: GitHub, who: str, query: Any, body: Any, number: str
) -> tuple[int, Any]:
    return 200, [
        {**_comment(state, each), "path": each["path"], "line": each["line"]}
        for each in one(state, number).line_comments
    ]


def line_comment(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    made = {
        "id": state.new_id(),
        "by": who,
        "body": body["body"],
        "at": now(state),
        "path": body["path"],
        "line": body.get("line"),
    }
    one(state, number).line_comments.append(made)
    return 201, {**_comment(state, made), "path": made["path"], "line": made["line"]}


def list_labels(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    return 200, [{"name": name} for name in talk(state, number).labels]


def _refuse_new_labels(state: GitHub, rights: Rights, body: Any) -> None:
    """The right to pull requests puts labels on them, and makes none."""
    new = set((body or {}).get("labels") or ()) - state.labels
    if new and not allows(rights, Right("issues", "write")):
        raise RuleError(403, "You do not have permission to create labels on this repository.")


def add_labels(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    pull = talk(state, number)
    state.labels |= set(body["labels"])
    pull.labels += [name for name in body["labels"] if name not in pull.labels]
    return 200, [{"name": name} for name in pull.labels]


def remove_label(
    state: GitHub, who: str, query: Any, body: Any, number: str, name: str
) -> tuple[int, Any]:
    pull = talk(state, number)
    if name not in pull.labels:
        raise RuleError(404, "Label does not exist")
    pull.labels.remove(name)
    return 200, [{"name": each} for each in pull.labels]


# --- statuses and checks


def set_status(state: GitHub, who: str, query: Any, body: Any, sha: str) -> tuple[int, Any]:
    if len(body.get("description") or "") > 140:
        raise RuleError(422, "description is too long (maximum is 140 characters)")
    if not state.git("cat-file", "-t", sha, check=False) == "commit":
        raise RuleError(422, f"No commit found for SHA: {sha}")
    made = {
        "id": state.new_id(),
        "state": body["state"],
        "context": body["context"],
        "description": body.get("description"),
        "target_url": body.get("target_url"),
        "creator": state.user(who),
    }
    state.statuses.setdefault(sha, []).insert(0, made)
    return 201, made


def list_statuses(state: GitHub, who: str, query: Any, body: Any, sha: str) -> tuple[int, Any]:
    return 200, state.statuses.get(sha, [])


def check_run(
    state: GitHub, who: str, query: Any, body: Any, id: str | None = None
) -> tuple[int, Any]:
    if len((body.get("output") or {}).get("annotations") or []) > 50:
        raise RuleError(422, "annotations exceeds a maximum quantity of 50")
    if who != BOT:
        raise RuleError(403, "You must authenticate via a GitHub App.")
    raise RuleError(404, "Not Found")


_ACTIONS = "GitHub Actions"
_PULL = r"/pulls/(\d+)"
_ISSUE = r"/issues/(\d+)"
_ROUTES = [
    *issues.ROUTES,
    *gitdata.ROUTES,
    (r"", "GET", repository),
    (r"/pages", "GET", pages),
    (r"/activity", "GET", activity),
    (r"/pulls", "GET", list_pulls),
    (r"/pulls", "POST", create_pull),
    (_PULL, "GET", get_pull),
    (_PULL, "PATCH", patch_pull),
    (_PULL + "/commits", "GET", list_commits),
    (_PULL + "/files", "GET", list_files),
    (_PULL + "/merge", "PUT", merge),
    (_PULL + "/reviews", "GET", list_reviews),
    (_PULL + "/reviews", "POST", review),
    (_PULL + r"/reviews/(\d+)/dismissals", "PUT", dismiss),
    (_PULL + "/requested_reviewers", "POST", ask),
    (_PULL + "/comments", "GET", list_line_comments),
    (_PULL + "/comments", "POST", line_comment),
    (_ISSUE + "/comments", "GET", list_comments),
    (_ISSUE + "/comments", "POST", comment),
    (r"/issues/comments/(\d+)", "PATCH", edit_comment),
    (r"/issues/comments/(\d+)", "DELETE", delete_comment),
    (_ISSUE + "/labels", "GET", list_labels),
    (_ISSUE + "/labels", "POST", add_labels),
    (_ISSUE + r"/labels/(.+)", "DELETE", remove_label),
    (r"/commits/([0-9a-f]{40})/pulls", "GET", with_commit),
    (r"/commits/([0-9a-f]{40})/statuses", "GET", list_statuses),
    (r"/statuses/([0-9a-f]{40})", "POST", set_status),
    (r"/check-runs", "POST", check_run),
    (r"/check-runs/(\d+)", "PATCH", check_run),
]
