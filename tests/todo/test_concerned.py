"""What waits for somebody is found without reading everybody's dossiers, and nothing is passed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.parallel import portions
from perfgit.simulate.make import make
from perfgit.todo import due as due_module
from perfgit.todo.due import due
from tests import ROOT

DANA = "reviews/2026-h2/people/dana"
DAYS = [dt.date(2026, 11, 22), dt.date(2026, 12, 20), dt.date(2027, 1, 20), dt.date(2027, 2, 10)]


def sample(_: Path) -> Company:
    """The sample company with an appeal, a plan and nominations, one of them in YAML's escapes."""
    return Company(
        OverlayTree(
            WorkingTree(ROOT),
            {
                f"{DANA}/nominations.yml": b'peers: ["\\x63hen", omar]\n',
                f"{DANA}/appeal.yml": b"raised: 2026-12-01\nreasons: R.\n",
                f"{DANA}/plan.yml": (
                    b"actions:\n  - {id: a, what: W., owner: lars, due: 2026-12-01}\n"
                ),
                "reviews/2026-h2/people/lars/nominations.yml": b"peers:\n- dana\n- 'ruth'\n",
            },
        )
    )


def simulated(folder: Path) -> Company:
    """A company of 60 whose first cycle was not closed, and of whom some are away."""
    make(folder / "made", 60, 1)
    tree = WorkingTree(folder / "made")
    changes: dict[str, bytes | None] = {}
    path = "org/cycles/2026-h1.yml"
    cycle = (tree.read(path) or b"").splitlines(keepends=True)
    changes[path] = b"".join(line for line in cycle if not line.startswith(b"closed"))
    people = sorted(Company(tree).reports)
    for at, id in enumerate(people):  # every manager is away, and the next one stands in
        path = f"org/people/{id}.yml"
        away = f"away: [{{from: 2026-01-01, to: 2027-12-31, deputy: {people[at - 1]}}}]\n"
        former = f"former_managers: [{{id: {people[at - 2]}, until: 2026-05-01}}]\n"
        changes[path] = (tree.read(path) or b"") + away.encode() + former.encode()
    return Company(OverlayTree(tree, changes))


COMPANIES = [
    pytest.param(sample, DAYS, id="sample"),
    pytest.param(simulated, [dt.date(2026, 7, 1), DAYS[0]], id="simulated"),
]


@pytest.mark.parametrize(("make_company", "days"), COMPANIES)
def test_what_waits_for_somebody_is_what_waits_for_them_of_everything(
    make_company: Callable[[Path], Company], days: list[dt.date], tmp_path: Path
) -> None:
    company = make_company(tmp_path)
    assert not [doc.problems for doc in company.people.values() if doc.problems]
    met: set[str] = set()
    for day in days:
        found = due(company, day)
        met |= {one.duty for one in found} | {one.path.split("/")[-2] for one in found}
        for id in company.people:
            assert due(company, day, id) == [one for one in found if one.who == id], (day, id)
        some = list(company.people)[::3]
        assert due(company, day, *some) == [one for one in found if one.who in some]
    assert met >= {"check-in", "plan-action", "nominate", "peers", "upward", "handover"}


def test_two_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company(WorkingTree(ROOT))
    found = due(company, DAYS[0])
    monkeypatch.setattr(due_module, "PARALLEL_FROM", 1)
    monkeypatch.setattr("perfgit.parallel.cores", lambda: 2)
    monkeypatch.setattr(due_module, "portions", lambda items, *_: portions(items, 10))
    assert due(company, DAYS[0]) == found


def test_what_waits_for_one_is_found_in_few_dossiers(monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company(WorkingTree(ROOT))
    read: list[str] = []
    dossier = Company.dossier
    monkeypatch.setattr(
        Company, "dossier", lambda self, *at: read.append(at[1]) or dossier(self, *at)
    )
    assert due(company, DAYS[0], "lars")
    assert set(read) == {"people/lars", f"people/{company.people['lars'].data.manager}"}  # type: ignore[union-attr]
