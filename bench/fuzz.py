"""Mutate valid files by the hundred thousand and look for a property that does not hold.

python -m bench.fuzz --count 200000

The properties and the mutator are those of tests/files/fuzzing.py. A mutation that kills the process or
hangs is found too, because every mutation is told to the parent before it is tried. Exit code 1
when anything was found.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from typing import Any

from tests.files.fuzzing import broken_property, corpus, mutant

PATIENCE = 20.0
"""Seconds without a sign of life after which a mutation counts as hanging."""


def _work(first: int, last: int, step: int, seed: str, at: Any, found: Any) -> None:
    for index in range(first, last, step):
        at.value = index
        broken = broken_property(*mutant(f"{seed}{index}"))
        if broken:
            found.put((index, broken))
    at.value = last


class Fuzzer:
    """One process per core, each with every n-th mutation."""

    def __init__(self, count: int, seed: str, jobs: int) -> None:
        self.count, self.seed, self.jobs = count, seed, jobs
        self.found: list[tuple[int, str]] = []
        self._context = multiprocessing.get_context("fork")
        self._queue = self._context.Queue()
        self._at = [self._context.Value("q", job) for job in range(jobs)]
        self._alive = [(time.monotonic(), -1)] * jobs

    def _start(self, job: int, first: int) -> BaseProcess:
        arguments = (first, self.count, self.jobs, self.seed, self._at[job], self._queue)
        worker = self._context.Process(target=_work, args=arguments, daemon=True)
        worker.start()
        self._alive[job] = (time.monotonic(), -1)
        return worker

    def run(self) -> None:
        """Try every mutation; a worker that dies or hangs is replaced behind the culprit."""
        corpus()  # read once, before the workers are made
        started = time.monotonic()
        workers = [self._start(job, job) for job in range(self.jobs)]
        while any(worker.is_alive() for worker in workers):
            time.sleep(0.5)
            while not self._queue.empty():
                self.found.append(self._queue.get())
            for job, worker in enumerate(workers):
                workers[job] = self._watched(job, worker)
            self._tell(time.monotonic() - started)
        while not self._queue.empty():
            self.found.append(self._queue.get())

    def _watched(self, job: int, worker: BaseProcess) -> BaseProcess:
        at, now = self._at[job].value, time.monotonic()
        since, before = self._alive[job]
        if at != before:
            self._alive[job] = (now, at)
        hangs = worker.is_alive() and at == before and now - since > PATIENCE
        if hangs:
            worker.kill()
            worker.join()
        if worker.exitcode in (None, 0):
            return worker
        self.found.append((at, "hangs" if hangs else f"ends the process ({worker.exitcode})"))
        return self._start(job, at + self.jobs)

    def _tell(self, seconds: float) -> None:
        done = min(self.count, sum(at.value for at in self._at) // self.jobs)
        left = seconds / max(done, 1) * (self.count - done)
        line = f"{done:,} of {self.count:,} mutations, {len(self.found)} found, {left:,.0f} s left"
        print(f"\r{line:<70}", end="", file=sys.stderr, flush=True)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", default="", help="begins the seed of every mutation")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--show", type=int, metavar="INDEX", help="show one mutation and stop")
    options = parser.parse_args()
    if options.show is not None:
        sample, raw = mutant(f"{options.seed}{options.show}")
        sys.stdout.buffer.write(raw)
        print(f"\n# {sample.path}: {broken_property(sample, raw) or 'all properties hold'}")
        return 0
    started = time.monotonic()
    fuzzer = Fuzzer(options.count, options.seed, options.jobs)
    fuzzer.run()
    print(file=sys.stderr)
    for kind, count in Counter(text[:60] for _, text in fuzzer.found).most_common():
        print(f"{count:>7}  {kind}")
    for index, text in sorted(fuzzer.found)[:20]:
        print(f"  --show {index}: {text[:300]}")
    seconds = time.monotonic() - started
    print(
        f"{options.count:,} mutations of {len(corpus())} files, {len(fuzzer.found)} broken"
        f" properties, {seconds:.0f} s ({options.jobs} processes)"
    )
    return 1 if fuzzer.found else 0


if __name__ == "__main__":
    sys.exit(main())
