"""JSON Schema per kind of file, made from the models, so that the two never differ."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from perfgit.files.layout import KINDS, Kind
from perfgit.i18n import say

FOLDER = ".perfgit/schemas"
"""Where editors find them, in a company's folder."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of one kind of file."""
    schema = kind.model.model_json_schema(by_alias=True, schema_generator=_Generator)
    schema["title"] = say("perfgit: {kind}", kind=kind.name)
    return {"$schema": DIALECT, **schema}


class _Generator(GenerateJsonSchema):
    """Pydantic's generator without the invented titles, and with keys of mappings kept strict."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def file_name(kind: Kind) -> str:
    """`goals.schema.json`."""
    return f"{kind.name}.schema.json"


def all_schemas() -> dict[str, str]:
    """The text of every schema file by its name."""
    return {
        file_name(kind): json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in KINDS
    }


def globs(kind: Kind) -> list[str]:
    """Patterns of the paths of a kind, as editors understand them."""
    found = []
    for pattern in kind.patterns:
        plain = re.sub(r"\{\w+\}", "*", pattern)
        found.append(plain)
        if "/people/" in plain:
            found.append(plain.replace("/people/", "/people/*/", 1))
    return found


def editor_settings(folder: str) -> dict[str, Any]:
    """Settings of VS Code's YAML extension: each kind's schema for its paths."""
    return {
        "yaml.schemas": {f"{folder}/{file_name(kind)}": globs(kind) for kind in KINDS},
        "yaml.validate": True,
        "yaml.completion": True,
        "yaml.hover": True,
        "yaml.schemaStore.enable": False,
        "yaml.format.enable": False,
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True},
    }


RECOMMENDED = {"recommendations": ["redhat.vscode-yaml"]}
