"""Results frozen at closing: written once, verified by every check."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

import perfgit
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.participants import asks
from perfgit.files.documents import AnyDoc
from perfgit.files.trees import blob_id
from perfgit.i18n import say
from perfgit.measures.exact import (
    ONE,
    ZERO,
    Fraction,
    exact,
    rounded,
    units,
    units_adding_up,
    written,
)
from perfgit.model.reviews import Closing, Result, ResultLine, ScoringPolicy
from perfgit.problem import DataPath
from perfgit.scoring.lines import Line
from perfgit.scoring.result import Score, rating_moved, rating_of, score, scoring_policy

METHOD = 2
"""Raised whenever the way of computing changes; results of an older method keep their figures."""

CLOSING_SINCE = 2
"""The first method whose results rest on a `closing.yml`."""

COMPUTED_BY = f"perfgit {perfgit.__version__}"
LINE_PLACES = 6
POLICY = "org/policy.yml"
_INPUTS = ("goals", "checkin", "self", "manager", "peer", "upward", "external")


class Difference(NamedTuple):
    """Where a frozen result and its recomputation part."""

    message: str
    at: DataPath


def inputs(company: Company, dossier: Dossier) -> dict[str, str]:
    """Git blob id of every file that goes into a result, by path."""
    return _blob_ids(_input_docs(company, dossier))


def _blob_ids(docs: list[AnyDoc]) -> dict[str, str]:
    """Line endings do not matter: a clone may have changed them."""
    return {
        doc.path: blob_id(doc.raw.replace(b"\r\n", b"\n"))
        for doc in sorted(docs, key=lambda doc: doc.path)
    }


def _input_docs(company: Company, dossier: Dossier) -> list[AnyDoc]:
    docs: list[AnyDoc] = [doc for kind in _INPUTS for doc in dossier.docs.get(kind, ())]
    docs += company.calibrations_of(dossier.cycle, dossier.person or "")
    doc, appeal, result = dossier.doc("appeal"), dossier.appeal, dossier.result
    older = bool(result and result.method < METHOD and doc and doc.path in result.inputs)
    if doc and (appeal is None or appeal.decision or older):  # before that it moves nothing
        docs.append(doc)
    return docs


def closing_policy(company: Company, cycle: str) -> ScoringPolicy:
    """The policy that holds for a cycle's results: what was frozen at closing, else today's."""
    doc = company.closing(cycle)
    return doc.data.policy if doc and doc.data else scoring_policy(company, cycle)


def follows_closing(company: Company, cycle: str, result: Result) -> bool:
    """Whether a result has the method and the policy that were frozen when the cycle was closed."""
    doc = company.closing(cycle)
    if doc is None:
        return result.method < CLOSING_SINCE
    return doc.data is None or (doc.data.policy, doc.data.method) == (result.policy, result.method)


def owes_result(company: Company, cycle: str, person: str) -> bool:
    """Whether closing owes somebody with files in the cycle a result, or a reason for none.

    Who left before evaluation opened has the reason in the person's own file; whom the cycle asks for
    no reviews needs none.
    """
    doc, known = company.cycles.get(cycle), company.person(person)
    data = doc.data if doc else None
    left = known.left if known else None
    if data is None or known is None:
        return True
    if left and left < data.stages.evaluate.opens:
        return False
    return asks(company, data, f"people/{person}", "reviews")


def closing_of(company: Company, cycle: str) -> Closing:
    """What is written once when a cycle is closed."""
    return Closing(computed_by=COMPUTED_BY, method=METHOD, policy=scoring_policy(company, cycle))


def freeze(company: Company, dossier: Dossier, before: Result | None = None) -> Result:
    """The result of a person as it is written at closing.

    It follows from the policy frozen at closing, whatever the company has changed since. `before` is
    the result of an earlier closing: the teams of then go on to hold. One of an older method keeps
    its figures; calibration and appeal still move its rating.
    """
    used = inputs(company, dossier)
    if before and before.method < METHOD and follows_closing(company, dossier.cycle, before):
        rating = rating_moved(company, dossier, before.computed_rating, [])
        kept = {path: id for path, id in before.inputs.items() if path == POLICY}
        return before.model_copy(update={"rating": rating, "inputs": used | kept})
    policy = closing_policy(company, dossier.cycle)
    teams = before.teams if before else company.teams_of(dossier.person or "")
    return _result(score(company, dossier, policy), policy, used, teams)


def _result(
    computed: Score, policy: ScoringPolicy, used: dict[str, str], teams: list[str]
) -> Result:
    lines = frozen_lines(computed.line) if computed.line else []
    return Result(
        computed_by=COMPUTED_BY,
        method=METHOD,
        **_figures(computed),
        teams=teams,
        policy=policy,
        lines=[ResultLine(of=of, value=v, weight=w, points=p) for of, v, w, p in lines],
        inputs=used,
    )


def _figures(computed: Score) -> dict[str, Any]:
    achieved, total = computed.achievement, computed.score
    return {
        "achievement": None if achieved is None else str(rounded(achieved)),
        "score": None if total is None else str(rounded(total)),
        "computed_rating": computed.computed_rating,
        "rating": computed.rating,
    }


def frozen_lines(top: Line) -> list[tuple[str, str, str, str]]:
    """The explanation down to its last lines, each as its contribution to the score.

    What it is of (in the words of the files, so that it reads the same in every language), value,
    weight and points; the points add up to the score rounded to six places.
    """
    found: list[tuple[str, Fraction, Fraction]] = []
    _contributions(top, "", ONE, found)
    points = units_adding_up([weight * value for _, value, weight in found], LINE_PLACES)
    return [
        (
            name,
            written(units(value, LINE_PLACES), LINE_PLACES),
            written(units(weight, LINE_PLACES), LINE_PLACES),
            written(point, LINE_PLACES),
        )
        for (name, value, weight), point in zip(found, points, strict=True)
    ]


def _contributions(
    line: Line, above: str, share: Fraction, found: list[tuple[str, Fraction, Fraction]]
) -> None:
    """Add the name, value and share in the whole of every last line."""
    for part in line.parts:
        name = above + (part.id or part.label)
        weight = share * part.weight
        if part.parts:
            _contributions(part, f"{name}/", weight, found)
        else:
            found.append((name, part.value, weight))


def differences(company: Company, dossier: Dossier) -> Iterator[Difference]:
    """Where the frozen result is not what its inputs give under the policy it names.

    One of an older method is not computed anew: its inputs, its sums and its thresholds hold.
    """
    frozen = dossier.result
    if frozen is None:
        return
    if frozen.method > METHOD:
        message = say(
            "Method {method} is not known; this is {ours}.", method=frozen.method, ours=METHOD
        )
        yield Difference(message, ("method",))
        return
    sessions = company.calibrations(dossier.cycle).values()
    docs = _input_docs(company, dossier)
    if any(doc.data is None for doc in (*docs, *sessions)):
        return  # a file that cannot be read says so itself
    now = _blob_ids(docs)
    changed = False
    for path in sorted((now.keys() | frozen.inputs.keys()) - {POLICY}):  # older results name it
        if now.get(path) == frozen.inputs.get(path):
            continue
        changed = True
        at: DataPath = ("inputs", path) if path in frozen.inputs else ("inputs",)
        if path not in now:
            yield Difference(say("{path} went into the result and is gone.", path=path), at)
        elif path not in frozen.inputs:
            yield Difference(say("{path} was added after the result was frozen.", path=path), at)
        else:
            yield Difference(say("{path} was changed after the result was frozen.", path=path), at)
    if changed:
        return  # the figures differ because of the inputs: one cause, one problem
    if frozen.method < METHOD:
        yield from _does_not_add_up(company, dossier, frozen)
        return
    computed = score(company, dossier, frozen.policy)
    for field, is_now in _figures(computed).items():
        if getattr(frozen, field) != is_now:
            yield _differs(field, getattr(frozen, field), is_now)
            return
    lines = frozen_lines(computed.line) if computed.line else []
    was = [(line.of, line.value, line.weight, line.points) for line in frozen.lines]
    for index, (old, new) in enumerate(zip_longest(was, lines)):
        if old != new:
            at = ("lines", index) if old else ("lines",)
            yield _differs(
                say("line {number}", number=index + 1), _joined(old), _joined(new)
            )._replace(at=at)
            return


def signed_off(company: Company, dossier: Dossier) -> Score | None:
    """What closing has frozen for a person, whatever the policy says today; None before closing.

    Where the files and the figures agree, the explanation is computed from them in full; else the
    figures and lines stand as the file has them.
    """
    frozen = dossier.result
    cycle = company.cycles.get(dossier.cycle)
    if frozen is None or not cycle or not cycle.data or cycle.data.closed is None:
        return None
    if frozen.method == METHOD and not any(differences(company, dossier)):
        return score(company, dossier, frozen.policy)
    parts = tuple(Line(one.of, Fraction(one.weight), Fraction(one.value)) for one in frozen.lines)
    total = None if frozen.score is None else Fraction(frozen.score)
    return Score(
        dossier.person or dossier.owner,
        dossier.cycle,
        None if frozen.achievement is None else Fraction(frozen.achievement),
        None,
        total,
        None if total is None else Line(say("Score"), ONE, total, parts),
        frozen.computed_rating,
        frozen.rating,
        (say("Frozen by method {method}.", method=frozen.method),),
    )


def _does_not_add_up(company: Company, dossier: Dossier, frozen: Result) -> Iterator[Difference]:
    """Where figures of an older method contradict each other."""
    close = Fraction(2, 10**LINE_PLACES)  # value, weight and points are rounded, each by itself
    for index, line in enumerate(frozen.lines):
        points, product = Fraction(line.points), Fraction(line.weight) * Fraction(line.value)
        if abs(points - product) > close:
            right = written(units(product, LINE_PLACES), LINE_PLACES)
            name = say("line {number}", number=index + 1)
            yield _differs(name, line.points, right)._replace(at=("lines", index))
            return
    total = sum((Fraction(line.points) for line in frozen.lines), ZERO)
    given, told = frozen.exact_score, str(rounded(total)) if frozen.lines else None
    if given is not None and abs(total - exact(float(given))) <= Fraction(1, 200) + close:
        told = frozen.score
    computed = rating_of(given, frozen.policy.rating_from) if given is not None else None
    expected: dict[str, object] = {
        "score": told,
        "computed_rating": computed,
        "rating": rating_moved(company, dossier, computed, []),
    }
    for field, is_now in expected.items():
        if getattr(frozen, field) != is_now:
            yield _differs(field, getattr(frozen, field), is_now)
            return


def _joined(line: tuple[str, ...] | None) -> str | None:
    return " ".join(line) if line else None


def _differs(field: str, was: object, is_now: object) -> Difference:
    return Difference(
        say(
            "{field} is {was}, but the inputs give {now}.",
            field=field,
            was=say("nothing") if was is None else was,
            now=say("nothing") if is_now is None else is_now,
        ),
        (field,),
    )
