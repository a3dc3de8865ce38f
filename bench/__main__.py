"""python -m bench: one table, each figure beside a yardstick measured in the same run.

"Cold" is a fresh process; the page cache is left as it is, for the yardsticks too. Exit code 1 when
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

from bench.commands import every_command
from bench.company import Company, simulated
from bench.figures import Figure, table
from bench.measure import fastest, peak_memory, python
from bench.rivals import by_check_jsonschema, by_loop, by_yamale

LAST = Path(__file__).parent / "last.json"
GROWTH = (1_000, 5_000, 20_000)


def against_the_floor(company: Company) -> list[Figure]:
    """The whole check against reading and parsing alone, and its memory."""
    check, floor = fastest(3, company.check_command, python("-m", "bench.floor", company.file_list))
    memory = peak_memory(company.check_command)
    files = len(company.files)
    return [
        Figure(
            f"check, {files:,} files, cold",
            check,
            "s",
            "read all bytes, yaml_rs.loads, one process",
            floor,
            "times the floor, at most",
            check / floor,
            2.0,
        ),
        Figure(
            "peak memory of it, all processes (PSS)",
            memory / 1e6,
            "MB",
            "",
            None,
            "MB, below",
            memory / 1e6,
            700,
        ),
    ]


def against_others(company: Company, check: float, sample: int) -> list[Figure]:
    """The whole check against tools that look at one file after the other."""
    files = len(company.files)
    loop = by_loop(company, sample)
    found = [
        Figure(
            "check against the straightforward loop",
            check,
            "s",
            f"ruamel.yaml safe + the same models, {loop.tried:,} files, scaled",
            loop.scaled(files),
            "times as fast, at least",
            loop.scaled(files) / check,
            25,
            least=True,
        )
    ]
    for name, rival in (
        ("check-jsonschema", by_check_jsonschema(company, sample)),
        ("yamale", by_yamale(company, sample)),
    ):
        found.append(
            Figure(
                f"check against {name}",
                check,
                "s",
                f"schemas of `perfgit schema`, {rival.tried:,} files, scaled",
                rival.scaled(files),
                "times as fast, more than",
                rival.scaled(files) / check,
                1,
                least=True,
            )
        )
    return found


def growth(work: Path, sizes: tuple[int, ...]) -> list[Figure]:
    """Seconds per person from a small to a large company."""
    each: dict[int, float] = {}
    for people in sizes:
        company = simulated(work, people)
        (seconds,) = fastest(3 if people < 10_000 else 2, company.check_command)
        each[people] = seconds / people
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
        sizes = (200, 1_000) if options.quick else GROWTH
        company = simulated(work, 1_000 if options.quick else options.people)
        figures = every_command()
        figures += against_the_floor(company)
        figures += against_others(company, figures[-2].value, options.sample)
        figures += growth(work, sizes)
    print(table(figures))
    print(
        f"\n{platform.python_version()}, {os.cpu_count()} cores, {time.monotonic() - started:.0f} s"
    )
    LAST.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    return 0 if all(figure.passed for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
