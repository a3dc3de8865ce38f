"""The end of a command.

Python takes all that is loaded apart before a process ends, piece by piece: a tenth of the time of a short
command, a second after a large one. The system gives it back at once.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import NoReturn


def end(code: int) -> NoReturn:
    """End the process with an exit code; in Python's own way where anything is still to be done."""
    if any(not thread.daemon for thread in threading.enumerate()[1:]):
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 -- there is no other name for it
    try:
        for stream in (sys.stderr, sys.stdout):
            stream.flush()
    except BrokenPipeError:  # nobody reads on: nothing to say about it
        code = code or 1
    except (OSError, ValueError, AttributeError):  # closed, full, or none: Python says so
        sys.exit(code)
    os._exit(code & 0xFF)
