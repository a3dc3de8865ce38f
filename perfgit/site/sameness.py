"""Whether a page would look as it did, before it is made.

A list of ten thousand goals is made of many pages, of which one changed goal changes one. What a
page shows is in its context, or is looked up while it is made; so where digests of both are what
they were, the file is taken over. Views stand in a digest for the files that they were read from.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, NamedTuple

from perfgit.model.values import Record
from perfgit.site.facts import Facts, digest
from perfgit.site.pages.page import Page
from perfgit.site.views.cards import PersonCard, TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView, OwnerView
from perfgit.site.views.goals import GoalView


class Shown(NamedTuple):
    """What a page showed: the digest of its context, what it looked up, and the digest of that."""

    context: bytes
    keys: tuple[str, ...]
    digest: bytes


def context_digest(page: Page, site: SiteView, facts: Facts) -> bytes | None:
    """A digest of all that a page is given; None where it is given what cannot be told apart."""
    buffer = io.BytesIO()
    try:
        _Naming(buffer, site, facts).dump(tuple(page))
    except Exception:  # noqa: BLE001 -- a function in a context; such a page is made each time
        return None
    return digest(buffer.getvalue())


class _Naming(pickle.Pickler):
    """A pickler that writes names for views, each with the digest of what it was read from."""

    def __init__(self, file: io.BytesIO, site: SiteView, facts: Facts) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._site = site
        self._facts = facts

    def reducer_override(self, thing: Any) -> Any:
        """A model's values; the set of its fields has another order in each process."""
        return (type(thing), (vars(thing),)) if isinstance(thing, Record) else NotImplemented

    def persistent_id(self, thing: Any) -> Any:
        """The name of a view of this site; None for everything else, which is pickled."""
        kind = type(thing)
        if kind is GoalView or kind is OwnerView:
            for cycle in self._site.cycles.values():
                key = cycle.key_of(thing)
                if key:
                    name = thing.ref.goal if kind is GoalView else ""
                    return (key, name, self._facts.of([key]))
        elif kind is PersonCard or kind is TeamCard:
            owner: str = thing.owner
            return owner if self._site.card(owner) is thing else None
        elif kind is CycleView:
            return f"cycle {thing.id}"
        elif kind is SiteView:
            return "site"
        return None
