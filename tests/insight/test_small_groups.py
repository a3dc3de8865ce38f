"""Nobody's rating can be worked out from what is counted: an attacker who solves the sums fails."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.insight.groups import DISSENTERS, ELSE, counted, partition

TEAMS = ("a", "b", "c", "d", "e", "f")


@st.composite
def companies(draw, most=14):
    """Ratings, teams of people, parents of teams (with gaps and loops), and the smallest group."""
    people = [f"p{number}" for number in range(draw(st.integers(0, most)))]
    known = draw(st.lists(st.sampled_from(TEAMS), unique=True))
    ratings = {one: draw(st.integers(1, 4)) for one in people}
    team_of = {one: draw(st.sampled_from([*TEAMS, None])) for one in people}
    parent_of = {one: draw(st.sampled_from([*TEAMS, None])) for one in known}
    return ratings, team_of, parent_of, draw(st.integers(2, 5))


def reduced(rows):
    """The sums in echelon form, by exact elimination: what an attacker can combine."""
    rows = [list(map(Fraction, row)) for row in rows]
    found = []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [[v - row[column] * p for v, p in zip(row, pivot, strict=True)] for row in rows]
        found.append((column, pivot))
    return found


def follows(echelon, row):
    """Whether a sum follows from the published ones."""
    row = list(map(Fraction, row))
    for column, pivot in echelon:
        if row[column]:
            row = [v - row[column] * p for v, p in zip(row, pivot, strict=True)]
    return not any(row)


def published_sums(ratings, team_of, parent_of, min_group):
    """Who is in each sum that the site publishes: the company's, and each group's."""
    parts = partition(ratings, team_of, parent_of, min_group)
    people = sorted(ratings)
    groups = [group for _, group in parts]
    everybody = [people] if parts else []
    return people, [[one in group for one in people] for group in (*everybody, *groups)]


@settings(max_examples=60)
@given(companies(most=12))
def test_no_combination_of_sums_counts_fewer_people_than_a_group(company):
    people, sums = published_sums(*company)
    min_group = company[3]
    echelon = reduced(sums)
    for size in range(1, min(min_group, len(people) + 1)):
        for few in itertools.combinations(people, size):
            assert not follows(echelon, [one in few for one in people]), few


def test_the_attacker_of_these_tests_can_subtract():
    everybody, sales = [True] * 7, [True] * 5 + [False] * 2
    assert follows(reduced([everybody, sales]), [False] * 5 + [True] * 2)
    assert not follows(reduced([everybody]), [False] * 5 + [True] * 2)


@given(companies())
def test_everybody_is_in_one_group_or_nothing_is_told(company):
    ratings, _, _, min_group = company
    parts = partition(*company)
    if parts:
        assert sorted(one for _, group in parts for one in group) == sorted(ratings)
        assert len({team for team, _ in parts}) == len(parts)
        assert all(len(group) >= min_group for _, group in parts)


@given(companies())
def test_who_knows_one_rating_does_not_know_the_others_of_the_group(company):
    ratings = company[0]
    for _, group in partition(*company):
        for insider in group:
            others = {ratings[one] for one in group if one != insider}
            assert len(others) > 1
        most = max([ratings[one] for one in group].count(rating) for rating in range(1, 5))
        assert len(group) - most >= DISSENTERS


@given(companies())
def test_counts_are_those_of_the_groups_and_add_up(company):
    ratings, team_of, _, _ = company
    everybody, groups = counted(*company)
    parts = dict(partition(*company))
    assert (everybody is None) == (not parts)
    if everybody:
        assert everybody.people == len(ratings)
        assert len(groups) == (len(parts) if len(parts) > 1 else 0)
    for group in groups:
        people = parts[group.team]
        for rating in range(1, 5):
            assert group.count(rating) == sum(1 for one in people if ratings[one] == rating)
        assert group.teams == tuple(sorted({team_of[one] for one in people} - {None}))
    if groups and everybody:
        for rating in range(1, 5):
            assert sum(group.count(rating) for group in groups) == everybody.count(rating)


@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(company, random):
    ratings, team_of, parent_of, min_group = company

    def shuffled(found):
        pairs = list(found.items())
        random.shuffle(pairs)
        return dict(pairs)

    assert partition(*map(shuffled, (ratings, team_of, parent_of)), min_group) == partition(
        *company
    )


def people_of(sizes, ratings=(3, 4, 3, 5, 2)):
    """A number of people in each team, with ratings in turn."""
    found = [(f"{team}{number}", team) for team, size in sizes.items() for number in range(size)]
    rated = {one: ratings[index % len(ratings)] for index, (one, _) in enumerate(found)}
    return rated, dict(found)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ({"a": 5, "b": 5}, {"a": 5, "b": 5}),
        ({"a": 5, "b": 3}, {"a": 8}),  # b would be the company without a
        ({"a": 5, "b": 3, "c": 4}, {"a": 5, ELSE: 7}),
        ({"a": 6, "b": 5, "c": 1}, {"a": 6, "b": 6}),
        ({"a": 2, "b": 2}, {}),
    ],
)
def test_small_teams_go_together(sizes, groups):
    rated, team_of = people_of(sizes)
    found = partition(rated, team_of, dict.fromkeys(sizes), 5)
    assert {team: len(people) for team, people in found} == groups


def test_a_small_team_goes_into_the_team_above():
    rated, team_of = people_of({"lead": 3, "lab": 3, "shop": 6})
    parents = {"lead": None, "lab": "lead", "shop": "lead"}
    found = partition(rated, team_of, parents, 5)
    assert {team: len(people) for team, people in found} == {"lead": 6, "shop": 6}


def test_a_team_of_one_mind_is_not_told_apart_from_its_neighbours():
    rated, team_of = people_of({"a": 6, "b": 6, "c": 6})
    rated |= {one: 3 for one in rated if one.startswith("b")}
    everybody, groups = counted(rated, team_of, dict.fromkeys("abc"), 5)
    assert everybody
    assert everybody.people == 18
    assert groups == ()  # one group only: which of the three it was is not told


def test_a_company_of_one_mind_is_not_counted_at_all():
    rated, team_of = people_of({"a": 9}, ratings=(3,))
    assert counted(rated, team_of, {"a": None}, 5) == (None, ())
    rated["a0"] = 5  # who has the five would know everybody else's
    assert counted(rated, team_of, {"a": None}, 5) == (None, ())
    rated["a1"] = 4
    assert counted(rated, team_of, {"a": None}, 5)[0]
