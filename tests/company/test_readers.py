"""Who can read what is said in one place, from the policy; nowhere else by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfgit.company import readers
from perfgit.company.visibility import Visibility
from perfgit.i18n import CATALOGUES, ENGLISH, speaking
from perfgit.locale.extract import PACKAGE, messages
from perfgit.model.policy import SiteVisibility
from perfgit.site.mkdocs.prose import with_readers

REPOSITORY = PACKAGE.parent
HOME = "perfgit/company/readers.py"
MEASURED = ("perfgit/doctor.py", "perfgit/github/", "perfgit/cli/github.py")
"""These tell what they have found out at the web host."""
WHO = r"(every(body|one)|any(body|one)|nobody|who(ever)?|others|peers|colleagues)"
MAY = r"( else| here| who| with \w+| may| can| could| will)*"
PROMISE = re.compile(
    rf"\b{WHO}{MAY} (reads?|sees?)\b(?! to | what\b)"
    r"|\b(confidential|secret|anonym\w+|between the person|few eyes)\b"
    r"|\b(never|not) (be )?(shown|seen|published|public)\b"
    r"|\b(shown|published|visible|seen|read) (only )?(to|by|for) (every|any|the manager|nobody|peers)"
    r"|\bis for every|\bonly the manager\b|\bWho may read\b",
    re.IGNORECASE,
)
HARMLESS = (
    "Everybody reads, with",  # the head of doctor's own table
    "Nobody else sees it yet. Next: `perfgit propose`.",  # of this machine's working tree
    "depends on who reads",  # of programs
    "whoever reads a score adds them up",
    "confidential parts included: mind where you put it",  # of an export, which holds all
    "only when everyone",
    "lets everyone read, and is built without it",  # names the policy, promises nothing
    "Public keys that confidential reviews are sealed to",
    "Confidential (sealed) reviews and calibration in depth are still to come",
    "everybody who could read the site may read the repository too",  # measured at the host
    "and who can read the pages",
)


def promises(text: str) -> list[str]:
    """The places in a text that say who can read something."""
    for one in HARMLESS:
        text = text.replace(one, "")
    return [found.group() for found in PROMISE.finditer(text)]


def written() -> Iterator[tuple[str, str]]:
    """Everything that people read: messages, and pages written by hand."""
    for message in messages():
        if message.file != HOME and not message.file.startswith(MEASURED):
            yield message.file, message.text
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "site").rglob("*.md"))]
    pages += sorted((PACKAGE.parent / CATALOGUES).rglob("company/*.md"))
    for path in pages:
        text = " ".join(path.read_text("utf-8").replace("\n>", "\n").split())
        with speaking(ENGLISH):
            yield path.relative_to(REPOSITORY).as_posix(), text.replace(readers.of_repository(), "")


@pytest.mark.parametrize(
    "text",
    [
        "What they say is between the person and the manager.",
        "Never shown to the person's peers.",
        "Everybody who can read this repository can read it.",
        "Goals, check-ins and progress are for everyone. *Potential* is never shown to peers.",
        "What reviews say is not published.",
        "only the manager",
        "Whoever can see this page",
    ],
)
def test_a_sentence_by_hand_is_found(text: str) -> None:
    assert promises(text)


def test_no_sentence_about_readers_is_written_by_hand() -> None:
    found = {(file, text): promises(text) for file, text in written()}
    assert {key: those for key, those in found.items() if those} == {}


def test_the_readme_says_what_the_library_says() -> None:
    text = " ".join((REPOSITORY / "README.md").read_text("utf-8").replace("\n>", "\n").split())
    with speaking(ENGLISH):
        assert readers.of_repository() in text


def may(**policy: str) -> Visibility:
    return Visibility(SiteVisibility.model_validate(policy))


def test_sentences_follow_the_policy() -> None:
    """Whatever the site keeps back, the repository does not; each sentence says both."""
    with speaking(ENGLISH):
        open_ = may(reviews="everyone", results="everyone", feedback="everyone")
        closed = may(goals="nobody", reviews="nobody", results="nobody", feedback="nobody")
        default = may()
        for of in (readers.of_reviews, readers.of_results, readers.of_goals):
            assert "repository" not in of(open_)
            assert "everybody" in of(open_).casefold()
            assert "repository" in of(closed)
        assert "which reviews are in" in readers.of_reviews(default)
        assert "which reviews are in" not in readers.of_reviews(closed)
        # reviews without goals: what is said about goals is kept back too
        part = may(reviews="everyone", goals="nobody")
        assert "goals" in readers.of_reviews(part)
        assert "groups" in readers.of_results(default)
        assert "groups" not in readers.of_results(closed)
        for of_feedback in (readers.of_feedback, readers.of_feedback_for_manager):
            assert "repository" in of_feedback(closed)
        assert "repository" not in readers.of_feedback(open_)
        assert "repository" in readers.of_feedback_for_manager(open_)  # no policy opens it
        assert "repository" in readers.of_potential()


def test_the_handbook_has_the_table_of_the_policy() -> None:
    with speaking(ENGLISH):
        text = with_readers("before\n\n<!-- perfgit: readers -->\n\nafter", may())
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        contents = readers.contents(may())
        assert len(rows) == len(contents) + 2
        for content in contents:
            assert any(row.startswith(f"| {content.title} |") for row in rows), content.title
        closed = with_readers("<!-- perfgit: readers -->", may(goals="nobody"))
        assert "| Strategy | no |" in closed
        assert "| Strategy | yes |" in text
        assert with_readers("nothing here", may()) == "nothing here"


@pytest.mark.parametrize("path", sorted((REPOSITORY / "site/handbook").glob("index*.md")))
def test_the_handbook_asks_for_it(path: Path) -> None:
    assert "<!-- perfgit: readers -->" in path.read_text("utf-8")
