"""The threat model names tests that exist, and a test for every threat."""

from __future__ import annotations

import ast
import re

import pytest

from tests import ROOT

TEXT = (ROOT / "docs/threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_threat_has_one() -> None:
    threats = [row for row in ROWS if not row.startswith("| threat ")]
    assert len(threats) > 25
    for row in threats:
        assert row.count("|") == 4, row
        assert "::test_" in row.split("|")[3], row
