"""Who changes something, of which company, on which day: what every change begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from perfgit.authoring.identity import Me, at_keyboard, named
from perfgit.authoring.which_cycle import Purpose, cycle_for
from perfgit.company.company import Company
from perfgit.company.today import today_in, unknown_zone
from perfgit.files.trees import ReadOnce
from perfgit.i18n import say
from perfgit.problem import PerfgitError


@dataclass(frozen=True, slots=True)
class Session:
    """A person at work on a company; nothing of it changes while they work.

    `given_cycle` is the cycle that they have named, None where the usual one is meant.
    """

    folder: Path
    company: Company
    me: Me
    today: dt.date
    given_cycle: str | None = None

    @classmethod
    def begin(
        cls,
        folder: Path,
        *,
        as_: str | None = None,
        cycle: str | None = None,
        today: dt.date | None = None,
    ) -> Self:
        """A session in the working tree; raises PerfgitError where it is not known who is working."""
        company = Company(ReadOnce(folder))
        me = at_keyboard(company, folder, as_)
        if today is None and (problem := unknown_zone(company)):
            raise PerfgitError(
                problem.message,
                say("Put it right in {path}, or name the day: `--today DATE`.", path=problem.file),
            )
        return cls(folder, company, me, today_in(company, today), cycle)

    def afresh(self) -> Self:
        """The same with the files as they are now."""
        return replace(self, company=Company(ReadOnce(self.folder)))

    def cycle(self, purpose: Purpose, *, closed_too: bool = False) -> str:
        """The cycle that is meant; see `cycle_for`."""
        return cycle_for(
            self.company, purpose, self.today, self.given_cycle, closed_too=closed_too
        )[0]

    def person(self, id: str) -> Me:
        """Somebody by id; raises PerfgitError with the nearest id."""
        return named(self.company, id)
