"""Pages of a built site as Markdown that says the same, for tools that begin with Markdown."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser
from pathlib import Path

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")
_LEFT_OUT = {"script", "style", "svg", "header", "footer", "nav", "template", "head"}
_BREAKS = {"p", "div", "section", "article", "ul", "ol", "dl", "dt", "dd", "table", "thead"}


class _Converter(HTMLParser):
    """Headings, paragraphs, lists, tables, emphasis and links of a page's main part."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line = ""
        self._left_out: list[str] = []
        self._main = False
        self._link = ""
        self._cells = 0
        self._columns = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin what the tag stands for."""
        if tag == "main":
            self._main = True
        elif tag in _LEFT_OUT and not (tag == "header" and self._main):
            self._left_out.append(tag)
        elif tag in ("h1", "h2", "h3", "h4"):
            self._end()
            self._line = f"{'#' * int(tag[1])} "
        elif tag == "li":
            self._end()
            self._line = "- "
        elif tag == "tr":
            self._end()
            self._line, self._cells = "| ", 0
        elif tag == "a":
            self._link = dict(attributes).get("href") or ""
            self._line += "["
        elif tag in ("strong", "em"):
            self._line += "**"
        elif tag in _BREAKS and not self._line.startswith("|"):
            self._end()

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if self._left_out and tag == self._left_out[-1]:
            self._left_out.pop()
        elif tag == "main":
            self._end()
            self._main = False
        elif tag in ("td", "th"):
            self._line += " | "
            self._cells += 1
        elif tag == "tr":
            row, cells = self._line, self._cells
            self._line = ""
            self.lines.append(row)
            if cells != self._columns:
                self._columns = cells
                self.lines.append("|" + " --- |" * cells)
        elif tag == "table":
            self._columns = 0
            self.lines.append("")
        elif tag == "a":
            self._line += f"](https://lighthouse.example/{self._link.lstrip('./')})"
        elif tag in ("strong", "em"):
            self._line += "**"
        elif (tag in _BREAKS or tag in ("h1", "h2", "h3", "h4", "li")) and not (
            self._line.startswith("|")
        ):
            self._end()

    def handle_data(self, data: str) -> None:
        """A text."""
        if self._main and not self._left_out:
            self._line += _SIGNS.sub(r"\\\1", re.sub(r"\s+", " ", data))

    def _end(self) -> None:
        line, self._line = self._line.strip(), ""
        if line and line != "-":
            self.lines += [line] if line.startswith("- ") else ["", line, ""]


def as_markdown(html: str) -> str:
    """The main part of a page."""
    converter = _Converter()
    converter.feed(html)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(converter.lines)).strip() + "\n"


def write_sample(site: Path, folder: Path, count: int, seed: int) -> int:
    """Write some pages of a site, picked at random, as Markdown; how many bytes of HTML they had."""
    pages = sorted(path for path in site.rglob("*.html") if path.name == "index.html")
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Equivalent pages\n")
    size = 0
    for page in random.Random(seed).sample(pages, min(count, len(pages))):
        html = page.read_text("utf-8")
        size += len(html)
        name = "-".join(page.parent.relative_to(site).parts) or "front"
        (docs / f"{name}.md").write_text(as_markdown(html), "utf-8")
    return size
