"""Everything that is derived, in one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfgit.generators import GENERATORS, Place, stale
from perfgit.i18n import speaking
from tests import ROOT
from tests.conftest import Run

CODEOWNERS = ".github/CODEOWNERS"
FORM = ".github/ISSUE_TEMPLATE/goal.yml"
SCHEMA = ".perfgit/schemas/goals.schema.json"


@pytest.fixture
def acme(tmp_path: Path, perfgit: Run) -> Path:
    table = tmp_path / "people.csv"
    table.write_text("id,name,github,manager\nmei,Mei,mei-a,greta\ngreta,Greta,greta-a,\n")
    done = perfgit("init", tmp_path / "acme", "--name", "Acme", "--people", table)
    assert done.returncode == 0, done.stderr
    return tmp_path / "acme"


@pytest.mark.parametrize("spoken", ["en", "zh-Hans"])
@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.name)
def test_what_is_derived_here_is_current(generator, spoken: str) -> None:
    place = Place.of(ROOT)
    with speaking(spoken):  # the same, whoever asks
        found = generator.derive(place)
    assert found.files
    assert stale(place, found.files) == {}, "perfgit generate"
    assert found.left == ()


def test_all_of_it_is_checked_and_written(acme: Path, perfgit: Run) -> None:
    assert perfgit("generate", "--check", "--root", acme).returncode == 0
    (acme / CODEOWNERS).unlink()
    for path in (FORM, SCHEMA):
        (acme / path).write_text("mine")
    done = perfgit("generate", "--check", "--format", "json", "--root", acme)
    assert done.returncode == 1
    found = {one["name"]: one["stale"] for one in json.loads(done.stdout)["generators"]}
    assert found == {
        "catalogues": [], "codeowners": [CODEOWNERS], "forms": [FORM], "schemas": [SCHEMA], "handbook": [],
    }  # fmt: skip
    assert not (acme / CODEOWNERS).exists()
    done = perfgit("generate", "--root", acme)
    assert done.returncode == 0
    assert done.stdout.count("written") == 3
    assert perfgit("generate", "--check", "--root", acme).returncode == 0


def test_the_older_names_write_their_part_alone(acme: Path, perfgit: Run) -> None:
    for path in (CODEOWNERS, FORM):
        (acme / path).write_text("mine")
    assert perfgit("codeowners", "--root", acme).returncode == 0
    done = perfgit("forms", "--check", "--root", acme)
    assert done.returncode == 1
    assert f"{FORM} is not current. `perfgit forms` writes it anew." in done.stdout
    assert perfgit("generate", "codeowners", "--check", "--root", acme).returncode == 0
    assert perfgit("generate", "--check", "--root", acme).returncode == 1


def test_where_the_repository_has_nothing_of_it_nothing_is_made(acme: Path, perfgit: Run) -> None:
    for schema in (acme / ".perfgit/schemas").iterdir():
        schema.unlink()
    (acme / ".perfgit/schemas").rmdir()
    assert perfgit("generate", "--root", acme).returncode == 0
    assert not (acme / ".perfgit/schemas").exists()
    assert not (acme / "site/handbook/authority.md").exists()
