"""Markdown that people wrote, as HTML that cannot do anything.

Markdown first, then `nh3` (an allow-list of tags), so that raw HTML in a text goes through the same
gate. No images, nothing that the reader's browser would fetch: an image is a link with its text. No
relative links: a text in a YAML file does not know where it will be shown.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown.extensions import Extension
    from nh3 import Cleaner

TAGS = {
    *("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h4", "h5", "h6", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_SCHEMES = {"http", "https", "mailto"}
_MOST = {"[": 300, "<": 300, "\n": 1000, "|": 2000, "://": 300}
"""A text with more of these is no text; it is shown as it stands (`[` twenty thousand times would
take the converter a minute)."""
_REL = "noopener noreferrer nofollow"
_TASK = re.compile(r"(<li>\s*(?:<p>)?)\[([ xX])\] ")
ADDRESS = re.compile(r"https?://[^\s<>\"'`|，。；、）】》]+[^\s<>\"'`|，。；、）】》.,;:!?)\]}*_~]")
"""An address in a text, without the stop that ends the sentence."""
_HEADINGS = {"h1": "h4", "h2": "h5", "h3": "h6"}


@cache
def _converter() -> Markdown:
    from markdown import Markdown  # not for a build that finds all as it was

    from perfgit.site.theme.markup import Addresses

    extensions: list[str | Extension] = ["fenced_code", "sane_lists", "tables", Addresses()]
    return Markdown(extensions=extensions, output_format="html")


@cache
def _cleaner() -> Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=_REL,
    )


@lru_cache(maxsize=4096)
def html(text: str) -> Markup:
    """A Markdown text as safe HTML."""
    if _costly(text):
        return _as_it_stands(text)
    try:
        converted = _converter().reset().convert(text)
    except RecursionError:  # a thousand nested quotes
        return _as_it_stands(text)
    for high, low in _HEADINGS.items():  # the page has its own; what users write ranks below
        converted = converted.replace(f"<{high}>", f"<{low}>").replace(f"</{high}>", f"</{low}>")
    return Markup(_TASK.sub(_task, _cleaner().clean(converted).strip()))  # noqa: S704


def _task(found: re.Match[str]) -> str:
    return f"{found[1]}{'☐' if found[2] == ' ' else '☑'} "


def linked(text: str) -> Markup:
    """A plain text in which addresses are links."""
    pieces: list[Markup] = []
    end = 0
    for found in ADDRESS.finditer(text):
        pieces += [escape(text[end : found.start()]), _link(found[0])]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _link(address: str) -> Markup:
    return Markup('<a href="{0}" rel="{1}">{0}</a>').format(address, _REL)


def _costly(text: str) -> bool:
    """Whether the converter, whose time grows with the square of these, would take seconds."""
    return any(text.count(mark) > most for mark, most in _MOST.items())


def _as_it_stands(text: str) -> Markup:
    paragraphs = (part.strip() for part in text.split("\n\n"))
    return Markup("\n").join(Markup("<p>{}</p>").format(part) for part in paragraphs if part)


def inline(text: str) -> Markup:
    """A text of one paragraph without the paragraph around it."""
    made = html(text)
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        return made[3:-4]
    return made


def plain(text: str, most: int = 160) -> str:
    """The first words of a text without any markup, for a list."""
    words = " ".join(_words(text))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _words(text: str) -> list[str]:
    import nh3

    stripped = nh3.clean(str(html(text)), tags=set())
    return str(Markup(stripped).unescape()).split()  # noqa: S704
