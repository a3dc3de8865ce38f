"""The site of a large company: time, memory and sizes.

The yardstick is stock MkDocs with Material on pages that say the same: a random sample of the built
pages, turned into Markdown. In its favour, its start-up is taken off, and its navigation holds one
page only. Ours is the whole command, start-up and reading included.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from pathlib import Path

from bench import filtering
from bench.as_markdown import write_sample
from bench.company import SEED, Company
from bench.figures import Figure
from bench.measure import ENVIRONMENT, Took, peak_memory, python, seconds
from perfgit.site.build.build import swap

TODAY = "2026-11-20"
SAMPLE = 500
_MATERIAL = """site_name: Equivalent
theme: {name: material}
nav: [index.md]
plugins: [search]
markdown_extensions: [tables]
"""
_LOADED = re.compile(rb'(?:href|src)="([^"]+\.(?:css|js|svg))"')


def figures(company: Company, work: Path) -> list[Figure]:
    """Every bound on the site at this size."""
    site, cache = work / "site", work / "cache"
    _begin_again(site, swap.spare_of(site).parent, cache)
    ENVIRONMENT["PERFGIT_CACHE"] = str(cache)
    build = python("-m", "perfgit", "build", "--root", str(company.root))
    build += ["--site-dir", str(site), "--today", TODAY]
    for path in company.files:  # in memory, as the yardstick's pages are, which were just written
        path.read_bytes()
    full = seconds(build)
    again = []
    for number in range(2):
        _change(company, number)
        again.append(seconds(build))
    idle = seconds(build)
    pages = sum(1 for _ in site.rglob("*.html"))
    material = _material(site, work / "material")
    largest, first = _sizes(site)
    tables = filtering.figures(site)
    # once more for their memory: to watch it holds up whoever wants more of it
    _change(company, 2)
    memory = peak_memory(build)
    _begin_again(site, swap.spare_of(site).parent, cache)
    memory = max(memory, peak_memory(build))
    each = full.wall / pages * 1000
    worst = max(again)
    people = f"{len(list((company.root / 'org/people').rglob('*.yml'))):,} people"
    return [
        Figure(
            f"site of {people}, {pages:,} pages: each",
            each,
            "ms",
            f"MkDocs with Material, {SAMPLE} pages that say the same",
            material,
            "of that, at most",
            each / material,
            0.4,
        ),
        _rebuild("one check-in changed (the first time), rebuilt", again[0], full),
        _rebuild("one check-in changed (and again), rebuilt", again[1], full),
        _rebuild("nothing changed, rebuilt", idle, full),
        _rebuild("processor time of the slower of the two", _cpu(worst), _cpu(full), bound=None),
        _bounded("peak memory of all builds, all processes (PSS)", memory / 1e6, "MB", 1500),
        _bounded("largest page", largest / 1e3, "KB", 300),
        _bounded("largest first view, with all that the page asks for", first / 1e3, "KB", 350),
        *tables,
    ]


def _begin_again(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _cpu(took: Took) -> Took:
    return Took(took.cpu, took.cpu)


def _rebuild(name: str, took: Took, full: Took, bound: float | None = 0.1) -> Figure:
    of = "of it" if bound is None else "of it, at most"
    return Figure(name, took.wall, "s", "full build", full.wall, of, took.wall / full.wall, bound)


def _bounded(name: str, value: float, unit: str, bound: float) -> Figure:
    return Figure(name, value, unit, "", None, f"{unit}, below", value, bound)


def _change(company: Company, number: int) -> None:
    """Write another note into a check-in of the running cycle; another one in each run, too."""
    found = sorted((company.root / "goals/2026-h2/people").rglob("checkins/*.yml"))
    path = found[(len(found) // 3 + 1000 * number) % len(found)]
    path.write_text(f"note: Changed by the bench, {time.time_ns()}.\n")


def _material(site: Path, folder: Path) -> float:
    """Milliseconds of MkDocs with Material for each of the equivalent pages."""
    times = []
    for count in (0, SAMPLE):
        shutil.rmtree(folder, ignore_errors=True)
        write_sample(site, folder, count, SEED)
        (folder / "mkdocs.yml").write_text(_MATERIAL)
        arguments = ("-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml"))
        times.append(min(seconds(python(*arguments)).wall for _ in range(2)))
    return (times[1] - times[0]) / SAMPLE * 1000


def _sizes(site: Path) -> tuple[int, int]:
    """The bytes of the largest page, and of the largest with its styles, scripts and pictures."""
    known: dict[Path, int] = {}
    largest = first = 0
    for page in site.rglob("*.html"):
        data = page.read_bytes()
        asked = {
            Path(os.path.normpath(page.parent / link.decode()))
            for link in _LOADED.findall(data)
            if b"://" not in link
        }
        total = len(data)
        for path in asked:
            if path not in known:
                known[path] = path.stat().st_size if path.is_file() else 0
            total += known[path]
        largest, first = max(largest, len(data)), max(first, total)
    return largest, first


def main() -> int:
    """`python -m bench.site PEOPLE FOLDER`: only these figures."""
    from bench.company import simulated
    from bench.figures import table

    people, work = int(sys.argv[1]), Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    found = figures(simulated(work, people), work)
    print(table(found))
    return 0 if all(one.passed for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
