"""Who can read what, in words: everything that a company's files hold, and what of it is on the site.

The answers come from `Visibility`, which decides; `perfgit doctor privacy` prints them, and
tests/site/test_privacy.py holds the built site to them. Every sentence of pages, forms, commands and
handbook about who can read something is one of these: tests/company/test_readers.py finds others.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.i18n import say

Shown = Literal["all", "part", "no"]


class Content(NamedTuple):
    """One kind of content.

    `site` says how much of it everybody with the site can read, `part` which part; `setting` is the
    field of `site:` in the policy that decides, None where no policy changes it.
    """

    id: str
    title: str
    files: str
    site: Shown
    part: str = ""
    setting: str | None = None


def contents(may: Visibility) -> list[Content]:
    """Every kind of content under a policy, in the order of the circle."""
    return [*_organisation(may), *_goals(may), *_reviews(may), *_results(may)]


def _all(shown: bool) -> Shown:
    return "all" if shown else "no"


def _organisation(may: Visibility) -> list[Content]:
    return [
        Content(
            "people",
            say("People"),
            "org/people/",
            "part",
            say("name, team, manager, role, who has left"),
        ),
        Content(
            "contact",
            say("E-mail, logins, keys, levels, days away"),
            "org/people/",
            "no",
        ),
        Content("teams", say("Teams, cycles, the process"), "org/", "all"),
        Content(
            "roles",
            say("Roles"),
            "org/roles/",
            "part",
            say("their titles; in links, usual key results and names of competencies"),
        ),
        Content("competencies", say("Competencies, in words"), "org/competencies.yml", "all"),
        Content(
            "expectations",
            say("What a role expects at which level"),
            "org/roles/",
            _all(may.expectations),
            setting="expectations",
        ),
        Content(
            "strategy", say("Strategy"), "goals/strategy.yml", _all(may.goals), setting="goals"
        ),
        Content(
            "closing",
            say("What was frozen at closing: the policy of the results"),
            "reviews/CYCLE/closing.yml",
            "no",
        ),
        Content(
            "retrospective",
            say("Retrospectives"),
            "reviews/CYCLE/retrospective.yml",
            "all",
        ),
        Content(
            "cycle-rating",
            say("What participants say of a cycle"),
            "reviews/CYCLE/retrospective/ID.yml",
            "part",
            _ratings_of_cycle(may),
        ),
    ]


def _ratings_of_cycle(may: Visibility) -> str:
    return say(
        "how many of at least {count} participants gave which rating", count=may.policy.min_group
    )


def _goals(may: Visibility) -> list[Content]:
    return [
        Content(
            "goals",
            say("Goals and their history"),
            "goals/",
            "all" if may.goals else "part",
            "" if may.goals else say("how many people have agreed goals"),
            "goals",
        ),
        Content(
            "checkins",
            say("Check-ins, values, requests for support"),
            "goals/CYCLE/.../checkins/",
            _all(may.checkins),
            setting="checkins",
        ),
        Content(
            "proposals",
            say("What is said in pull requests"),
            ".perfgit/discussions.json",
            "part" if may.goals else "no",
            say("where all files that it is about are shown here") if may.goals else "",
            "goals",
        ),
    ]


def _reviews(may: Visibility) -> list[Content]:
    shown: Shown = "all" if may.reviews and may.goals else "part"
    part = ""
    if not may.review_participation:
        shown = "no"
    elif not may.reviews:
        part = say("that they are in, and on which day people met")
    elif not may.goals:
        part = say("what they do not say about goals")
    folder = "reviews/CYCLE/people/ID/"
    return [
        Content(
            "reviews",
            say("Reviews: texts, ratings, final values"),
            folder,
            shown,
            part,
            "reviews",
        ),
        Content("drafts", say("Reviews that were not handed in"), folder, "no"),
        Content(
            "potential", say("The manager’s opinion on potential"), f"{folder}manager.yml", "no"
        ),
        Content(
            "feedback",
            say("Feedback for the person"),
            f"{folder}feedback/",
            _all(may.feedback),
            setting="feedback",
        ),
        Content("for-manager", say("Feedback for the manager"), f"{folder}feedback/", "no"),
        Content("nominations", say("Nominations of peers"), f"{folder}nominations.yml", "no"),
        Content("meeting", say("What was said in review meetings"), f"{folder}meeting.yml", "no"),
        Content("plan", say("Improvement plans"), f"{folder}plan.yml", "no"),
        Content("appeal", say("Appeals"), f"{folder}appeal.yml", "no"),
        Content("calibration", say("Calibration"), "reviews/CYCLE/calibration/", "no"),
    ]


def _results(may: Visibility) -> list[Content]:
    file = "reviews/CYCLE/people/ID/result.yml"
    return [
        Content(
            "rating", say("Each person’s final rating"), file, _all(may.results), setting="results"
        ),
        Content("score", say("Scores and how they were computed"), file, "no"),
        Content(
            "distribution",
            say("How many people have which rating"),
            file,
            "part" if may.distribution else "no",
            say(
                "in groups of at least {count} people whose ratings differ",
                count=may.policy.min_group,
            )
            if may.distribution
            else "",
            "results",
        ),
    ]


def broken(company: Company) -> bool:
    """Whether there is a policy that cannot be read."""
    doc = company.policy_doc
    return doc is not None and doc.data is None


def shown(one: Content) -> str:
    """How much of a content everybody with the site can read."""
    return {"all": say("yes"), "no": say("no"), "part": say("only {part}", part=one.part)}[one.site]


def of_repository() -> str:
    """What holds for every file."""
    return say(
        "Everybody with the repository reads all of it, and all that ever was in it: its history"
        " keeps what is changed or deleted. Let only those in who may."
    )


def of_site() -> str:
    """What holds for every page."""
    return say("The site has no accounts: whoever can open it reads all that it shows.")


def of_file() -> str:
    """For a form or a command that writes a file."""
    return say("Everybody who can read this repository can read it.")


def of_file_with_author() -> str:
    """For a form that files something under its author's name."""
    return say(
        "Everybody who can read this repository can read it, and that it is from you. What is for"
        " few eyes does not belong here."
    )


