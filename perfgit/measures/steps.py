"""What all measures share that have named steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from perfgit.i18n import say
from perfgit.measures.flaws import Flaw, repeated
from perfgit.model.cells import distinct, slug


class Step(Protocol):
    """A step: its id in the files, its title for people."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102


def new_step(title: str, taken: set[str], **more: Any) -> dict[str, Any]:
    """A step with an id made from its title, which is put into `taken`."""
    return {"id": distinct(slug(title[:48], "step"), taken), "title": title} | more


def step_named(steps: Sequence[Step], text: str) -> str:
    """The id of the step with that id, title or number; the text itself where there is none."""
    if text.isdecimal() and 0 < int(text) <= len(steps) and all(one.id != text for one in steps):
        return steps[int(text) - 1].id
    for step in steps:
        if text.casefold() in {step.id, step.title.casefold()}:
            return step.id
    return text


def ids_of(steps: Iterable[Step]) -> list[str]:
    """The ids of steps, in their order."""
    return [step.id for step in steps]


def repeated_steps(steps: Sequence[Step]) -> Iterator[Flaw]:
    """Flaws of ids that stand twice."""
    ids = ids_of(steps)
    if len(set(ids)) < len(ids):
        places = ((id, ("steps", number, "id")) for number, id in enumerate(ids))
        yield from repeated(places, say("step"))
