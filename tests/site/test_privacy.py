"""A company of marks: what the policy keeps back is nowhere in what is published.

Every confidential text, rating and figure is a mark that occurs nowhere else. The site is built
under every policy that matters, into the same folder one after the other, so that a page kept from
the build before would show as well. What may be seen is taken from `perfgit doctor privacy`.
"""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.company.discussions import load
from perfgit.company.readers import contents
from perfgit.company.visibility import Visibility
from perfgit.files.trees import WorkingTree
from perfgit.rules.examples import FOLDER
from perfgit.site.build.build import build

TODAY = dt.date(2027, 2, 15)
OTHERS = itertools.product(
    ["everyone", "nobody"],
    ["everyone", "nobody"],
    ["everyone", "participation", "nobody"],
    ["everyone", "distribution", "nobody"],
)
POLICIES = [
    (goals, checkins, ("everyone", "nobody")[number % 2], reviews, results)
    for number, (goals, checkins, reviews, results) in enumerate(OTHERS)
]
"""All values of all fields together; feedback depends on nothing else, so it takes turns, and expectations with it."""
REVIEWERS = {
    "self": "self.yml",
    "manager": "manager.yml",
    "peer": "peers/chen.yml",
    "upward": "upward/dana.yml",
    "external": "external/acme.yml",
    "handover": "handover/mei.yml",
}
REVIEW = """submitted: 2027-01-08
goals:
  emea-arr: {{final: {{arr: {final}}}, rating: 74, comment: zqxreviews{n}1}}
competencies:
  ownership: {{rating: 73, comment: zqxreviews{n}2}}
overall: {{rating: 75, comment: zqxreviews{n}3}}
strengths: zqxreviews{n}4
growth: zqxreviews{n}5
"""
ALICE = "reviews/2026-h2/people/alice"
FILES = {
    f"{ALICE}/feedback/2026-09-03-chen.yml": "note: zqxfeedback1\n",
    f"{ALICE}/feedback/2026-09-04-chen.yml": "note: zqxformanager1\nfor: manager\n",
    f"{ALICE}/nominations.yml": "peers: [chen]\nnote: zqxnominations1\n",
    f"{ALICE}/meeting.yml": (
        "held: 2027-01-20\nattended: [alice, bruno]\nsummary: zqxmeeting1\n"
        "acknowledgement: {by: alice, on: 2027-01-21, agrees: false, comment: zqxmeeting2}\n"
    ),
    f"{ALICE}/plan.yml": (
        "summary: zqxplan1\nactions: [{id: zqxplan2, what: zqxplan3, owner: bruno}]\n"
        "carry: [emea-arr]\n"
    ),
    f"{ALICE}/appeal.yml": (
        "raised: 2027-01-22\nreasons: zqxappeal1\n"
        "decision: {by: greta, on: 2027-01-28, outcome: granted, rating: 75, why: zqxappeal2}\n"
    ),
    "reviews/2026-h2/people/dana/self.yml": "strengths: zqxdrafts1\noverall: {comment: zqxdrafts2}\n",
    "reviews/2026-h1/calibration/zqxcalibration1.yml": (
        "held: 2026-07-15\nattended: [mei]\nsummary: zqxcalibration2\n"
        "changes: [{person: alice, before: 73, after: 74, why: zqxcalibration3}]\n"
    ),
    "reviews/2026-h1/retrospective/chen.yml": (
        "rating: 74\nhelped: zqxcyclerating1\nhindered: zqxcyclerating2\n"
    ),
    "reviews/2026-h1/retrospective.yml": (
        "held: 2026-08-03\nsummary: zqxretrospective1\nratings: {73: 1, 74: 1}\n"
    ),
    "org/people/alice.yml": (
        "name: Alice Martin\nemail: zqxcontact1@lighthouse.example\ngithub: zqxcontact2\n"
        "github_id: 98127634\nlevel: 6\nteam: sales\nmanager: bruno\nrole: account-executive\n"
        "away: [{from: 2026-08-01, to: 2026-08-21, deputy: chen}]\nkeys: [zqxcontact3]\n"
    ),
    "org/roles/account-executive.yml": (
        "title: Account executive\nkpis:\n  - {id: zqxroles1, title: zqxroles2, measure: {kind: yes_no}}\n"
        "competencies: {ownership: {zqxexpected1: 73}}\n"
    ),
    "org/competencies.yml": (
        "competencies:\n  - {id: ownership, title: zqxcompetencies1, what: zqxcompetencies2,"
        " ratings: {73: zqxcompetencies3}}\n"
    ),
    "goals/strategy.yml": (
        "vision: zqxstrategy1\n"
        "objectives: [{id: market-leader, title: zqxstrategy2, why: zqxstrategy3}]\n"
        "changes: [{on: 2026-09-05, objectives: [market-leader], what: zqxstrategy4}]\n"
    ),
    "goals/2026-h2/people/alice/goals.yml": """goals:
  - id: emea-arr
    title: zqxgoals1
    why: zqxgoals2
    supports: [strategy/market-leader]
    weight: 100
    key_results:
      - id: arr
        title: zqxgoals3
        measure: {kind: number, unit: EUR, baseline: 8_000_000, target: 12_000_000}
        evidence: zqxgoals4
history: [{on: 2026-09-10, goal: emea-arr, what: changed, why: zqxgoals5}]
""",
    "goals/2026-h2/people/alice/checkins/2026-08-15.yml": """values: {emea-arr/arr: 9_411_411}
confidence: {emea-arr: low}
note: zqxcheckins1
obstacles:
  - id: sdr
    goal: emea-arr
    what: zqxcheckins2
    needs: tool
    answer: {status: granted, by: bruno, on: 2026-08-20, note: zqxcheckins3}
misfits: [{goal: emea-arr, why: zqxcheckins4}]
""",
}
MARKS = {
    "contact": ("zqxcontact", "98127634"),
    "roles": ("zqxroles",),
    "competencies": ("zqxcompetencies",),
    "expectations": ("zqxexpected",),
    "strategy": ("zqxstrategy2",),
    "retrospective": ("zqxretrospective1",),
    "cycle-rating": ("zqxcyclerating",),
    "goals": ("zqxgoals1", "zqxgoals2", "zqxgoals3", "zqxgoals5"),
    "checkins": ("zqxcheckins1", "zqxcheckins2", "zqxcheckins3", "9,411,411"),
    "reviews": tuple(f"zqxreviews{n}{part}" for n in range(6) for part in (1, 2, 3, 4, 5)),
    "drafts": ("zqxdrafts",),
    "potential": ("zqxpotential",),
    "feedback": ("zqxfeedback1",),
    "for-manager": ("zqxformanager",),
    "nominations": ("zqxnominations",),
    "meeting": ("zqxmeeting",),
    "plan": ("zqxplan",),
    "appeal": ("zqxappeal",),
    "calibration": ("zqxcalibration",),
    "closing": ("0.4173",),
    "score": ("0.8317", "0.9713", "zqxscore"),
}
"""Marks of each kind of content; those that end without a number stand for all that begin so."""
DISCUSSED = {
    "goals": ["goals/2026-h2/people/alice/goals.yml"],
    "checkins": ["goals/2026-h2/people/alice/checkins/2026-08-15.yml"],
    "self": [f"{ALICE}/self.yml"],
    "manager": [f"{ALICE}/manager.yml"],
    "mixed": ["goals/2026-h2/people/alice/goals.yml", f"{ALICE}/feedback/2026-09-03-chen.yml"],
    "plan": [f"{ALICE}/plan.yml"],
    "person": ["org/people/alice.yml"],
}
"""Pull requests by what they touch; the marks are `zqxproposals-KIND`."""
GIT = ("zqxgitauthor", "zqxgitmessage")
"""Who wrote a commit and what they said is never published."""


