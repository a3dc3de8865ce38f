"""The questions about key results: templates of the role, measures kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfgit.authoring.change import Data
from perfgit.authoring.choices import Option
from perfgit.authoring.goals import Sheet
from perfgit.authoring.key_results import key_result_from
from perfgit.cli.answers import Answers
from perfgit.cli.prompts import Check
from perfgit.files.render import record_data
from perfgit.i18n import say, suggestion
from perfgit.measures import kinds
from perfgit.measures.typed import number_from
from perfgit.model.cells import distinct
from perfgit.model.org import KpiTemplate
from perfgit.problem import PerfgitError


class KeyResultForm:
    """Key results of one goal of a sheet."""

    def __init__(self, answers: Answers, sheet: Sheet) -> None:
        self._answers = answers
        self._sheet = sheet

    def ask(self, taken: set[str], given: Sequence[str]) -> list[Data]:
        """Those that flags give, else those that are chosen and typed; ids go into `taken`."""
        found = [self._given(line, taken) for line in given]
        if not self._answers.asks or found:
            return found
        found += self._from_templates(taken)
        while True:
            number = len(found) + 1
            question = say("Add a key result?") if number == 1 else say("Add another key result?")
            if not self._answers.yes(f"result {number}", question, default=number == 1):
                break
            title = self._answers.text(
                f"result {number} title", say("How will you see it?"), required=True
            )
            words = self._measure_words(f"result {number}")
            found.append(key_result_from(f"{title.replace('|', '/')} | {words}", taken))
        if len(found) > 1 and not self._answers.yes(
            "alike", say("Do all key results count alike?"), default=True
        ):
            for one in found:
                text = self._answers.text(
                    f"result weight {one['id']}",
                    say('Weight of "{title}" (they total 100)', title=one["title"]),
                    check=number_from,
                    required=True,
                )
                one["weight"] = number_from(text)
        return found

    def _given(self, line: str, taken: set[str]) -> Data:
        if not line.startswith("kpi:"):
            return key_result_from(line, taken)
        templates = {one.id: one for one in self._templates()}
        id = line.removeprefix("kpi:").strip()
        if id not in templates:
            raise PerfgitError(
                say('Your role has no KPI "{id}".', id=id[:80]), suggestion(id, templates)
            )
        return record_data(templates[id]) | {"id": distinct(id, taken)}

    def _templates(self) -> list[KpiTemplate]:
        person = self._sheet.company.person(self._sheet.owner.partition("/")[2])
        role = self._sheet.company.roles.get(person.role) if person and person.role else None
        return list(role.data.kpis) if role and role.data else []

    def _from_templates(self, taken: set[str]) -> list[Data]:
        templates = {one.id: one for one in self._templates()}
        options = [
            Option(id, f"{one.title} [{one.measure.words()}]") for id, one in templates.items()
        ]
        found: list[Data] = []
        chosen = self._answers.several(
            "kpis", say("Usual in your role; which ones fit? (figures can be changed)"), options
        )
        for id in chosen:
            one = templates[id]
            words = self._answers.text(
                f"kpi {id}", one.title, default=one.measure.words(), check=kinds.from_words
            )
            data: Data = record_data(one) | {"id": distinct(id, taken)}
            if words and words != one.measure.words():
                data["measure"] = kinds.from_words(words)
            found.append(data)
        return found

    def _measure_words(self, key: str) -> str:
        offered = [Option(choice.word, say(choice.label)) for choice in kinds.choices()]
        words = Option("words", say("something else, in words (scale: low = 0; good = 1)"))
        kind = self._answers.choose(f"{key} kind", say("What kind of measure?"), [*offered, words])
        ask = _Ask(self._answers, key)
        if kind == words.value:
            return ask.text("words", say("The measure"), required=True, check=kinds.from_words)
        return kinds.asked(kind, ask)


class _Ask(NamedTuple):
    """The questions of a kind of measure, asked for one key result."""

    answers: Answers
    key: str

    def text(
        self, name: str, question: str, *, required: bool = False, check: Check | None = None
    ) -> str:
        return self.answers.text(f"{self.key} {name}", question, required=required, check=check)

    def number(self, name: str, question: str) -> float:
        return number_from(self.text(name, question, required=True, check=number_from))

    def optional_number(self, name: str, question: str) -> float | None:
        text = self.text(name, question, check=number_from)
        return number_from(text) if text else None
