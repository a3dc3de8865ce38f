"""`perfgit doctor`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unicodedata import east_asian_width

import click

from perfgit.cli.options import find_root, root_option, working_company
from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.doctor import Finding, examine, fixes
from perfgit.files.repository import top_of
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.rules.reporting import visible
from perfgit.site.pages.readers import Content, contents

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
        rows = [{"level": one.level, "what": one.what, "fix": one.fix} for one in found]
        click.echo(json.dumps({"version": 1, "findings": rows}, indent=2, ensure_ascii=False))
    else:
        for one in found:
            sign, colour = _SIGNS[one.level]
            click.echo(f"{click.style(sign, fg=colour, bold=True)} {visible(one.what)}")
            if one.fix:
                click.echo(f"    {visible(one.fix)}")
    sys.exit(1 if any(one.level == "wrong" for one in found) else 0)


_SIGNS = {"good": ("✓", "green"), "advice": ("!", "yellow"), "wrong": ("✗", "red")}


def _fix(root: Path) -> None:
    top, _ = top_of(root)
    with Writer(top) as writer:
        for path, data in fixes(top).items():
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
        click.echo(json.dumps(_as_dict(company, may), indent=2, ensure_ascii=False))
        return
    if broken(company):
        click.secho(
            say("org/policy.yml cannot be read. Until it can, the site shows as little as it can."),
            fg="red",
        )
    click.secho(say("Who can read what at {name}", name=company.info.name), bold=True)
    click.echo()
    rows = [(one.title, say("yes"), _shown(one)) for one in contents(may)]
    for row in [(say("Everybody reads, with"), say("repository"), say("site")), *rows]:
        first, second = map(_padded, row[:2], COLUMNS)
        click.echo(f"{first}{second}{row[2]}")
    click.echo()
    for note in notes(may):
        click.echo(f"- {note}")


def broken(company: Company) -> bool:
    """Whether there is a policy that cannot be read."""
    doc = company.policy_doc
    return doc is not None and doc.data is None


def notes(may: Visibility) -> list[str]:
    """What holds for everything in the table."""
    return [
        say(
            "Everybody with the repository reads all of it, and all that ever was in it: its history"
            " keeps what is changed or deleted. Let only those in who may."
        ),
        say(
            "The site has no accounts: whoever can open it reads all that it shows. Words in"
            " brackets name the field of `site:` in org/policy.yml that decides."
        ),
        say(
            "Figures about ratings are of groups of at least {count} people (min_group), put together"
            " so that no sum or difference tells about fewer.",
            count=may.policy.min_group,
        ),
    ]


def _shown(one: Content) -> str:
    words = {"all": say("yes"), "no": say("no"), "part": say("only {part}", part=one.part)}
    setting = f" [{one.setting}]" if one.setting else ""
    return f"{words[one.site]}{setting}"


def _padded(text: str, column: int) -> str:
    """The text as wide as its column, Chinese characters being two wide."""
    width = sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(column - width, 2)


def _as_dict(company: Company, may: Visibility) -> dict[str, object]:
    return {
        "version": 1,
        "company": company.info.name,
        "policy_readable": not broken(company),
        "policy": may.policy.model_dump(),
        "contents": [
            {
                "id": one.id,
                "title": one.title,
                "files": one.files,
                "site": one.site,
                "part": one.part or None,
                "setting": one.setting,
                "repository": "all",
            }
            for one in contents(may)
        ],
    }
