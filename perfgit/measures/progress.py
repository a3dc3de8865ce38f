"""From progress to achievement."""

from __future__ import annotations

from typing import Protocol

from perfgit.measures.exact import Fraction, exact


class Anchors(Protocol):
    """What the policy says of achievement: its bounds, and what commit and stretch are worth."""

    @property
    def floor(self) -> float: ...  # noqa: D102
    @property
    def cap(self) -> float: ...  # noqa: D102
    @property
    def commit(self) -> float: ...  # noqa: D102
    @property
    def stretch(self) -> float | None: ...  # noqa: D102


def achievement(raw: Fraction, anchors: Anchors) -> Fraction:
    """Progress clamped to the policy's floor and cap."""
    return min(max(raw, exact(anchors.floor)), exact(anchors.cap))
