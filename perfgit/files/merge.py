"""An edit applied line by line, so that what a YAML writer lays out anew stays as it was."""

from __future__ import annotations

from difflib import SequenceMatcher


def with_old_lines(old: str, before: str, after: str) -> str:
    """`after` with the lines of `old` wherever only the writer's own layout differs.

    `before` is what the writer makes of `old` without any edit: the edit is what leads from `before`
    to `after`, and it is applied to `old`.
    """
    if old == before:
        return after
    old_lines, before_lines = old.splitlines(True), before.splitlines(True)
    after_lines = after.splitlines(True)
    to_old = _boundaries(old_lines, before_lines)
    result: list[str] = []
    done = 0
    for tag, start, end, first, last in SequenceMatcher(
        None, before_lines, after_lines, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        above = below = 0
        while start - above not in to_old:  # in a piece that the writer laid out anew: all of it
            above += 1
        while end + below not in to_old:
            below += 1
        if to_old[start - above] < done:
            return after
        result += old_lines[done : to_old[start - above]]
        result += after_lines[first - above : last + below]
        done = to_old[end + below]
    return "".join(result + old_lines[done:])


def _boundaries(old: list[str], before: list[str]) -> dict[int, int]:
    """Which gap between lines of `before` is which gap of `old`."""
    found = {0: 0, len(before): len(old)}
    matcher = SequenceMatcher(None, old, before, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        found.setdefault(first, start)
        if tag == "equal" or end - start == last - first:
            found.update({first + step: start + step for step in range(last - first + 1)})
    return found


def gaps_below(old: str, new: str) -> str:
    """`new` with added lines above the empty lines and comments that they were put below.

    A writer takes what stands between two entries for a part of the first; people mean a comment to
    speak of what follows it. A text may have such lines too, so whoever calls this reads the result
    back.
    """
    old_lines, new_lines = old.splitlines(True), new.splitlines(True)
    result: list[str] = []
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        gap: list[str] = []
        if tag == "insert" and not _is_gap(new_lines[first]) and not _opens_gap(old_lines, start):
            while (
                result and _is_gap(result[-1]) and _indent(result[-1]) <= _indent(new_lines[first])
            ):
                gap.insert(0, result.pop())
        result += old_lines[start:end] if tag == "equal" else new_lines[first:last]
        result += gap
    return "".join(result)


def _is_gap(line: str) -> bool:
    return line.strip() == "" or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _opens_gap(lines: list[str], at: int) -> bool:
    """Whether the gap goes on below a place: then it was not the writer that chose the place."""
    return at < len(lines) and _is_gap(lines[at])
