"""2,000 pull requests in all, 200 of them open, and 1,000 requests an hour for all workflows together."""

from __future__ import annotations

import datetime as dt

from perfgit.company.discussions import Discussion, Discussions, load, save
from tests.github.conftest import World
from tests.github.plans import FREE
from tests.github.standin import REPOSITORY, GitHub, PullState

PULLS = 2_000
SMALL = FREE._replace(budget=100)
"""A tenth of everything, where it is counted how far one hour goes."""


def crowd(github: GitHub, count: int, *, opened: int = 0) -> None:
    """Pull requests of long ago, the last ones open; number N was last touched in minute N."""
    main = github.sha("refs/heads/main")
    for number in range(1, count + 1):
        github.pulls[number] = PullState(
            number=number,
            title=f"Number {number}",
            author="alice-m",
            head=f"branch-{number}",
            base="main",
            head_repo=REPOSITORY,
            state="open" if number > count - opened else "closed",
            merged_at=None,
            updated=f"2026-06-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z",
            last_head=main,
            base_sha=main,
        )


def conversations(world: World) -> tuple[int, str, Discussions]:
    """Requests that reading takes in an hour of its own, what is said, and what is known then."""
    world.github.spent = 0
    done = world.run("discussions", today=None)
    found = load(world.gate)
    assert found
    return world.github.spent, done.stderr, found


def test_conversations_are_read_while_half_of_the_hour_is_left(world: World) -> None:
    """Two pages of 100, then 4 requests each (files, comments, reviews, comments at lines).

    2 + 12 * 4 = 50 leave half of 100, so a 13th is read: 54. In the second hour the listing is the
    same, and free: 13 * 4 = 52. Then all there is is read, and what had no answer twice is nothing new.
    """
    world.github.plan = SMALL
    crowd(world.github, 120)
    spent, said, found = conversations(world)
    assert spent == 2 + 13 * 4 and "the next time" in said
    assert [pull.number for pull in found.pulls] == list(range(120, 107, -1))
    spent, said, found = conversations(world)
    assert spent == 13 * 4 and "the next time" in said
    assert [pull.number for pull in found.pulls] == list(range(120, 94, -1))
    world.github.plan = FREE
    spent, said, found = conversations(world)
    assert spent == (120 - 26) * 4 and not said
    assert len(found.pulls) == 120


def test_of_2000_pull_requests_only_what_is_new_is_asked_for(world: World) -> None:
    """One page of the listing, whose last is older than what was known, and 4 requests each."""
    github = world.github
    github.plan = FREE
    crowd(github, PULLS)
    known = [_known(number, github.pulls[number]) for number in range(PULLS, 0, -1)]
    save(world.gate, Discussions(repository=REPOSITORY, complete=True, pulls=known))
    for number in (7, 900, 1999):
        world.call("bruno-lighthouse", "POST", f"issues/{number}/comments", {"body": "And now?"})
    spent, said, found = conversations(world)
    assert spent == 1 + 3 * 4 and not said
    assert len(found.pulls) == PULLS and found.complete
    assert sorted(pull.number for pull in found.pulls[:3]) == [7, 900, 1999]
    assert {pull.number for pull in found.pulls if pull.said} == {7, 900, 1999}


def _known(number: int, pull: PullState) -> Discussion:
    moment = dt.datetime.fromisoformat(pull.updated)
    return Discussion(
        number=number,
        title=pull.title,
        link=f"https://github.example/{REPOSITORY}/pull/{number}",
        state="closed",
        by="alice-m",
        opened=moment,
        updated=moment,
        head=pull.last_head,
        paths=[],
        complete=True,
        said=[],
    )
