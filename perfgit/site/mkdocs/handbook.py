"""What MkDocs makes: the pages that are written by hand, and the files of the theme."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.site import urls
from perfgit.site.mkdocs.settings import CONFIG, DOCS, Settings
from perfgit.site.views.company import SiteView
from perfgit.site.views.competencies import competencies

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from perfgit.site.mkdocs.plugin import PerfgitPlugin
    from perfgit.site.pages.render import Renderer

SETTINGS: dict[str, Any] = {
    "theme": {"name": "perfgit"},
    "plugins": ["perfgit"],
    "markdown_extensions": ["admonition"],
    "validation": {"links": {"unrecognized_links": "ignore"}},
}
"""What a company without a mkdocs.yml is built with."""


class Handbook(NamedTuple):
    """What the frame of all pages has to know: addresses, links in order, the site's own path.

    `texts` (address, title, HTML) are for the search alone.
    """

    written: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    base: str
    texts: tuple[tuple[str, str, str], ...]


NO_HANDBOOK = Handbook((), (), "/", ())
"""For pages that ask for nothing of it."""


def renderer_of(site: SiteView, handbook: Handbook) -> Renderer:
    """What makes the pages of a site with this handbook."""
    from perfgit.site.pages.render import Renderer, frame_of  # Jinja starts only to write

    links = [*handbook.links, (say("Rules"), urls.RULES)]
    if competencies(site):
        links.append((say("Competencies"), urls.COMPETENCIES))
    frame = frame_of(site, links)
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
            plugin.root_of(self._config), plugin.today_given(), Path(self._config.docs_dir)
        )

    def make(self, site: SiteView) -> tuple[Handbook, dict[str, bytes]]:
        """Let MkDocs make its part: what is known of it, and its files."""
        from mkdocs.commands.build import build as mkdocs_build

        config, plugin = self._config, self._plugin
        plugin.site = site
        _said(lambda: config.plugins.on_startup(command="build", dirty=False))
        _said(lambda: mkdocs_build(config))
        _said(config.plugins.on_shutdown)
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        files = {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in paths}
        self._temporary.cleanup()
        return plugin.handbook, files


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
