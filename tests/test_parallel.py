"""The one pool of processes: the same results whether or not there are several."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import pytest

from perfgit import parallel
from perfgit.parallel import note, noted, portions, shared_out
from tests import ROOT


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 2)


def test_portions_hold_everything_in_order() -> None:
    found = portions(range(100), least=3, per_core=4)
    assert [one for portion in found for one in portion] == list(range(100))
    assert {len(portion) for portion in found} == {12, 4}  # 100 // (2 * 4), and what is left
    assert [len(portion) for portion in portions(range(10), least=4)] == [4, 4, 2]
    assert portions([], least=4) == []


@pytest.mark.parametrize("parallel", [True, False])
def test_every_chunk_gives_its_result_in_order_where_it_is_asked_for(parallel: bool) -> None:
    told: list[tuple[int, int]] = []
    chunks = [[1, 2], [3], [4, 5, 6]]

    def work(chunk: Sequence[int]) -> tuple[int, bool]:
        return sum(chunk), os.getpid() != here

    here = os.getpid()
    found = list(
        shared_out(
            chunks,
            work,
            lambda done, of: told.append((done, of)),
            parallel=parallel,
            in_order=True,
            meanwhile=lambda: told.append((0, 6)),
        )
    )
    assert found == [(3, parallel), (3, parallel), (15, parallel)]
    assert told == [(0, 6), (2, 6), (3, 6), (6, 6)]


def test_results_come_in_any_order_unless_it_is_asked_for() -> None:
    found = shared_out([[one] for one in range(20)], sum, per_core=2)
    assert sorted(found) == list(range(20))


def test_an_error_in_a_process_comes_out_here() -> None:
    def work(chunk: Sequence[int]) -> int:
        return 1 // chunk[0]

    with pytest.raises(ZeroDivisionError):
        list(shared_out([[1], [0], [1], [1]], work))


def test_nobody_else_starts_a_pool_of_processes() -> None:
    package = ROOT / "perfgit"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search("ProcessPoolExecutor|multiprocessing", path.read_text("utf-8"))
    }
    assert found == {"parallel.py"}


@pytest.mark.parametrize("parallel", [True, False])
def test_what_is_noted_comes_back_from_wherever_the_work_is_done(parallel: bool) -> None:
    def work(chunk: Sequence[int]) -> int:
        for item in chunk:
            note(("item", item % 3))
        return len(chunk)

    with noted() as found:
        assert sum(shared_out([[1, 2], [3, 4], [5]], work, parallel=parallel)) == 5
    assert sorted(found) == [("item", 0), ("item", 1), ("item", 2)]  # each once
    note("nobody listens")
    assert len(found) == 3
