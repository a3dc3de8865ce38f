"""What a private repository has on each plan of GitHub."""

from __future__ import annotations

from typing import Literal, NamedTuple

UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."


class Plan(NamedTuple):
    """A plan; `budget`: requests an hour of all workflows of a repository together."""

    name: str
    protection: bool
    push_rules: bool
    pages: Literal["none", "public", "private"]
    new_artifacts: bool
    """Whether `upload-artifact` from v4 on, and what builds on it, runs there."""
    budget: int | None


FREE = Plan("Free", False, False, "none", True, 1_000)
TEAM = Plan("Team", True, True, "public", True, 1_000)
CLOUD = Plan("Enterprise Cloud", True, True, "private", True, 15_000)
SERVER = Plan("Enterprise Server", True, True, "private", False, None)
PLANS = (FREE, TEAM, CLOUD, SERVER)
