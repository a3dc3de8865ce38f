"""A build that remembers gives the bytes of one that does not; killed, it leaves a whole site."""

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
from perfgit.site import store
from perfgit.site.build.build import build, swap
from perfgit.site.facts import Facts, concise
from perfgit.site.pages.all import sources
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.tracing import TracedTree, recording, remembered
from perfgit.site.views.company import SiteView
from perfgit.site.views.parts import read_parts

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
def full(monkeypatch, tmp_path):
    """Build into a folder of its own, with nothing remembered."""

    def run(company: Path, today: dt.date = TODAY) -> Path:
        target = tmp_path / "full"
        shutil.rmtree(target, ignore_errors=True)
        with monkeypatch.context() as inside:
            inside.setenv(store.ENVIRONMENT, "")
            return build(company, target, today).folder

    return run


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    """Files of tests are a moment old; what is racy has a test of its own."""
    monkeypatch.setattr("perfgit.site.stamps.RACY", 0)


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
def test_after_any_changes_the_site_is_what_a_full_build_gives(ours, tmp_path, full, seed):
    chance = random.Random(seed)
    site = tmp_path / "site"
    build(ours, site, TODAY)
    order = chance.sample(CHANGES, len(CHANGES))
    while order:
        applied = [order.pop() for _ in range(min(chance.randint(1, 3), len(order)))]
        for change in applied:
            change(chance, ours)
        build(ours, site, TODAY)
        assert_same(site, full(ours))


def test_small_changes_one_by_one_make_few_pages_anew(ours, tmp_path, full):
    site = tmp_path / "site"
    whole = build(ours, site, TODAY)
    for seed in range(4):
        note(random.Random(seed), ours)
        built = build(ours, site, TODAY)
        assert built.pages == whole.pages
        assert 0 < built.made < whole.pages / 3
    assert_same(site, full(ours))


def test_another_day_and_a_changed_goal_of_a_team(ours, tmp_path, full):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    later = TODAY + dt.timedelta(days=40)
    build(ours, site, later)
    assert_same(site, full(ours, later))


def test_nothing_changed_nothing_done(ours, tmp_path):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    before = {path: path.stat().st_mtime_ns for path in (site, *site.rglob("*"))}
    inode = site.stat().st_ino
    assert build(ours, site, TODAY).made == 0
    assert {path: path.stat().st_mtime_ns for path in (site, *site.rglob("*"))} == before
    assert site.stat().st_ino == inode


def test_what_was_just_written_is_read_again(ours, tmp_path, full, monkeypatch):
    """Two changes within one tick of the clock bear the same time and may have the same size."""
    monkeypatch.setattr("perfgit.site.stamps.RACY", 2_000_000_000)
    site = tmp_path / "site"
    path = next(iter(sorted(ours.glob("goals/2026-h2/people/*/checkins/*.yml"))))
    path.write_text("note: One of two.\n")
    build(ours, site, TODAY)
    state = path.stat()
    with path.open("r+") as file:
        file.write("note: Two of two.\n")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    build(ours, site, TODAY)
    assert_same(site, full(ours))


def test_a_policy_that_closes_leaves_no_old_site_behind(ours, tmp_path):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    note(random.Random(1), ours)
    build(ours, site, TODAY)
    assert swap.spare_of(site).is_dir()
    policy(random.Random(1), ours)
    build(ours, site, TODAY)
    assert files_of(swap.spare_of(site)) == files_of(site)
    assert {path.name for path in swap.spare_of(site).parent.iterdir()} == {".gitignore", "spare"}


def test_a_full_build_leaves_a_spare_of_links_for_the_next(ours, tmp_path, full):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    spare = swap.spare_of(site)
    assert files_of(spare) == files_of(site)
    paths = [path.relative_to(site) for path in site.rglob("*") if path.is_file()]
    assert all((site / path).samefile(spare / path) for path in paths)
    inode = spare.stat().st_ino
    note(random.Random(1), ours)
    build(ours, site, TODAY)
    assert site.stat().st_ino == inode
    assert_same(site, full(ours))


