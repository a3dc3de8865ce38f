"""python -m bench: one table, each figure beside a yardstick measured in the same run.

Every figure is of fresh processes. That of the whole check is taken twice: with the files on the disk
only, and with the files in memory, where reading costs least and so the bound is hardest. Exit code 1 when
a bound is missed. The figures are also written to bench/last.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from bench import site
from bench.commands import every_command
from bench.company import Company, simulated
from bench.figures import Figure, table
from bench.gate import gate_figures
from bench.measure import fastest, peak_memory, python
from bench.rivals import Sampled, by_check_jsonschema, by_loop, by_loop_in_c, by_yamale
from bench.size import size_figures

LAST = Path(__file__).parent / "last.json"
GROWTH = (1_000, 5_000, 20_000)


def against_the_floor(company: Company) -> list[Figure]:
    """The whole check against reading and parsing alone, and its memory."""
    pair = (company.check_command, python("-m", "bench.floor", company.file_list))
    cold_check, cold_floor = fastest(2, *pair, without=company.files)
    check, floor = fastest(5, *pair)
    memory = peak_memory(company.check_command) / 1e6
    yardstick = "read all bytes, yaml_rs.loads, one process"
    return [
        Figure(
            f"check, {len(company.files):,} files, not in the page cache",
            cold_check.wall,
            "s",
            yardstick,
            cold_floor.wall,
            "times the floor, at most",
            cold_check.wall / cold_floor.wall,
            2.0,
        ),
        Figure(
            f"check, {len(company.files):,} files, in the page cache",
            check.wall,
            "s",
            yardstick,
            floor.wall,
            "times the floor, at most",
            check.wall / floor.wall,
            2.0,
        ),
        Figure(
            "processor time of it, all processes",
            check.cpu,
            "s",
            yardstick,
            floor.cpu,
            "times the floor",
            check.cpu / floor.cpu,
            None,
        ),
        Figure(
            "peak memory of it, all processes (PSS)",
            memory,
            "MB",
            "",
            None,
            "MB, below",
            memory,
            700,
        ),
    ]


def against_others(company: Company, check: float, sample: int) -> list[Figure]:
    """The whole check against tools that look at one file after the other."""
    in_c = by_loop_in_c(company, sample)
    rivals: list[tuple[str, str, Sampled, float | None]] = [
        (
            "the straightforward loop",
            "ruamel.yaml safe (as pip installs it) + the same models",
            by_loop(company, sample),
            25,
        ),
        (
            "check-jsonschema",
            "schemas of `perfgit schema`",
            by_check_jsonschema(company, sample),
            1,
        ),
        ("yamale", "the same schemas, as yamale writes them", by_yamale(company, sample), 1),
    ]
    if in_c:
        how = "the same with ruamel.yaml.clib installed besides"
        rivals.insert(1, ("that loop with a parser in C", how, in_c, None))
    return [
        Figure(
            f"check against {name}",
            check,
            "s",
            f"{how}, {rival.tried:,} files, scaled",
            rival.scaled(len(company.files)),
            "times as fast" + (", at least" if bound else ""),
            rival.scaled(len(company.files)) / check,
            bound,
            least=True,
        )
        for name, how, rival, bound in rivals
    ]


def growth(work: Path, sizes: tuple[int, ...]) -> list[Figure]:
    """Seconds per person from a small to a large company."""
    each: dict[int, float] = {}
    for people in sizes:
        company = simulated(work, people)
        each[people] = fastest(3 if people < 10_000 else 2, company.check_command)[0].wall / people
    worst = max(each.values()) / min(each.values())
    shown = ", ".join(f"{people:,}: {1000 * one:.2f}" for people, one in each.items())
    return [
        Figure(
            f"ms per person ({shown})",
            1000 * max(each.values()),
            "ms",
            "the cheapest of them",
            1000 * min(each.values()),
            "times the cheapest, at most",
            worst,
            1.5,
        )
    ]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--work", type=Path, help="keeps the simulated companies for the next run")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=2_000, help="files that slow tools are given")
    parser.add_argument("--quick", action="store_true", help="small companies: a look, no proof")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        sizes = (1_000, 2_000) if options.quick else GROWTH
        company = simulated(work, 1_000 if options.quick else options.people)
        figures = every_command()
        figures += against_the_floor(company)
        figures += against_others(company, figures[-3].value, options.sample)
        figures += size_figures(company)
        figures += growth(work, sizes)
        figures += gate_figures(work, (200, sizes[-1]))
        figures += site.figures(company, work / "built")
    print(table(figures))
    print(
        f"\n{platform.python_version()}, {os.cpu_count()} cores, {time.monotonic() - started:.0f} s"
    )
    LAST.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    return 0 if all(figure.passed for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
