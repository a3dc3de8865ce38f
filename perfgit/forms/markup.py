"""The forms as GitHub's files in `.github/ISSUE_TEMPLATE/`."""

from __future__ import annotations

from typing import Any

import yaml

from perfgit.forms.design import FORMS, Field, Form
from perfgit.i18n import say, speaking

FOLDER = ".github/ISSUE_TEMPLATE"
_HEAD = "# Written by `perfgit forms`; edits are lost. The headings are what perfgit reads.\n"


def path_of(form: Form) -> str:
    """Where a form's file lies."""
    return f"{FOLDER}/{form.kind}.yml"


def issue_forms(locale: str) -> dict[str, str]:
    """Every form's file by path, in the company's language."""
    with speaking(locale):
        return {path_of(form): _HEAD + _yaml(_shown(form)) for form in FORMS}


def _shown(form: Form) -> dict[str, Any]:
    return {
        "name": say(form.name),
        "description": say(form.about),
        "title": say(form.title),
        "body": [
            {"type": "markdown", "attributes": {"value": f"{say(form.intro)}\n\n{form.readers()}"}},
            *map(_field, form.fields),
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": say(field.label)}
    if parts := [*filter(None, (say(field.description), say(field.help, **field.gaps())))]:
        attributes["description"] = " ".join(parts)
    if field.options:
        attributes["options"] = [say(field.words[word]) for word in field.options]
    elif field.example:
        attributes["placeholder"] = field.example
    return {
        "type": "dropdown" if field.options else "textarea" if field.lines else "input",
        "id": field.id,
        "attributes": attributes,
        "validations": {"required": field.required},
    }


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, no lines broken."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _yaml(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
