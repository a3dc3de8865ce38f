"""The MkDocs plugin: lets MkDocs convert the handbook and adds the pages that perfgit makes.

It runs unchanged under ProperDocs, which looks for its plugins' base class in its own package.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.company.visibility import Visibility
from perfgit.files.trees import WorkingTree
from perfgit.i18n import BY_CODE, language, use
from perfgit.site.mkdocs.handbook import Handbook, renderer_of
from perfgit.site.mkdocs.prose import tidied, with_readers
from perfgit.site.mkdocs.settings import day_of
from perfgit.site.pages.all import routes
from perfgit.site.pages.render import COMPILED, THEME, install
from perfgit.site.pages.writer import Folder, Writer
from perfgit.site.views.company import SiteView

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config import config_options
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page
else:
    _HOST = "properdocs" if "properdocs" in sys.modules else "mkdocs"
    BasePlugin = import_module(f"{_HOST}.plugins").BasePlugin
    config_options = import_module(f"{_HOST}.config.config_options")


_TRANSLATION = re.compile(rf"\.({'|'.join(BY_CODE)})\.md$")


class PerfgitPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Options: `root`, the company's folder (default: where mkdocs.yml lies), and `today`."""

    config_scheme = (
        ("root", config_options.Optional(config_options.Type(str))),
        ("today", config_options.Optional(config_options.Type((str, dt.date)))),
    )
    site: SiteView | None = None
    """Set by `perfgit build`, which has read the company already and writes the pages itself."""
    handbook: Handbook
    """What the frame knows of the pages written by hand; set while they are made."""

    def on_config(self, config: MkDocsConfig) -> None:
        """No site map (it would hold the day of the build); the 404 page is a generated one."""
        config.theme.static_templates.clear()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave out what the pages do not ask for: fonts and scripts of the theme below ours.

        Nor is anything published that lies elsewhere and is only linked into the folder.
        """
        self._company = Company(WorkingTree(self.root_of(config)))
        use(self._company.info.locale)
        docs = Path(config.docs_dir).resolve()
        theme = THEME.resolve()
        for file in list(files):
            path = Path(file.abs_src_path or docs).resolve()
            if (
                not (path.is_relative_to(docs) or path.is_relative_to(theme))
                or COMPILED in path.parents
            ):
                files.remove(file)
            elif _TRANSLATION.search(file.src_uri):
                files.remove(file)  # it stands in for the page that it translates
        return files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """`index.zh-Hans.md`, where it lies beside `index.md` and the company speaks that."""
        path = Path(page.file.abs_src_path or "").with_suffix(f".{language()}.md")
        inside = path.resolve().is_relative_to(Path(config.docs_dir).resolve())
        return path.read_text("utf-8-sig", "replace") if inside and path.is_file() else None

    def on_page_markdown(self, markdown: str, **_: Any) -> str:
        """Who can read what is told by the policy, not by hand."""
        return with_readers(markdown, Visibility(self._company.policy.site))

    def on_page_content(self, html: str, **_: Any) -> str:
        """What Python-Markdown has made, as our policies and small screens need it."""
        return tidied(html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Read the company; the handbook's pages are known by now, so the frame can list them."""
        site = self.site or self._read()
        written = sorted(
            (_order(page), page.url, page.title or page.url)
            for file in files.documentation_pages()
            for page in [file.page]
            if page is not None
        )
        texts = [
            (file.page.url, file.page.title or file.page.url, file.page.content or "")
            for file in files.documentation_pages()
            if file.page
        ]
        self.handbook = Handbook(
            tuple(sorted(url for _, url, _ in written)),
            tuple((title, url) for _, url, title in written if url),
            urlsplit(config.site_url or "/").path or "/",
            tuple(sorted(texts)),
        )
        self._renderer = renderer_of(site, self.handbook)
        self._shown = site
        install(env)

    def _read(self) -> SiteView:
        site = SiteView(self._company, today_in(self._company, self.today_given()), rows=True)
        site.parts.read(site.parts.all_keys())
        return site

    def on_page_context(self, context: Any, *, page: Page, **_: Any) -> Any:
        """Give a page of the handbook the same frame as the generated ones."""
        context.update(self._renderer.context(page.url, "handbook", page.title or ""))
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages beside those that MkDocs has written."""
        if self.site:
            return
        found = routes(self._shown, self.handbook.written)
        writer = Writer(self._shown, found, self._renderer, self.handbook.texts)
        writer.write(Folder(Path(config.site_dir)))

    def root_of(self, config: MkDocsConfig) -> Path:
        """The company's folder."""
        beside = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        return beside / self.config["root"] if self.config["root"] else beside

    def today_given(self) -> dt.date | None:
        """The day that mkdocs.yml names."""
        return day_of(self.config["today"])


def _order(page: Page) -> tuple[int, int]:
    """The handbook's own order: `order: 20` at the top of a page; the front page comes first."""
    order = page.meta.get("order")
    front = page.url == "handbook/"
    return (0 if front else 1, order if isinstance(order, int) else 1000)
