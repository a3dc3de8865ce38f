"""Simulated companies to measure with, made once and kept in the working folder."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.measure import ROOT, Command, python
from perfgit.files.layout import Layout
from perfgit.files.reader import read

SEED = 1


@dataclass(frozen=True)
class Company:
    """A folder with a company in it."""

    root: Path

    @cached_property
    def layout(self) -> Layout:
        """How paths are computed here."""
        policy = self.root / "org" / "policy.yml"
        data = read(policy.read_bytes(), "org/policy.yml").data if policy.exists() else None
        folders = data.get("folders") if isinstance(data, dict) else None
        return Layout((folders or {}).get("shard", 0))

    @cached_property
    def files(self) -> list[Path]:
        """Every YAML file, sorted."""
        return sorted(
            path
            for folder in ("org", "goals", "reviews")
            for path in (self.root / folder).rglob("*.yml")
        )

    @property
    def check_command(self) -> Command:
        """The whole check as a fresh process."""
        return python("-m", "perfgit", "check", "--root", str(self.root), "--format", "json")

    @cached_property
    def file_list(self) -> str:
        """A file that names every file, for the floor."""
        path = self.root.with_name(f"{self.root.name}.list")
        path.write_text("\n".join(map(str, self.files)))
        return str(path)

    def sample(self, count: int) -> dict[str, list[Path]]:
        """Files picked at random, by their kind."""
        picked = random.Random(SEED).sample(self.files, min(count, len(self.files)))
        found: dict[str, list[Path]] = {}
        for path in picked:
            place = self.layout.place(path.relative_to(self.root).as_posix())
            if place:
                found.setdefault(place.kind, []).append(path)
        return found


def _version() -> str:
    """Changes with the code that decides what a simulated company looks like."""
    digest = hashlib.sha256()
    for folder in ("model", "simulate", "scoring"):
        for path in sorted((ROOT / "perfgit" / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def simulated(work: Path, people: int) -> Company:
    """A company of so many people."""
    root = work / f"company-{people}-{_version()}"
    if not (root / "org").is_dir():
        print(f"simulating {people:,} people ...", file=sys.stderr, flush=True)
        command = python(
            "-m", "perfgit", "simulate", "--people", str(people), "--seed", str(SEED), str(root)
        )
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Company(root)
