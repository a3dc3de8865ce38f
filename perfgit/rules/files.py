"""Rules about files as such; they are found while the files are listed and read."""

from __future__ import annotations

from perfgit.rules.rule import Rule

RULES = (
    Rule(
        "unknown-file",
        """Every file below `org/`, `goals/` and `reviews/` lies at a path that perfgit reads.

A misspelt folder or name would otherwise be a file that nobody ever looks at: a goal sheet that
counts for nothing. Ids are lower-case ASCII letters, digits and hyphens; the ending is `.yml`.
Only `.gitkeep` may lie about, to keep an empty folder.""",
    ),
    Rule(
        "not-yaml",
        """The file can be parsed as YAML.

The place is where the parser gave up; the cause is often a line above: an indentation that does not
fit, a text with `: ` or ` #` that needs quotation marks, a bracket that is not closed.""",
    ),
    Rule(
        "merge-conflict",
        """No file holds the markers that git leaves where two changes meet.

Such a file holds two versions at once, so neither counts. Decide between them, then commit.""",
    ),
    Rule(
        "duplicate-key",
        """No key stands twice in one mapping.

Parsers differ in which of the two they believe, so a second `rating:` could hide the first.""",
    ),
    Rule(
        "unsafe-yaml",
        """Plain data only: no anchors, aliases, tags, merge keys, directives, second documents,
invisible characters or endless nesting.

They let a file say something other than what a reader sees, or cost a machine far more than their
size. Write values out where they are needed. A text that looks like a time (12:30:00) stands in
quotation marks.""",
    ),
    Rule(
        "too-large",
        """A file has 1 MiB and 20,000 entries (lines and commas) at most.

Goals and reviews are pages, not books. Evidence is linked, not pasted.""",
    ),
    Rule(
        "not-utf8",
        """Files are UTF-8.

Other encodings would show other letters to other people. A byte order mark is accepted.""",
    ),
    Rule(
        "not-a-regular-file",
        """Data files are plain files: no symbolic links, submodules or devices.

A link would let one path show what somebody else may change.""",
    ),
    Rule(
        "case-collision",
        """No two names in a folder differ only in upper and lower case or in the way an accent is
stored.

On Windows and macOS they would be one file, and one of the two would be lost.""",
    ),
    Rule(
        "nothing-to-check",
        """There is at least one file to check.

A check that looked at nothing must not be green. Is this the right folder (`--root`)?""",
    ),
    Rule(
        "schema",
        """Every field has the type, form and bounds that its kind of file asks for.

Nothing is converted silently: a weight of `"40"` or `true` is an error, a day is written without
quotation marks (2026-12-31). `perfgit schema` describes every field, and editors show it while you
type.""",
    ),
    Rule(
        "unknown-field",
        """Every key is one that perfgit reads.

A misspelt `wieght:` would otherwise be ignored and count for nothing.""",
    ),
)
