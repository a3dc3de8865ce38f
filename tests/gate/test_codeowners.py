"""CODEOWNERS: GitHub's dialect, the right owners, and what happens when it grows too long."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.gate.codeowners import codeowners
from perfgit.problem import PerfgitError
from tests.gate.world import COMPANY

R = "reviews/2026-h2/people/alice"
LINE = re.compile(r"(?P<pattern>\S+)(?P<owners>(?: @[A-Za-z0-9_-]{1,39})*)")


def company(changes: dict[str, bytes | None] | None = None) -> Company:
    return Company(OverlayTree(WorkingTree(COMPANY), changes or {}))


def owners_of(text: str, path: str) -> list[str]:
    """The owners of a path as GitHub finds them: the last line that matches."""
    found: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            match = LINE.fullmatch(line)
            assert match, line
            if _matches(match["pattern"], path):
                found = match["owners"].split()
    return found


def _matches(pattern: str, path: str) -> bool:
    """Patterns as in gitignore: `*` stays within a segment, a folder covers all below it."""
    if pattern == "*":
        return True
    assert pattern.startswith("/"), pattern
    body = "".join("[^/]*" if char == "*" else re.escape(char) for char in pattern[1:])
    return re.fullmatch(body + (".*" if pattern.endswith("/") else ""), path) is not None


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("goals/2026-h2/people/alice/goals.yml", "bruno alice"),
        ("goals/2026-h2/people/alice/checkins/2026-09-01.yml", ""),
        ("goals/2026-h2/people/greta/goals.yml", "omar greta"),
        ("goals/2026-h2/teams/sales/goals.yml", "greta bruno"),
        ("goals/2026-h2/teams/field/goals.yml", "bruno alice"),
        ("goals/2026-h2/teams/sales/checkins/2026-09-01.yml", ""),
        ("goals/2026-h2/company/goals.yml", "greta omar"),
        ("goals/2026-h2/company/checkins/2026-09-01.yml", ""),
        ("goals/strategy.yml", "greta omar"),
        (f"{R}/nominations.yml", "bruno alice"),
        (f"{R}/plan.yml", "bruno alice"),
        (f"{R}/self.yml", ""),
        (f"{R}/manager.yml", ""),
        (f"{R}/peers/chen.yml", ""),
        (f"{R}/upward/dana.yml", ""),
        (f"{R}/external/acme.yml", ""),
        (f"{R}/handover/erik.yml", ""),
        (f"{R}/feedback/2026-09-01-chen.yml", ""),
        (f"{R}/meeting.yml", ""),
        (f"{R}/appeal.yml", ""),
        (f"{R}/result.yml", "mei jonas"),
        ("reviews/2026-h2/calibration/sales.yml", "mei jonas greta omar"),
        ("reviews/2026-h2/retrospective.yml", "mei jonas"),
        ("org/people/alice.yml", "mei jonas"),
        ("org/policy.yml", "mei jonas"),
        (".github/workflows/gate.yml", "tomas wei"),
        (".github/CODEOWNERS", "tomas wei"),
        ("perfgit/x/people/alice/evil.py", "tomas wei"),
        ("mkdocs.yml", "tomas wei"),
        ("README.md", "tomas wei"),
        ("goals/2026-h2/people/stranger/goals.yml", "greta omar"),
    ],
)
def test_owners(path: str, owners: str) -> None:
    assert owners_of(codeowners(company()).text, path) == [f"@{one}-h" for one in owners.split()]


def test_two_owners_or_none_everywhere() -> None:
    """A single owner could not have their own change approved by anybody."""
    for line in codeowners(company()).text.splitlines():
        if line and not line.startswith("#"):
            assert len(line.split()) != 2, line
            assert not re.search(r"[!\[\]\\]", line), line


def test_whoever_leaves_owns_nothing() -> None:
    assert "@lena-h" not in codeowners(company()).text


def test_a_manager_without_a_login_is_made_up_for_by_hr() -> None:
    bruno = (COMPANY / "org/people/bruno.yml").read_bytes().replace(b"github: bruno-h\n", b"")
    text = codeowners(company({"org/people/bruno.yml": bruno})).text
    assert owners_of(text, "goals/2026-h2/people/alice/goals.yml") == [
        "@alice-h",
        "@mei-h",
        "@jonas-h",
    ]


def test_reviews_that_need_a_second_person_have_owners() -> None:
    policy = (COMPANY / "org/policy.yml").read_bytes().replace(b"second: false", b"second: true")
    text = codeowners(company({"org/policy.yml": policy})).text
    assert owners_of(text, f"{R}/manager.yml") == ["@bruno-h", "@alice-h"]


def test_folders_by_letters() -> None:
    policy = (COMPANY / "org/policy.yml").read_bytes() + b"folders: {shard: 2}\n"
    changes: dict[str, bytes | None] = {"org/policy.yml": policy}
    for path in sorted((COMPANY / "org/people").iterdir()):
        changes[f"org/people/{path.name}"] = None
        changes[f"org/people/{path.name[:2]}/{path.name}"] = path.read_bytes()
    text = codeowners(company(changes)).text
    assert owners_of(text, "goals/2026-h2/people/al/alice/goals.yml") == ["@bruno-h", "@alice-h"]
    assert owners_of(text, "goals/2026-h2/people/al/alice/checkins/2026-09-01.yml") == []
    coarse = codeowners(company(changes), limit=1_550).text
    assert owners_of(coarse, "goals/2026-h2/people/al/alice/goals.yml") == ["@mei-h", "@jonas-h"]


def test_below_a_folder() -> None:
    text = codeowners(company(), "people-data").text
    assert owners_of(text, "people-data/goals/2026-h2/people/alice/goals.yml")[0] == "@bruno-h"
    assert owners_of(text, "goals/2026-h2/people/alice/goals.yml") == ["@tomas-h", "@wei-h"]


def test_before_it_grows_too_long_people_are_put_together() -> None:
    many: dict[str, bytes | None] = {
        f"org/people/zz{number}.yml": b"name: Z\ngithub: z\nmanager: bruno\n"
        for number in range(40)
    }
    whole = codeowners(company(many))
    size = len(whole.text.encode())
    assert not whole.coarse
    found = codeowners(company(many), limit=size)
    assert found.coarse
    assert len(found.text.encode()) < size
    assert owners_of(found.text, "goals/2026-h2/people/alice/goals.yml") == ["@mei-h", "@jonas-h"]
    assert owners_of(found.text, f"{R}/self.yml") == []
    with pytest.raises(PerfgitError, match="GitHub reads less than"):
        codeowners(company(), limit=500)


def test_the_command(
    tmp_path: Path, perfgit: Callable[..., object], git: Callable[..., str]
) -> None:
    folder = tmp_path / "company"
    shutil.copytree(COMPANY, folder)
    git(folder, "init", "-q")
    run = lambda *arguments: perfgit("codeowners", *arguments, cwd=folder)  # noqa: E731
    assert run("--check").returncode == 1  # type: ignore[attr-defined]
    assert not (folder / ".github/CODEOWNERS").exists()
    assert run().returncode == 0  # type: ignore[attr-defined]
    assert run("--check").returncode == 0  # type: ignore[attr-defined]
    assert (folder / ".github/CODEOWNERS").read_text() == codeowners(company()).text
    with (folder / ".github/CODEOWNERS").open("a") as file:
        file.write("* @alice-h\n")
    stale = run("--check")
    assert stale.returncode == 1  # type: ignore[attr-defined]
    assert "not current" in stale.stdout  # type: ignore[attr-defined]


def test_a_link_is_not_followed(tmp_path: Path, perfgit: Callable[..., object]) -> None:
    folder = tmp_path / "company"
    shutil.copytree(COMPANY, folder)
    (folder / ".github").mkdir()
    (folder / ".github/CODEOWNERS").symlink_to(tmp_path / "elsewhere")
    done = perfgit("codeowners", cwd=folder)
    assert done.returncode == 2  # type: ignore[attr-defined]
    assert not (tmp_path / "elsewhere").exists()
