"""How quickly every command answers on the sample company: whole processes, start-up included."""

from __future__ import annotations

import tempfile

from bench.figures import Figure
from bench.measure import fastest, python

AT_MOST = 0.5


def every_command() -> list[Figure]:
    """A figure for each command; the yardstick is a Python that starts and does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "check": ["check"],
            "rules": ["rules"],
            "explain weights-total": ["explain", "weights-total"],
            "schema": ["schema", "--out", folder],
            "score": ["score"],
            "score alice --explain": ["score", "alice", "--explain"],
        }
        nothing = fastest(5, python("-c", "pass"))[0].wall
        found = []
        for name, arguments in commands.items():
            took = fastest(5, python("-m", "perfgit", *arguments))[0].wall
            found.append(
                Figure(
                    f"{name}, sample company",
                    took,
                    "s",
                    "python -c pass",
                    nothing,
                    "s, below",
                    took,
                    AT_MOST,
                )
            )
    return found
