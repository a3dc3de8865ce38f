"""Drafts: what somebody has typed is kept until it is written, whatever happens.

A draft lies outside the working tree (in git's own folder, else in the user's state folder), so
that no confidential sentence is committed by accident. Only its owner can read it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfgit.files.git import git_folder

_VERSION = 1


@dataclass
class Draft:
    """Answers by question, and the text of the file where it was edited as a whole.

    `made_from` is the git blob id of the file that the text was made from ("" where there was none).
    """

    name: str
    answers: dict[str, Any] = field(default_factory=dict)
    text: str | None = None
    made_from: str = ""

    def __bool__(self) -> bool:
        return bool(self.answers) or self.text is not None


class Drafts:
    """The drafts of one company on this machine; nothing here ever raises."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, name: str) -> Draft:
        """The draft of that name; an empty one where there is none, or none that can be read."""
        for folder in self._folders():
            try:
                found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
                answers, text = found["answers"], found.get("text")
                made_from = found.get("made_from", "")
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            if isinstance(answers, dict) and isinstance(text, str | None):
                return Draft(name, answers, text, str(made_from))
        return Draft(name)

    def keep(self, draft: Draft) -> Path | None:
        """Keep a draft, in the first folder that takes it; None where none does."""
        data = json.dumps(
            {
                "version": _VERSION,
                "answers": draft.answers,
                "text": draft.text,
                "made_from": draft.made_from,
            },
            ensure_ascii=True,
            indent=2,
            default=str,
        )
        for folder in self._folders():
            with suppress(OSError):
                return _written(folder, f"{draft.name}.json", data.encode())
        return None

    def forget(self, name: str) -> None:
        """Throw a draft away."""
        for folder in self._folders():
            with suppress(OSError):
                (folder / f"{name}.json").unlink(missing_ok=True)

    def _folders(self) -> Iterator[Path]:
        git = git_folder(self._root)
        if git:
            yield git / "perfgit" / "drafts"
        from platformdirs import user_state_path

        status = self._root.stat()
        folders = [user_state_path("perfgit")]
        if runtime := os.environ.get("XDG_RUNTIME_DIR"):  # in memory: there when the disk is full
            folders.append(Path(runtime) / "perfgit")
        for folder in folders:
            yield folder / "drafts" / f"{status.st_dev:x}-{status.st_ino:x}"


def _written(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name[:40]}.")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(folder / name)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    return folder / name
