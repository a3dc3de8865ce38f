"""`perfgit edit`: the files that no other command asks about, in the person's own editor."""

from __future__ import annotations

import click

from perfgit.authoring.change import Change, MissingError, RefusedError, read_bytes
from perfgit.cli.answers import Answers
from perfgit.cli.author import Desk, author_options
from perfgit.files.layout import BY_NAME
from perfgit.problem import PerfgitError
from perfgit.words import listing, say, suggestion


@click.command()
@click.argument("path", metavar="PATH")
@author_options
def edit(desk: Desk, *, path: str) -> None:
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
    place = desk.company.layout.place(path)
    if place is None:
        raise PerfgitError(
            say('Nothing reads "{path}".', path=path[:200]),
            say(
                "Valid here, from the company's folder on: {paths}.",
                paths=listing(_paths(), most=9),
            ),
        )
    if place.cycle and place.cycle not in desk.company.cycles:
        raise PerfgitError(
            say('There is no cycle "{cycle}".', cycle=place.cycle),
            suggestion(place.cycle, desk.company.cycles),
        )
    if not desk.interactive:
        raise MissingError(
            say("An editor needs a terminal."),
            say("Write {path} yourself; `perfgit check` says whether it is in order.", path=path),
        )
    desk.form = False

    def fill(answers: Answers) -> Change:
        before = read_bytes(desk.company, path)
        if before is not None and not _is_text(before):
            raise RefusedError(say("{path} is no text in UTF-8.", path=path))
        desk.begin(answers, f"edit-{path.replace('/', '-')}")
        desk.with_editor = True
        return Change(path, before, b"{}\n" if before is None else before)

    desk.finish(fill, given=False)


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
