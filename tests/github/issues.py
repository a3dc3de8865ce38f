"""Issues at the stand-in: opened, edited, closed, labelled and assigned as GitHub does it."""

from __future__ import annotations

from typing import Any

from tests.github.plans import UPGRADE
from tests.github.standin import GitHub, IssueState, RuleError


def shown(state: GitHub, issue: IssueState) -> dict[str, Any]:
    return {
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "user": state.user(issue.author),
        "labels": [{"name": one} for one in issue.labels],
        "assignees": [state.user(one) for one in issue.assignees],
        "html_url": f"https://github.example/issues/{issue.number}",
    }


def one(state: GitHub, number: str) -> IssueState:
    if int(number) not in state.issues:
        raise RuleError(404, "Not Found")
    return state.issues[int(number)]


def list_issues(state: GitHub, who: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
    """As GitHub's: the newest first; labels divided by commas, all of them."""
    wanted = query.get("state", "open")
    labels = set(filter(None, query.get("labels", "").split(",")))
    found = [
        issue
        for issue in sorted(state.issues.values(), key=lambda each: -each.number)
        if wanted in ("all", issue.state)
        and labels <= set(issue.labels)
        and query.get("creator") in (None, issue.author)
    ]
    return 200, [shown(state, issue) for issue in found]


def create_issue(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    if len(body.get("body") or "") > 65_536:
        raise RuleError(422, "body is too long")
    issue = IssueState(state.new_number(), body["title"], who, body.get("body"))
    issue.labels = list(body.get("labels") or [])
    issue.created = f"{state.day}T08:00:00Z"
    state.labels |= set(issue.labels)
    # GitHub leaves out, without a word, who cannot be assigned
    known = [one for one in body.get("assignees") or [] if one in state.ids]
    issue.assignees = [one for one in known if one not in state.outsiders]
    state.issues[issue.number] = issue
    state.emit("issues", who, action="opened", issue=shown(state, issue))
    return 201, shown(state, issue)


def get_issue(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    return 200, shown(state, one(state, number))


def patch_issue(state: GitHub, who: str, query: Any, body: Any, number: str) -> tuple[int, Any]:
    issue = one(state, number)
    if len(body.get("body") or "") > 65_536:
        raise RuleError(422, "body is too long")
    if body.get("body", issue.body) != issue.body:
        first = [] if issue.history else [(issue.author, issue.created)]
        at = f"{state.day}T09:{len(issue.history):02d}:00Z"
        issue.history += [*first, (who, at)]
    before = issue.state
    issue.title, issue.body = body.get("title", issue.title), body.get("body", issue.body)
    issue.state = body.get("state", issue.state)
    issue.labels = list(body.get("labels", issue.labels))
    issue.edits += 1
    moved = {("open", "closed"): "closed", ("closed", "open"): "reopened"}
    action = moved.get((before, issue.state), "edited")
    state.emit("issues", who, action=action, issue=shown(state, issue))
    return 200, shown(state, issue)


def protection(state: GitHub, who: str, query: Any, body: Any, branch: str) -> tuple[int, Any]:
    if not state.plan.protection:
        raise RuleError(403, UPGRADE)
    if state.branch_protection is None:
        raise RuleError(404, "Branch not protected")
    return 200, state.branch_protection


def branch_rules(state: GitHub, who: str, query: Any, body: Any, branch: str) -> tuple[int, Any]:
    """What holds for a branch, of whatever ruleset."""
    if not state.plan.protection:
        return 200, []
    found = [one for one in state.rulesets if one["target"] == "branch"]
    return 200, [rule for one in found for rule in one["rules"]]


def list_rulesets(state: GitHub, who: str, query: Any, body: Any) -> tuple[int, Any]:
    if not state.plan.protection:
        raise RuleError(403, UPGRADE)
    return 200, [
        {name: value for name, value in one.items() if name != "rules"} for one in state.rulesets
    ]


def ruleset(state: GitHub, who: str, query: Any, body: Any, id: str) -> tuple[int, Any]:
    return 200, next(one for one in state.rulesets if one["id"] == int(id))


ROUTES = [
    (r"/rules/branches/([^/]+)", "GET", branch_rules),
    (r"/rulesets", "GET", list_rulesets),
    (r"/rulesets/(\d+)", "GET", ruleset),
    (r"/issues", "GET", list_issues),
    (r"/issues", "POST", create_issue),
    (r"/issues/(\d+)", "GET", get_issue),
    (r"/issues/(\d+)", "PATCH", patch_issue),
    (r"/branches/([^/]+)/protection", "GET", protection),
]
