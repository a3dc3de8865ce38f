"""Paths to places and back, for every kind of file."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.files.layout import KINDS, Kind, Layout, Place
from perfgit.model.values import MAX_SLUG

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
DAYS = st.dates()
LAYOUTS = st.builds(Layout, st.integers(0, 3))


@st.composite
def places(draw: st.DrawFn) -> Place:
    kind = draw(st.sampled_from(KINDS))
    pattern = draw(st.sampled_from(kind.patterns))
    owner = None
    if "{person}" in pattern:
        owner = f"people/{draw(SLUGS)}"
    elif "{team}" in pattern:
        owner = f"teams/{draw(SLUGS)}"
    elif "/company/" in pattern:
        owner = "company"
    return Place(
        kind.name,
        draw(SLUGS) if "{cycle}" in pattern else None,
        owner,
        draw(SLUGS) if "{id}" in pattern else None,
        draw(DAYS) if "{day}" in pattern else None,
    )


def path_of(layout: Layout, place: Place) -> str:
    return layout.path(place.kind, cycle=place.cycle, owner=place.owner, id=place.id, day=place.day)


@given(LAYOUTS, places())
def test_every_place_has_one_path_and_every_path_its_place(layout: Layout, place: Place) -> None:
    path = path_of(layout, place)
    assert layout.place(path) == place
    assert path_of(layout, place) == path
    assert path.endswith(".yml")
    if place.owner:
        root = path.partition("/")[0]
        assert path.startswith(layout.folder(root, place.cycle or "", place.owner) + "/")


@given(LAYOUTS, st.one_of(st.text(), st.text("abc./-0\n\0é", max_size=60), places()))
def test_no_text_breaks_the_layout(layout: Layout, text: str | Place) -> None:
    path = path_of(Layout(), text) + "\n" if isinstance(text, Place) else text
    place = layout.place(path)
    assert place is None or path_of(layout, place) == path
    assert layout.place(layout.nearest(path).lower())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("shard", [0, 2])
def test_a_slip_in_the_name_keeps_the_ids(kind: Kind, shard: int) -> None:
    layout = Layout(shard)
    ids = {
        "cycle": "2026-h2",
        "team": "sales",
        "person": "alice",
        "id": "chen",
        "day": "2026-09-03",
    }
    place = Layout().place(kind.patterns[-1].format(**ids))
    assert place
    path = path_of(layout, place)
    assert layout.nearest(path.removesuffix(".yml") + ".yaml") == path
    assert layout.nearest(path[:-6] + path[-5:]) is not None


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("goals/2026-h2/people/alice/goal.yml", "goals/2026-h2/people/alice/goals.yml"),
        ("goals/2026-h2/people/alice/checkins/2026-13-40.yml", "goals/2026-h2/people/alice/checkins/2026-08-15.yml"),
        ("org/person/alice.yml", "org/people/alice.yml"),
        ("org/people/Alice.yml", "org/people/alice.yml"),
        ("org/people/alice martin.yml", "org/people/ID.yml"),
        ("review/2026-h2/people/alice/self.yml", "reviews/2026-h2/people/alice/self.yml"),
        ("reviews/2026-h2/people/alice/peer/chen.yml", "reviews/2026-h2/people/alice/peers/chen.yml"),
        ("reviews/2026-h2/people/alice/feedback/chen.yml", "reviews/2026-h2/people/alice/feedback/2026-08-15-chen.yml"),
        ("reviews/2026-h2/people/alice/feedback/2026-09-03-chen.yaml", "reviews/2026-h2/people/alice/feedback/2026-09-03-chen.yml"),
        (f"org/people/{'a' * (MAX_SLUG + 1)}.yml", "org/people/ID.yml"),
    ],
)  # fmt: skip
def test_nearest_path(path: str, nearest: str) -> None:
    assert Layout().place(path) is None
    assert Layout().nearest(path) == nearest


def test_nearest_path_with_shards() -> None:
    layout = Layout(2)
    assert layout.nearest("org/people/alice.yml") == "org/people/al/alice.yml"
    assert layout.nearest("org/people/al/alice.yaml") == "org/people/al/alice.yml"
    assert layout.place("org/people/bo/alice.yml") is None
    assert layout.place("org/people/alice.yml") is None


@pytest.mark.parametrize(
    "path",
    [
        "org/company.yml/", "/org/company.yml", "org//company.yml", "org/company.yml\n", "ORG/company.yml", "org/company.yaml",
        "org/people/.yml", "org/people/-a.yml", "org/people/ä.yml", "org/people/a_b.yml", "org/people/../company.yml",
        "goals/2026-h2/people/alice/checkins/2026-02-30.yml", "goals/2026-h2/people/alice/checkins/٢٠٢٦-٠١-٠١.yml", "goals", "",
        f"org/people/{'a' * 65}.yml",
    ],
)  # fmt: skip
def test_nothing_belongs_there(path: str) -> None:
    assert Layout().place(path) is None


def test_path_refuses_ids_that_do_not_fit() -> None:
    for wrong in ({}, {"id": "Alice"}, {"id": "a/b"}, {"id": "a" * 65}, {"id": "a", "cycle": "x"}):
        with pytest.raises(ValueError, match="no path for person"):
            Layout().path("person", **wrong)
    with pytest.raises(ValueError, match="no path for goals"):
        Layout().path("goals", cycle="2026-h2", owner="people/")
    assert (
        Layout()
        .path("checkin", cycle="c", owner="company", day=dt.date(1, 2, 3))
        .endswith("0001-02-03.yml")
    )


@given(st.sampled_from(["company", "teams/sales", "people/alice"]), st.text(max_size=30))
def test_a_place_in_a_folder_is_the_place_of_the_path(owner: str, odd: str) -> None:
    layout = Layout()
    names = ["goals.yml", "self.yml", "checkins/2026-08-15.yml", "peers/chen.yml", "checkins/x.yml"]
    for root in ("goals", "reviews"):
        for below in (*names, odd, f"checkins/{odd}.yml", f"peers/{odd}.yml"):
            whole = layout.place(f"{root}/2026-h2/{owner}/{below}")
            assert layout.place_in(root, "2026-h2", owner, below) == whole


def test_an_id_may_be_called_like_a_file() -> None:
    layout = Layout()
    names = [
        "goals",
        "self",
        "manager",
        "meeting",
        "plan",
        "company",
        "policy",
        "result",
        "strategy",
    ]
    for name in names:
        for kind in ("person", "team", "role", "cycle"):
            assert layout.place(layout.path(kind, id=name)) == Place(kind, id=name)
        for kind in ("peer", "upward", "external", "handover"):
            path = layout.path(kind, cycle="2026-h2", owner="people/alice", id=name)
            assert layout.place(path) == Place(kind, "2026-h2", "people/alice", name)
        path = layout.path("calibration", cycle="2026-h2", id=name)
        assert layout.place(path) == Place("calibration", "2026-h2", id=name)
