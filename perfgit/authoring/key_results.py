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

from perfgit.i18n import say
from perfgit.measures.kinds import from_words
from perfgit.measures.typed import NUMBER, number_from
from perfgit.model.cells import distinct, slug
from perfgit.problem import PerfgitError

Data = dict[str, Any]

SOURCES = ("data", "customer", "judgement")
_WEIGHT = re.compile(rf"(?:weight\s*|权重\s*)?({NUMBER})\s*%?", re.IGNORECASE)
_EVIDENCE = re.compile(r"(?:evidence|依据)\s*[:：]\s*(.+)", re.IGNORECASE)


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
    found: Data = {"title": title, "measure": from_words(rest[0])}
    for part in rest[1:]:
        if evidence := _EVIDENCE.fullmatch(part):
            found["evidence"] = evidence[1]
        elif part.casefold() in SOURCES:
            found["source"] = part.casefold()
        elif weight := _WEIGHT.fullmatch(part):
            found["weight"] = number_from(weight[1])
        elif part:
            raise PerfgitError(
                say('"{part}" is neither a weight nor a source.', part=part[:80]),
                say("Valid here: a number, data, customer, judgement, evidence: WHERE."),
            )
    id = distinct(slug(" ".join(title.split()[:6])[:48], "result"), taken)
    order = ("id", "title", "measure", "source", "evidence", "weight")
    return {key: ({"id": id} | found)[key] for key in order if key in {"id", *found}}
