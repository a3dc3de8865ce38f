"""The command line speaks the company's language, and writes the same files in every language."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from perfgit.cli.language import locale_for
from tests import ROOT
from tests.conftest import Run

CHINESE = re.compile("[一-龥]")


def in_chinese(folder: Path) -> None:
    path = folder / "org/company.yml"
    path.write_text(
        re.sub("^locale: .*$", "locale: zh-Hans", path.read_text("utf-8"), flags=re.MULTILINE)
    )
    assert "zh-Hans" in path.read_text("utf-8")


@pytest.fixture
def chinese(company: Path) -> Path:
    in_chinese(company)
    return company


def test_a_chinese_company_is_checked_in_chinese(chinese: Path, perfgit: Run) -> None:
    assert "一切正常" in perfgit("check", cwd=chinese).stdout
    (chinese / "goals/2026-h2/people/alice/goals.yml").write_text("gaols: []\n")
    done = perfgit("check", cwd=chinese)
    assert done.returncode == 1
    assert "“gaols”" in done.stdout
    assert "[unknown-field]" in done.stdout  # names of rules are ids
    found = json.loads(perfgit("check", "--format", "json", cwd=chinese).stdout)["problems"]
    assert {one["severity"] for one in found} <= {"error", "warning"}
    assert all(CHINESE.search(one["message"]) for one in found)


def test_the_folder_named_decides(chinese: Path, tmp_path: Path, perfgit: Run) -> None:
    assert "一切正常" in perfgit("check", "--root", chinese, cwd=tmp_path).stdout


def test_the_variable_overrides_the_company(chinese: Path, perfgit: Run) -> None:
    assert "in order" in perfgit("check", cwd=chinese, PERFGIT_LANG="en").stdout
    assert "in order" in perfgit("check", cwd=chinese, PERFGIT_LANG="fr").stdout


def test_the_machine_has_no_say(company: Path, perfgit: Run) -> None:
    done = perfgit("check", cwd=company, LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8", LANGUAGE="zh_CN")
    assert "Everything is in order" in done.stdout


@pytest.mark.parametrize(
    "text",
    ["", "locale: [zh]", "name: x\n  locale: zh-Hans\n", "\x00\xff", "locale: " + "z" * 400],
)
def test_a_company_file_that_says_no_language_is_english(tmp_path: Path, text: str) -> None:
    (tmp_path / "org").mkdir()
    (tmp_path / "org/company.yml").write_text(text, "latin-1")
    assert locale_for(tmp_path)[:2] != "zh"
    assert locale_for(tmp_path / "nowhere") == "en"
    assert locale_for(None) == "en"


def test_help_and_wrong_usage_in_chinese(chinese: Path, perfgit: Run) -> None:
    commands = perfgit("--help", cwd=chinese).stdout
    listed = re.findall(r"^  ([a-z]+) +(.*)$", commands.partition("命令")[2], re.MULTILINE)
    assert len(listed) > 8
    assert [name for name, text in listed if not CHINESE.search(text)] == []
    for name, _ in listed:
        shown = perfgit(name, "--help", cwd=chinese).stdout
        paragraphs = re.split(r"\n\s*\n", shown.partition("\n")[2])
        bare = [one for one in paragraphs if len(one.split()) > 3 and not CHINESE.search(one)]
        assert bare == [], name
    done = perfgit("chekc", cwd=chinese)
    assert done.returncode == 2
    assert "错误：" in done.stderr
    assert "perfgit --help" in done.stderr


def test_english_starts_without_a_catalogue_and_babel() -> None:
    code = (
        "import sys; sys.argv = ['perfgit', '--help']; import perfgit.cli.main as m\n"
        "try: m.run()\nexcept SystemExit: pass\n"
        "from perfgit.i18n import _catalogue_of\n"
        "assert 'babel' not in sys.modules and 'yaml' not in sys.modules\n"
        "assert _catalogue_of.cache_info().currsize <= 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_closing_writes_the_same_bytes_in_every_language(tmp_path: Path, perfgit: Run) -> None:
    written = []
    for language in ("en", "zh-Hans"):
        folder = tmp_path / language
        for name in ("org", "goals", "reviews"):
            shutil.copytree(ROOT / name, folder / name)
        for path in folder.rglob("result.yml"):
            path.unlink()
        cycle = folder / "org/cycles/2026-h1.yml"
        cycle.write_text(re.sub("^closed:.*\n", "", cycle.read_text("utf-8"), flags=re.MULTILINE))
        day = ("--today", "2026-11-20")
        done = perfgit(
            "cycle", "close", "2026-h1", "--write", *day, cwd=folder, PERFGIT_LANG=language
        )
        assert done.returncode == 0, done.stdout + done.stderr
        written.append(
            {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.yml")}
        )
    assert len([path for path in written[0] if path.name == "result.yml"]) > 10
    assert written[0] == written[1]


def test_import_writes_the_words_of_the_company(tmp_path: Path, perfgit: Run) -> None:
    for language in ("en", "zh-Hans"):
        folder = tmp_path / language
        people, goals = tmp_path / "people.csv", tmp_path / "goals.csv"
        people.write_text("id,name\nalice,Alice\n")
        goals.write_text("cycle,owner,goal,title\n2027-h1,people/alice,one,One\n")
        for kind, table in (("people", people), ("goals", goals)):
            done = perfgit("import", kind, table, "--root", folder, PERFGIT_LANG=language)
            assert done.returncode == 0, done.stdout + done.stderr
    one, other = (
        {path.relative_to(top): path.read_bytes() for path in sorted(top.rglob("*.yml"))}
        for top in (tmp_path / "en", tmp_path / "zh-Hans")
    )
    name = Path("org/company.yml")  # the company is called like its folder
    assert {**one, name: b""} == {**other, name: b""}
