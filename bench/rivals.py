"""How long other ways of checking the same files take, on a random sample.

Each is timed as whole processes; what starting up costs is measured with one file and taken off
before scaling, so that a sample does not make a tool look slower than it is.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.company import Company
from bench.measure import fastest, python, seconds


@dataclass(frozen=True)
class Sampled:
    """Seconds of starting up, seconds of work, and the number of files that were tried."""

    start: float
    work: float
    tried: int

    def scaled(self, files: int) -> float:
        """The time that so many files would take."""
        return self.start + self.work / self.tried * files


def by_loop(company: Company, count: int) -> Sampled:
    """ruamel.yaml's safe loader and the same Pydantic models, one file after the other.

    This is what `pip install ruamel.yaml` brings: since 0.19 the parser in C is a package apart.
    """
    return _in_process("loop", company, count)


def by_loop_in_c(company: Company, count: int) -> Sampled | None:
    """The same with ruamel.yaml.clib installed besides; None where it is not."""
    if importlib.util.find_spec("_ruamel_yaml") is None:
        return None
    return _in_process("loop in C", company, count)


def by_yamale(company: Company, count: int) -> Sampled:
    """The yamale package, with schemas that say the same as the models, as far as yamale can."""
    return _in_process("yamale", company, count)


def _in_process(name: str, company: Company, count: int) -> Sampled:
    sample = company.sample(count)
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "files.json"
        first = next(iter(sample))
        found: list[float] = []
        for part in ({first: sample[first][:1]}, sample):
            listed.write_text(
                json.dumps({kind: list(map(str, paths)) for kind, paths in part.items()})
            )
            found.append(fastest(2, python("-m", "bench.rivals", name, str(listed)))[0].wall)
        tried = sum(map(len, sample.values()))
    return Sampled(found[0], found[1] - found[0], tried)


def by_check_jsonschema(company: Company, count: int) -> Sampled:
    """check-jsonschema, one call for each kind of file."""
    sample = company.sample(count // 2)
    with tempfile.TemporaryDirectory() as folder:
        seconds(python("-m", "perfgit", "schema", "--out", folder))
        total, starts = 0.0, []
        for kind, paths in sample.items():
            command = python(
                "-m", "check_jsonschema", "--schemafile", f"{folder}/{kind}.schema.json"
            )
            starts.append(seconds([*command, str(paths[0])]).wall)
            total += seconds([*command, *map(str, paths)]).wall
    start = min(starts)
    return Sampled(start, total - start * len(sample), sum(map(len, sample.values())))


def _loop(listed: dict[str, list[str]], *, pure: bool) -> int:
    from ruamel.yaml import YAML

    from perfgit.files.layout import BY_NAME

    count = 0
    for kind, paths in listed.items():
        model = BY_NAME[kind].model
        for path in paths:
            model.model_validate(YAML(typ="safe", pure=pure).load(Path(path).read_bytes()))
            count += 1
    return count


def _yamale(listed: dict[str, list[str]]) -> int:
    import yamale  # type: ignore[import-untyped]

    from bench.yamale_schemas import schema_of
    from perfgit.files.layout import BY_NAME

    count = 0
    for kind, paths in listed.items():
        schema = yamale.make_schema(content=schema_of(BY_NAME[kind].model))
        for path in paths:
            yamale.validate(schema, yamale.make_data(path))
            count += 1
    return count


if __name__ == "__main__":
    started = time.perf_counter()
    named = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    ways: dict[str, Callable[[dict[str, list[str]]], int]] = {
        "loop": partial(_loop, pure=True),
        "loop in C": partial(_loop, pure=False),
        "yamale": _yamale,
    }
    done = ways[sys.argv[1]](named)
    print(done, time.perf_counter() - started)
