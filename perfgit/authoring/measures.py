"""Key results in one line of words, as people type them into a flag, a prompt or a web form.

    New customers | 0 -> 12 customers, commit 8, stretch 15 | 60
    Churn | at most 2.5 percent | 40
    Handbook | steps: Outline (20); Draft (40); Final (40)
    Contract signed | yes/no
    Quality of the audit | scale: with findings = 0.5; clean = 1; praised = 1.2 | judgement

The parts stand between bars: title, measure, then, in any order and all optional: weight, source
(data, customer, judgement), `evidence: ...`.
"""

from __future__ import annotations

import re
from typing import Any

from perfgit.files.cells import distinct, number, slug
from perfgit.i18n import plain, say
from perfgit.model.goals import (
    KeepMeasure,
    Measure,
    MilestonesMeasure,
    NumberMeasure,
    YesNoMeasure,
)
from perfgit.problem import PerfgitError

Data = dict[str, Any]

SOURCES = ("data", "customer", "judgement")
_NUMBER = r"[+-]?[\d_,\u00a0]*\.?\d+(?:[eE][+-]?\d+)?"
_FROM_TO = re.compile(
    rf"({_NUMBER})\s*%?\s*(?:->|→|⇒|\bto\b|到|至)\s*({_NUMBER})\s*([^,，]*)"
    rf"(?:[,，]\s*(?:commit|承诺)\s*({_NUMBER})[^,，]*)?"
    rf"(?:[,，]\s*(?:stretch|挑战)\s*({_NUMBER})[^,，]*)?",
    re.IGNORECASE,
)
_KEEP = re.compile(
    rf"(at most|at least|<=|>=|≤|≥|最多|至少|不超过|不低于)\s*({_NUMBER})\s*(.*)", re.IGNORECASE
)
_AT_MOST = frozenset({"at most", "<=", "≤", "最多", "不超过"})
_YES_NO = frozenset({"yes/no", "yes or no", "yes_no", "yes-no", "是/否", "是否"})
_STEPS = re.compile(r"(?:steps|milestones|步骤|里程碑)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_SCALE = re.compile(r"(?:scale|levels|等级)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_WEIGHED = re.compile(rf"(.+?)\s*[(（]\s*({_NUMBER})\s*%?\s*[)）]", re.DOTALL)
_WEIGHT = re.compile(rf"(?:weight\s*|权重\s*)?({_NUMBER})\s*%?", re.IGNORECASE)
_EVIDENCE = re.compile(r"(?:evidence|依据)\s*[:：]\s*(.+)", re.IGNORECASE)


def measure_from(text: str) -> Data:
    """A measure from its words; raises PerfgitError with the forms there are."""
    text = text.strip()
    for form in (_number, _keep, _milestones, _scale):
        found = form(text)
        if found:
            return found
    if text.casefold() in _YES_NO:
        return {"kind": "yes_no"}
    raise PerfgitError(
        say('"{text}" is not a measure.', text=text[:80]),
        say(
            "Write one of: 0 -> 12 EUR; at most 2.5 percent; at least 99 percent; yes/no;"
            " steps: Outline; Draft; Final; scale: low = 0; good = 1."
        ),
    )


def _number(text: str) -> Data | None:
    found = _FROM_TO.fullmatch(text)
    if not found:
        return None
    unit = _unit(found[3])
    made: Data = {"kind": "number", "unit": unit, "baseline": number(found[1])}
    made |= {"commit": found[4] and number(found[4]), "target": number(found[2])}
    made |= {"stretch": found[5] and number(found[5])}
    return {key: value for key, value in made.items() if value is not None}


def _unit(text: str) -> str | None:
    words = text.strip()
    return "percent" if words == "%" else words or None


def _keep(text: str) -> Data | None:
    found = _KEEP.fullmatch(text)
    if not found:
        return None
    made: Data = {"kind": "keep"}
    if unit := _unit(found[3]):
        made["unit"] = unit
    bound = "at_most" if found[1].casefold() in _AT_MOST else "at_least"
    return made | {bound: number(found[2])}


def _milestones(text: str) -> Data | None:
    found = _STEPS.fullmatch(text)
    if not found:
        return None
    taken: set[str] = set()
    steps: list[Data] = []
    for part in _parts(found[1]):
        weighed = _WEIGHED.fullmatch(part)
        title = weighed[1] if weighed else part
        step: Data = {"id": distinct(slug(title[:48], "step"), taken), "title": title}
        steps.append(step | ({"weight": number(weighed[2])} if weighed else {}))
    return {"kind": "milestones", "steps": steps} if steps else None


def _scale(text: str) -> Data | None:
    found = _SCALE.fullmatch(text)
    if not found:
        return None
    taken: set[str] = set()
    steps: list[Data] = []
    for part in _parts(found[1]):
        title, _, worth = part.replace("＝", "=").rpartition("=")
        value = number(worth.strip())
        if not title.strip() or value is None:
            raise PerfgitError(
                say('"{step}" has no value.', step=part[:80]),
                say("Write scale: low = 0; good = 1; great = 1.2 (1 is the target)."),
            )
        id = distinct(slug(title.strip()[:48], "step"), taken)
        steps.append({"id": id, "title": title.strip(), "value": value})
    return {"kind": "scale", "steps": steps}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]


