"""The person's own editor on a whole file."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from perfgit.files import git
from perfgit.i18n import say
from perfgit.problem import PerfgitError


class EditorError(PerfgitError):
    """The editor failed; `text` is what it left."""

    def __init__(self, message: str, help: str, text: str | None) -> None:
        super().__init__(message, help)
        self.text = text


def edit(text: str, name: str, root: Path) -> str:
    """The text after the person has edited it, in the editor that git would open.

    Raises EditorError where it cannot be started or reports a failure.
    """
    command = _editor(root)
    with tempfile.TemporaryDirectory(
        prefix="perfgit-"
    ) as folder:  # only its owner can look into it
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8", newline="")
        try:
            code = subprocess.run([*command, str(file)], check=False).returncode
        except OSError as error:
            raise EditorError(
                say(
                    'The editor "{editor}" cannot be started: {why}.',
                    editor=shlex.join(command),
                    why=error.strerror,
                ),
                _HELP(),
                None,
            ) from None
        left = _read(file)
        if code:
            raise EditorError(
                say(
                    'The editor "{editor}" ended with code {code}.',
                    editor=shlex.join(command),
                    code=code,
                ),
                _HELP(),
                left if left != text else None,
            )
    if left is None:
        raise EditorError(say("The editor left no text that can be read."), _HELP(), None)
    return left


def _HELP() -> str:  # noqa: N802 -- a constant, said late
    return say("Name one: `git config core.editor nano`, or EDITOR=nano.")


def _editor(root: Path) -> list[str]:
    named = git.editor(root) or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return shlex.split(named)
    except ValueError:
        return [named]


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
