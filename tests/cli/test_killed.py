"""A few real processes killed at random moments; `python -m bench.kills --count 300` kills many."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.cli.killing import Kills


@pytest.mark.parametrize("name", ["checkin", "import people", "simulate"])
def test_killed_it_is_given_again(name: str, tmp_path: Path) -> None:
    assert Kills(tmp_path, Random(name)).kill(name) == []
