"""A mutator of valid files, and the properties that every mutation has to keep.

The same functions serve `tests/files/test_reader_fuzz.py` (a few thousand mutations in every run of the
tests) and `python -m bench.fuzz` (200,000 of them). A mutation is a function of its seed alone, so
whatever fails can be made again.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from perfgit.files.documents import load, with_places
from perfgit.files.layout import Layout, Place
from perfgit.files.reader import read
from perfgit.files.trees import Entry, Tree
from tests import ROOT

SLOWEST = 1.0
"""Seconds of processor time that one file may take."""


@dataclass(frozen=True)
class Sample:
    """A valid file: where it lies in its company, and its bytes."""

    path: str
    place: Place
    raw: bytes


@functools.cache
def corpus() -> tuple[Sample, ...]:
    """Every YAML file of the sample company and of the rules' examples that has a place."""
    found: list[Sample] = []
    examples = ROOT / "perfgit" / "rules" / "examples"
    tops = [ROOT, *sorted(path for path in examples.glob("*/*") if path.is_dir())]
    tops.append(examples / "base")
    for top in tops:
        for folder in ("org", "goals", "reviews"):
            for path in sorted((top / folder).rglob("*.yml")):
                relative = path.relative_to(top).as_posix()
                place = Layout().place(relative)
                if place and path.is_file() and not path.is_symlink():
                    raw = path.read_bytes()
                    if len(raw) < 20_000 and not read(raw, relative).problems:
                        found.append(Sample(relative, place, raw))
    return tuple({sample.raw: sample for sample in found}.values())


TOKENS = (
    "- ", "-", "? ", "?", ": ", ":", "::", ", ", ",", "[", "]", "{", "}", "[]", "{}", "#", " #", "# ", "&", "&a ",
    "*", "*a", "*a ", "!", "!!", "!!str ", "!!int ", "!!python/object:os.system ", "!<tag:x> ", "|", "|\n", "|-\n",
    "|+\n", "|2\n", "|9\n", ">", ">\n", ">-\n", ">+\n", ">1-\n", "'", '"', "''", '""', "%", "%YAML 1.1\n---\n",
    "%TAG ! x\n", "@", "`", "---", "\n---\n", "--- ", "...", "\n...\n", "<<: ", "<<: *a", "<<", "=", "= ", "~", "null",
    "Null", "NULL", "true", "True", "TRUE", "false", "yes", "no", "on", "off", "Yes", "y", "n", "\t", " ", "  ", "    ",
    "\n", "\n\n", "\r", "\r\n", "\\", "\\n", "\\x41", "\\u263a", "\\U0001F600", "\\ud800", "\\/", "\\e", "\\0", "\\N",
    "\\_", "\\L", "\\P", "\\q", "\\\n", "\x00", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85", "\xa0",
    "\xad", "\u200b", "\u2028", "\u2029", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ue000", "\U0001f600",
    "\U000e0001", "é", "e\u0301", "张", "\u0660\u0661", "\uff11", "\u2212", "- - ", "? ? ", "- ? ", ": - ", "- {", "- [",
    "{a: ", "[{", "}, {", "a: b: c", "a: 'b' c", "'a'b", '"a"b', "[a, , b]", "[a,]", "{a,}", "{a}", "{a: b,}", "[a: b]",
    "[? a]", "{? a : b}", "{a:1}", "{'a':1}", '{"a":1}', "{a: , b}", "[:a]", "[a:]", "{:}", "{: a}", "a:\tb", "a\t: b",
    "- \tx", "-\tx", "#x", "x#y", "x #y", ":x", "?x", "-x", "!x", "x: # y", "x: |# y\n", "x: | # y\n z\n", "a:b",
    "- - - a", "x: - a", "x: ? a", "- a: b\n  c: d", "'it''s'", '"say \\"x\\""', "'a\n  b'", '"a\\\n  b"', '"a\n\n b"',
)  # fmt: skip

