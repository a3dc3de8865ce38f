"""Anybody's words inside Markdown that GitHub renders: shown as they are, never obeyed."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&^=:/.@-])")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "@": "&#64;",
    "#": "&#35;",
    ":": "&#58;",
    "/": "&#47;",
    ".": "&#46;",
}
_KEPT = re.compile(r"(?<=\d)\.(?=\d)|\.(?=\s|$)|:(?=\s)|(?<=\s)/(?=\s)|(?<=[\w)\"])-(?=\w)")


def escaped(text: str) -> str:
    """A text on one line in which nothing is a link, a mention, HTML, a table or an issue number.

    GitHub links bare addresses, `@logins` and `#numbers` even without markup, so their signs are
    written as entities; everything else that means something gets a backslash.
    """
    line = _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", " ".join(text.split()))
    kept = {found.start() for found in _KEPT.finditer(line)}
    return "".join(char if place in kept else _one(char) for place, char in enumerate(line))


def _one(char: str) -> str:
    return _ENTITIES.get(char) or (f"\\{char}" if _SIGNS.match(char) else char)


def code(text: str) -> str:
    """A path or login in code style."""
    line = _ODD.sub("�", " ".join(text.split())).replace("`", "ˋ").replace("|", "¦")
    return f"`{line or ' '}`"