def write_discussions(root: Path) -> None:
    """What `perfgit discussions` would have read."""
    pulls = [
        {
            "number": number,
            "title": f"zqxproposals-{kind}-title",
            "link": f"https://github.com/lighthouse/performance/pull/{number}",
            "state": "open",
            "by": "zqxcontact2",
            "opened": "2026-09-01T10:00:00Z",
            "updated": "2026-09-02T10:00:00Z",
            "head": "0" * 40,
            "paths": paths,
            "complete": True,
            "said": [
                {
                    "by": "zqxcontact2",
                    "at": "2026-09-01T12:00:00Z",
                    "kind": "comment",
                    "text": f"zqxproposals-{kind}-text",
                    "link": f"https://github.com/lighthouse/performance/pull/{number}#1",
                }
            ],
        }
        for number, (kind, paths) in enumerate(DISCUSSED.items(), 1)
    ]
    path = root / ".perfgit/discussions.json"
    path.parent.mkdir()
    path.write_text(
        json.dumps({"version": 1, "repository": "lighthouse/performance", "pulls": pulls})
    )
    assert load(root), "the discussions of this test cannot be read"


def write(root: Path) -> None:
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for n, (kind, path) in enumerate(REVIEWERS.items()):
        text = REVIEW.format(n=n, final=f"11_{n}31_313")
        if kind == "manager":
            text += "potential: {rating: 75, comment: zqxpotential1}\n"
        (root / ALICE / path).write_text(text)
    for old in ("feedback/2026-09-20-dana.yml",):
        (root / ALICE / old).unlink()
    (root / "reviews/2026-h1/calibration/sales.yml").unlink()
    result = root / "reviews/2026-h1/people/alice/result.yml"
    text = result.read_text().replace('"1.00"', '"0.9713"').replace('"1.01"', '"0.8317"')
    text = text.replace("rating: 4", "rating: 74").replace("goals/pilots", "zqxscore1")
    result.write_text(text)
    closing = root / "reviews/2026-h1/closing.yml"
    closing.write_text(closing.read_text().replace("counts_as: {1: 0.4,", "counts_as: {1: 0.4173,"))
    for n in range(14):  # enough for a distribution, some teams too small for one of their own
        team = ("sales", "leadership", "lab")[(n > 5) + (n > 8)]
        (root / f"org/people/extra-{n}.yml").write_text(f"name: Extra {n}\nteam: {team}\n")
        folder = root / f"reviews/2026-h1/people/extra-{n}"
        folder.mkdir(parents=True)
        rating = (73, 74, 72, 73, 75)[n % 5]
        above = {"sales": "sales, leadership"}.get(team, team)
        own = text.replace("rating: 74", f"rating: {rating}")
        assert "[sales, leadership]" in own
        (folder / "result.yml").write_text(own.replace("sales, leadership", above))
    (root / "org/teams/lab.yml").write_text("name: Lab\n")


