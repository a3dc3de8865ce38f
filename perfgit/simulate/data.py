"""The texts of a simulated company: YAML in `data/`, read with the project's reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfgit.files.reader import read

_FOLDER = Path(__file__).parent / "data"


def data(name: str) -> dict[str, Any]:
    """One of the files, by its name without ending."""
    file = _FOLDER / f"{name}.yml"
    found = read(file.read_bytes(), file.name).data
    assert isinstance(found, dict)
    return found