def test_what_remembers_nothing_leaves_no_spare(ours, tmp_path, monkeypatch):
    monkeypatch.setenv(store.ENVIRONMENT, "")
    build(ours, tmp_path / "site", TODAY)
    assert {path.name for path in tmp_path.iterdir() if "building" in path.name} == set()


def test_without_links_a_full_build_leaves_no_spare(ours, tmp_path, monkeypatch):
    """It would take the space of a second site."""

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    site = tmp_path / "site"
    build(ours, site, TODAY)
    assert not swap.spare_of(site).parent.exists()


def test_the_spare_is_closed_to_others_and_git_does_not_see_it(ours, tmp_path):
    site = tmp_path / "site"
    build(ours, site, TODAY)
    note(random.Random(1), ours)
    build(ours, site, TODAY)
    workshop = swap.spare_of(site).parent
    assert workshop.stat().st_mode & 0o077 == 0
    assert (workshop / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05."])
def test_a_damaged_memory_costs_nothing_but_time(ours, tmp_path, full, monkeypatch, damage):
    cache = tmp_path / "cache"
    monkeypatch.setenv(store.ENVIRONMENT, str(cache))
    site = tmp_path / "site"
    build(ours, site, TODAY)
    (memory,) = cache.glob("site-*")
    memory.write_bytes(store.code_digest() + damage if damage else b"")
    note(random.Random(1), ours)
    build(ours, site, TODAY)
    assert_same(site, full(ours))


def test_a_memory_that_others_could_have_written_is_not_read(ours, tmp_path, monkeypatch):
    """It is a pickle: whoever can write it could run anything."""
    cache = tmp_path / "cache"
    monkeypatch.setenv(store.ENVIRONMENT, str(cache))
    site = tmp_path / "site"
    build(ours, site, TODAY)
    (memory,) = cache.glob("site-*")
    assert store.load(site).sources
    memory.chmod(0o666)
    assert not store.load(site).sources
    memory.chmod(0o600)
    cache.chmod(0o777)
    assert not store.load(site).sources


def test_every_page_is_noticed_reading_whatever_it_reads(ours):
    """A source made alone and one made after all others have read the same.

    If not, something is cached on an object that sources share: use `tracing.remembered` there.
    """
    company = Company(TracedTree(WorkingTree(ours)))
    parts = read_parts(company, TODAY)
    shared = SiteView(company, TODAY, parts)
    renderer = Renderer(shared, frame_of(shared, []))
    together: dict[str, tuple[str, ...]] = {}
    for source in sources(shared):
        with recording() as keys:
            for page in source.make():
                renderer.html(page)
        together[source.name] = concise(keys)
    assert len(together) > 40
    for index, source in enumerate(sources(SiteView(company, TODAY, parts))):
        if "/" in source.name and index % 5:
            continue  # people are all alike
        site = SiteView(company, TODAY, parts)
        alone = next(one for one in sources(site) if one.name == source.name)
        own = Renderer(site, frame_of(site, []))
        with recording() as keys:
            for page in alone.make():
                own.html(page)
        assert concise(keys) == together[source.name], source.name


def test_what_is_remembered_counts_as_read_each_time(ours):
    company = Company(TracedTree(WorkingTree(ours)))
    site = SiteView(company, TODAY)

    class Holder:
        @remembered
        def goals(self) -> int:
            return len(list(site.cycle.goals()))

    holder = Holder()
    reads = []
    for _ in range(2):
        with recording() as keys:
            assert holder.goals > 1
        reads.append(set(keys))
    assert reads[0] == reads[1] != set()
    assert Facts(site, company.tree).of(sorted(reads[0]))


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(ours, tmp_path, full, seed):
    chance = random.Random(seed)
    site = tmp_path / "site"
    build(ours, site, TODAY)
    if seed % 2:  # with a spare, and without
        note(chance, ours)
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
