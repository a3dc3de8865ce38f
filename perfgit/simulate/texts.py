"""What people of a simulated company write: sentences with gaps, in four languages."""

from __future__ import annotations

from random import Random

from perfgit.simulate.chance import happens
from perfgit.simulate.data import data

_OWN_LANGUAGE = 0.6
"""How often people write in their own language rather than in English."""

_TEXTS: dict[str, dict[str, list[str]]] = data("texts")


def text(kind: str, chance: Random, language: str = "en", **gaps: str) -> str:
    """A sentence of a kind, in the person's language where there is one and they feel like it."""
    by_language = _TEXTS[kind]
    own = by_language.get(language)
    chosen = own if own and happens(chance, _OWN_LANGUAGE) else by_language["en"]
    return chance.choice(chosen).format(**gaps) if gaps else chance.choice(chosen)


def level(rating: int) -> str:
    """`low`, `middle` or `high`: the tone for a rating."""
    return "low" if rating <= 2 else "middle" if rating == 3 else "high"
