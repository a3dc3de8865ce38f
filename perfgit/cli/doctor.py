"""`perfgit doctor`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unicodedata import east_asian_width

import click

from perfgit.cli.options import find_root, root_option, working_company
from perfgit.company import readers
from perfgit.company.company import Company
from perfgit.company.readers import Content, as_json, broken, contents, notes
from perfgit.company.visibility import Visibility
from perfgit.doctor import Finding, examine, fixes
from perfgit.files.repository import top_of
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.rules.reporting import visible

COLUMNS = (44, 14)
"""Widths of the first columns."""


@click.group(invoke_without_command=True)
@root_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--fix", is_flag=True, help="Write what can be written: workflows, .gitignore.")
@click.option("--github", "at_github", is_flag=True, help="Look at GitHub too; needs GITHUB_TOKEN.")
@click.pass_context
def doctor(
    context: click.Context, root: Path | None, format_: str, fix: bool, at_github: bool
) -> None:
    """What is left to set up, and how.

    Repository, roles, GitHub logins, CODEOWNERS, workflows, web forms, editors; with --github also
    branch protection, the required status and who can read the pages. Exit code 0: nothing is wrong.
    1: something is.

    \b
    Examples:
      perfgit doctor
      perfgit doctor --fix
      perfgit doctor --github
      perfgit doctor privacy            who can read what
    """
    if context.invoked_subcommand:
        return
    folder = find_root(root)
    company = Company(WorkingTree(folder))
    if fix:
        _fix(folder)
    found = examine(company, folder)
    if at_github:
        found += _at_github(company)
    if format_ == "json":
        rows = [
            {"level": finding.level, "what": finding.what, "fix": finding.fix} for finding in found
        ]
        click.echo(json.dumps({"version": 1, "findings": rows}, indent=2, ensure_ascii=False))
    else:
        for one in found:
            sign, colour = _SIGNS[one.level]
            click.echo(f"{click.style(sign, fg=colour, bold=True)} {visible(one.what)}")
            if one.fix:
                click.echo(f"    {visible(one.fix)}")
    sys.exit(1 if any(finding.level == "wrong" for finding in found) else 0)


_SIGNS = {"good": ("✓", "green"), "advice": ("!", "yellow"), "wrong": ("✗", "red")}


def _fix(root: Path) -> None:
    top, _ = top_of(root)
    branch = Company(WorkingTree(root)).info.branch
    with Writer(top) as writer:
        for path, data in fixes(top, branch).items():
            writer.write(path, data)
            click.echo(say("{path} written.", path=path))


def _at_github(company: Company) -> list[Finding]:
    from perfgit.github.protection import examine as look
    from perfgit.github.session import Session
    from perfgit.github.settings import settings

    return list(look(Session(settings(company.info.repository, company.info.host))))


@doctor.command()
@root_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def privacy(root: Path | None, format_: str) -> None:
    """Who can read what under org/policy.yml: everybody with the site, or with the repository.

    \b
    Examples:
      perfgit doctor privacy
      perfgit doctor privacy --format json
    """
    company = working_company(root)
    may = Visibility(company.policy.site)
    if format_ == "json":
        click.echo(json.dumps(as_json(company), indent=2, ensure_ascii=False))
        return
    if broken(company):
        click.secho(
            say("org/policy.yml cannot be read. Until it can, the site shows as little as it can."),
            fg="red",
        )
    click.secho(say("Who can read what at {name}", name=company.info.name), bold=True)
    click.echo()
    rows = [(content.title, say("yes"), _shown(content)) for content in contents(may)]
    for row in [(say("Everybody reads, with"), say("repository"), say("site")), *rows]:
        first, second = map(_padded, row[:2], COLUMNS)
        click.echo(f"{first}{second}{row[2]}")
    click.echo()
    for note in notes(may):
        click.echo(f"- {note}")


def _shown(one: Content) -> str:
    setting = f" [{one.setting}]" if one.setting else ""
    return f"{readers.shown(one)}{setting}"


def _padded(text: str, column: int) -> str:
    """The text as wide as its column, Chinese characters being two wide."""
    width = sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(column - width, 2)
