"""`perfgit schema`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from perfgit.cli.options import find_root, root_option
from perfgit.files.schemas import FOLDER, RECOMMENDED, all_schemas, editor_settings
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.problem import PerfgitError


@click.command()
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="Write the schemas into this folder.")
@click.option(
    "--editor",
    is_flag=True,
    help="Write schemas and VS Code settings, so that fields are completed and checked on typing.",
)
def schema(root: Path | None, out: Path | None, editor: bool) -> None:
    """Print or write a JSON Schema per kind of file.

    \b
    Examples:
      perfgit schema                    all schemas as one JSON object
      perfgit schema --out schemas      one file for each kind
      perfgit schema --editor           for VS Code with its YAML extension
    """
    if editor:
        _for_editor(find_root(root))
    elif out:
        _write(out)
        click.echo(say("{count} schemas in {folder}", count=len(all_schemas()), folder=out))
    else:
        schemas = {name.partition(".")[0]: json.loads(text) for name, text in all_schemas().items()}
        click.echo(json.dumps({"version": 1, "schemas": schemas}, indent=2, ensure_ascii=False))


def _write(folder: Path) -> None:
    with Writer(folder) as writer:
        for name, text in all_schemas().items():
            writer.write(name, text.encode())


def _for_editor(root: Path) -> None:
    _write(root / FOLDER)
    with Writer(root) as writer:
        for name, wanted in (("settings", editor_settings(FOLDER)), ("extensions", RECOMMENDED)):
            path = f".vscode/{name}.json"
            writer.write(path, _merged(root / path, wanted).encode())
    click.echo(
        say(
            "Schemas in {folder}, settings in .vscode. VS Code's YAML extension"
            " (redhat.vscode-yaml) uses them from now on.",
            folder=FOLDER,
        )
    )


def _merged(path: Path, wanted: Mapping[str, Any]) -> str:
    """A JSON settings file with keys added; what somebody else has set stays."""
    settings: dict[str, Any] = {}
    if path.is_file():
        try:
            settings = json.loads(path.read_text("utf-8"))
        except ValueError:
            raise PerfgitError(
                say("{path} is not plain JSON, so nothing was changed in it.", path=path),
                say("Add these keys by hand: {keys}.", keys=", ".join(wanted)),
            ) from None
    for key, value in wanted.items():
        known = settings.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            known.update(value)
        elif isinstance(known, list) and isinstance(value, list):
            known += [one for one in value if one not in known]
        else:
            settings[key] = value
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
