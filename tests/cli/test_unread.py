"""What cannot be read is said by every command and page that would have used it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_help import command_of, every_command
from tests.conftest import Run

SHEET = "goals/2026-h2/people/alice/goals.yml"
PERSON = "org/people/chen.yml"
TODAY = ("--today", "2026-11-20")

READ = {
    ("build",): (SHEET, TODAY),
    ("codeowners",): (PERSON, ()),
    ("cycle", "close"): (SHEET, ("2026-h2", "--today", "2027-01-20")),
    ("cycle", "freeze"): (SHEET, ("2026-h2", *TODAY)),
    ("cycle", "next"): ("org/cycles/2026-h2.yml", ("2026-h1",)),
    ("cycle", "open"): (SHEET, ("2026-h2", *TODAY)),
    ("cycle", "status"): (SHEET, TODAY),
    ("export",): (SHEET, ("--table", "goals")),
    ("forms",): ("org/company.yml", ()),
    ("generate",): (PERSON, ()),
    ("impact",): (SHEET, ()),
    ("remind",): (SHEET, ("--now", "--dry-run", *TODAY)),
    ("report",): (SHEET, TODAY),
    ("score",): (SHEET, TODAY),
    ("todo",): (SHEET, TODAY),
}
"""A file that the command would have used, and how it is called."""

REFUSED = {("cycle", "close"), ("cycle", "freeze")}
"""What no result or plan is made from with an error in it; they name the first errors themselves."""

THEMSELVES = {
    "check": "it is about nothing else",
    "discussions": "reads conversations, and no file of the company but its name",
    "doctor": "runs the check",
    "edit": "mends files",
    "gate": "judges what is wrong",
    "github": "the gate",
    "import": "refuses what does not fit",
    "propose": "tells what is wrong before it proposes",
    "schema": "describes files, and reads none",
    "serve": "tells what is wrong while it runs",
    "simulate": "reads no company",
    "upgrade": "tells what it leaves",
}


def reads_a_company(words: tuple[str, ...]) -> bool:
    names = {parameter.name for parameter in command_of(words).params}
    return "root" in names and "as_" not in names  # acts refuse what they cannot read


def test_every_command_that_reads_is_tried_here() -> None:
    reading = {words for words in every_command() if reads_a_company(words)}
    assert {words for words in reading if words[0] not in THEMSELVES} == set(READ)


@pytest.mark.parametrize("broken", ["<<<<<<< HEAD\n", "name: [\n", "wrong: field\n"])
@pytest.mark.parametrize("words", READ, ids=" ".join)
def test_what_cannot_be_read_is_named(
    words: tuple[str, ...], broken: str, company: Path, perfgit: Run
) -> None:
    path, options = READ[words]
    (company / path).write_text(broken)
    done = perfgit(*words, *options, "--root", company)
    assert done.returncode == (2 if "\nperfgit: " in done.stderr else 1), done.stderr
    assert f"{path}:1" in done.stdout + done.stderr
    assert "1 file could not be used" in done.stderr or words in REFUSED
    assert "Traceback" not in done.stderr


def test_of_many_the_first_are_named(company: Path, perfgit: Run) -> None:
    for path in (company / "org/people").iterdir():
        path.write_text("name: [\n")
    count = len(list((company / "org/people").iterdir()))
    done = perfgit("todo", *TODAY, "--root", company)
    assert done.returncode == 1
    assert done.stderr.count("org/people/") == 5
    assert f"{count} files could not be used" in done.stderr


def test_the_page_of_its_owner_names_it(company: Path, perfgit: Run) -> None:
    (company / SHEET).write_text("<<<<<<< HEAD\n")
    perfgit("build", *TODAY, "--root", company)
    page = (company / ".built-site/people/alice/index.html").read_text()
    assert f"{SHEET} could not be used." in page
    assert "could not be used" not in (company / ".built-site/people/bruno/index.html").read_text()


def test_what_was_done_without_it_is_done(company: Path, perfgit: Run) -> None:
    (company / SHEET).write_text("<<<<<<< HEAD\n")
    done = perfgit("export", "--out", company / "tables", "--root", company)
    assert done.returncode == 1
    assert "new-logos" in (company / "tables/goals.csv").read_text()


@pytest.mark.parametrize("zone", ["Europe", "Europe/berlin", "Mars/Olympus"])
def test_a_time_zone_that_nobody_knows_is_never_taken_for_utc_in_silence(
    zone: str, company: Path, perfgit: Run
) -> None:
    file = company / "org/company.yml"
    file.write_text(file.read_text().replace("Europe/Berlin", zone))
    for words in (("todo",), ("score",), ("cycle", "status"), ("build",)):
        done = perfgit(*words, "--root", company)
        assert done.returncode == 1, done.stderr
        assert f'There is no time zone "{zone}": today is the day of UTC.' in done.stderr
        assert perfgit(*words, *TODAY, "--root", company).returncode == 0
    refused = perfgit("checkin", "--as", "alice", "--note", "x", "--root", company)
    assert refused.returncode == 2
    assert f'There is no time zone "{zone}"' in refused.stderr and "--today" in refused.stderr
