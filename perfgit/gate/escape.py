"""Anybody's words inside Markdown that GitHub renders: shown as they are, never obeyed."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_BACKSLASHED = frozenset("\\`*_{}[]()+!-")
_ENTITIES = {char: f"&#{ord(char)};" for char in "&<>|~$^=:/."}
_BROKEN = {"@": "@&#8203;", "#": "\\#&#8203;"}
"""GitHub looks for mentions and numbers of issues in what is rendered, where an entity is a plain sign
again. A space of no width behind the sign is what keeps it from finding any."""
_KEPT = re.compile(
    r"(?<=\d)\.(?=\d)|\.(?=\s|$)|:(?=\s)|(?<=\s)/(?=\s)"  # 2.5, ends of sentences, `a: b`
    r'|(?<![gG][hH])(?<=\w)-(?=\w)|(?<=\s)\((?=[\w"])|(?<=[\w."])\)(?=\s|$|[.,:])'  # but not GH-1
)


def escaped(text: str) -> str:
    """A text on one line in which nothing is a link, a mention, HTML, a table or an issue number.

    Signs that stand where they mean nothing stay as they are, so that the source reads well, too.
    """
    line = _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", " ".join(text.split()))
    kept = {found.start() for found in _KEPT.finditer(line)}
    return "".join(char if place in kept else _one(char) for place, char in enumerate(line))


def _one(char: str) -> str:
    if char in _BACKSLASHED:
        return f"\\{char}" if char != "-" else "&#45;"
    return _BROKEN.get(char) or _ENTITIES.get(char, char)


def code(text: str) -> str:
    """A path or login in code style."""
    line = _INVISIBLE.sub("�", " ".join(text.split())).replace("`", "ˋ").replace("|", "¦")
    return f"`{line or ' '}`"
