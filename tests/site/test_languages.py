"""The sample company in Chinese: on no page is an English word of ours left."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from perfgit.i18n import say
from perfgit.rules.registry import BY_NAME
from perfgit.site.build.build import build
from perfgit.site.theme import texts
from perfgit.todo.coaching import short
from tests import ROOT

TODAY = dt.date(2026, 11, 20)
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label")
UNREAD = {"script", "style", "code", "pre", "kbd", "samp"}
ENGLISH = re.compile(r"[A-Za-z]{2,}")
OURS = {
    *("perfgit", "Markdown", "YAML", "JSON", "CSV", "GitHub", "git", "Excel", "Parquet", "ID"),
    *("SWOT", "KPI", "Pagefind", "VS", "Code", "URL", "API", "PDF", "UTF", "MiB", "README"),
    *(
        "JavaScript",
        "Windows",
        "macOS",
        "ASCII",
        "SVG",
        "HTML",
        "UTC",
        "IANA",
        "DATE",
        "CYCLE",
        "TEAM",
        "PERSON",
        "OKR",
    ),
}
"""Names that are the same in every language; and placeholders in paths."""
PATHS = re.compile(r"[\w./{}:-]*(?:/|\.yml|\.md|_|:)[\w./{}\[\]:-]*")
"""Paths of files and keys in them: the words of the files are the same in every language."""
LENGTHS = {"days", "hours", "weeks", "months", "minutes", "years"}
FIELDS = {
    *("supports", "obstacles", "answer", "misfits", "history", "site", "id", "title", "name"),
    *("lead", "parent", "min_group", "check", "cycle", "close", "discussions"),
}


class Page(HTMLParser):
    """What a reader sees and hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        self.texts += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append(" ".join(data.split()))


def strings_of(data: object) -> set[str]:
    """The texts in a file; not its keys and choices (`medium`), which pages have to translate."""
    if isinstance(data, str):
        return set() if re.fullmatch("[a-z_]+", data) else {data}
    if isinstance(data, dict | list):
        inside = data.values() if isinstance(data, dict) else data
        units = {str(data["unit"])} if isinstance(data, dict) and "unit" in data else set()
        return {one for value in inside for one in strings_of(value)} | units - LENGTHS
    return set()


def copy_in_chinese(folder: Path) -> Path:
    for name in ("org", "goals", "reviews", "site"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    company = folder / "org/company.yml"
    company.write_text(company.read_text("utf-8").replace("locale: en", "locale: zh-Hans"))
    return folder


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_in_chinese(tmp_path_factory.mktemp("chinese"))


@pytest.fixture(scope="module")
def built(chinese: Path) -> Path:
    return build(chinese, today=TODAY).folder


@pytest.fixture(scope="module")
def written_by_people(chinese: Path) -> re.Pattern[str]:
    """Everything that people wrote into files, as pages show it; the longest first."""
    found: set[str] = set()
    for top in ("org", "goals", "reviews"):
        for path in sorted((chinese / top).rglob("*.yml")):
            values = yaml.safe_load(path.read_text("utf-8"))
            for one in strings_of(values):
                shown = re.sub("<[^>]+>", "\n", str(texts.html(one)))
                found |= {" ".join(part.split()) for part in [*shown.split("\n"), one]}
                found.add(short(one))
                found |= {" ".join(texts.plain(one, most).split()) for most in (120, 160, 200)}
    kept = sorted((one for one in found if ENGLISH.search(one)), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])" for one in kept))


COMMANDS = re.compile(r"perfgit(?: --?[a-z]+| [a-z0-9/=.-]+)*")
"""A command is typed as it stands, in every language."""


@cache
def english_in(text: str, written_by_people: re.Pattern[str]) -> list[str]:
    if text in BY_NAME or not ENGLISH.search(text):  # a rule; its name is an id
        return []
    text = COMMANDS.sub(" ", text)
    left = written_by_people.sub(" ", PATHS.sub(" ", written_by_people.sub(" ", text)))
    return [one for one in ENGLISH.findall(left) if one not in OURS | FIELDS]


def test_no_page_of_the_chinese_site_has_an_english_word(
    built: Path, written_by_people: re.Pattern[str]
) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 100
    found: dict[str, str] = {}
    for path in pages:
        page = Page()
        page.feed(path.read_text("utf-8"))
        name = path.relative_to(built).as_posix()
        assert page.language == "zh-Hans", name
        for text in page.texts:
            if english_in(text, written_by_people):
                found.setdefault(text, name)
    assert found == {}


def test_the_tables_have_no_english_word(built: Path, written_by_people: re.Pattern[str]) -> None:
    found = {
        (path.name, text)
        for path in sorted((built / "data").rglob("*.json"))
        for text in strings_of(json.loads(path.read_text("utf-8")))
        if re.search(" ", text) and english_in(text, written_by_people)
    }
    assert found == set()


def test_english_words_on_a_chinese_page_are_seen(written_by_people: re.Pattern[str]) -> None:
    assert english_in("所有 goals of 2026", written_by_people) != []
    assert english_in("Alice Martin 的目标", written_by_people) == []


def test_the_language_ends_with_the_build(built: Path) -> None:
    assert (built / "index.html").is_file()
    assert say("Goals") == "Goals"


def test_days_and_numbers_on_chinese_pages(built: Path) -> None:
    alice = (built / "people/alice/index.html").read_text("utf-8")
    assert "2026年" in alice
    assert "€10,900,000" in alice
    assert not re.search(r"\d (Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec) ", alice)


def test_the_handbook_is_in_the_language_of_the_company(built: Path, chinese: Path) -> None:
    pages = sorted((ROOT / "site/handbook").glob("*.md"))
    english = [path for path in pages if not path.name.endswith(".zh-Hans.md")]
    for path in english:
        beside = path.with_suffix(".zh-Hans.md")
        assert beside in pages, f"{path.name} has no Chinese version"
    front = (built / "handbook/index.html").read_text("utf-8")
    assert "手册" in front
    assert not list(built.rglob("*zh-Hans*"))


def test_a_chinese_page_of_the_handbook_has_the_links_and_files_of_the_english_one() -> None:
    for path in sorted((ROOT / "site/handbook").glob("*.zh-Hans.md")):
        texts_ = [
            one.read_text("utf-8")
            for one in (path, path.with_name(path.name.replace(".zh-Hans", "")))
        ]
        links = [sorted(re.findall(r"\]\(([^)]+)\)", text)) for text in texts_]
        files = [re.findall(r"^\*\*`(.+)`\*\*$", text, re.MULTILINE) for text in texts_]
        headings = [re.findall(r"^#+(?= )", text, re.MULTILINE) for text in texts_]
        orders = [re.findall(r"^order: \d+", text, re.MULTILINE) for text in texts_]
        assert (links[0], files[0], headings[0], orders[0]) == (
            links[1],
            files[1],
            headings[1],
            orders[1],
        ), path.name
