"""Pages written by hand, as the site shows them."""

from __future__ import annotations

import re

from markupsafe import escape

from perfgit.i18n import say

_ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def tidied(html: str) -> str:
    """What MkDocs has made of Markdown, without inline styles, which the site's policy forbids.

    A table that is wider than a phone scrolls in a box that the keyboard reaches.
    """
    aligned = _ALIGNED.sub(r'\1 class="to-\2"', html)
    box = f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(say("Table"))}">'
    return _TABLE.sub(rf"{box}<table>\1</table></div>", aligned)