def of_goals(may: Visibility) -> str:
    """Goals and their progress."""
    if may.goals:
        return say("On this site everybody can read the goals.")
    return say("This site shows no goals. Whoever can read the repository can read them.")


def of_reviews(may: Visibility) -> str:
    """What reviews say, and that there are any."""
    if may.reviews and may.goals:
        return say("On this site everybody can read what reviews say: on each person’s page.")
    if may.reviews:
        return say(
            "On this site everybody can read what reviews say, on each person’s page, but not what"
            " they say about goals. Whoever can read the repository can read that too."
        )
    if may.review_participation:
        return say(
            "This site shows which reviews are in, not what they say. Whoever can read the"
            " repository can read that too."
        )
    return say("This site shows nothing of reviews. Whoever can read the repository can read them.")


def of_results(may: Visibility) -> str:
    """Ratings of people, and figures about them."""
    if may.results:
        return say("On this site everybody can read each person’s rating.")
    if may.distribution:
        return say(
            "This site shows ratings of groups, nobody’s own. Whoever can read the repository can"
            " read those too."
        )
    return say("This site shows no ratings. Whoever can read the repository can read them.")


def of_potential() -> str:
    """The manager's opinion on potential: no policy opens it."""
    return say("not on the site; whoever can read the repository can read it")


def of_feedback(may: Visibility) -> str:
    """Feedback that is meant for its subject."""
    if may.feedback:
        return say("everybody can read it on the site")
    return say("not on the site; whoever can read the repository can read it")


def of_feedback_for_manager(_: Visibility) -> str:
    """Feedback that is meant for the manager: no policy opens it."""
    return say("not on the site; whoever can read the repository can read it")


def of_cycle_rating(may: Visibility) -> str:
    """What a participant says of a cycle."""
    return say(
        "Of this the site shows only {part}. Whoever can read the repository can read who said what.",
        part=_ratings_of_cycle(may),
    )


def notes(may: Visibility) -> list[str]:
    """What holds for everything in the table."""
    return [
        of_repository(),
        of_site(),
        say("Words in brackets name the field of `site:` in org/policy.yml that decides."),
        say(
            "Figures about ratings are of groups of at least {count} people (min_group), put together"
            " so that no sum or difference tells about fewer.",
            count=may.policy.min_group,
        ),
    ]


def as_json(company: Company) -> dict[str, Any]:
    """The whole table under a company's policy."""
    may = Visibility(company.policy.site)
    return {
        "version": 1,
        "company": company.info.name,
        "policy_readable": not broken(company),
        "policy": may.policy.model_dump(),
        "contents": [
            {
                "id": content.id,
                "title": content.title,
                "files": content.files,
                "site": content.site,
                "part": content.part or None,
                "setting": content.setting,
                "repository": "all",
            }
            for content in contents(may)
        ],
    }
