"""A submitted form: the text of an issue, read strictly into the answers of one form.

GitHub writes `### LABEL` before each answer. Only headings that are a label of ours, at the margin,
divide the text; whatever stands between them is an answer, as it is, and never more than a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from perfgit.authoring.change import RefusedError
from perfgit.forms.design import FORMS, Form
from perfgit.i18n import LANGUAGES, listing, say, speaking
from perfgit.model.cells import UNPRINTABLE

LONGEST = 65_536
"""Characters that GitHub takes for an issue."""

NO_ANSWER = "_No response_"
_NOTHING_CHOSEN = frozenset({"", NO_ANSWER, "None"})
_LINE_ENDS = re.compile(r"\r\n?")


class Filled(NamedTuple):
    """A form with its answers by field; what was left empty is not in it."""

    form: Form
    answers: Mapping[str, str]

    def text(self, field: str) -> str | None:
        """The answer to a question, or None."""
        return self.answers.get(field)

    def lines(self, field: str) -> list[str]:
        """The lines of an answer, without empty ones and the signs of a list."""
        found = (line.strip() for line in self.answers.get(field, "").split("\n"))
        return [line.removeprefix("- ").strip() for line in found if line.strip("- ")]


def read_form(body: str | None) -> Filled | None:
    """The form that an issue's text is, in any of our languages; None where it is none of ours.

    Raises RefusedError where it is one, but not as GitHub would have written it.
    """
    text = _LINE_ENDS.sub("\n", body or "")
    found = _headings(text)
    form = _form_of(name for _, _, name in found)
    if form is None:
        return None
    if len(text) > LONGEST:
        raise RefusedError(
            say("The form is longer than {most:,} characters.", most=LONGEST), say("Shorten it.")
        )
    if hidden := UNPRINTABLE.search(text):
        raise RefusedError(
            say("The form holds an invisible character (U+{code:04X}).", code=ord(hidden[0])),
            say("Write the sentence anew where it stands; copied text often brings such signs."),
        )
    return Filled(form, _answers(text, form, found))


@cache
def _labels() -> dict[str, dict[str, str]]:
    """For each form, its fields by their label, in every language."""
    found: dict[str, dict[str, str]] = {form.kind: {} for form in FORMS}
    for language in LANGUAGES:
        with speaking(language.code):
            for form in FORMS:
                found[form.kind].update({say(field.label): field.id for field in form.fields})
    return found


def _headings(text: str) -> list[tuple[int, int, str]]:
    """Begin and end of every third-level heading at the margin, and what it says."""
    return [
        (one.start(), one.end(), one[1].strip())
        for one in re.finditer(r"^### ([^\n]{1,200})$", text, re.MULTILINE)
    ]


def _form_of(headings: object) -> Form | None:
    """The form of which most headings are there, at least half; None where two fit alike."""
    names = set(headings)  # type: ignore[call-overload]
    scores = []
    for form in FORMS:
        there = {id for label, id in _labels()[form.kind].items() if label in names}
        scores.append((2 * len(there) >= len(form.fields), len(there), form))
    fitting = sorted((one for one in scores if one[0]), key=lambda one: -one[1])
    if not fitting or (len(fitting) > 1 and fitting[0][1] == fitting[1][1]):
        return None
    return fitting[0][2]


def _answers(text: str, form: Form, headings: list[tuple[int, int, str]]) -> dict[str, str]:
    labels = _labels()[form.kind]
    ours = [one for one in headings if one[2] in labels]
    order = [field.id for field in form.fields]
    found = [labels[name] for _, _, name in ours]
    for (_, _, name), id in zip(ours, found, strict=True):
        if found.count(id) > 1:
            raise RefusedError(
                say('The heading "{name}" stands there more than once.', name=name),
                say("Edit the issue: inside an answer, do not begin a line with ### and that."),
            )
    missing = [say(field.label) for field in form.fields if field.id not in found]
    if missing or found != order:
        raise RefusedError(
            say("These headings are missing: {names}.", names=listing(missing))
            if missing
            else say("The headings are not in the order of the form."),
            say("Edit the issue: leave the headings as the form wrote them, change what is below."),
        )
    if text[: ours[0][0]].strip():
        raise RefusedError(
            say("Something stands before the first heading of the form."),
            say("Edit the issue: write below the headings only."),
        )
    ends = [begin for begin, _, _ in ours[1:]] + [len(text)]
    answers: dict[str, str] = {}
    for field, (_, begin, _), end in zip(form.fields, ours, ends, strict=True):
        said = text[begin:end].strip()
        if said == NO_ANSWER or (field.options and said in _NOTHING_CHOSEN) or not said:
            continue
        answers[field.id] = said
    return answers
