"""What Python-Markdown does not do by itself: bare addresses are links, and so are images."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
)
from markdown.util import AtomicString

from perfgit.site.theme.texts import ADDRESS


def _link(address: str, text: str) -> Element:
    """A link; only its text where nobody knows where the address leads from here."""
    known = ADDRESS.match(address)
    made = Element("a", {"href": address}) if known else Element("span")
    made.text = AtomicString(text)
    return made


class _Bare(InlineProcessor):
    """`https://example.org/` alone; not where it is a link already."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 -- Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """The link, and where it stands."""
        return _link(m[0], m[0]), m.start(0), m.end(0)


class _Image(ImageInlineProcessor):
    """`![text](address)`."""

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> Any:
        """A link in the place of the image."""
        made, start, end = super().handleMatch(m, data)
        if made is None or isinstance(made, str):
            return made, start, end
        address = made.get("src") or ""
        return _link(address, made.get("alt") or address), start, end


class _ImageReference(ImageReferenceInlineProcessor):
    """`![text][1]`."""

    def makeTag(self, href: str, title: str, text: str) -> Element:  # noqa: N802
        """A link in the place of the image."""
        return _link(href, text or href)


class Addresses(Extension):
    """The extension, with the priorities of what it stands in for; links of other kinds come first."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Put them in their places."""
        md.inlinePatterns.register(_Image(IMAGE_LINK_RE, md), "image_link", 150)
        md.inlinePatterns.register(_ImageReference(IMAGE_REFERENCE_RE, md), "image_reference", 140)
        md.inlinePatterns.register(_Bare(ADDRESS.pattern, md), "bare_address", 75)
