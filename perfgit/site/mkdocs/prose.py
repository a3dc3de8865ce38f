"""Pages written by hand, as the site shows them."""

from __future__ import annotations

import re

from markupsafe import escape

from perfgit.company import readers
from perfgit.company.visibility import Visibility
from perfgit.i18n import say

_ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')
_READERS = "<!-- perfgit: readers -->"
"""Stands in a page where the table of who can read what belongs."""
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def tidied(html: str) -> str:
    """What MkDocs has made of Markdown, without inline styles, which the site's policy forbids.

    A table that is wider than a phone scrolls in a box that the keyboard reaches.
    """
    aligned = _ALIGNED.sub(r'\1 class="to-\2"', html)
    box = f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(say("Table"))}">'
    return _TABLE.sub(rf"{box}<table>\1</table></div>", aligned)


def with_readers(markdown: str, may: Visibility) -> str:
    """A page with the table of who can read what where it asks for it, as the policy has it."""
    return markdown.replace(_READERS, _table(may)) if _READERS in markdown else markdown


def _table(may: Visibility) -> str:
    rows = [
        (say("What"), say("On this site")),
        ("---", "---"),
        *((one.title, readers.shown(one)) for one in readers.contents(may)),
    ]
    lines = [f"| {what} | {how} |" for what, how in rows]
    return "\n".join([*lines, "", readers.of_site(), readers.of_repository()])
