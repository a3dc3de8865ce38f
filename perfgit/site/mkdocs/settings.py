"""What mkdocs.yml says to perfgit, read without starting MkDocs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from perfgit.i18n import say
from perfgit.problem import PerfgitError

CONFIG = "mkdocs.yml"
DOCS = "site"
"""Where pages are written by hand in a company without a mkdocs.yml."""


class Settings(NamedTuple):
    """The company's folder, the day that counts as today, and where pages are written by hand."""

    root: Path
    today: dt.date | None
    docs: Path


def settings_of(root: Path) -> Settings:
    """What mkdocs.yml in a folder says; the folder itself where there is none.

    Raises PerfgitError where the file cannot be read, or names no day.
    """
    try:
        text = (root / CONFIG).read_text("utf-8")
    except FileNotFoundError:
        return Settings(root, None, root / DOCS)
    except (OSError, UnicodeDecodeError) as error:
        raise PerfgitError(say("{file} cannot be read: {why}.", file=CONFIG, why=error)) from None
    data = _data(text)
    plugins = data.get("plugins")
    named = plugins if isinstance(plugins, list) else [plugins]
    told = [one["perfgit"] for one in named if isinstance(one, dict) and "perfgit" in one]
    options = told[0] if told and isinstance(told[0], dict) else {}
    top, docs = options.get("root"), data.get("docs_dir")
    return Settings(
        root / top if isinstance(top, str) else root,
        day_of(options.get("today")),
        root / (docs if isinstance(docs, str) else "docs"),
    )


def day_of(given: Any) -> dt.date | None:
    """The day that the option `today` names; raises PerfgitError where it is none."""
    if not isinstance(given, str):
        return given if isinstance(given, dt.date) else None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise PerfgitError(
            say('"{day}" is not a day.', day=given[:40]),
            say("mkdocs.yml: plugins: perfgit: today: 2026-11-20"),
        ) from None


def _data(text: str) -> dict[str, Any]:
    """The file with the environment filled in; other tags are left alone."""
    import yaml
    from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", construct_env_tag)
    Loader.add_multi_constructor("", lambda *_: None)
    try:
        found = yaml.load(text, Loader)  # noqa: S506 -- made of the safe one
    except yaml.YAMLError as error:
        raise PerfgitError(say("{file} cannot be read: {why}.", file=CONFIG, why=error)) from None
    return found if isinstance(found, dict) else {}
