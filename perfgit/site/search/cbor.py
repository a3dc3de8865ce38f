"""As much of CBOR (RFC 8949) as it takes to bring Pagefind's filters into an order.

A filter file is `pagefind_dcd` and `[name, [[value, [page, ...]], ...]]`.
"""

from __future__ import annotations

MAGIC = b"pagefind_dcd"
_UNSIGNED, _BYTES, _TEXT, _ARRAY = 0, 2, 3, 4


def sorted_values(data: bytes) -> bytes:
    """A filter file with its values in the order of their bytes.

    Raises:
        ValueError: It is no such file.
    """
    if not data.startswith(MAGIC):
        raise ValueError(data[:20])
    at = _items(data, len(MAGIC), 2)
    at = end_of(data, at)
    kind, count, first = _head(data, at)
    if kind != _ARRAY:
        raise ValueError(kind)
    values = []
    start = first
    for _ in range(count):
        end = end_of(data, start)
        values.append(data[start:end])
        start = end
    return data[:first] + b"".join(sorted(values)) + data[start:]


def _items(data: bytes, at: int, count: int) -> int:
    kind, found, first = _head(data, at)
    if (kind, found) != (_ARRAY, count):
        raise ValueError((kind, found))
    return first


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Kind and argument of the item at a place, and where it goes on."""
    kind, short = data[at] >> 5, data[at] & 31
    if short < 24:
        return kind, short, at + 1
    if short > 27:
        raise ValueError(short)
    length = 1 << (short - 24)
    return kind, int.from_bytes(data[at + 1 : at + 1 + length], "big"), at + 1 + length


def end_of(data: bytes, at: int) -> int:
    """Where the item at a place ends."""
    left = 1
    while left:
        left -= 1
        kind, argument, at = _head(data, at)
        if kind in (_BYTES, _TEXT):
            at += argument
        elif kind == _ARRAY:
            left += argument
        elif kind != _UNSIGNED:
            raise ValueError(kind)
    return at
