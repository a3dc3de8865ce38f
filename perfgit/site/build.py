"""Build the site: MkDocs for the handbook, perfgit for the rest, one swap at the end."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from perfgit.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.problem import PerfgitError
from perfgit.site import swap
from perfgit.site.plugin import PerfgitPlugin
from perfgit.words import current_locale, say, speaking

SITE_DIR = ".built-site"
CONFIG = "mkdocs.yml"
DOCS = "site"
SETTINGS: dict[str, Any] = {
    "theme": {"name": "perfgit"},
    "plugins": ["perfgit"],
    "markdown_extensions": ["admonition"],
    "validation": {"links": {"unrecognized_links": "ignore"}},
}
"""What a company without a mkdocs.yml is built with."""


class Built(NamedTuple):
    """What a build has made."""

    folder: Path
    pages: int
    seconds: float


def build(root: Path, site_dir: Path | None = None, today: dt.date | None = None) -> Built:
    """Build the company's site; the folder holds the old site or the new one, never half of it.

    Args:
        root: The company's folder.
        site_dir: Where the site goes; default: `.built-site` in the company's folder.
        today: The day that counts as today.

    Raises:
        PerfgitError: The site cannot be configured or written.
    """
    started = time.perf_counter()
    target = (site_dir or root / SITE_DIR).resolve()
    new = swap.room_beside(target)
    try:
        with tempfile.TemporaryDirectory() as nothing, speaking(current_locale()):
            pages = _build_into(new, root.absolute(), today, Path(nothing))
        swap.replace(target, new)
    finally:
        if new.exists() and new != target:
            shutil.rmtree(new, ignore_errors=True)
    return Built(target, pages, time.perf_counter() - started)


def _build_into(folder: Path, root: Path, today: dt.date | None, nothing: Path) -> int:
    try:
        config = _config(root, folder, nothing)
        plugin = config.plugins.get("perfgit")
        if not isinstance(plugin, PerfgitPlugin):
            raise PerfgitError(
                say("mkdocs.yml does not name the plugin perfgit."),
                say("Add to mkdocs.yml: plugins: [perfgit]"),
            )
        if today:
            plugin.config["today"] = today
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()
    except (MkDocsException, SystemExit) as error:
        raise PerfgitError(say("MkDocs could not build the site: {why}", why=error)) from error
    return plugin.pages


def _config(root: Path, folder: Path, nothing: Path) -> MkDocsConfig:
    """The company's own mkdocs.yml, or the same in code where it has none."""
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
