"""Find every message: in Python, in templates, in the documentation of rules and commands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

import perfgit
from perfgit.i18n import ENGLISH, speaking

PACKAGE = Path(perfgit.__file__).parent
THEME = PACKAGE / "site" / "theme"
SAYING = {"say": 1, "later": 1, "_": 1, "counted": 2}
"""What takes messages, and how many: a singular and its plural are one entry."""


class Message(NamedTuple):
    """A message, its plural where it has one, and the file that says it."""

    text: str
    plural: str
    file: str


def messages() -> list[Message]:
    """All messages of perfgit, in the order of the files that say them."""
    found: list[Message] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        found += in_python(path.read_text("utf-8"), _name(path))
    for path in sorted(THEME.rglob("*.html")):
        found += in_template(path.read_text("utf-8"), _name(path))
    with speaking(ENGLISH):  # rules and commands say theirs, whatever is spoken
        return [*found, *_of_rules(), *_of_authority(), *_of_forms(), *_of_commands()]


def template() -> Catalog:
    """The messages as a catalogue without translations."""
    catalogue = Catalog()
    for one in messages():
        catalogue.add((one.text, one.plural) if one.plural else one.text, locations=[(one.file, 1)])
    return catalogue


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


def in_python(source: str, file: str) -> Iterator[Message]:
    """The messages of a module; one that is not written out is left to where it is marked."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = node.args[1:3] if name == "counted" else node.args[:1]
        texts = [
            one.value
            for one in given
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if texts and len(texts) == SAYING.get(name):
            yield Message(texts[0], texts[1] if len(texts) > 1 else "", file)


def in_template(source: str, file: str) -> Iterator[Message]:
    """The messages of a Jinja template."""
    for node in Environment().parse(source).find_all(nodes.Call):  # noqa: S701
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        given = node.args[1:3] if name == "counted" else node.args[:1]
        texts = [
            one.value
            for one in given
            if isinstance(one, nodes.Const) and isinstance(one.value, str)
        ]
        if texts and len(texts) == SAYING.get(name):
            yield Message(texts[0], texts[1] if len(texts) > 1 else "", file)


def _of_rules() -> Iterator[Message]:
    from perfgit.rules.registry import RULES

    for rule in RULES:
        yield Message(rule.summary, "", "perfgit/rules")
        yield Message(rule.reason, "", "perfgit/rules")


def _of_authority() -> Iterator[Message]:
    from perfgit.company.authority import table

    texts = [text for role in table().roles for text in (role.name, role.who)]
    texts += [text for row in table().rows for text in (row.change, row.needs or "")]
    for text in filter(None, texts):
        yield Message(text, "", "perfgit/company/authority.yml")


def _of_forms() -> Iterator[Message]:
    from perfgit.forms.design import FORMS

    for form in FORMS:
        for field in form.fields:
            if field.description:
                yield Message(field.description, "", "perfgit/model")


def _of_commands() -> Iterator[Message]:
    from perfgit.cli.language import OF_CLICK, texts_of
    from perfgit.cli.main import COMMANDS, perfgit_command

    for _, _, line in COMMANDS.values():
        yield Message(line, "", "perfgit/cli/main.py")
    for text in texts_of(perfgit_command, click.Context(perfgit_command)):
        yield Message(text, "", "perfgit/cli")
    for one, *plural in OF_CLICK:
        yield Message(one, plural[0] if plural else "", "click")
