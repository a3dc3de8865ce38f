"""Work shared out to one process per core, each of which inherits by fork what has been loaded."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""

_work: Callable[[Any], Any] | None = None
"""What worker processes inherit; set only around the pool."""
_pool_lock = threading.Lock()
"""One pool at a time, whichever thread wants it."""


def cores() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_out(
    chunks: Sequence[Sequence[T]],
    work: Callable[[Sequence[T]], R],
    progress: Progress | None = None,
    *,
    parallel: bool = True,
) -> Iterator[R]:
    """The result of each chunk, in any order; `work` must not count on what it changes in memory.

    Args:
        chunks: The work in portions.
        work: Called with a chunk, in a process of its own where there are several.
        progress: Told how many items are done.
        parallel: Whether there is enough work for several processes.
    """
    if not parallel or len(chunks) < 2 or cores() == 1 or "fork" not in get_all_start_methods():
        total, done = sum(map(len, chunks)), 0
        for chunk in chunks:
            yield work(chunk)
            done += len(chunk)
            if progress:
                progress(done, total)
        return
    with _pool_lock:
        yield from _in_processes(chunks, work, progress)


def _in_processes(
    chunks: Sequence[Sequence[T]], work: Callable[[Sequence[T]], R], progress: Progress | None
) -> Iterator[R]:
    global _work  # noqa: PLW0603 -- fork hands over what is loaded without copying it
    total, done = sum(map(len, chunks)), 0
    _work = work
    gc.freeze()  # so that the collector leaves the pages alone that processes share
    try:
        with ProcessPoolExecutor(cores(), get_context("fork"), _calm) as pool:
            waiting = {pool.submit(_do, index): len(chunk) for index, chunk in _numbered(chunks)}
            for future in as_completed(list(waiting)):
                done += waiting.pop(future)
                yield future.result()
                if progress:
                    progress(done, total)
    finally:
        _work = None
        _chunks.clear()
        gc.unfreeze()


_chunks: list[Sequence[Any]] = []


def _numbered(chunks: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The chunks with their places in the list that workers inherit: not all can be pickled."""
    _chunks[:] = chunks
    return enumerate(chunks)


def _calm() -> None:
    """Collect garbage seldom: pages leave little of it. The lock is the parent's."""
    global _pool_lock  # noqa: PLW0603 -- a process of its own
    _pool_lock = threading.Lock()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


def _do(index: int) -> Any:
    assert _work
    return _work(_chunks[index])
