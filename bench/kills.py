"""Kill real processes of every writing command at random moments, and run each command again.

python -m bench.kills --count 300

What has to hold stands in tests/cli/killing.py: no file is torn, the same command again finishes and gives what
it gives undisturbed, nothing is left beside it, and `perfgit check` finds no error. Exit code 1 when
anything is otherwise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.cli.killing import WRITING, Kills


def main() -> int:
    """Kill, and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    options = parser.parse_args()
    began = time.monotonic()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as work:
        kills = Kills(Path(work), Random(options.seed))
        for index in range(options.count):
            found = kills.kill(WRITING[index % len(WRITING)])
            wrong += found
            for one in found:
                print(one, file=sys.stderr, flush=True)
    told = ", ".join(f"{outcome} written {count}" for outcome, count in kills.outcomes.items())
    print(
        f"{options.count} kills of {len(WRITING)} commands in {time.monotonic() - began:.0f} s: {told}"
    )
    print(f"wrong afterwards: {len(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
