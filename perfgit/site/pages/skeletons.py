"""Texts with which a new file begins in the web host's editor, the fullest first.

What is known stands there already; what is not is an empty field or a comment. Nothing goes in but
what the page may show anyway, because the text lies in the page's links.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from perfgit.authoring.values import CONFIDENCES, NEEDS
from perfgit.files.render import record_data, render
from perfgit.i18n import say
from perfgit.measures.kinds import from_words
from perfgit.model.cells import one_line
from perfgit.model.org import Competency, KpiTemplate
from perfgit.model.policy import Policy
from perfgit.site.views.goals import GoalView, KeyResultView

_FEW = 60
"""Characters of a title in a comment of the shorter skeletons."""


def goal_sheet(
    name: str, templates: Sequence[KpiTemplate], supportable: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """The first goal of a sheet; with the templates of the role, and what it could support."""
    example: dict[str, object] = {
        "id": "kpi-1",
        "title": say("How it will be seen"),
        "measure": from_words("0 -> 10"),
        "weight": 100,
    }
    for count in sorted({len(templates), min(3, len(templates)), 0}, reverse=True):
        for most in sorted({len(supportable), min(5, len(supportable)), 0}, reverse=True):
            results: list[object] = [record_data(one) for one in templates[:count]]
            lines = [
                "# " + say("Goals of {name}. All weights total 100.", name=one_line(name)),
                "# " + say("An id has small letters, digits and hyphens, and stays as it is."),
            ]
            if most:
                lines.append("# " + say("What a goal can support:"))
                lines += [f"#   {ref}  {_short(title)}" for ref, title in supportable[:most]]
            goal = {
                "id": "goal-1",
                "title": say("What will be different"),
                "weight": 100,
                "key_results": results or [example],
            }
            yield "\n".join(lines) + "\n" + render({"goals": [goal]})


def checkin(name: str, day: dt.date, goals: Iterable[GoalView]) -> Iterator[str]:
    """A check-in with the last values and confidence."""
    active = [goal for goal in goals if not goal.dropped]
    for titles in (True, False):
        for hints in (True, False):
            yield _checkin(name, day, active, titles=titles, hints=hints)


def _checkin(name: str, day: dt.date, goals: list[GoalView], *, titles: bool, hints: bool) -> str:
    lines = [
        "# "
        + say(
            "Check-in of {name}, {day}. Change what has changed; the rest may go.",
            name=one_line(name),
            day=day.isoformat(),
        )
    ]
    known, open_ = [], []
    for goal in goals:
        for one in goal.key_results:
            about = f"{_short(one.title)}: {_short(one.measure.words())}" if titles else ""
            if one.value is None:
                open_.append(f"#  {_key(goal, one)}:{_comment(about)}")
            else:
                known += _field(_key(goal, one), one.value, "  ", about)
    if known:
        lines += ["values:", *known]
    elif open_:
        lines.append("# values:")
    lines += open_
    sure = [goal for goal in goals if goal.confidence]
    if sure:
        lines.append("confidence:" + _comment(", ".join(CONFIDENCES)))
        for goal in sure:
            lines += _field(goal.ref.goal, goal.confidence, "  ", "")
    lines.append("note:" + _comment(say("what happened, in a sentence or two")))
    if hints:
        what = say("what is in the way")
        lines += [
            "# obstacles:",
            f'#   - {{id: obstacle-1, what: "{what}", needs: help}}' + _comment(", ".join(NEEDS)),
        ]
    return "\n".join(lines) + "\n"


def review(
    title: str, goals: Iterable[GoalView], competencies: Sequence[Competency], policy: Policy
) -> Iterator[str]:
    """A review with the last values as finals; ratings and comments are empty."""
    active = [goal for goal in goals if not goal.dropped]
    for titles in (True, False):
        for finals in (True, False):
            yield _review(title, active, competencies, policy, titles=titles, finals=finals)


def _review(
    title: str,
    goals: list[GoalView],
    competencies: Sequence[Competency],
    policy: Policy,
    *,
    titles: bool,
    finals: bool,
) -> str:
    scale = ", ".join(str(one.value) for one in policy.scale)
    lines = [
        f"# {one_line(title)}",
        "# " + say("Ratings: {scale}", scale=scale),
        "# " + say("Without the next line it is a draft that does not count."),
        "# submitted: " + say("YYYY-MM-DD"),
    ]
    if goals:
        lines.append("goals:")
    for goal in goals:
        lines.append(f"  {_name(goal.ref.goal)}:{_comment(_short(goal.title) if titles else '')}")
        known = {one.id: one.value for one in goal.key_results if one.value is not None}
        if known and finals:
            lines += _field("final", known, "    ", "")
        lines += ["    rating:", "    comment:"]
    if competencies:
        lines.append("competencies:")
    for one in competencies:
        lines.append(f"  {_name(one.id)}:{_comment(_short(one.title) if titles else '')}")
        lines += ["    rating:", "    comment:"]
    lines += ["overall:", "  rating:", "  comment:", "strengths:", "growth:"]
    return "\n".join(lines) + "\n"


def values_by_line(goals: Iterable[GoalView]) -> str:
    """The last values, as the form of a check-in takes them."""
    from perfgit.authoring.values import typed

    return "\n".join(
        f"{_key(goal, one)} = {typed(one.value)}"
        for goal in goals
        if not goal.dropped
        for one in goal.key_results
        if one.value is not None
    )


def _key(goal: GoalView, one: KeyResultView) -> str:
    return goal.ref.goal if goal.alone else f"{goal.ref.goal}/{one.id}"


def _field(key: str, value: object, indent: str, about: str) -> list[str]:
    lines = render({key: value}).rstrip("\n").split("\n")
    return [indent + lines[0] + _comment(about), *(indent + line for line in lines[1:])]


def _name(key: str) -> str:
    return render({key: 0}).rpartition(":")[0]


def _comment(text: str) -> str:
    return f"  # {text}" if text else ""


def _short(text: str) -> str:
    return one_line(text, _FEW)
