"""The handbook's page of the authority table, made from authority.yml.

`perfgit generate handbook` writes it anew, in every language; a test says when that is due.
"""

from __future__ import annotations

import sys
from pathlib import Path

from perfgit.company.authority import Role, Row, roles, table
from perfgit.i18n import ENGLISH, LANGUAGES, say, speaking

FOLDER = "site/handbook"
FIRST = "authority.md"
PAGES = {
    language.code: FIRST if language.code == ENGLISH else f"authority.{language.code}.md"
    for language in LANGUAGES
}
"""The file of each language, in the handbook's folder."""


def page() -> str:
    """The page, in the language that is spoken."""
    parts = [
        f"---\norder: 45\ntitle: {say('Who may change what')}\n---",
        f"# {say('Who may change what')}",
        say(
            "Every change is a proposal, and this table says who may propose it and who has to agree."
            " `perfgit gate` reads the same table, so nothing else is decided anywhere."
        ),
        "\n".join(
            f"- {line}"
            for line in (
                say("What has no row is refused."),
                say("All roles are those that hold before the change, never those it would bring."),
                say(
                    "Nobody approves their own change, nor one that they have pushed to, nor under a"
                    " second account."
                ),
                say(
                    "An approval counts for what was approved, by whatever revision; what changes later needs"
                    " another."
                ),
                say(
                    "Where several may approve, one of them is enough; behind “and” stand those of whom"
                    " one has to approve as well."
                ),
                say("Whom a change is about does not approve it."),
                say(
                    "While somebody is away, the deputy named in their file stands in, but never for"
                    " a change that is about the deputy. What is marked as personal has no deputy."
                ),
                say(
                    "Nothing changes in a closed cycle but results, the plan, appeals, the retrospective and ratings of the cycle."
                ),
            )
        ),
        _rows(),
        f"## {say('The roles')}",
        _roles(),
    ]
    return "\n\n".join(parts) + "\n"


def _rows() -> str:
    head = (say("Change"), say("Who may propose it"), say("Who has to approve it"))
    lines = [f"| {' | '.join(head)} |", "| --- | --- | --- |"]
    for row in table().rows:
        for number, way in enumerate(row.may):
            change = _change(row) if number == 0 else say("the same")
            groups = [
                say(", ").join(_approver(one, way.author) for one in group) for group in way.groups
            ]
            approver = say("; and ").join(groups) or say("nobody")
            lines.append(f"| {change} | {name(way.author)} | {approver} |")
    return "\n".join(lines)


def _change(row: Row) -> str:
    change = say(row.change)
    return say("{change}. {needs}", change=change, needs=say(row.needs)) if row.needs else change


def _approver(role: Role, author: Role) -> str:
    return say("another {role}", role=name(role)) if role == author else name(role)


def _roles() -> str:
    lines = [f"| {say('Role')} | {say('Who that is')} |", "| --- | --- |"]
    for role in table().roles:
        personal = f" {say('Personal.')}" if role.personal else ""
        lines.append(f"| {name(role.role)} | {say(role.who)}{personal} |")
    return "\n".join(lines)


def name(role: Role) -> str:
    """The short name of a role."""
    return say(roles()[role].name)


def pages() -> dict[str, str]:
    """The page in every language, by its file in the handbook's folder."""
    found: dict[str, str] = {}
    for language, file in PAGES.items():
        with speaking(language):
            found[file] = page()
    return found


def write(folder: Path) -> None:
    """Write the page in every language."""
    for file, text in pages().items():
        (folder / file).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER))