SCALARS = (
    "0", "-0", "+0", "00", "01", "007", "08", "1_000", "_1", "1_", "1__0", "-_1", "0_", "0x1F", "0X1f", "-0x1", "0x",
    "0x_1", "0o17", "0O17", "-0o7", "0o8", "017", "0b101", "0B1", "-0b1", "0b2", "+1", "++1", "-1", "--1", "+-1", "1.", ".1",
    "-.1", "+.1", "1.5", "1.5.1", "1e3", "1E3", "1e+3", "1e-3", "1.e3", ".e3", "1.0e", "1e", "e3", "1_0.5", "1.5_0", "1._5",
    "._5", "1e400", "-1e400", "1e-400", "1.7976931348623157e308", "0.1", "1e1_0", ".5e1", "-.5e-1", "1,000", "1 000", ".nan",
    ".NaN", ".NAN", "nan", "NaN", "-.nan", ".inf", ".Inf", ".INF", "-.inf", "+.inf", "inf", "-inf", "Infinity", ".InF",
    "1:30", "01:30", "1:30:45", "190:20:30", "-1:30", "+1:30", "1:60", "1:30.5", "190:20:30.15", "12:30:45", "12:30:45.5",
    "24:00", "23:59:60", "1:2:3", "0:0", "2026-08-15", "2026-8-5", "2026-08-5", "2026-02-29", "2024-02-29", "2026-02-30",
    "2026-13-01", "2026-00-10", "2026-10-00", "2026-04-31", "2026-12-32", "0000-01-01", "0001-01-01", "9999-12-31",
    "10000-01-01", "-2026-01-01", "+2026-01-01", "2026-08", "2026", "20260815", "2026/08/15", "15.08.2026", "2026-08-15x",
    "2026-08-15T10:00", "2026-08-15T10:00:00", "2026-08-15T10:00:00Z", "2026-08-15t10:00:00z", "2026-08-15 10:00:00",
    "2026-08-15  10:00:00", "2026-08-15 10:00:00 +2", "2026-08-15T10:00:00+02:00", "2026-08-15T10:00:00-0230",
    "2026-08-15T10:00:00.123456789Z", "2026-08-15 1:00:00", "2026-8-5 1:00:00.5 -3", "2026-08-15T25:00:00",
    "2026-08-15T10:61:00", "2026-08-15T10:00:61", "2026-08-15T10:00:00+25:00", "2026-08-15T10:00:00+02", "2026-02-30T10:00:00",
    "2026-08-15 10:00", "2026-08-15T", "T10:00:00", "2026-08-15\t10:00:00", "2026_08_15", "2026-W33", "2026-227",
    "true", "True", "TRUE", "tRUE", "false", "yes", "Yes", "no", "NO", "on", "off", "y", "N", "null", "Null", "NULL",
    "nULL", "~", "~~", "none", "None", "", "<<", "=", "==", "-", "--", "---", "...", ".", "..", "....", "_", "__", "+", "e",
    "0x1p3", "1j", "1L", "0d1", "1f", "0.0", "-0.0", "+0.0", "-0e0", "00.5", "0x00", "9" * 20, "-" + "9" * 20, "9" * 310,
    "0." + "3" * 40, "1" + "0" * 22 + ".0", "0x" + "f" * 20, "9007199254740993", "18446744073709551616", "1e16", "1e22", "1e23",
    "123456789012345678901234567890.5", "5e-324", "2.2250738585072011e-308", "1.0E+2", "1_2_3.4_5e6", "0b1_0", "0o1_7",
    "12e03", "-1_000.5", "1e0x", "\u0661", "\uff11", "1\u00a02", "@a", "`a", "%a", "!a", "&a", "*a", "|", ">", "[", "]", "{", "}",
    ",", "#", "#a", "a#", "?", "?a", ":", ":a", "a:", "::", "-a", "- a", "a - b", "a: b", "a :b", "'", '"', "''", '""', "'a",
    "'0'", '"0"', "'2026-08-15'", '"2026-08-15"', "'12:30'", '"12:30:45"', "'true'", '"null"', "'~'", "'.nan'", "'1_0'",
    '"2026-08-15T10:00:00Z"', "' 2026-08-15'", "'2026-08-15 '", '"2026-02-30"', "'2026-08-15T10:00:00+02:00'", "'1:30'",
    "'<<'", "'='", '"\\x32026-08-15"', "!!str 1", "!!int '1'", "!!float 1", "!!bool yes", "!!null x", "!!timestamp 2026-01-01",
    "!!binary aGk=", "!!set {a}", "!!omap []", "! 1", "!!python/name:os.system", "{2026-08-15: 1}", "{1: 2}", "{true: 1}",
    "{null: 1}", "{~: 1, null: 2}", "{1.0: a, 1: b}", "{'1': a, 1: b}", "{0x1: a, 1: b}", "{true: a, 1: b}", "{[a]: b}",
    "{{a: b}: c}", "[[a], {b: c}]", "{a: {b: [c, {d: e}]}}", "{a: 1, a: 2}", "{12:30: x}", "{'2026-08-15': x}", "{.nan: 1}",
    "|\n  2026-08-15\n", ">\n  12:30\n", "|-\n  2026-08-15", "|-\n  1", ">-\n  null", "|\n\n", "|2-\n   a", "|\n  a\n\n   b\n c",
)  # fmt: skip

