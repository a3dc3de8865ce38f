"""What goals refer to: objectives, other goals, helpers; checked against what is known by now."""

from __future__ import annotations

import datetime as dt
import re

from perfgit.company.alignment import Alignment, nodes_of
from perfgit.company.company import Company, parse_ref
from perfgit.company.resolver import Resolver, people_called
from perfgit.i18n import nearest, say
from perfgit.imports.fresh import cycle_data
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Row
from perfgit.model.cells import one_line, words
from perfgit.model.values import SLUG

_REF = re.compile(f"(?:{SLUG}:)?(?:strategy|company|teams/{SLUG}|people/{SLUG})/{SLUG}")


class References:
    """The goals of the company and of the table that is being imported."""

    def __init__(self, company: Company, sheets: dict[tuple[str, str], set[str]]) -> None:
        self._company = company
        self._people = Resolver(people_called(company))
        self._goals = {key: set(goals) for key, goals in sheets.items()}
        self._loaded: set[tuple[str, str]] = set()
        self._objectives = {one.id for one in company.strategy.objectives}

    def supports(self, rows: list[Row], cycle: str, own: str, report: Report) -> list[str]:
        """The references of a goal that lead somewhere; the others are reported and left out."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        for row in rows:
            for text in words(row["supports"]):
                if text in seen:
                    continue
                seen.add(text)
                why = self._why_not(text, cycle, own)
                if why:
                    report.change(
                        row.line, "supports-left-out", say("supports left out: {why}.", why=why)
                    )
                elif len(found) < 20:
                    found[text] = None
        return list(found)

    def _why_not(self, text: str, cycle: str, own: str) -> str | None:
        shown = one_line(text, 100)
        if not _REF.fullmatch(text) or len(text) > 260:
            return say(
                '"{text}" is no reference (strategy/ID, company/ID, teams/TEAM/ID, people/PERSON/ID)',
                text=shown,
            )
        ref = parse_ref(text, cycle)
        if ref.owner == "strategy":
            if self._company.strategy_doc is None or ref.goal in self._objectives:
                return None  # without a strategy `perfgit check` looks, when there is one
            begins = [id for id in self._objectives if ref.goal.startswith(f"{id}-")]
            guess = max(begins, key=len) if begins else nearest(ref.goal, self._objectives)
            help = say(" (there is strategy/{guess})", guess=guess) if guess else ""
            return say("there is no {text}{help}", text=shown, help=help)
        if ref.cycle == cycle and f"{ref.owner}/{ref.goal}" == own:
            return say("a goal cannot support itself")
        return (
            None
            if ref.goal in self._of(ref.cycle, ref.owner)
            else say("there is no {text}", text=shown)
        )

    def _of(self, cycle: str, owner: str) -> set[str]:
        """The ids of an owner's goals, in the company and in the table."""
        key = (cycle, owner)
        if key not in self._loaded:
            self._loaded.add(key)
            nodes = Alignment(nodes_of(self._company.dossier(cycle, owner))).nodes.values()
            self._goals.setdefault(key, set()).update(node.id for node in nodes)
        return self._goals[key]

    def helpers(self, rows: list[Row], report: Report) -> list[str]:
        """The helpers who exist; the others are reported and left out."""
        found: dict[str, None] = {}
        for row in rows:
            match = self._people.several(row["helpers"])
            found |= dict.fromkeys(match.ids)
            for why in match.whys:
                report.change(row.line, "helper-left-out", say("helper left out: {why}.", why=why))
        return list(found)[:50]

    def within(self, store: Store, cycle: str, day: dt.date) -> bool:
        """Whether a day lies in a cycle, from the opening of planning to the end of feedback."""
        doc = store.company.cycles.get(cycle)
        if doc and doc.data:
            stages = doc.data.stages
            return (
                min(doc.data.starts, stages.plan.opens)
                <= day
                <= max(doc.data.ends, stages.feedback.closes)
            )
        data = cycle_data(cycle)
        return (
            data is not None
            and data["stages"]["plan"]["opens"] <= day <= data["stages"]["feedback"]["closes"]
        )
