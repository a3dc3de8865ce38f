"""A report of problems in the form that a reader asks for: people, programs, GitHub, SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import click

import perfgit
from perfgit.files.trees import Tree, Unreadable
from perfgit.i18n import counted, later, say
from perfgit.problem import Problem
from perfgit.rules.engine import Report
from perfgit.rules.registry import RULES

GITHUB_LIMIT = 10
"""GitHub shows ten errors and ten warnings of a step."""

_WIDEST = 160
_SEVERITY = {"error": later("error"), "warning": later("warning")}


def text(report: Report, tree: Tree) -> str:
    """For people: place, line, caret, help."""
    parts = [_for_people(problem, tree) for problem in report.problems]
    return "\n\n".join([*parts, summary(report)])


def first_few(problems: Sequence[Problem], tree: Tree, most: int = 5) -> str:
    """The first problems as `text` tells them, and how many more there are."""
    parts = [_for_people(problem, tree) for problem in problems[:most]]
    if left := len(problems) - len(parts):
        parts.append(say("{left:,} more: `perfgit check`.", left=left))
    return "\n\n".join(parts)


def summary(report: Report) -> str:
    """One line that says how much was looked at and what was found."""
    warnings = len(report.problems) - report.errors
    looked = say(
        "{files}, {rules} rules, {seconds:.1f} s",
        files=counted(report.files, "1 file", "{count} files"),
        rules=report.rules,
        seconds=report.seconds,
    )
    if not report.problems:
        fine = click.style(say("Everything is in order"), fg="green", bold=True)
        return say("{fine}: {looked}.", fine=fine, looked=looked)
    found = say(
        "{errors}, {warnings}",
        errors=counted(report.errors, "1 error", "{count} errors"),
        warnings=counted(warnings, "1 warning", "{count} warnings"),
    )
    found = click.style(found, fg="red" if report.errors else "yellow", bold=True)
    return say("{found} ({looked}).", found=found, looked=looked)


def head_of(problem: Problem, style: Callable[..., str]) -> str:
    """Where a problem is, and what: one line."""
    colour = "red" if problem.severity == "error" else "yellow"
    return say(
        "{place}: {severity}: {message} [{rule}]",
        place=style(f"{visible(problem.file)}:{problem.line}:{problem.column}", bold=True),
        severity=style(say(_SEVERITY[problem.severity]), fg=colour),
        message=visible(problem.message),
        rule=problem.rule,
    )


def _for_people(problem: Problem, tree: Tree) -> str:
    shown = [head_of(problem, click.style), *_excerpt(problem, tree)]
    if problem.help:
        shown.append(f"    {click.style(say('help:'), fg='cyan')} {visible(problem.help)}")
    return "\n".join(shown)


def visible(text: str) -> str:
    """The text without characters that could move the cursor or colour a terminal."""
    return "".join(
        char if char.isprintable() or char == " " else f"\\x{ord(char):02x}" for char in text
    )


def _excerpt(problem: Problem, tree: Tree) -> list[str]:
    """The line in question with a caret below the column."""
    try:
        raw = tree.read(problem.file)
    except Unreadable:
        return []
    if not raw:
        return []
    lines = raw.decode("utf-8-sig", "replace").split("\n")
    if not 0 < problem.line <= len(lines):
        return []
    line, column = lines[problem.line - 1].rstrip("\r"), problem.column
    start = max(0, column - 1 - _WIDEST // 2) if column > _WIDEST else 0
    piece = visible(line[start : start + _WIDEST].replace("\t", " "))
    before = visible(line[start : start + column - 1 - start].replace("\t", " "))
    number = f"{problem.line:>6} | "
    return [number + piece, " " * (len(number) + _width(before)) + "^"]


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: East Asian wide characters take two."""
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def as_json(report: Report, tree: Tree) -> str:
    """For programs: one object with `"version": 1`."""
    return json.dumps(
        {
            "version": 1,
            "problems": [_as_dict(problem) for problem in report.problems],
            "files": report.files,
            "rules": report.rules,
            "seconds": round(report.seconds, 3),
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_dict(problem: Problem) -> dict[str, object]:
    found: dict[str, object] = {
        "rule": problem.rule,
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.help,
    }
    return found | ({"also": list(problem.also)} if problem.also else {})


def github(report: Report, tree: Tree) -> str:
    """Workflow commands that become annotations: the most important first, ten of each kind."""
    lines: list[str] = []
    for severity in ("error", "warning"):
        found = sorted(
            (one for one in report.problems if one.severity == severity), key=_importance
        )
        shown = found if len(found) <= GITHUB_LIMIT else found[: GITHUB_LIMIT - 1]
        lines += [_command(severity, one) for one in shown]
        if len(found) > len(shown):
            left = len(found) - len(shown)
            message = say("{left} more; `perfgit check` shows all of them.", left=left)
            lines.append(annotation(severity, message))
    return "\n".join([*lines, click.unstyle(summary(report))])


_ORDER = {rule.name: number for number, rule in enumerate(RULES)}


def _importance(problem: Problem) -> tuple[int, int, str, int]:
    """Problems with many consequences first, then in the order of the rules."""
    return (-len(problem.also), _ORDER.get(problem.rule, 999), problem.file, problem.line)


def _command(severity: str, problem: Problem) -> str:
    values = {
        "file": problem.file,
        "line": str(problem.line),
        "col": str(problem.column),
        "title": f"perfgit {problem.rule}",
    }
    properties = ",".join(f"{key}={_escaped(value, True)}" for key, value in values.items())
    return f"::{severity} {properties}::{_escaped(f'{problem.message} {problem.help}'.strip())}"


def annotation(severity: str, message: str) -> str:
    """A line of a workflow's log that GitHub shows on the page of the run."""
    return f"::{severity} title=perfgit::{_escaped(message)}"


def _escaped(text: str, in_property: bool = False) -> str:
    """GitHub's own escaping of workflow commands."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if in_property else escaped


def sarif(report: Report, tree: Tree) -> str:
    """SARIF 2.1.0, for code scanning and editors."""
    used = sorted({problem.rule for problem in report.problems})
    by_name = {rule.name: rule for rule in RULES}
    document: dict[str, Any] = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "perfgit",
                        "version": perfgit.__version__,
                        "rules": [
                            {
                                "id": name,
                                "shortDescription": {"text": by_name[name].summary},
                                "fullDescription": {"text": by_name[name].text},
                            }
                            for name in used
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(problem, used) for problem in report.problems],
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sarif_result(problem: Problem, used: list[str]) -> dict[str, Any]:
    from urllib.parse import quote

    return {
        "ruleId": problem.rule,
        "ruleIndex": used.index(problem.rule),
        "level": problem.severity,
        "message": {"text": f"{problem.message} {problem.help}".strip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(problem.file, errors="replace")},
                    "region": {"startLine": problem.line, "startColumn": problem.column},
                }
            }
        ],
    }


REPORTERS: dict[str, Callable[[Report, Tree], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "sarif": sarif,
}
