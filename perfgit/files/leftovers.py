"""Files in a folder that are nobody's: what a killed write leaves, what systems and editors put there."""

from __future__ import annotations

import os
import re
import time

TEMPORARY = re.compile(r"\..{1,80}\.([0-9a-f]+)[0-9a-f]{8}\.tmp")
"""A file that is written beside its place; the process that writes it stands in its name."""
_LITTER = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|.*~|\..*\.sw[a-p]|\.#.*|#.*#")
_ABANDONED = 60
"""Seconds after which a file beside its place is not about to be renamed by another machine."""

IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini", "*~", ".*.sw[a-p]", ".*.tmp")
"""The lines of .gitignore for them."""


def is_leftover(name: str) -> bool:
    """Whether what is called so is nobody's work: no rule speaks of it, and the gate lets none in."""
    return bool(_LITTER.fullmatch(name) or TEMPORARY.fullmatch(name))


def sweep(handle: int) -> None:
    """Delete from an open folder what a write that was killed has left there."""
    for name in os.listdir(handle):
        found = TEMPORARY.fullmatch(name)
        if not found or runs(int(found[1], 16)):
            continue
        try:
            if time.time() - os.stat(name, dir_fd=handle).st_mtime > _ABANDONED:
                os.unlink(name, dir_fd=handle)
        except OSError:
            continue  # somebody else was faster


def runs(process: int) -> bool:
    """Whether a process of this machine is running."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