def set_policy(root: Path, *values: str) -> Visibility:
    text = (FOLDER / "base/org/policy.yml").read_text()
    text = re.sub(r"value: (\d), label: [^,}]*", r"value: 7\1, label: zqxrating\1", text)
    text = re.sub(
        r"rating_from: .*", "rating_from: {71: 0, 72: 0.5, 73: 0.7, 74: 0.95, 75: 1.1}", text
    )
    names = ("goals", "checkins", "feedback", "reviews", "results")
    site = ", ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
    (root / "org/policy.yml").write_text(
        f"{text}site: {{{site}, expectations: {values[2]}, min_group: 5}}\n"
    )
    company = Company(WorkingTree(root))
    assert company.policy_doc
    assert company.policy_doc.data, "the policy of this test cannot be read"
    return Visibility(company.policy.site)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("privacy") / "company"
    shutil.copytree(FOLDER / "base", root)
    write(root)
    write_discussions(root)
    set_policy(root, *POLICIES[0])
    company = Company(WorkingTree(root))
    docs = [*company.people.values(), *company.roles.values(), *company.teams.values()]
    for cycle, owner in (("2026-h2", "people/alice"), ("2026-h1", "people/extra-3")):
        docs += company.dossier(cycle, owner).all_docs()
    for doc in docs:
        assert doc.data, f"{doc.path} cannot be read, so it proves nothing"
    who = ["-c", "user.name=zqxgitauthor", "-c", "user.email=zqxgitauthor@lighthouse.example"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "zqxgitmessage"]):
        subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *command],
            cwd=root,
            check=True,
            env={
                "PATH": "/usr/bin:/bin",
                "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_COMMITTER_DATE": "2027-02-14T12:00:00Z",
                "GIT_AUTHOR_DATE": "2027-02-14T12:00:00Z",
            },
        )
    return root


