"""Commands on a large company, each beside the whole check in the same run."""

from __future__ import annotations

import shutil

from bench.company import Company
from bench.figures import Figure
from bench.measure import fastest, python, seconds

DAY = "2026-11-15"
NEXT, OPENS = "2027-h1", "2026-12-20"


def size_figures(company: Company) -> list[Figure]:
    """Seconds of what concerns one person, and how many times the check all else takes."""
    root = ("--root", str(company.root))
    manager = _manager(company)
    beside = company.root.with_name(f"{company.root.name}-beside")

    def perfgit(*words: str) -> list[str]:
        return python("-m", "perfgit", *words, *root)

    alone = {
        "todo PERSON": perfgit("todo", manager, "--today", DAY),
        "todo PERSON --people": perfgit("todo", manager, "--people", "--today", DAY),
    }
    bounds = {
        "todo": (perfgit("todo", "--today", DAY), 1.5),
        "cycle status": (perfgit("cycle", "status", "--today", DAY), 1.5),
        "export": (perfgit("export", "--out", str(beside)), 4.0),
        "cycle open": (perfgit("cycle", "open", NEXT, "--today", OPENS), 4.0),
    }
    following = company.root / "org" / "cycles" / f"{NEXT}.yml"
    try:
        seconds(perfgit("cycle", "next", "2026-h2", "--write"))
        commands = [company.check_command, *alone.values(), *(one for one, _ in bounds.values())]
        check, *took = (one.wall for one in fastest(2, *commands))
    finally:
        following.unlink(missing_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
    size = f"{len(list((company.root / 'org' / 'people').rglob('*.yml'))):,} people"
    return [
        *(
            Figure(f"{name}, {size}", one, "s", "", None, "s, at most", one, 2.0)
            for name, one in zip(alone, took, strict=False)
        ),
        *(
            Figure(
                f"{name}, {size}", one, "s", "the check", check, "times, at most", one / check, most
            )
            for (name, (_, most)), one in zip(bounds.items(), took[len(alone) :], strict=True)
        ),
    ]


def _manager(company: Company) -> str:
    """Somebody with people below them: the lead of a team in the middle."""
    teams = sorted((company.root / "org" / "teams").glob("*.yml"))
    leads = (
        line.partition(": ")[2]
        for team in teams[len(teams) // 2 :]
        for line in team.read_text().splitlines()
        if line.startswith("lead: ")
    )
    return next(leads)
