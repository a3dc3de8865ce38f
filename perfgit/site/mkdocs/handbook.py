"""What MkDocs makes: the pages that are written by hand, and the files of the theme."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.site.assembling import states_of
from perfgit.site.build.writer import RULES_LINK, put
from perfgit.site.facts import Facts, concise, digest
from perfgit.site.store import Made
from perfgit.site.tracing import recording
from perfgit.site.views.company import SiteView

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from perfgit.site.mkdocs.plugin import PerfgitPlugin
    from perfgit.site.pages.render import Renderer

CONFIG = "mkdocs.yml"
DOCS = "site"
SETTINGS: dict[str, Any] = {
    "theme": {"name": "perfgit"},
    "plugins": ["perfgit"],
    "markdown_extensions": ["admonition"],
    "validation": {"links": {"unrecognized_links": "ignore"}},
}
"""What a company without a mkdocs.yml is built with."""
_PURE = {
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
    *("footnotes", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc"),
}
"""Markdown extensions that read nothing but the page."""


class Settings(NamedTuple):
    """What mkdocs.yml says to perfgit.

    `pure`: the same files give the same pages, for nothing but perfgit has a hand in it.
    """

    root: str
    today: dt.date | None
    docs: str
    pure: bool


class Handbook(NamedTuple):
    """What the frame of all pages has to know: addresses, links in order, the site's own path.

    `texts` (address, title, HTML) are for the search alone.
    """

    written: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    base: str
    texts: tuple[tuple[str, str, str], ...]


def settings_key(root: Path) -> bytes:
    """A digest of all that `Settings` depend on."""
    try:
        text = (root / CONFIG).read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError as error:
        raise PerfgitError(
            say("{file} cannot be read: {why}.", file=CONFIG, why=error.strerror)
        ) from None
    names = sorted(set(re.findall(rb"\w+", text))) if b"!ENV" in text else []
    values = [repr(os.environb.get(name)).encode() for name in names]
    return digest(str(root).encode(), text, *values)


def renderer_of(site: SiteView, handbook: Handbook) -> Renderer:
    """What makes the pages of a site with this handbook."""
    from perfgit.site.pages.render import Renderer, frame_of  # Jinja starts only to write

    rules, url = RULES_LINK
    frame = frame_of(site, [*handbook.links, (say(rules), url)])
    return Renderer(site, frame, handbook.base)


class Host:
    """MkDocs, set up for a company; imported only where it is needed."""

    def __init__(self, root: Path) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="perfgit-")
        here = Path(self._temporary.name)
        self._folder, nothing = here / "site", here / "nothing"
        nothing.mkdir()
        self._config = _said(lambda: _config(root, self._folder, nothing))
        from perfgit.site.mkdocs.plugin import PerfgitPlugin

        plugin = self._config.plugins.get("perfgit")
        if not isinstance(plugin, PerfgitPlugin):
            raise PerfgitError(
                say("mkdocs.yml does not name the plugin perfgit."),
                say("Add to mkdocs.yml: plugins: [perfgit]"),
            )
        self._plugin: PerfgitPlugin = plugin
        self.settings = Settings(
            str(plugin.root_of(self._config)),
            plugin.today_given(),
            self._config.docs_dir,
            _is_pure(root, self._config),
        )

    def make(
        self, site: SiteView, facts: Facts, key: bytes
    ) -> tuple[Handbook, dict[str, bytes], Made]:
        """Let MkDocs make its part: what is known of it, its files, and how it may be kept."""
        from mkdocs.commands.build import build as mkdocs_build

        config, plugin = self._config, self._plugin
        plugin.site = site
        with recording() as found:
            _said(lambda: config.plugins.on_startup(command="build", dirty=False))
            _said(lambda: mkdocs_build(config))
            _said(config.plugins.on_shutdown)
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        files = {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in paths}
        keys = concise(found)
        made = Made("\n".join(keys), digest(key, facts.of(keys)), "\n".join(files), b"")
        self._temporary.cleanup()
        return plugin.handbook, files, made


def docs_digest(docs: Path) -> bytes:
    """A digest of everything in the folder of the hand-written pages."""
    parts: list[bytes] = []
    for folder, names, files in os.walk(docs):
        names.sort()
        for name in sorted(files):
            path = Path(folder, name)
            parts.append(os.fsencode(path.relative_to(docs)))
            parts.append(os.fsencode(os.path.realpath(path)))
            parts.append(path.read_bytes() if path.is_file() else b"")
    return digest(os.fsencode(docs.resolve()), *parts)


def written_into(folder: Path, files: dict[str, bytes], made: Made) -> Made:
    """Put what MkDocs has made where the rest of the site is."""
    for file, data in files.items():
        put(folder, file, data)
    return Made(made.keys, made.digest, made.files, states_of(folder, files))


def _said(step: Callable[[], Any]) -> Any:
    """Do something in MkDocs; its errors are told as ours."""
    from mkdocs.exceptions import MkDocsException

    try:
        return step()
    except (MkDocsException, SystemExit) as error:
        raise PerfgitError(say("MkDocs could not build the site: {why}", why=error)) from error


def _config(root: Path, folder: Path, nothing: Path) -> MkDocsConfig:
    """The company's own mkdocs.yml, or the same in code where it has none."""
    from mkdocs.config import load_config
    from mkdocs.config.defaults import MkDocsConfig

    if (root / CONFIG).is_file():
        return load_config(str(root / CONFIG), site_dir=str(folder))
    config = MkDocsConfig(config_file_path=str(root / CONFIG))
    docs = root / DOCS
    config.load_dict(
        {
            **SETTINGS,
            "site_name": Company(WorkingTree(root)).info.name,
            "site_dir": str(folder),
            "docs_dir": str(docs if docs.is_dir() else nothing),
        }
    )
    errors, _ = config.validate()
    if errors:
        raise PerfgitError("; ".join(f"{name}: {error}" for name, error in errors))
    return config


def _is_pure(root: Path, config: MkDocsConfig) -> bool:
    own = root / CONFIG
    return (
        set(config.plugins) == {"perfgit"}
        and not config.hooks
        and config.theme.name == "perfgit"
        and not config.theme.custom_dir
        and {name.removeprefix("markdown.extensions.") for name in config.markdown_extensions}
        <= _PURE
        and not (own.is_file() and b"INHERIT" in own.read_bytes())
    )
