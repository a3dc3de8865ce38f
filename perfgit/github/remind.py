"""One issue per person with what is due: written, edited in place, closed when nothing is left.

Nobody gets a second notice of the same thing: GitHub tells people of new issues and comments, not of
edits. So the issue is opened once, and reopened when something new is due after it was empty.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.gate.escape import code, escaped
from perfgit.github.errors import ForgeError, RefusedError
from perfgit.github.models import Issue
from perfgit.github.publish import Mine, whose
from perfgit.github.session import Session
from perfgit.i18n import say
from perfgit.model.policy import Reminders
from perfgit.todo.item import Item

LABEL = "perfgit: todo"
LONGEST = 60_000
MOST = 100
"""Items that are listed one by one."""

_MARK = re.compile(r"\A<!-- perfgit:todo:([a-z0-9-]+) -->")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Reminded(NamedTuple):
    """What was done about one person: opened, edited, reopened, closed, or left as it was."""

    person: str
    done: str
    url: str


def is_due(policy: Reminders, today: dt.date) -> bool:
    """Whether people are reminded on a day."""
    return _DAYS[today.weekday()] in policy.days and today not in policy.quiet


def remind(
    session: Session, company: Company, items: Iterable[Item], today: dt.date
) -> list[Reminded]:
    """Bring everybody's issue up to what is due; safe to repeat, nothing is told twice.

    Raises ForgeError where GitHub refuses or cannot be reached.
    """
    by_person: dict[str, list[Item]] = {}
    for item in items:
        by_person.setdefault(item.who, []).append(item)
    mine = whose(session)
    ours = _ours(session, mine)
    found: list[Reminded] = []
    for person in sorted(by_person.keys() | ours.keys()):
        theirs = by_person.get(person, [])
        done = _one(session, mine, company, person, theirs, ours.get(person, []), today)
        if done:
            found.append(done)
    return found


def _ours(session: Session, mine: Mine) -> dict[str, list[Issue]]:
    """The issues of ours that carry our mark, by person, the oldest first."""
    found: dict[str, list[Issue]] = {}
    for issue in session.get_all("issues", Issue, state="all", labels=LABEL):
        mark = _MARK.match(issue.body or "")
        if mark and issue.pull_request is None and mine(issue):
            found.setdefault(mark[1], []).append(issue)
    return {person: sorted(issues, key=lambda one: one.number) for person, issues in found.items()}


def _one(
    session: Session,
    mine: Mine,
    company: Company,
    person: str,
    items: list[Item],
    issues: list[Issue],
    today: dt.date,
) -> Reminded | None:
    for extra in issues[1:]:  # two runs at once: the first stays
        if extra.state == "open":
            session.patch(f"issues/{extra.number}", {"state": "closed"}, Issue)
    first = issues[0] if issues else None
    if not items:
        if first is None or first.state == "closed":
            return None
        body = body_of(company, person, [], today)
        change = {"state": "closed", "state_reason": "completed", "body": body}
        done = session.patch(f"issues/{first.number}", change, Issue)
        return Reminded(person, "closed", done.html_url)
    title, body = _title(company, person), body_of(company, person, items, today)
    if first is None:
        return _opened(session, mine, company, person, title, body)
    if first.state == "open" and (first.title, first.body) == (title, body):
        return Reminded(person, "left", first.html_url)
    change = {"title": title, "body": body, "state": "open"}
    done = session.patch(f"issues/{first.number}", change, Issue)
    return Reminded(person, "edited" if first.state == "open" else "reopened", done.html_url)


def _opened(
    session: Session, mine: Mine, company: Company, person: str, title: str, body: str
) -> Reminded:
    doc = company.people.get(person)
    login = doc.data.github if doc and doc.data else None
    new = {"title": title, "body": body, "labels": [LABEL]}
    for last in (False, True):
        try:
            wanted = {**new, "assignees": [login]} if login else new
            made = session.post("issues", wanted, Issue, repeatable=False)
        except RefusedError as refused:
            if refused.status != 422 or not login:
                raise
            login = None  # somebody without access to the repository cannot be assigned
        except ForgeError:  # it may have arrived all the same: look before it is written again
            there = _ours(session, mine).get(person)
            if there:
                return Reminded(person, "opened", there[0].html_url)
            if last:
                raise
        else:
            return Reminded(person, "opened", made.html_url)
    made = session.post("issues", new, Issue, repeatable=False)
    return Reminded(person, "opened", made.html_url)


def _title(company: Company, person: str) -> str:
    doc = company.people.get(person)
    name = doc.data.name if doc and doc.data else person
    return say("What is due for {name}", name=" ".join(name.split()))[:200]


def body_of(company: Company, person: str, items: list[Item], today: dt.date) -> str:
    """The text of a person's issue; what people have written is shown as it is, never obeyed."""
    lines = [f"<!-- perfgit:todo:{person} -->"]
    if not items:
        return "\n".join([*lines, say("Nothing is due. Thank you!"), ""])
    late = [one for one in items if one.overdue(today)]
    for title, some in (
        (say("Late"), late),
        (say("Due"), [one for one in items if one not in late]),
    ):
        if some:
            lines += ["", f"### {title}", ""]
            lines += [_line(one) for one in some[:MOST]]
        if len(some) > MOST:
            lines.append(say("- and {left:,} more", left=len(some) - MOST))
    hint = say(
        "`perfgit todo {person}` shows the same. This list is kept up to date.", person=person
    )
    text = "\n".join([*lines, "", hint, ""])
    while len(text) > LONGEST:  # texts of people can be long
        lines.pop()
        text = "\n".join([*lines, "", hint, ""])
    return text


def _line(one: Item) -> str:
    until = say(" (until {day})", day=one.until) if one.until else ""
    return f"- [ ] {escaped(one.what)}{until}: {code(one.command)}"
