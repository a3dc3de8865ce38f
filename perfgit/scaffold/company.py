"""Everything with which a company's own repository begins."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from string import Template
from typing import NamedTuple

import perfgit
from perfgit.files import leftovers
from perfgit.files.formats import identity
from perfgit.files.render import record_data, render
from perfgit.files.schemas import FOLDER as SCHEMAS
from perfgit.files.schemas import RECOMMENDED, all_schemas, editor_settings
from perfgit.forms.markup import issue_forms
from perfgit.i18n import BY_CODE, language_of, say, speaking
from perfgit.model.org import Cycle, Peers, Person, Stage, Stages, pages_address
from perfgit.scaffold.workflows import NAMES, workflow

_TEXTS = {
    "org/competencies.yml": "competencies.yml",
    "goals/strategy.yml": "strategy.yml",
    "site/handbook/index.md": "handbook.md",
    "README.md": "README.md",
    "org/policy.yml": "policy.yml",
}
_IGNORED = "".join(
    f"{line}\n"
    for line in (
        "/.built-site/",
        "/.perfgit/cache/",
        "/.perfgit/discussions.json",
        "/.venv/",
        *leftovers.IGNORED,
    )
)
_ATTRIBUTES = """\
# Results know their inputs by their text with line feeds; no clone turns them into something else.
org/** text eol=lf
goals/** text eol=lf
reviews/** text eol=lf
"""
_MKDOCS = """\
# `perfgit build` makes the site from this file; `mkdocs build` makes the same.
site_name: {name}
{address}docs_dir: site
site_dir: .built-site
theme: {{name: perfgit}}
plugins: [perfgit]
markdown_extensions: [admonition]
validation:
  links: {{unrecognized_links: ignore}}
"""


class Beginning(NamedTuple):
    """What is asked before a company begins."""

    name: str
    locale: str
    timezone: str
    repository: str | None
    people: dict[str, Person]
    """Those who are not taken from a table."""
    hr: tuple[str, ...]
    executive: tuple[str, ...]
    admin: tuple[str, ...]


def beginning(asked: Beginning, today: dt.date) -> dict[str, bytes]:
    """Every file with its path; CODEOWNERS is written afterwards, from the people who are there."""
    language = language_of(asked.locale)
    texts = BY_CODE[language].folder / "company"
    gaps = {
        "name": asked.name,
        **{role: ", ".join(getattr(asked, role)) for role in ("hr", "executive", "admin")},
    }
    files = {
        path: Template((texts / source).read_text("utf-8")).substitute(gaps)
        for path, source in _TEXTS.items()
    }
    company = {**identity(), "name": asked.name, "locale": asked.locale, "timezone": asked.timezone}
    if asked.repository:
        company["repository"] = asked.repository
    files["org/company.yml"] = render(company)
    files.update(
        (f"org/people/{id}.yml", render(record_data(one))) for id, one in asked.people.items()
    )
    id, cycle = first_cycle(today, language)
    files[f"org/cycles/{id}.yml"] = render(record_data(cycle))
    address = pages_address(asked.repository, "github.com")
    files["mkdocs.yml"] = _MKDOCS.format(
        name=render({"x": asked.name})[3:].strip(),
        address=f"site_url: {address}  # where it is published\n" if address else "",
    )
    files[".gitignore"] = _IGNORED
    files[".gitattributes"] = _ATTRIBUTES
    files[".perfgit/requirements.txt"] = f"perfgit=={perfgit.__version__}\n"
    files.update(issue_forms(asked.locale))
    files.update((f".github/workflows/{name}", workflow(name)) for name in NAMES)
    with speaking(language):  # as `perfgit generate --check` will in this company
        schemas = all_schemas()
    files.update((f"{SCHEMAS}/{name}", text) for name, text in schemas.items())
    files[".vscode/settings.json"] = json.dumps(editor_settings(SCHEMAS), indent=2) + "\n"
    files[".vscode/extensions.json"] = json.dumps(RECOMMENDED, indent=2) + "\n"
    return {path: text.encode() for path, text in files.items()}


def first_cycle(today: dt.date, language: str) -> tuple[str, Cycle]:
    """The half-year that a company begins with: this one, or the next where little is left of it.

    Planning opens today at the latest, and people have a month for it.
    """
    year, half = today.year, 1 if today.month <= 6 else 2
    if _half(year, half)[1] - today < dt.timedelta(days=75):
        year, half = (year, 2) if half == 1 else (year + 1, 1)
    starts, ends = _half(year, half)
    opens = min(today, starts)
    planned = max(today + dt.timedelta(days=30), starts + dt.timedelta(days=14))
    day = dt.timedelta(days=1)
    written = ends + dt.timedelta(days=15)
    with speaking(language):
        title = (
            say("First half of {year}", year=year)
            if half == 1
            else say("Second half of {year}", year=year)
        )
    cycle = Cycle(
        title=title,
        starts=starts,
        ends=ends,
        stages=Stages(
            plan=Stage(opens=opens, closes=planned),
            coach=Stage(opens=planned + day, closes=ends),
            evaluate=Stage(opens=ends - dt.timedelta(days=20), closes=written),
            feedback=Stage(opens=written + day, closes=written + dt.timedelta(days=16)),
        ),
        peers=Peers(min=2, max=5),
        sources=["self", "manager", "peer"],
    )
    return f"{year}-h{half}", cycle


def _half(year: int, half: int) -> tuple[dt.date, dt.date]:
    last = 6 * half
    return dt.date(year, last - 5, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
