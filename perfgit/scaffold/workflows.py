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


def workflow(name: str, *, own: bool = False, branch: str = "main") -> str:
    """A workflow's text for a default branch; `own` is perfgit's repository, which installs itself.

    A company names the version that it wants in `.perfgit/requirements.txt`.
    """
    text = (_FOLDER / name).read_text("utf-8")
    text = text.replace("branches: [main]", f"branches: [{branch}]")
    return text.replace(_INSTALL, _INSTALL_OWN) if own else text
