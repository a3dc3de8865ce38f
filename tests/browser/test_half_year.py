"""Half a year in a company: the real commands, real git, GitHub's rules, the site in a browser."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from perfgit.cli.main import perfgit_command
from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from perfgit.todo.due import due
from tests.browser.conftest import Watched, served
from tests.github.conftest import World
from tests.github.standin import REPOSITORY, GitHub
from tests.github.test_forms import GOAL, body, submit

CYCLE, NEXT = "2026-h2", "2027-h1"
ACCOUNTS = {"eva-l": 101, "max-o": 102, "hana-s": 103, "lena-n": 104, "ravi-i": 105}
LOGIN = {login.partition("-")[0]: login for login in ACCOUNTS}
PEOPLE = """\
id,name,email,github,github_id,manager,team,joined
eva,Eva Lang,eva@harbour.example,eva-l,101,,harbour,2020-01-01
max,Max Olsen,max@harbour.example,max-o,102,eva,works,2020-01-01
hana,Hana Sato,hana@harbour.example,hana-s,103,eva,harbour,2021-01-01
lena,Lena Novak,lena@harbour.example,lena-n,104,max,works,2022-03-01
ravi,Ravi Iyer,ravi@harbour.example,ravi-i,105,max,works,2023-03-01
"""
TEAMS = "id,name,parent,lead\nharbour,Harbour,,eva\nworks,Works,harbour,max\n"
STRATEGY = """\
id,title,until,why
quiet-port,The quietest port of the north,2028-12-31,Neighbours decide about our permit.
fast-berth,Ships leave on the day they came,2026-12-31,Waiting costs our customers most.
"""


PLAN = "2026-06-22"
QUIET = """\
goals:
  - id: brakes
    title: Brakes without a squeal
    supports: [strategy/quiet-port]
    weight: 100
    key_results:
      - id: noise
        title: Noise at the fence
        measure: {kind: number, unit: dB, baseline: 58, target: 50}
        weight: 100
"""
MANAGERS = {"max": "eva", "hana": "eva", "lena": "max", "ravi": "max"}
PEERS = {"eva": "hana", "max": "ravi", "hana": "lena", "lena": "ravi", "ravi": "lena"}
CHECKINS = {
    "eva": [
        ["--for", "company", "--value", "berth-within-a-day/berth-within-a-day=75"],
        ["--for", "teams/harbour", "--value", "a-quieter-night/a-quieter-night=56"],
        ["--value", "permit-renewed/permit-renewed=no"],
    ],
    "max": [
        ["--for", "teams/works", "--value", "quick-cranes/quick-cranes=24"],
        ["--value", "a-crew-by-night/a-crew-by-night=2"],
    ],
    "hana": [["--value", "everybody-is-heard/everybody-is-heard=3"]],
    "lena": [["--value", "brakes/noise=55", "--obstacle", "training=A course on brakes"]],
    "ravi": [["--note", "The first crane is ready.", "--confidence", "cranes-without-a-stop=high"]],
}
FINAL = {
    "eva": "permit-renewed/permit-renewed=yes",
    "max": "a-crew-by-night/a-crew-by-night=4",
    "hana": "everybody-is-heard/everybody-is-heard=5",
    "lena": "brakes/noise=49",
    "ravi": "cranes-without-a-stop/hours-of-standstill=20",
}
CALIBRATION = """\
held: 2027-01-04
attended: [hana, eva, max]
changes:
  - {person: lena, before: 3, after: 4, why: As the others of her crew.}
