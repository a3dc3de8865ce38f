"""`perfgit edit`: the files that no other command asks about, in the person's own editor."""

from __future__ import annotations

import click

from perfgit.authoring.change import Change, MissingError, RefusedError, read_bytes
from perfgit.cli.answers import Answers
from perfgit.cli.session import Session, author_options
from perfgit.files.layout import BY_NAME
from perfgit.i18n import listing, say, suggestion
from perfgit.problem import PerfgitError


@click.command()
@click.argument("path", metavar="PATH")
@author_options
def edit(session: Session, *, path: str) -> None:
    """Open any file of the company in your editor, and check it before it is written.

    For what no other command asks about: the retrospective, calibration, strategy, people, cycles,
    the policy. A new file begins with what may stand in it, as lines that are left out again. The
    editor is the one that git uses: `git config core.editor nano`.

    \b
    Examples:
      perfgit edit reviews/2026-h1/retrospective.yml
      perfgit edit org/people/alice.yml
    """
    path = path.removeprefix("./")
    place = session.company.layout.place(path)
    if place is None:
        raise PerfgitError(
            say('Nothing reads "{path}".', path=path[:200]),
            say(
                "Valid here, from the company's folder on: {paths}.",
                paths=listing(_paths(), most=9),
            ),
        )
    if place.cycle and place.cycle not in session.company.cycles:
        raise PerfgitError(
            say('There is no cycle "{cycle}".', cycle=place.cycle),
            suggestion(place.cycle, session.company.cycles),
        )
    if not session.interactive:
        raise MissingError(
            say("An editor needs a terminal."),
            say("Write {path} yourself; `perfgit check` says whether it is in order.", path=path),
        )
    session.form = False

    def fill(answers: Answers) -> Change:
        before = read_bytes(session.company, path)
        if before is not None and not _is_text(before):
            raise RefusedError(say("{path} is no text in UTF-8.", path=path))
        session.begin(answers, f"edit-{path.replace('/', '-')}")
        session.with_editor = True
        return Change(path, before, b"{}\n" if before is None else before)

    session.finish(fill, given=False)


def _paths() -> list[str]:
    return [BY_NAME[name].patterns[0].replace("{", "").replace("}", "") for name in _SHOWN]


_SHOWN = (
    "company",
    "policy",
    "person",
    "team",
    "cycle",
    "strategy",
    "retrospective",
    "calibration",
)


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
