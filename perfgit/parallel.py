"""Work shared out to the cores, by processes each of which inherits by fork what has been loaded."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""


def cores() -> int:
    """How many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def portions(items: Sequence[T], least: int, per_core: int = 16) -> list[Sequence[T]]:
    """Items in portions, in their order.

    Args:
        items: What is to be done.
        least: How many a portion holds at least.
        per_core: How many portions each core gets where there is enough: with more of them all
            cores end at the same time, and each costs a little.
    """
    size = max(least, len(items) // (cores() * per_core))
    return [items[start : start + size] for start in range(0, len(items), size)]


_notes: dict[Any, None] | None = None


def note(what: Hashable) -> None:
    """Tell whoever listens (`noted`), from whatever process the work is done in."""
    if _notes is not None:
        _notes[what] = None


@contextmanager
def noted() -> Iterator[dict[Any, None]]:
    """What is noted from here on, each thing once, in the order in which it comes."""
    global _notes  # noqa: PLW0603 -- one work at a time in a process
    before, _notes = _notes, {}
    try:
        yield _notes
    finally:
        _notes = before


def shared_out(
    chunks: Sequence[Sequence[T]],
    work: Callable[[Sequence[T]], R],
    progress: Progress | None = None,
    *,
    parallel: bool = True,
    per_core: int = 1,
    in_order: bool = False,
    collect: bool = True,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[R]:
    """The result of each chunk; `work` must not count on what it changes in memory.

    Args:
        chunks: The work in portions.
        work: Called with a chunk, in a process of its own where there are several.
        progress: Told how many items are done.
        parallel: Whether there is enough work for several processes.
        per_core: Processes for each core: two where one can work while another waits for the disk.
        in_order: Whether the results come in the order of the chunks; else as they are ready.
        collect: Whether processes look for garbage, seldom; not where the work leaves none.
        meanwhile: Called once, in this process, as soon as the others are at work.
    """
    total, done = sum(map(len, chunks)), 0
    if not parallel or len(chunks) < 2 or cores() == 1 or not hasattr(os, "fork"):
        if meanwhile:
            meanwhile()
        for chunk in chunks:
            yield work(chunk)
            done += len(chunk)
            if progress:
                progress(done, total)
        return
    # Most commands have no work to share out, and start without these.
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    gc.freeze()  # so that the collector leaves the pages alone that processes share
    inherited = (work, chunks, collect)  # not pickled: a fork has them
    pool = ProcessPoolExecutor(cores() * per_core, get_context("fork"), _begin, inherited)
    try:
        waiting = {pool.submit(_do, index): len(chunk) for index, chunk in enumerate(chunks)}
        if meanwhile:
            meanwhile()
        for future in _in_turn(waiting) if in_order else as_completed(list(waiting)):
            result, notes = future.result()
            for one in notes:
                note(one)
            yield result
            done += waiting.pop(future)
            if progress:
                progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)  # after an error nobody waits for the rest
        gc.unfreeze()


def _in_turn(waiting: Iterable[T]) -> Iterator[T]:
    """Each once, none of them kept: results can be large."""
    left = deque(waiting)
    while left:
        yield left.popleft()


_inherited: tuple[Callable[[Any], Any], Sequence[Sequence[Any]]] | None = None
"""In a worker: the work, and all chunks of it."""


def _begin(work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], collect: bool) -> None:
    global _inherited  # noqa: PLW0603 -- a worker's own
    _inherited = work, chunks
    if collect:
        gc.enable()
        gc.set_threshold(50_000, 20, 100)
    else:
        gc.disable()


def _do(index: int) -> Any:
    assert _inherited
    work, chunks = _inherited
    with noted() as notes:
        return work(chunks[index]), tuple(notes)