"""


class Town(World):
    """A company at GitHub: everybody has a clone of their own, in which git knows them."""

    watch: Callable[[], Watched]

    def session(self, who: str) -> Path:
        folder = self.folder / f"desk-{who}"
        if not folder.exists():
            self.git(self.folder, "clone", "--quiet", str(self.github.bare), folder.name)
            self.git(folder, "config", "user.email", f"{who}@harbour.example")
            self.git(folder, "config", "user.name", who)
        return folder

    def fresh(self, who: str) -> Path:
        """Back on the default branch, up to date, as the README tells people to be."""
        folder = self.session(who)
        self.git(folder, "switch", "--quiet", "main")
        self.git(folder, "pull", "--quiet")
        return folder

    def do(self, who: str, day: str, *arguments: str, expect: int = 0, today: bool = True) -> str:
        """A command at somebody's desk; what it said."""
        environment = {**os.environ, **self.environment, "GIT_CONFIG_GLOBAL": os.devnull}
        environment["GITHUB_TOKEN"] = f"token-{LOGIN[who]}"
        done = subprocess.run(
            [sys.executable, "-m", "perfgit", *arguments, *(["--today", day] if today else [])],
            cwd=self.session(who),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == expect, (who, arguments, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def write(self, who: str, day: str, *arguments: str) -> str:
        return self.do(who, day, *arguments, "--yes")

    def sent(self, who: str, day: str) -> int:
        """`perfgit propose`, and the pull request it opened or brought up to date."""
        self.do(who, day, "propose")
        folder = self.session(who)
        branch = self.git(folder, "branch", "--show-current")
        self.github.push(LOGIN[who], folder, branch)  # GitHub notes who pushed
        (number,) = [
            one.number
            for one in self.github.pulls.values()
            if one.head == branch and one.state == "open"
        ]
        return number

    def state(self, number: int) -> str | None:
        return self.status(self.github.pulls[number].last_head)

    def merged(self, day: str, pulls: dict[int, str | None]) -> None:
        """Each approved by somebody (or nobody), judged, merged; main stays in order."""
        for number, who in pulls.items():
            if who:
                self.approve(LOGIN[who], number)
        self.run("github", "judge", "--all", today=day)
        for number in pulls:
            said = [one["body"] for one in self.comments(number)]
            assert self.state(number) == "success", said
            head = self.github.pulls[number].last_head
            self.call("eva-l", "PUT", f"pulls/{number}/merge", {"sha": head})
            self.git(self.gate, "pull", "--quiet")
            assert errors(self.gate) == []

    def todo(self, day: str) -> set[tuple[str, str, str]]:
        """Who has to do what about whom; every command that is named exists as it is written."""
        items = due(Company(WorkingTree(self.gate)), dt.date.fromisoformat(day))
        for item in items:
            parses(item.command)
        ours = [one for one in items if one.cycle == CYCLE and one.duty != "next-cycle"]
        return {(one.duty, one.who, one.owner.rpartition("/")[2]) for one in ours}

    def page(self, day: str, *names: str) -> list[str]:
        """What pages of the site of that day say in the browser, and the addresses they link to."""
        self.run("build", today=day)
        found: list[str] = []
        with served(self.gate / ".built-site") as address:
            for name in names:
                seen = self.watch()
                seen.page.goto(f"{address}{name.strip('.')}")
                links = (
                    "[...document.querySelectorAll('main a')].map((link) => link.href).join('\\n')"
                )
                found.append(f"{seen.page.inner_text('main')}\n{seen.page.evaluate(links)}")
                seen.quiet(address)
        return found

    def mine(self, day: str, name: str) -> str:
        """What My page says once somebody has chosen who they are."""
        self.run("build", today=day)
        with served(self.gate / ".built-site") as address:
            seen = self.watch()
            seen.page.goto(f"{address}me/")
            seen.page.locator(".me-choice input").fill(name)
            seen.page.locator(".me-found button").first.click()
            seen.page.wait_for_load_state("networkidle")
            seen.quiet(address)
            return seen.page.inner_text("main")


def errors(root: Path) -> list[str]:
    found = check(WorkingTree(root)).problems
    return [f"{one.file}: {one.message}" for one in found if one.severity == "error"]


def parses(command: str) -> None:
    """Click takes the command's words; nothing is run."""
    name, *words = shlex.split(command)
    if name == "edit":  # there is no command for it: the file
        assert words == [f"reviews/{CYCLE}/retrospective.yml"]
        return
    assert name == "perfgit", command
    at: click.Command = perfgit_command
    while isinstance(at, click.Group):
        found = at.get_command(click.Context(at), words.pop(0))
        assert found, command
        at = found
    at.make_context(command, words)


@pytest.fixture
def town(tmp_path: Path, git: Callable[..., str], watch: Callable[[], Watched]) -> Iterator[Town]:
    """HR has begun the company from tables, and it lies at GitHub."""
    for name, text in (("people", PEOPLE), ("teams", TEAMS), ("strategy", STRATEGY)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    roles = "--hr hana --hr eva --executive eva --executive max --admin max --admin eva"
    tables = "--people people.csv --teams teams.csv --strategy strategy.csv"
    begin = f"init start --name Harbour {tables} {roles} --repository {REPOSITORY}"
    subprocess.run(
        [sys.executable, "-m", "perfgit", *begin.split(), "--today", "2026-06-16"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    git(tmp_path, "clone", "--quiet", "--bare", "start", "github.git")
    git(tmp_path, "clone", "--quiet", "github.git", "gate")
    github = GitHub(tmp_path / "github.git", ACCOUNTS)
    github.actions_may_propose = True  # as the first day of its administrator leaves it
    made = Town(github, tmp_path, git, tmp_path / "gate")
    made.watch = watch
    yield made
    github.close()


def test_half_a_year(town: Town) -> None:
    opening(town)
    planning(town)
    coaching(town)
    strategy_changes(town)
    reviewing(town)
    talking(town)
    turning(town)
    assert any(pull.merged_at for pull in town.github.pulls.values())


def opening(town: Town) -> None:
    """HR sets the rhythm, and a sheet for everybody to begin with."""
    before, day = "2026-06-12", "2026-06-17"  # once planning is open, rules take a reason and more
    cycle = town.fresh("hana") / f"org/cycles/{CYCLE}.yml"
    rhythm = "checkin_every: 10 weeks\npeers: {min: 1, max: 2}"
    cycle.write_text(cycle.read_text().replace("peers: {min: 2}", rhythm), "utf-8")
    town.merged(before, {town.sent("hana", before): "eva"})
    town.fresh("hana")
    town.do("hana", day, "cycle", "open", CYCLE, "--write")
    town.merged(day, {town.sent("hana", day): "eva"})
    assert town.todo(day) == {
        *(("plan-goals", who, who) for who in LOGIN),
        ("plan-goals", "eva", "harbour"),
        ("plan-goals", "max", "works"),
        ("plan-goals", "eva", "company"),  # one of the executives will do
        ("plan-goals", "max", "company"),
    }


def goal(town: Town, who: str, owner: str, title: str, supports: str, measure: str) -> None:
    told = ("--title", title, "--supports", supports, "--weight", "100")
    aim = ("--key-result", f"{title} | {measure} | 100")
    town.write(who, PLAN, "goal", "new", "--for", owner, *told, *aim)


def planning(town: Town) -> None:
    """From strategy to persons: by command, by the web form, by GitHub's editor."""
    town.fresh("eva")
    goal(town, "eva", "company", "Berth within a day", "strategy/fast-berth", "60 -> 90 percent")
    goal(town, "eva", "teams/harbour", "A quieter night", "strategy/quiet-port", "58 -> 52 dB")
    goal(town, "eva", "people/eva", "Permit renewed", "teams/harbour/a-quieter-night", "yes/no")
    town.merged(PLAN, {town.sent("eva", PLAN): "max"})

    town.fresh("max")
    goal(town, "max", "teams/works", "Quick cranes", "company/berth-within-a-day", "20 -> 30 moves")
    goal(town, "max", "people/max", "A crew by night", "teams/works/quick-cranes", "0 -> 4 people")
    town.fresh("hana")
    goal(town, "hana", "people/hana", "Everybody is heard", "strategy/fast-berth", "0 -> 5 people")
    town.merged(PLAN, {town.sent("max", PLAN): "eva", town.sent("hana", PLAN): "eva"})

    # Ravi fills in the form; its words become a pull request in his name
    issue = submit(
        town,
        "ravi-i",
        body(
            {
                **dict.fromkeys(GOAL, "_No response_"),
                "Goal": "Cranes without a stop",
                "What it supports": "teams/works/quick-cranes",
                "Key results": "Hours of standstill | 40 -> 10 hours | 100",
                "Weight": "100",
            }
        ),
    )
    town.run("github", "form", issue, today=PLAN)
    (form,) = (one.number for one in town.github.pulls.values() if one.state == "open")

    # Lena opens the file in GitHub's editor, and proposes from there
    (page,) = town.page(PLAN, "people/lena")
    path = f"goals/{CYCLE}/people/lena/goals.yml"
    assert f"https://github.com/{REPOSITORY}/edit/main/{path}" in page
    number, _ = town.propose("lena-n", "lena-goals", {path: QUIET}, email="lena@harbour.example")
    town.approve("max-o", number, "REQUEST_CHANGES")
    town.run("github", "judge", "--all", today=PLAN)
    assert town.state(number) == "pending" and town.state(form) == "pending"
    town.call("max-o", "POST", f"issues/{number}/comments", {"body": "48 is what we need."})
    town.propose("lena-n", "lena-goals", {path: QUIET.replace("50", "48")}, pull=False)
    town.merged(PLAN, {form: "max", number: "max"})
    assert town.todo(PLAN) == set()

    assert town.do("hana", "2026-07-10", "cycle", "status").count("\n") > 2
    town.fresh("hana")
    town.do("hana", "2026-07-10", "cycle", "freeze", CYCLE, "--write")
    town.merged("2026-07-10", {town.sent("hana", "2026-07-10"): "eva"})
    lena, ravi, front = town.page("2026-07-20", "people/lena", "people/ravi", ".")
    assert "Brakes without a squeal" in lena and "Cranes without a stop" in ravi
    assert "Second half of 2026" in front


def coaching(town: Town) -> None:
    """Check-ins; Lena asks for a training, and Max grants it."""
    day = "2026-10-01"
    assert {one for one, _, _ in town.todo(day)} == {"check-in"}
    for who, said in CHECKINS.items():
        town.fresh(who)
        for words in said:
            town.write(who, day, "checkin", *words)
    town.merged(day, {town.sent(who, day): None for who in CHECKINS})
    ((duty, who, about),) = town.todo(day)
    assert (duty, who, about) == ("answer-request", "max", "lena")
    mine = town.mine(day, "Max Olsen")
    assert "perfgit answer lena a-course-on-brakes" in mine
    town.fresh("max")
    (item,) = due(Company(WorkingTree(town.gate)), dt.date.fromisoformat(day))
    words = [*shlex.split(item.command)[1:], "--status", "granted", "--note", "From Monday."]
    town.write("max", day, *words)
    town.merged(day, {town.sent("max", day): None})
    assert town.todo(day) == set()
    (page,) = town.page(day, "people/lena")
    assert "A course on brakes" in page and "From Monday." in page


def strategy_changes(town: Town) -> None:
    """What serves the objective that changed is agreed again, by everybody whom it touches."""
    day = "2026-10-05"
    file = town.fresh("eva") / "goals/strategy.yml"
    change = "{on: 2026-10-05, objectives: [quiet-port], what: The night begins at nine.}"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\nchanges:\n  - {change}\n", "utf-8")
    assert "a-quieter-night" in town.do("eva", day, "impact", today=False)
    town.merged(day, {town.sent("eva", day): "max"})
    touched = {("eva", "harbour"), ("eva", "eva"), ("lena", "lena")}
    assert town.todo(day) == {("agree-again", *one) for one in touched}

    town.fresh("eva")
    town.write("eva", day, "goal", "edit", "permit-renewed", "--reason", "Still needed.")
    town.write(
        "eva",
        day,
        "goal",
        "edit",
        "a-quieter-night",
        "--for",
        "teams/harbour",
        "--target",
        "a-quieter-night=51",
        "--reason",
        "An hour more.",
    )
    town.fresh("lena")
    town.write("lena", day, "goal", "edit", "brakes", "--target", "noise=47", "--reason", "Nine.")
    town.merged(day, {town.sent("eva", day): "max", town.sent("lena", day): "max"})
    assert town.todo(day) == set()
    assert "a-quieter-night" not in town.do("eva", day, "impact", "--open", today=False)


def reviewing(town: Town) -> None:
    """Nominations, reviews of four kinds, and a calibration."""
    day = "2027-01-04"
    assert {one for one, _, _ in town.todo(day)} == {"nominate", "write-review"}
    for who, peer in PEERS.items():
        town.fresh(who)
        town.write(who, day, "nominate", peer)
    boss = {who: MANAGERS.get(who, "max") for who in LOGIN}
    town.merged(day, {town.sent(who, day): boss[who] for who in LOGIN})
    waiting = town.todo(day)
    assert {("write-review", who, who) for who in LOGIN} <= waiting
    assert {("write-review", peer, who) for who, peer in PEERS.items()} <= waiting
    assert {("write-review", boss[who], who) for who in LOGIN} <= waiting

    rated = ("--overall", "4", "--overall-comment", "A good half.", "--hand-in")
    for who in LOGIN:
        town.fresh(who)
        final = ("--final", f"{FINAL[who]}", "--rating", f"{FINAL[who].partition('/')[0]}=4")
        town.write(who, day, "review", "self", *final, *rated)
        for whom in (one for one in LOGIN if boss[one] == who):
            final = ("--final", f"{FINAL[whom]}", "--rating", f"{FINAL[whom].partition('/')[0]}=3")
            town.write(who, day, "review", "manager", whom, *final, *rated)
        for whom in (one for one, peer in PEERS.items() if peer == who):
            town.write(who, day, "review", "peer", whom, *rated)
        if who in MANAGERS:
            town.write(who, day, "review", "upward", *rated)
    town.merged(day, {town.sent(who, day): None for who in LOGIN})
    assert town.todo(day) == set()

    session = town.fresh("hana") / f"reviews/{CYCLE}/calibration/works.yml"
    session.parent.mkdir(parents=True, exist_ok=True)
    before = town.do("hana", day, "score", "lena", today=False)
    assert "lena" in before.lower()
    session.write_text(CALIBRATION, "utf-8")
    town.merged(day, {town.sent("hana", day): "eva"})
    (page,) = town.page(day, "reviews")
    assert "A good half." not in page


def talking(town: Town) -> None:
    """Meetings, acknowledgements, an appeal that is decided, a plan that carries a goal."""
    day = "2027-01-20"
    boss = {who: MANAGERS.get(who, "max") for who in LOGIN}
    assert town.todo(day) == {("hold-meeting", boss[who], who) for who in LOGIN}
    for who in ("eva", "max"):
        town.fresh(who)
        for whom in (one for one in LOGIN if boss[one] == who):
            town.write(who, day, "meeting", whom, "--summary", "Result and reasons.")
    town.write(
        "max",
        day,
        "plan",
        "lena",
        "--carry",
        "brakes",
        "--action",
        "Sit in on a night | lena | 2027-03-31",
    )
    town.merged(day, {town.sent("eva", day): None, town.sent("max", day): "lena"})
    assert town.todo(day) == {("acknowledge", who, who) for who in LOGIN}
    for who in LOGIN:
        town.fresh(who)
        if who == "ravi":
            town.write(who, day, "appeal", "--reasons", "The storm of November was not mine.")
        else:
            town.write(who, day, "acknowledge", "--agrees")
    town.merged(day, {town.sent(who, day): None for who in LOGIN})
    # of HR only Hana: Eva is of HR, too, but she will approve as an executive
    assert ("decide-appeal", "hana", "ravi") in town.todo(day)
    town.fresh("hana")
    town.write(
        "hana",
        day,
        "appeal",
        "ravi",
        "--outcome",
        "granted",
        "--rating",
        "4",
        "--why",
        "The log agrees with him.",
    )
    town.merged(day, {town.sent("hana", day): "eva"})
    assert town.todo(day) == set()


def turning(town: Town) -> None:
    """The cycle is closed; the next one opens with the goal that was carried."""
    day = "2027-02-01"
    town.fresh("hana")
    assert "5 results" in town.do("hana", day, "cycle", "close", CYCLE, "--write")
    assert "2027-01-01" in town.do("hana", day, "cycle", "next", CYCLE, "--write", today=False)
    town.merged(day, {town.sent("hana", day): "eva"})
    company = Company(WorkingTree(town.gate))
    results = {who: company.dossier(CYCLE, f"people/{who}").result for who in LOGIN}
    assert {who: one.rating for who, one in results.items() if one} == dict.fromkeys(LOGIN, 4)

    assert {about[:2] for about in town.todo(day)} == {
        ("retrospective", "hana"),
        ("retrospective", "eva"),
    }
    look = town.fresh("hana") / f"reviews/{CYCLE}/retrospective.yml"
    look.write_text("held: 2027-02-01\nswot: {strengths: [Goals were few.]}\n", "utf-8")
    town.merged(day, {town.sent("hana", day): "eva"})

    # whose plan carries goals proposes them; HR adds an empty sheet for everybody else
    town.fresh("hana")
    town.do(
        "hana", day, "cycle", "open", NEXT, *sorted(set(LOGIN) - {"lena"}), "--write", "--force"
    )
    town.fresh("lena")
    town.write("lena", day, "goal", "carry", "--cycle", NEXT, "--reason", "Not yet quiet.")
    town.merged(day, {town.sent("hana", day): "eva", town.sent("lena", day): "max"})
    sheet = Company(WorkingTree(town.gate)).dossier(NEXT, "people/lena").sheet
    assert sheet and [one.id for one in sheet.goals] == ["brakes"]
    assert town.todo(day) == set()
    front, lena = town.page(day, ".", "people/lena")
    assert "First half of 2027" in front and "Brakes without a squeal" in lena