_PIECES = "0123456789" * 3 + "+-._:,eExXobTZ~ []{}#&*!|>'\"%@`?=<\\/naifNIF\t"


def odd_scalar(rng: random.Random) -> str:
    """Something to stand where a value stood."""
    choice = rng.random()
    if choice < 0.6:
        return rng.choice(SCALARS)
    if choice < 0.75:
        return "".join(rng.choices(_PIECES, k=rng.randint(1, 12)))
    if choice < 0.85:  # a number, cut up
        number = rng.choice(
            [
                rng.randint(-(10**9), 10**9),
                rng.uniform(-1e6, 1e6),
                float(f"1e{rng.randint(-330, 330)}"),
            ]
        )
        return _spoiled(rng, repr(number))
    day = dt.date.fromordinal(rng.randint(1, dt.date.max.toordinal())).isoformat()
    if rng.random() < 0.5:
        day += (
            rng.choice("Tt ")
            + f"{rng.randint(0, 25):02}:{rng.randint(0, 61):02}:{rng.randint(0, 61):02}"
        )
        day += rng.choice(["", "Z", ".5", ".123456Z", " +2", "+02:00", "-03:30", " Z", "+0200"])
    return _quoted(rng, _spoiled(rng, day) if rng.random() < 0.5 else day)


def _quoted(rng: random.Random, text: str) -> str:
    return rng.choice(["{}", "{}", '"{}"', "'{}'", "[{}]", "|\n    {}\n"]).format(text)


