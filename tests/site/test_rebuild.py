"""A build is whole: the same bytes whatever was there before; killed, it leaves a whole site."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.site.build.build import build
from perfgit.site.live.site import LiveSite
from perfgit.site.pages.all import routes
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.company import SiteView

TODAY = dt.date(2026, 11, 20)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_same(one: Path, other: Path) -> None:
    first, second = files_of(one), files_of(other)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    folders = [{p.relative_to(top) for p in top.rglob("*") if p.is_dir()} for top in (one, other)]
    assert folders[0] == folders[1]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """A company of twenty people."""
    folder = tmp_path_factory.mktemp("simulated") / "company"
    arguments = ("simulate", "--people", "20", "--seed", "3", str(folder))
    subprocess.run([sys.executable, "-m", "perfgit", *arguments], check=True, capture_output=True)
    return folder


@pytest.fixture
def ours(tmp_path, simulated):
    """A copy of it that a test may change, with a handbook, long untouched."""
    folder = tmp_path / "company"
    shutil.copytree(simulated, folder)
    (folder / "site/handbook").mkdir(parents=True)
    (folder / "site/handbook/index.md").write_text("# How we work\n\nCalmly.\n")
    return folder


@pytest.fixture
def full(tmp_path):
    """Build into a folder of its own, in which nothing is."""

    def run(company: Path, today: dt.date = TODAY) -> Path:
        target = tmp_path / "full"
        shutil.rmtree(target, ignore_errors=True)
        return build(company, target, today).folder

    return run


# --- changes to a company, each at a place picked at random -----------------------------------


def any_of(chance: random.Random, company: Path, pattern: str) -> Path | None:
    found = sorted(company.glob(pattern))
    return chance.choice(found) if found else None


def replaced(path: Path | None, old: str, new: str) -> None:
    if path:
        text = path.read_text("utf-8")
        path.unlink()  # as editors do, and as times may be too coarse to tell
        path.write_text(text.replace(old, new, 1), "utf-8")


def note(chance, company):
    path = any_of(chance, company, "goals/*/*/*/checkins/*.yml")
    if path:
        path.write_text(f"note: The {chance.random()} of everything.\n")


def new_checkin(chance, company):
    folder = any_of(chance, company, "goals/2026-h2/people/*")
    (folder / "checkins").mkdir(exist_ok=True)
    (folder / f"checkins/2026-11-{chance.randint(1, 19):02}.yml").write_text("note: At last.\n")


def lost_checkin(chance, company):
    path = any_of(chance, company, "goals/2026-h2/people/*/checkins/*.yml")
    if path:
        path.unlink()


def value(chance, company):
    for path in sorted(company.glob("goals/2026-h2/people/*/checkins/*.yml")):
        lines = path.read_text("utf-8").splitlines()
        numbers = [
            i for i, line in enumerate(lines) if line.startswith("  ") and line[-1:].isdigit()
        ]
        if numbers and chance.random() < 0.2:
            at = chance.choice(numbers)
            lines[at] = f"{lines[at].rpartition(' ')[0]} {chance.randint(0, 9)}"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            return


def goal_title(chance, company):
    for kind in ("people/*", "teams/*", "company"):
        path = any_of(chance, company, f"goals/*/{kind}/goals.yml")
        replaced(path, "title: ", f"title: {chance.randint(10, 99)} ")


def other_support(chance, company):
    path = any_of(chance, company, "goals/2026-h2/people/*/goals.yml")
    replaced(path, "supports: [", "supports: [strategy/nowhere, ")


def lost_sheet(chance, company):
    path = any_of(chance, company, "goals/2026-h2/people/*/goals.yml")
    if path:
        path.unlink()


def lost_owner(chance, company):
    folder = any_of(chance, company, "goals/2026-h2/people/*")
    if folder:
        shutil.rmtree(folder)


def broken(chance, company):
    path = any_of(chance, company, "goals/2026-h2/*/*/goals.yml")
    if path:
        path.write_text("goals: [")


def touched(chance, company):
    path = any_of(chance, company, "goals/2026-h2/*/*/goals.yml")
    if path:
        os.utime(path)


def name(chance, company):
    replaced(any_of(chance, company, "org/people/*.yml"), "name: ", "name: Neo ")


def newcomer(chance, company):
    (company / f"org/people/new-{chance.randint(1, 99)}.yml").write_text("name: Nova Comer\n")


def policy(chance, company):
    path = company / "org/policy.yml"
    old = path.read_text("utf-8") if path.exists() else ""
    kept = "".join(line for line in old.splitlines(True) if not line.startswith("site:"))
    shown = chance.choice(["everyone", "nobody"])
    path.write_text(f"{kept}site: {{checkins: {shown}, min_group: 5}}\n", "utf-8")


def review(chance, company):
    path = any_of(chance, company, "reviews/*/people/*/self.yml")
    if path:
        path.unlink()


def retrospective(chance, company):
    path = any_of(chance, company, "reviews/*/retrospective.yml")
    if path:
        path.unlink()


def by_hand(chance, company):
    (company / "site/handbook/index.md").write_text(f"# Number {chance.randint(1, 99)}\n")


def picture(chance, company):
    (company / "site/seal.svg").write_text(f"<svg><!-- {chance.randint(1, 99)} --></svg>")


def damaged_site(chance, company):
    path = any_of(chance, company.parent / "site", "goals/**/*.html")
    if path:
        path.unlink() if chance.random() < 0.5 else path.write_text("not what it was")


def stranger_in_the_site(chance, company):
    if (company.parent / "site/people").is_dir():
        (company.parent / "site/people/mine.html").write_text("I was here")


CHANGES = [
    *(note, new_checkin, lost_checkin, value, goal_title, other_support, lost_sheet, lost_owner),
    *(broken, touched, name, newcomer, policy, review, retrospective, by_hand, picture),
    *(damaged_site, stranger_in_the_site),
]


@pytest.mark.parametrize("seed", range(2))
def test_after_any_changes_every_page_is_what_a_build_gives(ours, tmp_path, full, seed):
    """A site that follows the files, page by page in an order of chance, and a build over the last."""
    chance = random.Random(seed)
    site = tmp_path / "site"
    build(ours, site, TODAY)
    live = LiveSite(ours, TODAY)
    order = chance.sample(CHANGES, len(CHANGES))
    while order:
        applied = [order.pop() for _ in range(min(chance.randint(1, 3), len(order)))]
        before = states(ours)
        for change in applied:
            change(chance, ours)
        new = build(ours, site, TODAY).folder
        if len(order) % 3 == 0:
            assert_same(new, full(ours))
        after = states(ours)
        changed = {path for path, _ in before.items() ^ after.items()}
        live.change(changed)
        pages = [name for name in files_of(new) if name.endswith((".html", ".json"))]
        made = [one for one in pages if not one.startswith(("handbook/", "search/", "404"))]
        for name in chance.sample(made, 60):
            assert live.data(name.removesuffix("index.html")) == (new / name).read_bytes(), name


def states(company: Path) -> dict[str, tuple[int, int, int]]:
    """What tells a changed file below the company's data folders."""
    found = {}
    for path in company.rglob("*"):
        if path.is_file():
            state = path.stat()
            name = path.relative_to(company).as_posix()
            found[name] = (state.st_mtime_ns, state.st_ino, state.st_size)
    return found