def key_result_from(text: str, taken: set[str]) -> Data:
    """A key result from its line; its id is made from the title and put into `taken`.

    Raises PerfgitError.
    """
    title, *rest = (part.strip() for part in re.split(r"[|｜]", text))
    if not title or not rest:
        raise PerfgitError(
            say('"{text}" has no measure.', text=text[:80]),
            say("Write TITLE | MEASURE | WEIGHT: New customers | 0 -> 12 customers | 60."),
        )
    found: Data = {"title": title, "measure": measure_from(rest[0])}
    for part in rest[1:]:
        if evidence := _EVIDENCE.fullmatch(part):
            found["evidence"] = evidence[1]
        elif part.casefold() in SOURCES:
            found["source"] = part.casefold()
        elif weight := _WEIGHT.fullmatch(part):
            found["weight"] = number(weight[1])
        elif part:
            raise PerfgitError(
                say('"{part}" is neither a weight nor a source.', part=part[:80]),
                say("Valid here: a number, data, customer, judgement, evidence: WHERE."),
            )
    id = distinct(slug(" ".join(title.split()[:6])[:48], "result"), taken)
    order = ("id", "title", "measure", "source", "evidence", "weight")
    return {key: ({"id": id} | found)[key] for key in order if key in {"id", *found}}


def words_of(measure: Measure) -> str:
    """A measure in words that `measure_from` reads."""
    if isinstance(measure, NumberMeasure):
        unit = f" {measure.unit}" if measure.unit else ""
        text = f"{grouped(measure.baseline)} -> {grouped(measure.target)}{unit}"
        for name in ("commit", "stretch"):
            value = getattr(measure, name)
            text += f", {name} {grouped(value)}" if value is not None else ""
        return text
    if isinstance(measure, KeepMeasure):
        unit = f" {measure.unit}" if measure.unit else ""
        if measure.at_most is not None:
            return f"at most {grouped(measure.at_most)}{unit}"
        return f"at least {grouped(measure.at_least or 0)}{unit}"
    if isinstance(measure, YesNoMeasure):
        return "yes/no"
    if isinstance(measure, MilestonesMeasure):
        shown = (
            one.title if one.weight is None else f"{one.title} ({grouped(one.weight)})"
            for one in measure.steps
        )
        return f"steps: {'; '.join(shown)}"
    return "scale: " + "; ".join(f"{one.title} = {grouped(one.value)}" for one in measure.steps)


def grouped(value: float) -> str:
    """A number as files write it: underscores between thousands of large ones."""
    text = plain(value)
    return f"{int(value):_}" if abs(value) >= 10_000 and "." not in text else text
