"""CODEOWNERS as GitHub reads it: the last line that matches counts, alone."""

from __future__ import annotations

import re

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


def owners(text: str, path: str) -> list[str]:
    """The logins that own a path."""
    found: list[str] = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and _matches(words[0], path):
            found = [word.removeprefix("@") for word in words[1:]]
    return found


def _matches(pattern: str, path: str) -> bool:
    """Like gitignore, without `!` and `[ ]`; a folder holds what is below it."""
    assert not set("![]") & set(pattern), "GitHub skips such a line"
    inside = pattern.rstrip("/")
    anchored = "/" in inside
    parts = re.split(r"(\*\*/?|\*|\?)", inside.lstrip("/"))
    made = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    regex = "".join(made.get(part, re.escape(part)) for part in parts)
    start = "" if anchored else "(?:.*/)?"
    end = "/.+" if pattern.endswith("/") else "(?:/.+)?"
    if pattern.endswith("/*"):
        end = ""  # docs/* owns what lies there, and nothing further down
    return re.fullmatch(start + regex + end, path) is not None
