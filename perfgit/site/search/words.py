"""How words are cut and spelled for the search: the same here, for the index, and in `fold.js`, for what is asked.

Pagefind cuts Chinese in one way when it makes an index and in another when it is asked (the browser's).
So neither of them ever sees a script that puts no spaces between words: its characters, alone and in pairs,
are written as words of Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_UNSPACED = re.compile(
    "[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+"
)
"""Characters of scripts that put no spaces between words."""


def fold(text: str) -> str:
    """Letters as people type them: without accents, in lower case, as two where a keyboard lacks one."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one)[0] != "M"
    )
    return unicodedata.normalize("NFC", plain.lower().translate(_LETTERS))


def spelled(text: str) -> str:
    """The words of a text that are also written with two letters (Müller: mueller)."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return " ".join(fold(other) for word in words if (other := word.translate(_SPELLED)) != word)


def to_find(text: str) -> str:
    """What a text is found by."""
    plain = _UNSPACED.sub(lambda run: f" {' '.join(_tokens(run[0]))} ", fold(text))
    return f"{plain} {spelled(text)}".strip()


def _tokens(run: str) -> Iterator[str]:
    """Each character, and each with the next one."""
    names = [f"u{ord(one):x}" for one in run]
    yield from names
    yield from (first + second for first, second in pairwise(names))
