"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from perfgit.company.alignment import Alignment
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.problem import Problem, Severity

CompanyCheck = Callable[[Company], Iterable[Problem]]
DossierCheck = Callable[[Company, Dossier], Iterable[Problem]]
AlignmentCheck = Callable[[Company, Alignment], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, what it says and why, and the functions that look.

    `company` sees the organisation (org, policy, strategy, sessions of calibration), `dossier`
    everything of one owner in one cycle and the organisation, `alignment` goals (their ids, what
    they support, whether they are dropped; neither weights nor measures) and the organisation. A
    rule without a function is found while files are read. `check`, the gate and all that shows what
    a change would bring ask every rule by these; nothing is listed anywhere else.

    `reads` names the kinds of files that `dossier` looks at: where none of them is there, the rule
    has nothing to say and is not asked (empty: any file).

    `goals` says which goals `alignment` has to know. "all": every one. "upwards": a goal and all
    that it supports, at whatever distance; then a change can make a goal below it wrong only by
    taking away what that one supports.
    """

    name: str
    doc: str
    severity: Severity = "error"
    company: CompanyCheck | None = None
    dossier: DossierCheck | None = None
    reads: tuple[str, ...] = ()
    alignment: AlignmentCheck | None = None
    goals: Literal["all", "upwards"] = "all"

    @property
    def summary(self) -> str:
        """The first sentence of the documentation, in the language spoken."""
        return say(self.doc.strip().partition("\n\n")[0].replace("\n", " "))

    @property
    def reason(self) -> str:
        """The rest of the documentation: why the rule is there."""
        return say(self.doc.strip().partition("\n\n")[2].strip())

    @property
    def text(self) -> str:
        """The documentation in the language spoken."""
        return f"{self.summary}\n\n{self.reason}".strip()
