"""What is not for everyone is not in the site at all."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from perfgit.site.build import build

TODAY = dt.date(2027, 2, 15)
REVIEW = """submitted: 2027-01-08
goals:
  emea-arr: {{final: {{arr: {final}}}, rating: 4, comment: MARK-{kind}-goal}}
competencies:
  ownership: {{rating: 4, comment: MARK-{kind}-competency}}
overall: {{rating: 4, comment: MARK-{kind}-overall}}
strengths: MARK-{kind}-strengths
growth: MARK-{kind}-growth
"""
KINDS = {
    "self": "self.yml",
    "manager": "manager.yml",
    "peer": "peers/chen.yml",
    "upward": "upward/dana.yml",
    "external": "external/acme.yml",
    "handover": "handover/mei.yml",
}
NEVER = (
    "potential",
    "for-manager",
    "nominated",
    "plan",
    "appeal",
    "calibration",
    "meeting",
    "person",
)


@pytest.fixture
def marked(company):
    """Every confidential text is a mark of its own, every rating has a label of its own."""
    folder = company / "reviews/2026-h2/people/alice"
    for number, (kind, file) in enumerate(KINDS.items()):
        text = REVIEW.format(kind=kind, final=f"11_{number}31_313")
        if kind == "manager":
            text += "potential: {rating: 5, comment: MARK-potential}\n"
        (folder / file).write_text(text)
    for path in (folder / "feedback").iterdir():
        path.unlink()
    (folder / "feedback/2026-09-03-chen.yml").write_text("note: MARK-feedback\n")
    (folder / "feedback/2026-09-04-chen.yml").write_text("note: MARK-for-manager\nfor: manager\n")
    (folder / "nominations.yml").write_text("peers: [chen]\nnote: MARK-nominated\n")
    (folder / "meeting.yml").write_text(
        "held: 2027-01-20\nsummary: MARK-meeting\n"
        "acknowledgement: {by: alice, on: 2027-01-21, comment: MARK-meeting-ack}\n"
    )
    (folder / "plan.yml").write_text(
        "summary: MARK-plan\nactions: [{id: a, what: MARK-plan-action}]\n"
    )
    (folder / "appeal.yml").write_text(
        "raised: 2027-01-22\nreasons: MARK-appeal\n"
        "decision: {by: greta, on: 2027-01-28, outcome: upheld, why: MARK-appeal-why}\n"
    )
    calibration = company / "reviews/2026-h1/calibration/sales.yml"
    calibration.write_text(
        "held: 2026-07-15\nsummary: MARK-calibration\n"
        "changes: [{person: alice, before: 3, after: 4, why: MARK-calibration-why}]\n"
    )
    person = company / "org/people/alice.yml"
    person.write_text(
        "name: Alice Martin\nemail: MARK-person@lighthouse.example\nlevel: 3\nteam: sales\n"
        "manager: bruno\nkeys: [MARK-person-key]\n"
    )
    return company


def set_policy(company, **site):
    path = company / "org/policy.yml"
    text = path.read_text().partition("\nsite:")[0].rstrip()
    for value in range(1, 6):
        start = text.index(f"value: {value}, label: ")
        text = (
            text[:start] + f"value: {value}, label: RATING-{value}" + text[text.index("}", start) :]
        )
    pairs = ", ".join(f"{key}: {value}" for key, value in site.items())
    path.write_text(f"{text}\nsite: {{{pairs}}}\n")


def output(company):
    folder = build(company, today=TODAY).folder
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


def everything(pages):
    return "\n".join(pages.values())


def test_by_default_reviews_feedback_and_ratings_stay_out(marked):
    set_policy(marked)
    pages = output(marked)
    text = everything(pages)
    assert "MARK-" not in text
    assert "RATING-" not in text  # two results are too few for a distribution
    for number in range(6):  # final values of reviews are not even in the progress
        assert f"11,{number}31,313" not in text
    assert "What reviews say is not published" in pages["people/alice/index.html"]
    assert "20 Jan 2027" in pages["people/alice/index.html"]  # that a meeting was held


def test_reviews_nobody_hides_that_they_exist(marked):
    set_policy(marked, reviews="nobody")
    pages = output(marked)
    assert "20 Jan 2027" not in pages["people/alice/index.html"]
    assert "review" not in pages["index.html"].lower()


@pytest.mark.parametrize(
    ("goals", "checkins", "feedback", "reviews", "results"),
    [
        *itertools.product(
            ["everyone", "nobody"], ["everyone"], ["nobody"], ["nobody"], ["nobody"]
        ),
        *itertools.product(
            ["everyone", "nobody"], ["nobody"], ["everyone"], ["everyone"], ["everyone"]
        ),
        ("everyone", "everyone", "everyone", "participation", "distribution"),
        ("everyone", "everyone", "nobody", "everyone", "nobody"),
        ("everyone", "everyone", "nobody", "nobody", "everyone"),
    ],
)
def test_each_policy_keeps_what_it_keeps(marked, goals, checkins, feedback, reviews, results):
    checkin = marked / "goals/2026-h2/people/alice/checkins/2026-08-15.yml"
    checkin.write_text("values: {emea-arr/arr: 9_411_411}\nnote: CHECKIN-note\n")
    sheet = marked / "goals/2026-h2/people/alice/goals.yml"
    sheet.write_text(sheet.read_text().replace("Write the mid-market playbook", "GOAL-title"))
    strategy = marked / "goals/strategy.yml"
    strategy.write_text(
        "vision: GOAL-vision\nobjectives: [{id: market-leader, title: GOAL-objective}]\n"
    )
    set_policy(
        marked, goals=goals, checkins=checkins, feedback=feedback, reviews=reviews, results=results
    )
    pages = output(marked)
    text = everything(
        {name: page for name, page in pages.items() if not name.startswith("handbook")}
    )
    for mark in NEVER:
        assert f"MARK-{mark}" not in text
    shown = goals == "everyone"
    assert ("GOAL-title" in text) == shown
    assert ("GOAL-objective" in text) == shown
    assert ("CHECKIN-note" in text) == (shown and checkins == "everyone")
    assert ("9,411,411" in text) == (shown and checkins == "everyone")
    assert ("MARK-feedback" in text) == (feedback == "everyone")
    for kind in KINDS:
        assert (f"MARK-{kind}-overall" in text) == (reviews == "everyone")
    rated = "RATING-" in everything(
        {name: page for name, page in pages.items() if name.startswith("people/alice")}
    )
    assert rated == (reviews == "everyone" or results == "everyone")


def add_results(company, count):
    ratings = [3, 3, 4, 4, 5, 2, 3]
    one = (company / "reviews/2026-h1/people/alice/result.yml").read_text()
    import re

    for number in range(count):
        id = f"extra-{number}"
        (company / f"org/people/{id}.yml").write_text(f"name: Extra {number}\nteam: sales\n")
        folder = company / f"reviews/2026-h1/people/{id}"
        folder.mkdir(parents=True)
        rating = ratings[number % len(ratings)]
        (folder / "result.yml").write_text(re.sub(r"(?m)^rating: \d", f"rating: {rating}", one))


@pytest.mark.parametrize(("count", "shown"), [(3, False), (4, True), (6, True)])
def test_a_distribution_needs_a_group(marked, count, shown):
    set_policy(marked, results="distribution", min_group=5)
    add_results(marked, count)  # with alice, one more
    pages = output(marked)
    where = [name for name, page in pages.items() if "RATING-" in page]
    assert where == (["cycles/2026-h1/index.html"] if shown else [])
    closed = {**pages}
    set_policy(marked, results="nobody")
    assert "RATING-" not in everything(output(marked))
    assert closed
