"""Every word that perfgit says to a person goes through `say`.

Messages are templates with named gaps, never f-strings, so that one catalogue per language can
translate them without touching the code that speaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches


def say(template: str, /, **values: object) -> str:
    """Fill the named gaps of a message; a template without gaps comes back as it is."""
    return template.format(**values) if values else template


def listing(names: Iterable[str], *, most: int = 8) -> str:
    """Names separated by commas, shortened with a count when there are more than `most`."""
    all_names = list(names)
    shown = ", ".join(all_names[:most])
    left = len(all_names) - most
    return say("{shown} and {left} more", shown=shown, left=left) if left > 0 else shown


def nearest(wrong: str, valid: Iterable[str]) -> str | None:
    """The valid name that is closest to a misspelt one, or nothing when none is close."""
    found = get_close_matches(wrong[:80], list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(wrong: str, valid: Iterable[str]) -> str:
    """A help sentence: the nearest valid name, or the list of the valid names."""
    names = sorted(valid)
    guess = nearest(wrong, names)
    if guess:
        return say('Did you mean "{guess}"?', guess=guess)
    if not names:
        return say("There are none yet.")
    return say("Valid here: {names}.", names=listing(names))


def plain(number: float | Decimal) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
