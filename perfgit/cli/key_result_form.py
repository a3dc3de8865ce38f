"""The questions about key results: templates of the role, measures kind by kind."""

from __future__ import annotations

from collections.abc import Sequence

from perfgit.authoring.change import Data
from perfgit.authoring.choices import Option
from perfgit.authoring.goals import Sheet
from perfgit.authoring.measures import key_result_from, measure_from, words_of
from perfgit.authoring.values import number_from
from perfgit.cli.answers import Answers
from perfgit.files.cells import distinct
from perfgit.files.render import record_data
from perfgit.i18n import plain, say, suggestion
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
            Option(id, f"{one.title} [{words_of(one.measure)}]") for id, one in templates.items()
        ]
        found: list[Data] = []
        chosen = self._answers.several(
            "kpis", say("Usual in your role; which ones fit? (figures can be changed)"), options
        )
        for id in chosen:
            one = templates[id]
            words = self._answers.text(
                f"kpi {id}", one.title, default=words_of(one.measure), check=measure_from
            )
            data: Data = record_data(one) | {"id": distinct(id, taken)}
            if words and words != words_of(one.measure):
                data["measure"] = measure_from(words)
            found.append(data)
        return found

    def _measure_words(self, key: str) -> str:
        ask = self._answers
        kind = ask.choose(
            f"{key} kind",
            say("What kind of measure?"),
            [
                Option("number", say("a number that moves from here to a target")),
                Option("at most", say("a number that must not rise above a bound")),
                Option("at least", say("a number that must not fall below a bound")),
                Option("steps", say("steps that are done one by one")),
                Option("yes/no", say("done or not done")),
                Option("words", say("something else, in words (scale: low = 0; good = 1)")),
            ],
        )
        if kind == "yes/no":
            return kind
        if kind == "steps":
            steps = ask.text(f"{key} steps", say("The steps, with ; between them"), required=True)
            return f"steps: {steps}"
        if kind == "words":
            return ask.text(f"{key} words", say("The measure"), check=measure_from, required=True)

        def number(name: str, question: str, *, required: bool = True) -> str:
            return ask.text(f"{key} {name}", question, check=number_from, required=required)

        if kind != "number":
            bound = number("bound", say("The bound"))
            return f"{kind} {plain(number_from(bound))} {ask.text(f'{key} unit', say('Unit'))}"
        start = number_from(number("baseline", say("Where does it stand now?")))
        target = number_from(number("target", say("The target")))
        unit = ask.text(f"{key} unit", say("Unit (EUR, percent, days; may stay empty)"))
        words = f"{plain(start)} -> {plain(target)} {unit.replace(',', ' ')}"
        for name, question in (
            ("commit", say("What do you promise at least? (may stay empty)")),
            ("stretch", say("What would be outstanding? (may stay empty)")),
        ):
            value = number(name, question, required=False)
            words += f", {name} {plain(number_from(value))}" if value else ""
        return words
