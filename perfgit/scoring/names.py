"""What parts and sources of a result are called by people; the files call them by their ids."""

from __future__ import annotations

from perfgit.i18n import later, say

_NAMES = {
    "goals": later("Goals"),
    "competencies": later("Competencies"),
    "self": later("self"),
    "manager": later("manager"),
    "peer": later("peer"),
    "upward": later("upward"),
    "external": later("external"),
    "handover": later("handover"),
}


def named(id: str) -> str:
    """The name of a part (`goals`) or source (`manager`) in the language spoken."""
    return say(_NAMES[id]) if id in _NAMES else id
