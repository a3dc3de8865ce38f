"""From pages to HTML: one Jinja environment, everything escaped unless it is marked as safe."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

import jinja2
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

import perfgit
from perfgit.company import readers
from perfgit.i18n import ENGLISH, current_locale, language, say
from perfgit.site import charts, urls
from perfgit.site.pages.page import Page
from perfgit.site.theme import formats, texts
from perfgit.site.views.company import SiteView

THEME = Path(__file__).parent.parent / "theme"
COMPILED = THEME.resolve() / "__pycache__"


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What surrounds every page, generated or written by hand."""

    name: str
    today: str
    nav: tuple[tuple[str, str, str], ...]
    version: str
    handbook: tuple[tuple[str, str], ...]
    language: str = ENGLISH


def frame_of(site: SiteView, handbook: list[tuple[str, str]]) -> PageFrame:
    """The frame of a company's site; `handbook` has title and address of its pages, in order."""
    nav = (
        ("home", say("Dashboard"), urls.HOME),
        ("strategy", say("Strategy"), urls.STRATEGY),
        ("teams", say("Teams"), urls.TEAMS),
        ("people", say("People"), urls.PEOPLE),
        ("goals", say("Goals"), urls.GOALS),
        *(
            [("reviews", say("Reviews"), urls.REVIEWS)]
            if site.visibility.review_participation
            else []
        ),
        ("proposals", say("Proposals"), urls.PROPOSALS),
        ("insights", say("Insights"), urls.INSIGHTS),
        ("process", say("Process"), urls.PROCESS),
        ("handbook", say("Handbook"), urls.HANDBOOK),
    )
    day = formats.day(site.today)
    return PageFrame(site.name, day, nav, perfgit.__version__, tuple(handbook), language())


def words(template: str, /, **values: object) -> Markup:
    """`say` for templates: the message is escaped, and so is every value that is not safe HTML."""
    text = _escaped(template, current_locale())
    return text.format(**values) if values else text


@lru_cache(4096)
def _escaped(template: str, _locale: str) -> Markup:
    return escape(say(template))


@pass_context
def _url(context: Context, url: str) -> str:
    """The way to another page from the one that is being made."""
    base = context.get("base")
    return f"{base}{url}" if base else urls.relative(url, str(context["here"]))


def install(env: Environment) -> None:
    """Teach an environment (ours, or MkDocs') what the templates of the theme need."""
    env.autoescape = True
    env.trim_blocks = True
    env.lstrip_blocks = True
    env.filters["url"] = _url
    env.filters["text"] = texts.html
    env.filters["inline"] = texts.inline
    env.filters["linked"] = texts.linked
    env.filters["plain"] = texts.plain
    env.globals.update(
        _=words, fmt=formats, counted=formats.counted, urls=urls, charts=charts, readers=readers
    )


class _Context(Context):
    """Jinja's, which asks of everything that is called what it wants to be given.

    Templates call 300 things a page, nearly all of them macros and plain functions.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What comes of a call in a template."""
        kind = type(called)
        if kind is not Macro and (kind is not FunctionType or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if kind is Macro:
            return called(self.eval_ctx, *args, **kwargs)
        return called(*args, **kwargs)


class _Compiled(FileSystemBytecodeCache):
    """What cannot be kept (the disk is full) is compiled again the next time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


class _Environment(Environment):
    """Ours: stricter than MkDocs' own, and compiled once however often a site is built."""

    context_class = _Context


@cache
def _environment() -> Environment:
    env = _Environment(
        loader=FileSystemLoader(THEME),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_compiled(),
    )
    install(env)
    return env


def _compiled() -> BytecodeCache | None:
    """Where compiled templates are kept: beside them, as Python keeps its modules'; none where that may not be written.

    To compile them takes as long as to make 100 pages.
    """
    try:
        COMPILED.mkdir(exist_ok=True)
    except OSError:
        return None
    if not os.access(COMPILED, os.W_OK):
        return None
    return _Compiled(str(COMPILED), f"jinja-{jinja2.__version__}-%s.cache")


def compile_templates() -> None:
    """Compile all templates of pages, for whoever makes them in several processes."""
    for name in _environment().list_templates(filter_func=lambda name: name.endswith(".html")):
        if name.startswith(("pages/", "parts/")):
            _environment().get_template(name)


class Renderer:
    """Makes pages of one site."""

    def __init__(self, site: SiteView, frame: PageFrame, base: str = "/") -> None:
        self._site = site
        self._frame = frame
        self._base = base

    def data(self, made: Page | bytes) -> bytes:
        """The bytes of what an address has."""
        return made if isinstance(made, bytes) else self.html(made).encode("utf-8")

    def html(self, page: Page) -> str:
        """The page as a whole."""
        # A page that is shown for any missing address cannot link relatively.
        base = self._base if page.url == "404.html" else None
        return (
            _environment()
            .get_template(page.template)
            .render(
                {
                    "switch": [],
                    "base": base,
                    **page.context,
                    **self.context(page.url, page.section, page.title),
                }
            )
        )

    def context(self, here: str, section: str, title: str) -> dict[str, Any]:
        """What the frame asks for on every page."""
        return {
            "site": self._site,
            "frame": self._frame,
            "here": here,
            "section": section,
            "title": title,
        }
