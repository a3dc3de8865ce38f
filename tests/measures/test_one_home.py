"""What a kind of measure is, only its module knows."""

from __future__ import annotations

import ast
import tomllib

from perfgit.measures import kinds
from tests import ROOT

PACKAGE = ROOT / "perfgit"


def test_nobody_else_knows_the_kinds() -> None:
    """No class of a kind is named outside `measures/`, and nothing is compared with its name."""
    classes = {kind.__name__ for kind in kinds.KINDS}
    found: list[str] = []
    for path in PACKAGE.rglob("*.py"):
        if path.parent == PACKAGE / "measures":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = {getattr(node, name, None) for name in ("id", "attr", "name")} & classes
            if named or (isinstance(node, ast.Compare) and _with_a_kind(node)):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: ask the measure instead")
    assert not found


def _with_a_kind(node: ast.Compare) -> bool:
    constants = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return bool(constants & set(kinds.BY_NAME)) and "kind" in ast.unparse(node)


def test_every_module_of_the_model_has_a_place_in_the_contract() -> None:
    """It lists them one by one, because values and cells stand below the measures."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = " : ".join(settings["contracts"][0]["layers"]).split(" : ")
    for path in (PACKAGE / "model").glob("[a-z]*.py"):
        assert f"perfgit.model.{path.stem}" in layers
