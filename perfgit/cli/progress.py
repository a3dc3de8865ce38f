"""A progress bar for what takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from perfgit.parallel import Progress

PATIENCE = 1.0
"""Seconds before the bar appears."""


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on the error stream that appears when something takes longer than a second."""
    started = time.perf_counter()
    shown: list[Any] = []

    def progress(done: int, of: int) -> None:
        if not shown and time.perf_counter() - started > PATIENCE and sys.stderr.isatty():
            shown.append(click.progressbar(length=of, label=label, file=sys.stderr))
            shown[0].__enter__()
        if shown:
            shown[0].update(done - shown[0].pos)

    try:
        yield progress
    finally:
        if shown:
            shown[0].__exit__(None, None, None)
