"""The site as a whole: real builds of a real company."""

from __future__ import annotations

import datetime as dt
import filecmp
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from perfgit.problem import PerfgitError
from perfgit.rules.examples import FOLDER
from perfgit.simulate.make import make
from perfgit.site.build.build import build, swap
from tests import ROOT

TODAY = dt.date(2026, 11, 20)


def copy_of_the_sample(folder: Path) -> Path:
    for name in ("org", "goals", "reviews", "site"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return copy_of_the_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def built(sample):
    return build(sample, today=TODAY).folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_same(one: Path, other: Path) -> None:
    names = sorted(files_of(one))
    assert names == sorted(files_of(other))
    _, different, errors = filecmp.cmpfiles(one, other, names, shallow=False)
    assert (different, errors) == ([], [])


class Links(HTMLParser):
    """Addresses, ids, and whatever a strict policy would refuse."""

    def __init__(self):
        super().__init__()
        self.links, self.ids, self.forbidden = [], [], []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src"):
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name == "style" or name.startswith("on"):
                self.forbidden.append((tag, name))
        names = dict(attributes)
        if (
            tag in ("style", "iframe", "object", "embed")
            or (tag == "script" and "src" not in names)
            or (tag == "form" and "action" in names)
        ):
            self.forbidden.append((tag, ""))


def parsed(page: bytes) -> Links:
    links = Links()
    links.feed(page.decode())
    return links


def broken_links(built: Path) -> list[tuple[str, str]]:
    pages = {name: parsed(data) for name, data in files_of(built).items() if name.endswith(".html")}
    assert len(pages) > 100
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            assert parts.scheme == "", link
            target = unquote(urljoin(f"/{name}", parts.path)).lstrip("/")
            target += "index.html" if target.endswith("/") or not target else ""
            if not (built / target).is_file() or (
                parts.fragment and target in pages and parts.fragment not in pages[target].ids
            ):
                broken.append((name, link))
    return broken


def test_every_link_of_the_sample_leads_somewhere(built):
    assert broken_links(built) == []


def test_every_link_leads_somewhere_though_people_came_later_and_teams_are_empty(tmp_path):
    company = tmp_path / "company"
    make(company, 60, 3)
    for id in ("idle", "new"):
        (company / f"org/teams/{id}.yml").write_text(f"name: Team {id}\n")
    newcomer = "name: Nova Newcomer\nteam: new\njoined: 2026-11-01\n"
    (company / "org/people/nova.yml").write_text(newcomer)
    (company / "reviews/2026-h1/people/nova").mkdir(parents=True)
    assert broken_links(build(company, today=dt.date(2026, 11, 15)).folder) == []


def test_the_site_works_below_any_address(built):
    absolute = [
        (name, link)
        for name, data in files_of(built).items()
        if name.endswith(".html") and name != "404.html"
        for link in parsed(data).links
        if link.startswith("/")
    ]
    assert absolute == []


def test_nothing_inline_and_nothing_from_elsewhere(built):
    for name, data in files_of(built).items():
        if name.endswith(".html"):
            page = parsed(data)
            assert page.forbidden == [], name
            assert b"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" in data, name
            assert len(page.ids) == len(set(page.ids)), name
        elif name.endswith(".css"):
            assert not re.search(rb"url\(|@import|https?:", data), name


def test_only_what_pages_ask_for_is_published(built):
    kinds = {Path(name).suffix for name in files_of(built) if not name.startswith("search/")}
    assert kinds == {".html", ".css", ".svg", ".js", ".json"}
    search = {Path(name).suffix for name in files_of(built) if name.startswith("search/")}
    index = {".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"}
    assert search == {".js", ".json", ".pagefind", *index}


def test_pages_say_what_the_files_say(built):
    person = (built / "people/alice/index.html").read_text("utf-8")
    assert "<h1>Alice Martin</h1>" in person
    assert "€10,900,000" in person  # the last value
    assert "€8,000,000" in person  # the baseline
    assert "Rheingold Pharma" in person  # the last check-in
    home = (built / "index.html").read_text("utf-8")
    assert "Second half of 2026" in home
    assert 'aria-current="step"' in home
    assert "As of 20 Nov 2026" in home
    earlier = (built / "people/alice/2026-h1/index.html").read_text("utf-8")
    assert "First half of 2026" in earlier


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
    ],
)
def test_same_files_and_day_give_the_same_bytes(sample, built, tmp_path, perfgit, environment):
    site = tmp_path / "site"
    arguments = ("build", "--root", sample, "--site-dir", site, "--today", TODAY)
    done = perfgit(*arguments, **environment)
    assert done.returncode == 0, done.stderr
    assert re.match(r"\d+ pages in [\d.]+ s: ", done.stdout)
    assert_same(site, built)


