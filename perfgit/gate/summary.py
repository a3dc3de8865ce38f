"""The verdict as Markdown for the pull request, for people who have never seen YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from perfgit.files.layout import DATA_FOLDERS, Place
from perfgit.gate.effects import Effect
from perfgit.gate.escape import code, escaped
from perfgit.gate.verdict import MOST_TOUCHED, ChangeVerdict, Verdict
from perfgit.gate.words import shown
from perfgit.i18n import counted, listing, say
from perfgit.insight.impact import Impact
from perfgit.measures.exact import rounded
from perfgit.problem import Problem

LIMIT = 60_000
"""Letters; GitHub takes 65,536 in a comment."""

MARKS = {"allowed": "✅", "waiting": "⏳", "refused": "⛔"}

_STEPS = ((None, True), (200, True), (50, True), (20, False), (5, False), (1, False), (0, False))
"""How a summary becomes shorter: changes shown of each owner, and whether effects are."""


def markdown(verdict: Verdict, limit: int = LIMIT) -> str:
    """The summary, shortened step by step until it has at most `limit` letters."""
    text = ""
    for most, with_effects in _STEPS:
        text = "\n\n".join(_parts(verdict, most, with_effects=with_effects)) + "\n"
        if len(text) <= limit and len(text.encode("utf-16-le")) // 2 <= limit:
            return text
    return text[: limit // 2].rpartition("\n")[0] + "\n\n…\n"


def _parts(verdict: Verdict, most: int | None, *, with_effects: bool) -> Iterator[str]:
    yield _headline(verdict)
    yield from _missing(verdict, most)
    by_owner: dict[tuple[str, str], list[ChangeVerdict]] = {}
    for one in verdict.changes:
        by_owner.setdefault(_group(one), []).append(one)
    groups = list(by_owner.items())
    shown_groups = groups if most is None else groups[: most + 20]
    for key, found in shown_groups:
        yield _section(key, found, most, verdict)
        effect = _effect_of(verdict, found) if with_effects else None
        if effect:
            yield from _effect(effect)
    if len(shown_groups) < len(groups):
        yield counted(
            len(groups) - len(shown_groups),
            "And the changes of {count} more owner.",
            "And the changes of {count} more owners.",
        )
    yield from _moves(verdict, most if with_effects else 0)
    yield from _impacts(verdict, most if with_effects else 0)
    yield from _problems(verdict.problems, most)
    if verdict.notes:
        yield _bullets(
            say("Layout and comments only, nothing that counts"), verdict.notes, most, code
        )
    yield say(
        "<sub>perfgit gate · judged {head} against {base}; an approval counts for this change, by"
        " whatever revision: {digest}</sub>",
        head=verdict.head[:10],
        base=verdict.base[:10],
        digest=verdict.digest,
    )


def _headline(verdict: Verdict) -> str:
    word = {
        "allowed": say("This can be merged."),
        "waiting": say("This waits for approval."),
        "refused": say("This cannot be merged as it is."),
    }[verdict.verdict]
    count = counted(len(verdict.changes), "{count} change", "{count} changes")
    if not verdict.changes:
        count = say("Nothing that perfgit reads changes.")
    return f"### {MARKS[verdict.verdict]} {word}\n\n{count}"


def _missing(verdict: Verdict, most: int | None) -> Iterator[str]:
    """What has to happen before it can be merged."""
    lines: list[str] = []
    for needs in verdict.waiting_for:
        names = listing(code(login) for login in needs)
        if len(needs) == 1:
            lines.append(say("{who} has to approve.", who=names))
        else:
            lines.append(say("One of these has to approve: {who}.", who=names))
    why = {one.why: None for one in verdict.changes if one.verdict == "waiting" and one.why}
    lines += map(escaped, why)
    lines += [
        say("{who} asks for changes; that has to be settled first.", who=code(login))
        for login in verdict.objections
    ]
    refused = [one for one in verdict.changes if one.verdict == "refused"]
    reasons: dict[str, dict[str, None]] = {}
    for one in refused:
        reason = f"{escaped(one.message)} {escaped(one.help)}".strip()
        reasons.setdefault(reason, {})[code(one.path)] = None
    for line, paths in reasons.items():
        where = listing(paths, most=3)
        lines.append(f"{line} ({where})")
    if lines:
        yield _bullets(say("What is missing"), lines, most)


def _bullets(
    title: str,
    lines: tuple[str, ...] | list[str],
    most: int | None,
    show: Callable[[str], str] = str,
) -> str:
    kept = lines if most is None else lines[: max(most, 3)]
    shown_lines = [f"- {show(line)}" for line in kept]
    left = len(lines) - len(kept)
    if left:
        shown_lines.append("- " + counted(left, "and {count} more", "and {count} more"))
    return f"**{title}**\n\n" + "\n".join(shown_lines)


def _group(one: ChangeVerdict) -> tuple[str, str]:
    place = one.about.place if one.about else None
    if place and place.owner:
        return place.owner, place.cycle or ""
    top = one.path.partition("/")[0]
    return "", top if top in DATA_FOLDERS else ""


def _section(
    key: tuple[str, str], found: list[ChangeVerdict], most: int | None, verdict: Verdict
) -> str:
    owner, cycle = key
    if owner:
        name = verdict.names.get(owner) or owner
        title = f"{escaped(name)} · {escaped(cycle)}"
    else:
        title = {
            "org": say("The organisation"),
            "goals": say("Strategy, and files beside the goals"),
            "reviews": say("Calibration, retrospective, and files beside the reviews"),
        }.get(cycle, say("Everything outside the company's data"))
    kept = found if most is None else found[:most]
    lines = [_line(one) for one in kept]
    left = len(found) - len(kept)
    if left:
        lines.append("- " + counted(left, "{count} more change", "{count} more changes"))
    return f"#### {title}\n\n" + "\n".join(lines)


def _line(one: ChangeVerdict) -> str:
    place = one.about.place if one.about else None
    text = f"- {MARKS[one.verdict]} {_kind(place)}{escaped(one.change)}"
    if not (place and place.owner):
        text += f" ({code(one.path)})"
    if one.about and one.about.easier is not None:
        text += say(" (easier to reach)") if one.about.easier else say(" (harder to reach)")
    if one.approved:
        text += " · " + say("approved by {who}", who=listing(code(login) for login in one.approved))
    return text


def _kind(place: Place | None) -> str:
    return say("Goals: ") if place and place.kind == "goals" else ""


def _effect_of(verdict: Verdict, found: list[ChangeVerdict]) -> Effect | None:
    owner, cycle = _group(found[0])
    return next((one for one in verdict.effects if (one.owner, one.cycle) == (owner, cycle)), None)


def _effect(effect: Effect) -> Iterator[str]:
    """What it does, as a small table of weights and a sentence about results."""
    if effect.weights:
        rows = [
            f"| {say('Goal')} | {say('Weight before')} | {say('Weight after')} |",
            "| --- | ---: | ---: |",
        ]
        rows += [
            f"| {escaped(one.goal)} | {_weight(one.old)} | {_weight(one.new)} |"
            for one in effect.weights
        ]
        rows.append(f"| {say('Total')} | | {shown(effect.total)} |")
        yield "\n".join(rows)
    reached = _moved(say("achievement by what was reported so far"), effect.achievement, _percent)
    moved = [*([reached] if reached else []), *_moved_result(effect.score, effect.rating)]
    if moved:
        yield say("What it does: {what}.", what="; ".join(moved))


def _moved_result(score: tuple[object, object], rating: tuple[object, object]) -> list[str]:
    parts = (
        _moved(say("score"), score, _percent),
        _moved(say("rating before calibration"), rating, str),
    )
    return [text for text in parts if text]


def _moved(what: str, pair: tuple[object, object], show: Callable[..., str]) -> str:
    old, new = pair
    if old == new:
        return ""
    before = say("none yet") if old is None else show(old)
    after = say("none any more") if new is None else show(new)
    return say("{what} {before} → {after}", what=what, before=before, after=after)


def _percent(share: Decimal) -> str:
    return say("{percent} %", percent=f"{share * 100:.1f}")


def _weight(weight: float | None) -> str:
    return "–" if weight is None else shown(weight)


def _moves(verdict: Verdict, most: int | None) -> Iterator[str]:
    """Whose scores new rules move; the furthest are named."""
    found = verdict.moves
    if not found:
        return
    kept = found[:MOST_TOUCHED] if most != 0 else ()
    lines = [
        say(
            "{name} ({cycle}): {what}",
            name=escaped(one.name),
            cycle=escaped(one.cycle),
            what="; ".join(_moved_result(one.score, one.rating)),
        )
        for one in kept
    ]
    if len(found) > len(kept):
        left = len(found) - len(kept)
        lines.append(counted(left, "and {count} more", "and {count} more"))
    title = counted(
        len(found),
        "This moves the score of {count} person while the cycle runs",
        "This moves the scores of {count} people while the cycle runs",
    )
    yield _bullets(title, lines, None)


def _impacts(verdict: Verdict, most: int | None) -> Iterator[str]:
    if verdict.impacts:
        lines = [_impact(one, verdict, most) for one in verdict.impacts]
        yield _bullets(say("What depends on this, and may have to be agreed again"), lines, most)


def _impact(one: Impact, verdict: Verdict, most: int | None) -> str:
    owners = one.owners()
    kept = one.most_touched(MOST_TOUCHED) if most != 0 else []
    names = [
        f"{escaped(verdict.names.get(owner, owner))} ({_percent(rounded(owners[owner], 3))})"
        for owner in kept
    ]
    left = len(owners) - len(kept)
    if left and names:
        names.append(counted(left, "and {count} more", "and {count} more"))
    goals = counted(len(one.touched), "{count} goal", "{count} goals")
    text = f"{escaped(one.change.what)}: {goals}"
    return f"{text} · {', '.join(names)}" if names else text


def _problems(problems: tuple[Problem, ...], most: int | None) -> Iterator[str]:
    if problems:
        lines = [
            f"{code(f'{one.file}:{one.line}')} {escaped(one.message)} {escaped(one.help)}".rstrip()
            for one in problems
        ]
        yield _bullets(say("New errors (`perfgit check`)"), lines, most)