def test_every_address_alone_on_a_site_of_which_nothing_was_read(ours, full):
    """The page of one address needs none of the others."""
    new = full(ours)
    names = [name for name in files_of(new) if name.endswith((".html", ".json"))]
    for number, name in enumerate(sorted(names)):
        if name.startswith(("handbook/", "search/", "404")) or (number % 3 and "/" in name):
            continue
        site = SiteView(Company(WorkingTree(ours)), TODAY)
        entry = routes(site).find(name.removesuffix("index.html"))
        assert entry is not None, name
        made = Renderer(site, frame_of(site, [])).data(entry.make())
        assert made == (new / name).read_bytes(), name


def test_a_page_of_a_person_reads_what_concerns_the_person(ours):
    site = SiteView(Company(WorkingTree(ours)), TODAY)
    person = next(  # one with a manager, whom nobody stands in for
        one
        for one in site.directory.people.values()
        if one.manager and one.id not in site.company.policy.roles.executive
        if not site.directory.reports.get(one.id)
    )
    entry = routes(site).find(person.url)
    Renderer(site, frame_of(site, [])).data(entry.make())
    assert (site.running, person.owner) in site.parts._read
    assert len(site.parts._read) < len(list(site.parts.all_keys())) / 2


def test_another_day(ours, tmp_path, full):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    later = TODAY + dt.timedelta(days=40)
    build(ours, site, later)
    assert_same(site, full(ours, later))


def test_what_does_not_differ_keeps_its_time(ours, tmp_path):
    """So that rsync, and whoever looks at times, has little to do."""
    site = tmp_path / "site"
    build(ours, site, TODAY)
    files = [path for path in site.rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    before = files_of(site)
    note(random.Random(1), ours)
    build(ours, site, TODAY)
    after = files_of(site)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    new = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and path.stat().st_mtime != 1_000_000_000
    }
    assert new == changed & after.keys()
    assert 0 < len(new) < len(after) / 3


def test_a_file_system_without_links_has_the_same_site(ours, tmp_path, full, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError

    site = tmp_path / "site"
    build(ours, site, TODAY)
    monkeypatch.setattr(os, "link", refuse)
    build(ours, site, TODAY)
    assert_same(site, full(ours))


def test_a_build_leaves_nothing_but_the_site(ours, tmp_path, monkeypatch):
    """What was withdrawn must not lie anywhere, and nothing is kept for the next build."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    for _ in range(2):
        build(ours, tmp_path / "site", TODAY)
        assert {path.name for path in tmp_path.iterdir()} == {"company", "home", "site"}
        assert list(home.iterdir()) == []
        policy(random.Random(1), ours)


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(ours, tmp_path, full, seed):
    chance = random.Random(seed)
    site = tmp_path / "site"
    build(ours, site, TODAY)
    old = files_of(site)
    for change in chance.sample([note, goal_title, value, name, by_hand], 2):
        change(chance, ours)
    new = files_of(full(ours))
    command = [sys.executable, "-m", "perfgit", "build", "--root", str(ours)]
    command += ["--site-dir", str(site), "--today", TODAY.isoformat()]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(chance.uniform(0.3, 1.4))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert files_of(site) in (old, new)
    build(ours, site, TODAY)
    assert files_of(site) == new


def test_the_order_of_files_and_the_number_of_cores_change_nothing(ours, tmp_path, perfgit):
    backwards = tmp_path / "backwards"
    for path in sorted((path for path in ours.rglob("*") if path.is_file()), reverse=True):
        copy = backwards / path.relative_to(ours)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build(ours, tmp_path / "one", TODAY)
    code = (
        "import datetime, os, pathlib, sys\n"
        "os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
        "from perfgit.site.build.build import build\n"
        "build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime.date(2026, 11, 20))\n"
    )
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", code, str(backwards), str(tmp_path / "two")],
        check=True,
        env=environment,
    )
    assert_same(tmp_path / "one", tmp_path / "two")
