"""The workflows of a company's repository, and of perfgit's own: one source for both."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "workflows"
NAMES = tuple(sorted(path.name for path in _FOLDER.glob("*.yml")))

_INSTALL = "run: python -m pip install --quiet --requirement .perfgit/requirements.txt\n"
_INSTALL_OWN = """\
run: |
          python -m pip install --quiet --requirement requirements/run.txt
          python -m pip install --quiet --no-deps .
"""


def workflow(name: str, *, own: bool = False) -> str:
    """A workflow's text; `own` is perfgit's repository, which installs what lies in it.

    A company names the version that it wants in `.perfgit/requirements.txt`.
    """
    text = (_FOLDER / name).read_text("utf-8")
    return text.replace(_INSTALL, _INSTALL_OWN) if own else text
