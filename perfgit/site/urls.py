"""Where every page lies, relative to the top of the site; pages link to each other relatively."""

from __future__ import annotations

from perfgit.company.company import Ref

HOME = ""
STRATEGY = "strategy/"
TEAMS = "teams/"
PEOPLE = "people/"
GOALS = "goals/"
REVIEWS = "reviews/"
INSIGHTS = "insights/"
PROCESS = "process/"
PROPOSALS = "proposals/"
HANDBOOK = "handbook/"
RULES = "handbook/rules/"
COMPETENCIES = "handbook/competencies/"
ME = "me/"
DUE = "data/due/"
"""Where the data of what is due for each person lie."""
CHANGES = "what_changed/"
"""Below STRATEGY; the underscore keeps it apart from every cycle."""


def of_owner(owner: str, cycle: str | None = None) -> str:
    """The page of `company`, `teams/ID` or `people/ID`; with a cycle, what it had in that cycle."""
    return f"{owner}/{cycle}/" if cycle else f"{owner}/"


def of_goal(ref: Ref, cycle: str | None = None) -> str:
    """A goal: the page of the company's or a team's; a person's is a section of the person's page.

    Args:
        ref: The goal.
        cycle: The cycle as `of_owner` takes it, for the page of a person.
    """
    if ref.owner.startswith("people/"):
        return f"{of_owner(ref.owner, cycle)}#{ref.goal}"
    return f"{GOALS}{ref.cycle}/{ref.owner}/{ref.goal}/"


def of_supporters(ref: Ref) -> str:
    """The list of all goals that support a person's goal."""
    return f"{GOALS}{ref.cycle}/{ref.owner}/{ref.goal}/"


def of_objective(id: str, cycle: str | None = None) -> str:
    """The page of a strategic objective; the underscore keeps it apart from every cycle."""
    return f"{in_cycle(STRATEGY, cycle)}objective_{id}/"


def former(page: int = 1) -> str:
    """The list of people who have left; the underscore keeps it apart from every id."""
    return f"{PEOPLE}former_{page}/"


def of_review(cycle: str, person: str) -> str:
    """The printable page of a person's review."""
    return f"reviews/{cycle}/people/{person}/"


def of_cycle(cycle: str) -> str:
    """The page of a cycle."""
    return f"cycles/{cycle}/"


def in_cycle(section: str, cycle: str | None, page: int = 1) -> str:
    """A list (STRATEGY, GOALS) as it is in a cycle, and its later pages.

    The underscore keeps `page_2` apart from every id.
    """
    url = f"{section}{cycle}/" if cycle else section
    return url if page == 1 else f"{url}page_{page}/"


def relative(url: str, here: str) -> str:
    """The way from the page at `here` to another, both relative to the top of the site.

    Addresses of other hosts stay as they are. `here` is `people/alice/`, or `404.html`.
    """
    if "://" in url or url.startswith(("mailto:", "#", "/")):
        return url
    above = here.split("/")[:-1]
    target = url.split("/")
    shared = 0
    while shared < min(len(above), len(target) - 1) and above[shared] == target[shared]:
        shared += 1
    way = "../" * (len(above) - shared) + "/".join(target[shared:])
    return way or "./"