def _spoiled(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return (
        text[:at]
        + rng.choice(["_", "-", ".", ":", "0", " ", "e", "+", ""])
        + text[at + rng.randint(0, 1) :]
    )


Mutation = Callable[[random.Random, bytes], bytes]


def _bytes(rng: random.Random, raw: bytes) -> bytes:
    """One byte changed, taken out, doubled or put in."""
    at = rng.randrange(len(raw) + 1)
    byte = bytes(
        [
            rng.choice(
                [
                    rng.randrange(256),
                    rng.randrange(32, 127),
                    rng.choice(b" \n:-[]{}'\"#&*!|>%@`,?\t0"),
                ]
            )
        ]
    )
    return raw[:at] + rng.choice([byte, b"", raw[at : at + 1] * 2]) + raw[at + rng.randint(0, 1) :]


def _token(rng: random.Random, raw: bytes) -> bytes:
    """A token of YAML put in somewhere, mostly where tokens begin."""
    at = rng.randrange(len(raw) + 1)
    if rng.random() < 0.7:
        found = raw.find(rng.choice([b" ", b"\n", b": ", b"- ", b", "]), at)
        at = at if found < 0 else found + 1
    return raw[:at] + rng.choice(TOKENS).encode() + raw[at:]


def _value(rng: random.Random, raw: bytes) -> bytes:
    """The rest of a line after a key or dash (or one flow value) changed for something odd."""
    starts = [at + 2 for at in range(len(raw) - 1) if raw[at : at + 2] in (b": ", b"- ", b", ")]
    if not starts:
        return raw
    start = rng.choice(starts)
    ends = [
        raw.find(stop, start)
        for stop in ((b"\n", b",", b"}", b"]") if rng.random() < 0.6 else (b"\n",))
    ]
    end = min((end for end in ends if end >= 0), default=len(raw))
    return raw[:start] + odd_scalar(rng).encode("utf-8", "surrogatepass") + raw[end:]


def _key(rng: random.Random, raw: bytes) -> bytes:
    """A key changed for something odd."""
    ends = [at for at in range(len(raw) - 1) if raw[at : at + 2] in (b": ", b":\n")]
    if not ends:
        return raw
    end = rng.choice(ends)
    start = max(raw.rfind(stop, 0, end) + len(stop) for stop in (b"\n", b"  ", b"- ", b"{", b", "))
    return raw[:start] + odd_scalar(rng).encode() + raw[end:]


def _lines(rng: random.Random, raw: bytes) -> bytes:
    """Lines taken out, doubled, swapped, joined, or moved in or out."""
    lines = raw.split(b"\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = b" " * rng.choice([1, 2, 2, 4, 7]) + lines[at]
        case 4:
            lines[at] = lines[at][rng.choice([1, 2, 2, 4]) :]
        case 5:
            lines[at : at + 2] = [b" ".join(line.strip() for line in lines[at : at + 2])]
        case _:
            lines[at] = lines[at].lstrip(b" ").rjust(len(lines[at]), b"\t")
    return b"\n".join(lines)


def _quotes(rng: random.Random, raw: bytes) -> bytes:
    """Quotation marks put around a word, changed, or taken away."""
    match rng.randrange(3):
        case 0:
            words = raw.split(b" ")
            at = rng.randrange(len(words))
            mark = rng.choice([b"'", b'"'])
            words[at] = mark + words[at] + rng.choice([mark, mark, mark, b""])
            return b" ".join(words)
        case 1:
            return raw.replace(b'"', b"'", rng.randint(1, 3))
        case _:
            return raw.replace(rng.choice([b'"', b"'"]), b"", rng.randint(1, 3))


def _nested(rng: random.Random, raw: bytes) -> bytes:
    """Nesting of some kind and depth put in somewhere."""
    opening, closing = rng.choice(
        [
            ("[", "]"),
            ("{a: ", "}"),
            ("- ", ""),
            ("? ", ""),
            ("[{a: ", "}]"),
            ("[", ""),
            ("{", ""),
            ("a:\n ", ""),
        ]
    )
    depth = rng.choice([2, 5, 20, 29, 30, 31, 40, 200])
    at = raw.find(b"\n", rng.randrange(len(raw) + 1)) + 1
    inside = rng.choice(
        [f"{opening * depth}1{closing * depth}", f"x: {opening * depth}1{closing * depth}\n"]
    )
    return raw[:at] + inside.encode() + raw[at:]


def _splice(rng: random.Random, raw: bytes) -> bytes:
    """A piece of another file in the middle of this one."""
    other = rng.choice(corpus()).raw
    start = rng.randrange(len(other) + 1)
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + other[start : start + rng.randint(1, 60)] + raw[at:]


def _cut(rng: random.Random, raw: bytes) -> bytes:
    """The file broken off."""
    return raw[: rng.randrange(len(raw) + 1)]


def _whole(rng: random.Random, raw: bytes) -> bytes:
    """The whole file wrapped, joined by another, or in another encoding."""
    match rng.randrange(8):
        case 0:
            return b"---\n" + raw
        case 1:
            return raw + b"\n---\n" + raw
        case 2:
            return raw + rng.choice([b"...", b"...\n", b"\n...\n# end", b"... x"])
        case 3:
            return b"\xef\xbb\xbf" + raw
        case 4:
            return raw.replace(b"\n", rng.choice([b"\r\n", b"\r"]))
        case 5:
            return raw.decode("utf-8", "replace").encode(
                rng.choice(["utf-16", "utf-16-be", "latin-1", "utf-32"]), "replace"
            )
        case 6:
            return odd_scalar(rng).encode("utf-8", "surrogatepass")
        case _:
            return b"x:\n" + b"".join(b"  " + line + b"\n" for line in raw.split(b"\n"))


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (_value, 8), (_token, 6), (_bytes, 5), (_lines, 5), (_key, 2), (_quotes, 3), (_splice, 2), (_nested, 1), (_cut, 1),
    (_whole, 1),
)  # fmt: skip
_FUNCTIONS = [function for function, _ in MUTATIONS]
_WEIGHTS = [weight for _, weight in MUTATIONS]


def mutant(seed: str) -> tuple[Sample, bytes]:
    """A valid file and what a seed makes of it."""
    rng = random.Random(seed)
    sample = rng.choice(corpus())
    raw = sample.raw
    for mutate in rng.choices(_FUNCTIONS, _WEIGHTS, k=rng.choice([1, 1, 1, 2, 2, 3, 5])):
        raw = mutate(rng, raw)
    return sample, raw


class OneFile:
    """A tree with one file in it."""

    def __init__(self, path: str, raw: bytes) -> None:
        self.path, self.raw = path, raw

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        return []

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        return self.raw if path == self.path else None


def by_ruamel(raw: bytes) -> object:
    """What ruamel.yaml reads, as `perfgit` hands the text to it: without a byte order mark."""
    return YAML(typ="safe", pure=True).load(raw.decode("utf-8-sig"))


def same(one: object, other: object) -> bool:
    """Whether two readings are the same, types and order of keys included."""
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return one == other if one.tzinfo and other.tzinfo else _naive(one) == _naive(other)
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(
            same(key, key2) and same(value, value2)
            for (key, value), (key2, value2) in zip(one.items(), other.items(), strict=True)
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return one == other


def _naive(moment: dt.datetime) -> tuple[object, ...]:
    return (moment.replace(tzinfo=None), moment.tzinfo is None)


def _odd_keys(data: object) -> bool:
    if isinstance(data, dict):
        return any(isinstance(key, tuple | frozenset) for key in data) or any(
            map(_odd_keys, data.values())
        )
    return isinstance(data, list) and any(map(_odd_keys, data))


def broken_property(sample: Sample, raw: bytes) -> str | None:
    """The property that a file breaks, in words; nothing when all hold."""
    tree: Tree = OneFile(sample.path, raw)
    started = time.process_time()
    try:
        doc = load(tree, sample.path, sample.place)
        problems = with_places(tree, doc.problems) if doc else []
        reading = read(raw, sample.path)
    except Exception as error:  # noqa: BLE001 -- any exception is what is looked for
        return f"raised {type(error).__name__}: {error}"
    took = time.process_time() - started
    if took > SLOWEST:
        return f"took {took:.2f} s"
    lines = raw.decode("utf-8", "replace").split("\n")
    for problem in problems:
        inside = 1 <= problem.line <= len(lines)
        if not inside or not 1 <= problem.column <= len(lines[problem.line - 1].encode()) + 2:
            return f"{problem.line}:{problem.column} is not in the file: {problem.message}"
        if not problem.message or not problem.rule or not problem.help:
            return f"a problem without a rule, message or help: {problem}"
    if reading.problems:
        return None if problems else "refused without a problem"
    if doc and doc.data is None and not problems:
        return "no data and no problem"
    try:
        expected = by_ruamel(raw)
    except (
        YAMLError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
    ) as error:
        if problems and _odd_keys(reading.data):
            return None  # a list or a mapping as a key: yaml-rs reads it, and no model takes it
        return f"accepted, but ruamel.yaml refuses: {str(error)[:200]!r}"
    return None if same(reading.data, expected) else "read otherwise than by ruamel.yaml"