def published(root: Path) -> dict[str, str]:
    """Every file of the site by its path, unpacked where it is packed; names count as content."""
    folder = build(root, today=TODAY).folder
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if raw[:2] == b"\x1f\x8b":
                raw = gzip.decompress(raw)
            name = path.relative_to(folder).as_posix()
            wide = raw.decode("utf-16-le", "replace") if b"z\0q\0x\0" in raw else ""
            found[name] = f"{name}\n{raw.decode('utf-8', 'replace')}{wide}"
    return found


def carrying(pages: dict[str, str], mark: str) -> list[str]:
    """The files that hold a mark; the handbook has examples of its own."""
    found = [name for name, text in pages.items() if mark in text]
    return [name for name in found if "zqx" in mark or not name.startswith("handbook/")]


@pytest.mark.parametrize("policy", POLICIES, ids="-".join)
def test_what_the_policy_keeps_back_is_nowhere(marked: Path, policy: tuple[str, ...]) -> None:
    may = set_policy(marked, *policy)
    pages = published(marked)
    for content in contents(may):
        for mark in MARKS.get(content.id, ()):
            where = carrying(pages, mark)
            about_goal = mark.endswith("1")  # which is not shown without the goal
            in_part = content.id == "reviews" and may.reviews and not about_goal
            if content.site == "all" or in_part:
                assert where, f"{mark} should be shown"
            else:
                assert where == [], f"{mark} of {content.id}"
    for mark in GIT:
        assert carrying(pages, mark) == []
    shown = {"goals": may.goals, "checkins": may.checkins, "self": may.reviews and may.goals}
    for kind in DISCUSSED:
        for mark in (f"zqxproposals-{kind}-title", f"zqxproposals-{kind}-text"):
            assert bool(carrying(pages, mark)) == shown.get(kind, False), mark
    if may.goals:  # so this test looks into the search index and the tables as well
        where = carrying(pages, "zqxgoals1")
        assert any(name.startswith("search/") for name in where)
        assert any(name.endswith(".json") for name in where)
    # what reviews found out does not come through in progress or pictures
    for n in range(6):
        assert may.reviews or carrying(pages, f"11,{n}31,313") == []
        assert may.reviews or carrying(pages, f"11{n}31313") == []
    # who has reviewed whom, and who gave feedback, is told by paths as well
    paths = ("peers/chen", "upward/dana", "external/acme", "handover/mei")
    for path in paths:
        assert may.reviews or carrying(pages, path) == []
    assert may.feedback or carrying(pages, "2026-09-03-chen") == []
    assert carrying(pages, "2026-09-04-chen") == []
    if not may.review_participation:
        assert carrying(pages, "20 Jan 2027") == []
        assert may.results or not any(name.startswith("reviews/") for name in pages)
    if may.results:
        assert "people/alice/2026-h1/index.html" in carrying(pages, "zqxrating4")
    _no_rating_of_one_person(pages, may)


def _no_rating_of_one_person(pages: dict[str, str], may: Visibility) -> None:
    """Labels of ratings stand only where the policy lets them: figures, scale, people."""
    if may.reviews or may.results:
        return
    figures = re.compile(
        r"(cycles|insights)/[^/]*/?index\.html|process/([^/]*/)?index\.html|handbook/"
    )
    for name in carrying(pages, "zqxrating"):
        assert figures.match(name), name
    for name, text in pages.items():
        if name.endswith(".json"):
            assert not re.search(r'"(computed_)?rating":\s*7\d', text), name
    if not may.distribution:
        for name in carrying(pages, "zqxrating"):
            assert not name.startswith(("cycles/", "insights/")), name


