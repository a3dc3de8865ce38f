"""Everything that is derived, never written by hand: one list, asked by `generate`, doctor and CI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.files.repository import top_of
from perfgit.files.schemas import FOLDER as SCHEMAS
from perfgit.files.schemas import all_schemas
from perfgit.files.trees import Unreadable, WorkingTree
from perfgit.files.writer import Writer
from perfgit.forms.markup import issue_forms
from perfgit.gate import handbook
from perfgit.gate.codeowners import PATH as CODEOWNERS
from perfgit.gate.codeowners import codeowners
from perfgit.i18n import later, speaking
from perfgit.problem import PerfgitError

CATALOGUES = "perfgit/locale"


class Place(NamedTuple):
    """A company in its repository: the repository's folder, and the way from there (empty: the same)."""

    company: Company
    top: Path
    prefix: str

    @classmethod
    def of(cls, folder: Path) -> Place:
        """The company in a folder of the working tree."""
        return cls(Company(WorkingTree(folder)), *top_of(folder))

    def path(self, path: str) -> str:
        """A path of the company's folder, from the repository's on."""
        return f"{self.prefix}/{path}" if self.prefix else path

    def has(self, path: str) -> bool:
        """Whether something lies at a path of the repository."""
        return (self.top / path).exists()


class Derived(NamedTuple):
    """What files of the repository have to hold.

    `notes` are good to know; `left` is for people to do before the files are whole.
    """

    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generator:
    """Something that is derived: its files, the command that writes them alone, what doctor says."""

    name: str
    files: str
    command: str
    derive: Callable[[Place], Derived]
    """Raises PerfgitError where it cannot be derived; no files where the repository has none of it."""
    current: str
    stale: str


def _codeowners(place: Place) -> Derived:
    found = codeowners(place.company, place.prefix)
    return Derived({CODEOWNERS: found.text.encode()}, found.notes)


def _forms(place: Place) -> Derived:
    forms = issue_forms(place.company.info.locale)
    return Derived({path: text.encode() for path, text in forms.items()})


def _schemas(place: Place) -> Derived:
    folder = place.path(SCHEMAS)
    with speaking(place.company.info.locale):  # whatever the one who asks speaks
        texts = all_schemas() if place.has(folder) else {}
    return Derived({f"{folder}/{name}": text.encode() for name, text in texts.items()})


def _handbook(place: Place) -> Derived:
    folder = place.path(handbook.FOLDER)
    pages = handbook.pages() if place.has(f"{folder}/{handbook.FIRST}") else {}
    return Derived({f"{folder}/{file}": text.encode() for file, text in pages.items()})


def _catalogues(place: Place) -> Derived:
    if not place.has(f"{CATALOGUES}/update.py"):  # perfgit's own repository has it, a company's not
        return Derived({})
    files, left = import_module(
        "perfgit.locale.update"
    ).derived()  # it stands above: it asks commands
    return Derived({f"{CATALOGUES}/{path}": data for path, data in files.items()}, left=left)


GENERATORS = (
    Generator(
        "catalogues",
        f"{CATALOGUES}/*/LC_MESSAGES/",
        "python -m perfgit.locale.update",
        _catalogues,
        later("The catalogues of messages are current."),
        later("The catalogues of messages are not current."),
    ),
    Generator(
        "codeowners",
        CODEOWNERS,
        "perfgit codeowners",
        _codeowners,
        later(".github/CODEOWNERS is current."),
        later(".github/CODEOWNERS is not current."),
    ),
    Generator(
        "forms",
        ".github/ISSUE_TEMPLATE/",
        "perfgit forms",
        _forms,
        later("The web forms (.github/ISSUE_TEMPLATE) are up to date."),
        later("The web forms (.github/ISSUE_TEMPLATE) are not those of this version."),
    ),
    Generator(
        "schemas",
        f"{SCHEMAS}/",
        "perfgit schema --editor",
        _schemas,
        later("The schemas for editors are up to date."),
        later("The schemas for editors are not those of this version."),
    ),
    Generator(
        "handbook",
        f"{handbook.FOLDER}/authority*.md",
        "python -m perfgit.gate.handbook",
        _handbook,
        later("The handbook's table of who may change what is current."),
        later("The handbook's table of who may change what is not current."),
    ),
)

"""In the order in which they are made: the others speak with the catalogues' words."""

BY_NAME = {generator.name: generator for generator in GENERATORS}


def stale(place: Place, files: dict[str, bytes]) -> dict[str, bytes]:
    """Those of the files that do not hold what they have to; raises PerfgitError for a link."""
    tree = WorkingTree(place.top)
    return {path: data for path, data in files.items() if _current(tree, path) != data}


def write(place: Place, files: dict[str, bytes]) -> None:
    """Write derived files into the repository."""
    with Writer(place.top) as writer:
        for path, data in files.items():
            writer.write(path, data)


def _current(tree: WorkingTree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except Unreadable as error:
        if error.rule == "too-large":
            return (tree.root / path).read_bytes()
        raise PerfgitError(error.message) from None
