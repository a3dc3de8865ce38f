"""The end of a command.

Python takes all that is loaded apart before a process ends, piece by piece: a tenth of the time of a short
command, a second after a large one. The system gives it back at once.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

import click

from perfgit.i18n import say


def end(code: int) -> NoReturn:
    """End the process with an exit code; in Python's own way where anything is still to be done."""
    if any(not thread.daemon for thread in threading.enumerate()[1:]):
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 -- there is no other name for it
    try:
        for stream in (sys.stderr, sys.stdout):
            stream.flush()
    except OSError as error:
        code = code or failed(error)
    os._exit(code & 0xFF)


def failed(error: OSError) -> int:
    """Tell what the system has refused; the exit code that follows."""
    leave_unsaid(sys.stdout)
    if isinstance(error, BrokenPipeError):  # nobody reads on: nothing to say about it
        return 1
    why = error.strerror or str(error)
    path = error.filename2 or error.filename  # of two, the one that something is moved to
    if isinstance(path, str):
        message = say("{path} cannot be read or written: {why}.", path=path, why=why)
    else:
        message = say("The answer cannot be written: {why}.", why=why)
    with suppress(OSError):
        click.echo(say("perfgit: {message}", message=message), err=True)
    leave_unsaid(sys.stderr)
    return 2


def leave_unsaid(stream: TextIO) -> None:
    """Let what is still to be written go to nowhere, so that the end has nothing left to say."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def stand_in_for_closed() -> None:
    """Streams that were closed are empty, and take what is written to them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 -- it stays open
            setattr(sys, name, nowhere)
