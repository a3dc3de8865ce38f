"""`perfgit edit`: the files that no other command asks about, in the person's own editor."""

from __future__ import annotations

import click

from perfgit.authoring.change import Change, MissingError
from perfgit.authoring.session import Session
from perfgit.authoring.whole_file import as_it_is, known_path
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say


@click.command()
@click.argument("path", metavar="PATH")
@author_options
def edit(session: Session, *, path: str) -> Form:
    """Open any file of the company in your editor, and check it before it is written.

    For what no other command asks about: the retrospective, calibration, strategy, people, cycles,
    the policy. A new file begins with what may stand in it, as lines that are left out again. The
    editor is the one that git uses: `git config core.editor nano`.

    \b
    Examples:
      perfgit edit reviews/2026-h1/retrospective.yml
      perfgit edit org/people/alice.yml
    """
    path = known_path(session.company, path)

    def change(session: Session, answers: Answers) -> Change:
        if not answers.interactive:
            raise MissingError(
                say("An editor needs a terminal."),
                say(
                    "Write {path} yourself; `perfgit check` says whether it is in order.", path=path
                ),
            )
        found = as_it_is(session.company, path)
        answers.begin(f"edit-{path.replace('/', '-')}")
        return found

    return Form(change, given=False, questions=False)
