"""All tables of the export, and their description."""

from __future__ import annotations

from perfgit.exports import checkins, goals, org, outcomes, reviews
from perfgit.exports.table import AnyTable

VERSION = 1
"""Raised when a column changes its meaning or goes; new columns and tables keep it."""

TABLES: tuple[AnyTable, ...] = (
    *org.TABLES,
    *goals.TABLES,
    *checkins.TABLES,
    *reviews.TABLES,
    *outcomes.TABLES,
)


def described() -> str:
    """The tables, column by column, as Markdown."""
    lines = ["# Tables of `perfgit export`", "", f"Version {VERSION}.", ""]
    for table in TABLES:
        lines += [
            f"## {table.name}",
            "",
            table.doc,
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [f"| {one.name} | {one.type} | {one.doc} |" for one in table.columns]
        lines.append("")
    return "\n".join(lines)
