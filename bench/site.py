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
from pathlib import Path

from bench import filtering, serving
from bench.as_markdown import write_sample
from bench.company import SEED, Company
from bench.figures import Figure
from bench.measure import peak_memory, python, seconds

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
    site = work / "site"
    _begin_again(site)
    build = python("-m", "perfgit", "build", "--root", str(company.root))
    build += ["--site-dir", str(site), "--today", TODAY]
    for path in company.files:  # in memory, as the yardstick's pages are, which were just written
        path.read_bytes()
    full = seconds(build)
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sum(1 for path in files if path.suffix == ".html")
    material = _material(site, work / "material")
    largest, first = _sizes(site)
    tables = filtering.figures(site)
    _begin_again(site)  # once more for its memory: to watch it holds up whoever wants more of it
    memory = peak_memory(build)
    each = full.wall / pages * 1000
    people = len(list((company.root / "org/people").rglob("*.yml")))
    return [
        Figure(
            f"site of {people:,} people, {pages:,} pages: each",
            each,
            "ms",
            f"MkDocs with Material, {SAMPLE} pages that say the same",
            material,
            "of that, at most",
            each / material,
            0.4,
        ),
        _bounded("pages for each person", pages / people, "pages", 2.85),
        _bounded("files of the site", sum(path.stat().st_size for path in files) / 1e6, "MB", 800),
        _bounded("peak memory of a build, all processes (PSS)", memory / 1e6, "MB", 1000),
        _bounded("largest page", largest / 1e3, "KB", 250),
        _bounded("largest first view, with all that the page asks for", first / 1e3, "KB", 250),
        *tables,
        *serving.figures(company),
    ]


def _begin_again(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _bounded(name: str, value: float, unit: str, bound: float) -> Figure:
    return Figure(name, value, unit, "", None, f"{unit}, below", value, bound)


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
