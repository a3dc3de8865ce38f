"""Markdown that people wrote, as HTML that cannot do anything.

Markdown first, then `nh3` (an allow-list of tags), so that raw HTML in a text goes through the same
gate. No images: nothing that the reader's browser would fetch. No relative links: a text in a YAML
file does not know where it will be shown.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown import Markdown
    from nh3 import Cleaner

TAGS = {
    *("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "h4", "h5", "h6", "a"),
}
_SCHEMES = {"http", "https", "mailto"}
_MOST = {"[": 300, "<": 300, "\n": 1000}
"""A text with more of these is no text; it is shown as it stands (`[` twenty thousand times would
take the converter a minute)."""
_HEADINGS = {"h1": "h4", "h2": "h5", "h3": "h6"}


@cache
def _converter() -> Markdown:
    from markdown import Markdown  # not for a build that finds all as it was

    return Markdown(extensions=["fenced_code", "sane_lists"], output_format="html")


@cache
def _cleaner() -> Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
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
    return Markup(_cleaner().clean(converted).strip())  # noqa: S704


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
