"""The map in CONTRIBUTING.md, made from the layers that import-linter holds: `python docs/map.py [--check]`.

One list says what may import what (`pyproject.toml`); what each folder is for is the first line of
its docstring. So the map cannot say anything that the code does not.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- map: made by `python docs/map.py` -->\n", "<!-- end of the map -->\n"


def layers(contracts: list[dict[str, object]], package: str) -> list[list[str]]:
    """The layers below a package, the ground first; each a list of modules side by side."""
    for contract in contracts:
        lines = contract.get("layers", ())
        assert isinstance(lines, list | tuple)
        found = [[part.strip("() ") for part in re.split("[|:]", line)] for line in lines]
        if found and all(name.startswith(f"{package}.") for row in found for name in row):
            return found[::-1]
    raise SystemExit(f"pyproject.toml has no layers of {package}.")


def purpose(module: str) -> str:
    """The first line of a module's docstring, without its full stop."""
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return text.partition("\n")[0].rstrip(".")


def made() -> str:
    """The map: a line for each folder or loose module, the ground first."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rows = [
        (
            name.replace(".", "/") + ("/" if (ROOT / name.replace(".", "/")).is_dir() else ".py"),
            name,
        )
        for package in ("perfgit", "perfgit.site")
        for row in layers(linter["contracts"], package)
        for name in row
    ]
    width = max(len(path) for path, _ in rows)
    return "```\n" + "".join(f"{path:{width}}  {purpose(name)}\n" for path, name in rows) + "```\n"


def main() -> int:
    """Write the map, or say that it is not what it should be."""
    text = CONTRIBUTING.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}{made()}{END}{after}"
    if "--check" not in sys.argv:
        CONTRIBUTING.write_text(wanted, "utf-8")
    elif text != wanted:
        print(
            "The map in CONTRIBUTING.md is not the one of pyproject.toml: run `python docs/map.py`."
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