def run_host(host: str, sample: Path, site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", host, "build", "-q", "-f", "mkdocs.yml", "-d", str(site)],
        cwd=sample,
        env={**os.environ, "PERFGIT_TODAY": TODAY.isoformat(), "DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mkdocs_makes_the_same_site(sample, built, tmp_path):
    run_host("mkdocs", sample, tmp_path / "site")
    assert_same(tmp_path / "site", built)


@pytest.mark.skipif(
    not importlib.util.find_spec("properdocs")
    or not importlib.util.find_spec("properdocs_theme_mkdocs"),
    reason="properdocs and properdocs-theme-mkdocs are not installed",
)
def test_properdocs_makes_the_same_site(sample, built, tmp_path):
    run_host("properdocs", sample, tmp_path / "site")
    assert_same(tmp_path / "site", built)


def test_without_mkdocs_yml_it_is_the_same(sample, built, tmp_path):
    plain = tmp_path / "plain"
    shutil.copytree(sample, plain, ignore=shutil.ignore_patterns("mkdocs.yml", ".built-site"))
    assert_same(build(plain, today=TODAY).folder, built)


def test_a_company_without_anything_says_what_to_do_next(tmp_path):
    (tmp_path / "org").mkdir()
    (tmp_path / "org/company.yml").write_text("name: Newcomer\n")
    folder = build(tmp_path, today=TODAY).folder
    assert "What to do next" in (folder / "index.html").read_text("utf-8")
    assert "There are no teams yet" in (folder / "teams/index.html").read_text("utf-8")
    assert "has not written its handbook" in (folder / "handbook/index.html").read_text("utf-8")


def test_files_that_cannot_be_read_are_left_out(company):
    (company / "org/people/alice.yml").write_text("name: [")
    (company / "goals/2026-h2/company/goals.yml").write_text("goals: 7")
    (company / "org/teams/sales.yml").unlink()
    folder = build(company, today=TODAY).folder
    assert not (folder / "people/alice").exists()
    assert (folder / "people/bruno/index.html").is_file()


def test_every_bad_example_still_builds(tmp_path):
    """Check errors never stop a build."""
    from perfgit.company.company import Company
    from perfgit.rules.examples import tree_of
    from perfgit.rules.registry import RULES
    from perfgit.site.pages.all import pages
    from perfgit.site.pages.render import Renderer, frame_of
    from perfgit.site.views.company import SiteView

    for rule in RULES:
        if (FOLDER / rule.name / "bad").is_dir():
            site = SiteView(Company(tree_of(rule.name, "bad")), TODAY)
            renderer = Renderer(site, frame_of(site, []))
            for page in pages(site):
                if page.section != "handbook" and page.file.endswith(".html"):
                    assert renderer.html(page).rstrip().endswith("</html>"), (rule.name, page.url)


def test_a_failed_build_leaves_the_old_site(company, tmp_path, monkeypatch):
    site = tmp_path / "site"
    build(company, site, TODAY)
    before = files_of(site)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("perfgit.site.pages.writer.Writer.write", fail)
    (company / "org/people/bruno.yml").unlink()
    with pytest.raises(KeyboardInterrupt):
        build(company, site, TODAY)
    assert files_of(site) == before
    assert list(tmp_path.glob(".*-building/new-*")) == []


def test_a_killed_build_leaves_the_old_site(company, tmp_path):
    site = tmp_path / "site"
    build(company, site, TODAY)
    before = files_of(site)
    (company / "org/people/bruno.yml").unlink()
    code = (
        "import os, perfgit.site.build.swap as swap, perfgit.site.build.build as b, pathlib;"
        "swap.replace = lambda *_, **__: os.kill(os.getpid(), 9);"
        f"b.build(pathlib.Path({str(company)!r}), pathlib.Path({str(site)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == -9
    assert files_of(site) == before


@pytest.mark.parametrize("exchange", [True, False])
def test_the_swap(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    for name, text in (("old", "1"), ("new", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(text)
    swap.replace(tmp_path / "old", tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old/page").read_text() == "2"


def test_a_folder_that_is_no_site_is_left_alone(company, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/dear-mother.txt").write_text("...")
    with pytest.raises(PerfgitError, match="something else than a site"):
        build(company, tmp_path / "letters")
    assert (tmp_path / "letters/dear-mother.txt").is_file()


def test_nothing_is_published_that_is_only_linked_into_the_folder(company, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the pay of everybody")
    (company / "site").mkdir()
    (company / "site/notes.txt").symlink_to(secret)
    (company / "site/logo.svg").write_text("<svg/>")
    folder = build(company, today=TODAY).folder
    assert (folder / "logo.svg").is_file()
    assert not (folder / "notes.txt").exists()
