"""The floor under every check: the bytes of all files read, and parsed by the same fast parser.

python -m bench.floor LIST: one process, the files named one a line. Nothing else is done, so no
check of these files with this parser, in one process, can take less.
"""

from __future__ import annotations

import sys

import yaml_rs


def main() -> None:
    """Read and parse."""
    with open(sys.argv[1], encoding="utf-8") as listed:  # noqa: PTH123 -- the fastest way
        files = listed.read().splitlines()
    for file in files:
        with open(file, "rb") as handle:  # noqa: PTH123
            yaml_rs.loads(handle.read().decode("utf-8"))


if __name__ == "__main__":
    main()
