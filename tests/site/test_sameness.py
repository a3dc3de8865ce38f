"""What tells a page from another is the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys

DIGEST = """
from perfgit.model.checkins import CheckIn
from perfgit.site.pages.page import Page
from perfgit.site.sameness import context_digest

said = {"note": "%s", "values": {"a/b": 1.0}, "confidence": {"a": "high"}, "misfits": []}
page = Page("", "pages/home.html", "home", "Home", {"latest": [CheckIn(**said)]})
print((context_digest(page, None, None) or b"none").hex())
"""


def digest(note: str, seed: int) -> str:
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    run = subprocess.run(
        [sys.executable, "-c", DIGEST % note], env=env, check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


def test_a_context_with_models_has_one_digest_whatever_the_order_of_sets() -> None:
    first, *others = [digest("Signed.", seed) for seed in range(1, 5)]
    assert len(first) >= 16
    assert others == [first] * 3
    assert digest("Lost.", 1) != first
