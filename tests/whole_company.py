"""A person's whole dossier as files in memory, for the properties of scores."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import Any

from perfgit.files.trees import Entry

LARGE = 100.0
"""The target of every number, from a baseline of 0."""


@dataclass(frozen=True)
class Review:
    """What one reviewer says, by the position of goals and competencies."""

    submitted: bool
    ratings: list[int | None]
    finals: list[float | None]
    competencies: list[int | None]


class Shuffled:
    """A tree of files in memory that lists its folders in any order."""

    def __init__(self, files: dict[str, bytes], order: random.Random | None) -> None:
        self._files, self._order = files, order

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        found: dict[str, Entry] = {}
        prefix = f"{folder}/" if folder else ""
        for path in self._files:
            if path.startswith(prefix):
                name, below, _ = path[len(prefix) :].partition("/")
                found[name] = Entry(name, "folder" if below else "file")
        names = sorted(found.values())
        if self._order:
            self._order.shuffle(names)
        return names

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        return self._files.get(path)


@dataclass(frozen=True)
class Files:
    """Goals, reviews and policy, and the files that they make."""

    goals: list[dict[str, Any]]
    reviews: dict[str, Review]
    weights: list[float]
    parts: tuple[float, float]
    missing: str

    @property
    def odd_weights(self) -> bool:
        """Whether the policy's weights do not total 100, which a rule forbids."""
        return sum(self.weights) != 100 or sum(self.parts) != 100

    def with_better_values(self, which: int, more: float) -> Files:
        """The same with higher values of one goal, wherever they are known."""
        goals = [dict(goal) for goal in self.goals]
        goals[which]["results"] = [
            {**one, "value": None if one["value"] is None else one["value"] + more}
            for one in goals[which]["results"]
        ]
        reviews = {
            name: replace(
                review,
                finals=[
                    final + more if index == which and final is not None else final
                    for index, final in enumerate(review.finals)
                ],
            )
            for name, review in self.reviews.items()
        }
        return replace(self, goals=goals, reviews=reviews)

    def tree(self, order: random.Random | None = None) -> Shuffled:
        """The files, listed in an order of chance where one is given."""
        files: dict[str, Any] = {
            "org/policy.yml": self._policy(),
            "goals/2026-h1/people/alice/goals.yml": sheet_of(self.goals),
        }
        values = {
            key: one["value"]
            for index, goal in enumerate(self.goals)
            for key, one in _results(index, goal)
            if one["value"] is not None
        }
        if values:
            first = dict(list(values.items())[::2])
            rest = dict(list(values.items())[1::2])
            early = dict.fromkeys(values, -LARGE)
            for day, part in (("2026-02-01", early), ("2026-03-01", first), ("2026-04-01", rest)):
                if part:
                    files[f"goals/2026-h1/people/alice/checkins/{day}.yml"] = {"values": part}
        for name, review in self.reviews.items():
            files[f"reviews/2026-h1/people/alice/{name}.yml"] = self._review(review)
        return Shuffled({path: written(data) for path, data in files.items()}, order)

    def _policy(self) -> dict[str, Any]:
        names = ("manager", "peer", "self", "upward", "external")
        return {
            "result": {
                "parts": dict(zip(("goals", "competencies"), self.parts, strict=True)),
                "sources": dict(zip(names, self.weights, strict=True)),
                "missing_source": self.missing,
            }
        }

    def _review(self, review: Review) -> dict[str, Any]:
        goals: dict[str, Any] = {}
        for index, goal in enumerate(self.goals):
            said: dict[str, Any] = {}
            if review.ratings[index] is not None:
                said["rating"] = review.ratings[index]
            final = review.finals[index]
            if final is not None and goal["measured"] != "none":
                said["final"] = {f"g{index}" if goal["measured"] == "own" else "r0": final}
            if said:
                goals[f"g{index}"] = said
        competencies = {
            f"c{index}": {"rating": rating}
            for index, rating in enumerate(review.competencies)
            if rating is not None
        }
        data: dict[str, Any] = {"goals": goals, "competencies": competencies}
        return {"submitted": Day("2026-07-01"), **data} if review.submitted else data


class Day(str):
    """A day, written without quotation marks."""

    __slots__ = ()


def _results(index: int, goal: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    if goal["measured"] == "none":
        return []
    if goal["measured"] == "own":
        return [(f"g{index}", goal["results"][0])]
    return [(f"g{index}/r{number}", one) for number, one in enumerate(goal["results"])]


def sheet_of(goals: list[dict[str, Any]]) -> dict[str, Any]:
    """A goal sheet; `measured` says whether a goal has a measure, key results, or neither."""
    found = []
    for index, goal in enumerate(goals):
        one: dict[str, Any] = {"id": f"g{index}", "title": f"Goal {index}"}
        if goal["weight"] is not None:
            one["weight"] = goal["weight"]
        if goal["dropped"]:
            one["dropped"] = {"on": Day("2026-03-01"), "why": "x"}
        measure = {"kind": "number", "baseline": 0, "target": LARGE}
        if goal["measured"] == "own":
            one |= {"measure": measure, "source": goal["results"][0]["source"]}
        elif goal["measured"] == "results":
            one["key_results"] = [
                {
                    "id": f"r{number}",
                    "title": f"Result {number}",
                    "measure": measure,
                    "source": result["source"],
                    **({} if result["weight"] is None else {"weight": result["weight"]}),
                }
                for number, result in enumerate(goal["results"])
            ]
        found.append(one)
    return {"goals": found}


def written(data: Any) -> bytes:
    """The data in flow style, which is nearly JSON."""
    return (_flow(data) + "\n").encode()


def _flow(data: Any) -> str:
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    if isinstance(data, float):
        return f"{data:.3f}"
    return str(data) if isinstance(data, Day) else json.dumps(data)
