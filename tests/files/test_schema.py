"""`perfgit schema`: the schemas say what the models say."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path
from typing import Any

import pytest
import yaml_rs
from jsonschema import Draft202012Validator

from perfgit.files.layout import BY_NAME, KINDS, Layout
from perfgit.files.schemas import all_schemas, editor_settings, file_name, globs, schema_of
from perfgit.files.trees import WorkingTree, walk
from perfgit.rules.examples import base_tree
from tests import ROOT
from tests.conftest import Run


def data_files(root: Path) -> list[str]:
    tree = WorkingTree(root)
    return [path for top in ("org", "goals", "reviews") for path in walk(tree, top)]


def as_json(path: Path) -> Any:
    return json.loads(json.dumps(yaml_rs.loads(path.read_text()), default=str))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_schemas_are_valid_and_describe_their_fields(kind: Any) -> None:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["description"].startswith("`")


def test_every_file_of_the_base_company_fits_its_schema() -> None:
    root = base_tree().root
    seen = set()
    for path in data_files(root):
        place = Layout().place(path)
        assert place is not None
        seen.add(place.kind)
        errors = list(
            Draft202012Validator(schema_of(BY_NAME[place.kind])).iter_errors(as_json(root / path))
        )
        assert errors == [], path
    assert seen == {kind.name for kind in KINDS}, "the base company has every kind of file"


def test_schemas_refuse_what_the_models_refuse() -> None:
    goals = Draft202012Validator(schema_of(BY_NAME["goals"]))
    sheet = as_json(base_tree().root / "goals/2026-h2/people/alice/goals.yml")
    for change in (
        {"weight": "60"},
        {"weight": True},
        {"wieght": 60},
        {"id": "Über"},
        {"weight": 101},
    ):
        damaged = json.loads(json.dumps(sheet))
        damaged["goals"][0].update(change)
        assert not goals.is_valid(damaged), change


def test_editor_settings_claim_every_file_for_its_own_kind_only() -> None:
    settings = editor_settings("x")["yaml.schemas"]
    assert len(settings) == len(KINDS)
    for path in data_files(base_tree().root):
        place = Layout().place(path)
        assert place is not None
        claimed = {
            kind.name
            for kind in KINDS
            if any(
                path.count("/") == glob.count("/") and fnmatch.fnmatch(path, glob)
                for glob in globs(kind)
            )
        }
        assert claimed == {place.kind}, path


def test_the_editor_settings_of_this_repository_are_current() -> None:
    for name, text in all_schemas().items():
        path = ROOT / ".perfgit/schemas" / name
        assert path.read_text() == text, "run `perfgit schema --editor`"
    settings = json.loads((ROOT / ".vscode/settings.json").read_text())
    assert settings["yaml.schemas"] == editor_settings(".perfgit/schemas")["yaml.schemas"]


def test_schemas_are_written_and_settings_of_others_are_kept(company: Path, perfgit: Run) -> None:
    (company / ".vscode").mkdir()
    (company / ".vscode/settings.json").write_text(
        '{"editor.fontSize": 15, "yaml.schemas": {"own": ["x.yml"]}}'
    )
    done = perfgit("schema", "--editor", cwd=company)
    assert done.returncode == 0, done.stderr
    settings = json.loads((company / ".vscode/settings.json").read_text())
    assert settings["editor.fontSize"] == 15
    assert settings["yaml.schemas"]["own"] == ["x.yml"]
    assert len(settings["yaml.schemas"]) == len(KINDS) + 1
    assert sorted(path.name for path in (company / ".perfgit/schemas").iterdir()) == sorted(
        map(file_name, KINDS)
    )
    before = (company / ".vscode/settings.json").read_text()
    assert perfgit("schema", "--editor", cwd=company).returncode == 0
    assert (company / ".vscode/settings.json").read_text() == before


def test_settings_that_are_not_json_are_left_alone(company: Path, perfgit: Run) -> None:
    (company / ".vscode").mkdir()
    (company / ".vscode/settings.json").write_text("{ // mine\n}")
    done = perfgit("schema", "--editor", cwd=company)
    assert done.returncode == 2
    assert "settings.json is not plain JSON" in done.stderr
    assert (company / ".vscode/settings.json").read_text() == "{ // mine\n}"


def test_without_options_all_schemas_are_one_json_object(perfgit: Run) -> None:
    found = json.loads(perfgit("schema").stdout)
    assert found["version"] == 1
    assert set(found["schemas"]) == {kind.name for kind in KINDS}
