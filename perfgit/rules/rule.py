"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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

    `company` sees the frame (org, policy, strategy), `dossier` everything of one owner in one
    cycle, `alignment` all goals together. A rule without a function is found while files are read.
    `reads` names the kinds of files that `dossier` looks at: where none of them is there, the rule
    has nothing to say and is not asked (empty: any file).
    """

    name: str
    doc: str
    severity: Severity = "error"
    company: CompanyCheck | None = None
    dossier: DossierCheck | None = None
    reads: tuple[str, ...] = ()
    alignment: AlignmentCheck | None = None

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