def test_every_mark_is_in_the_files_and_every_kind_of_content_has_one(marked: Path) -> None:
    everything = "\n".join(
        path.read_text() + path.as_posix()
        for path in marked.rglob("*.yml")
        if ".built-site" not in path.as_posix()
    ).replace("_", ",")
    for marks in MARKS.values():
        for mark in marks:
            assert mark in everything, mark
    ids = {content.id for content in contents(set_policy(marked, *POLICIES[0]))}
    without = {
        "people",
        "teams",
        "rating",
        "distribution",
        "proposals",
    }  # names; and tests of their own
    assert ids == set(MARKS) | without


def test_counts_by_team_are_of_groups_that_are_large_enough(marked: Path) -> None:
    set_policy(marked, "everyone", "everyone", "nobody", "participation", "distribution")
    pages = published(marked)
    page = pages["insights/2026-h1/index.html"]
    tables = [
        [
            [int(cell) for cell in re.findall(r'<td class="n">(\d+)</td>', row)]
            for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        ]
        for heads, body in re.findall(
            r"<thead>(.*?)</thead>\s*<tbody>(.*?)</tbody>", page, re.DOTALL
        )
        if "zqxrating1" in heads
    ]
    by_team = tables[0]
    assert len(by_team) == 2  # 7 of sales, 5 of the lab with 3 of leadership
    assert sorted(map(sum, by_team)) == [7, 8]
    for row in by_team:
        assert sum(row) - max(row) >= 2


@pytest.mark.parametrize(("count", "shown"), [(4, False), (5, True), (8, True)])
def test_a_distribution_needs_a_group(
    marked: Path, tmp_path: Path, count: int, shown: bool
) -> None:
    root = tmp_path / "company"
    shutil.copytree(marked, root, ignore=shutil.ignore_patterns(".built-site*", ".git"))
    for n in range(count - 1, 14):  # with Alice, `count` results are left
        shutil.rmtree(root / f"reviews/2026-h1/people/extra-{n}")
    set_policy(root, "everyone", "everyone", "nobody", "participation", "distribution")
    found = carrying(published(root), "zqxrating")
    figures = {"cycles/2026-h1/index.html", "insights/2026-h1/index.html"}
    assert figures & set(found) == (figures if shown else set())


def test_a_policy_that_cannot_be_read_opens_nothing(marked: Path) -> None:
    set_policy(marked, *POLICIES[0])
    path = marked / "org/policy.yml"
    path.write_text(path.read_text().replace("goals: everyone", "golas: everyone"))
    pages = published(marked)
    always = {"retrospective", "competencies"}
    for kind, marks in MARKS.items():
        for mark in marks:
            assert kind in always or carrying(pages, mark) == [], mark


def test_doctor_tells_everything_and_exits_with_0(marked: Path, perfgit) -> None:
    may = set_policy(marked, "everyone", "nobody", "nobody", "participation", "distribution")
    done = perfgit("doctor", "privacy", "--root", marked)
    assert done.returncode == 0, done.stderr
    for content in contents(may):
        assert content.title in done.stdout
    assert "at least 5 people" in done.stdout
    told = json.loads(perfgit("doctor", "privacy", "--root", marked, "--format", "json").stdout)
    assert told["version"] == 1
    assert {one["id"]: one["site"] for one in told["contents"]} == {
        content.id: content.site for content in contents(may)
    }
    assert {one["repository"] for one in told["contents"]} == {"all"}
    assert "perfgit doctor privacy --format json" in perfgit("doctor", "privacy", "--help").stdout


def test_doctor_says_when_the_policy_cannot_be_read(marked: Path, perfgit) -> None:
    (marked / "org/policy.yml").write_text("site: {results: evrybody}\n")
    done = perfgit("doctor", "privacy", "--root", marked)
    assert done.returncode == 0
    assert "cannot be read" in done.stdout
    told = json.loads(perfgit("doctor", "privacy", "--root", marked, "--format", "json").stdout)
    assert told["policy_readable"] is False
    assert {one["site"] for one in told["contents"] if one["setting"] != "goals"} <= {
        "all",
        "part",
        "no",
    }
    assert {one["id"]: one["site"] for one in told["contents"]}["rating"] == "no"
