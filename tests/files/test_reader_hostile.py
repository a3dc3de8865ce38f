"""Files that are meant to hurt: a clear problem at the right place, in less than a second.

Each is read in a process of its own, because what is looked for may be a crash.
"""

from __future__ import annotations

import codecs
import multiprocessing
import time
from multiprocessing.connection import Connection

import pytest
from pydantic import ValidationError

from perfgit.files.documents import load, with_places
from perfgit.files.layout import Layout
from perfgit.files.reader import read
from perfgit.files.shape import shape_problems
from perfgit.model.org import Team
from tests.files.fuzzing import OneFile, by_ruamel, same

MIB = 1024 * 1024
PATIENCE = 20.0
SHEET = "goals/2026-h2/people/alice/goals.yml"
TEAM = "org/teams/sales-emea.yml"
CHECKIN = "goals/2026-h2/people/alice/checkins/2026-08-15.yml"

Found = list[tuple[str, int, int, str, str]]


def _child(path: str, raw: bytes, answer: Connection) -> None:
    place = Layout().place(path)
    assert place
    tree = OneFile(path, raw)
    started = time.process_time()
    doc = load(tree, path, place)
    assert doc
    found = with_places(tree, doc.problems)
    took = time.process_time() - started
    answer.send(([(one.rule, one.line, one.column, one.message, one.help) for one in found], took))


def judged(path: str, raw: bytes) -> tuple[Found, float]:
    """The problems of a file, and the seconds of processor time that they took."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(path, raw, there))
    process.start()
    there.close()
    try:
        if not here.poll(PATIENCE):
            pytest.fail("it hangs")
        found, took = here.recv()
    except EOFError:
        process.join()
        pytest.fail(f"the process ended with {process.exitcode}")
    finally:
        process.kill()
        process.join()
    return found, took


def deep(opening: str, closing: str = "", times: int = 0, inside: str = "1") -> bytes:
    times = times or (MIB - 100) // len(opening + closing)
    return f"goals: {opening * times}{inside}{closing * times}\n".encode()


def indented(times: int) -> bytes:
    return b"".join(b"%sa:\n" % (b" " * level) for level in range(times))


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + level, 98 + level, b",".join([b"*%c" % (97 + level)] * 9))
    for level in range(12)
)

# path, bytes, rule, line, column
CASES: dict[str, tuple[str, bytes, str, int, int]] = {
    "lists in lists, open": (SHEET, deep("["), "unsafe-yaml", 1, 8),
    "lists in lists, closed": (SHEET, deep("[", "]"), "unsafe-yaml", 1, 8),
    "lists in lists, 200": (SHEET, deep("[", "]", 200), "unsafe-yaml", 1, 8),
    "lists in lists, 1980": (SHEET, deep("[", "]", 1980), "unsafe-yaml", 1, 8),
    "mappings in mappings, 780": (SHEET, deep("{a: ", "}", 780), "unsafe-yaml", 1, 8),
    "lists in lists, 5000": (SHEET, deep("[", "]", 5000), "unsafe-yaml", 1, 8),
    "mappings in mappings": (SHEET, deep("{a: ", "}"), "unsafe-yaml", 1, 8),
    "mappings in mappings, 200": (SHEET, deep("{a: ", "}", 200), "unsafe-yaml", 1, 8),
    "mappings and lists": (SHEET, deep("[{a: ", "}]"), "unsafe-yaml", 1, 8),
    "lists with entries": (SHEET, deep("[1, ", "]", 9000), "unsafe-yaml", 1, 8),
    "lists, some closed": (SHEET, deep("[[], ", "]", 9000), "unsafe-yaml", 1, 149),
    "lists, some closed, 200": (SHEET, deep("[[], ", "]", 200), "unsafe-yaml", 1, 149),
    "dashes": (SHEET, b"goals:\n" + b"- " * (MIB // 2 - 10), "unsafe-yaml", 2, 1),
    "dashes and tabs": (SHEET, b"goals:\n" + b"-\t" * (MIB // 2 - 10), "unsafe-yaml", 2, 1),
    "dashes, 100": (SHEET, b"goals:\n" + b"- " * 100 + b"1\n", "unsafe-yaml", 2, 1),
    "dashes, 20 a line": (SHEET, b"".join(b"%s%s\n" % (b" " * 2 * n, b"- " * 20) for n in range(0, 400, 20)), "unsafe-yaml", 2, 61),
    "question marks": (SHEET, b"? " * (MIB // 2 - 10), "unsafe-yaml", 1, 1),
    "question marks, 100": (SHEET, b"? " * 100, "unsafe-yaml", 1, 1),
    "colons": (SHEET, b": " * (MIB // 2 - 10), "unsafe-yaml", 1, 1),
    "dashes and colons": (SHEET, b"- : " * (MIB // 4 - 10), "unsafe-yaml", 1, 1),
    "indented keys": (SHEET, indented(1400), "schema", 1, 1),
    "indented keys, 100": (SHEET, indented(100), "schema", 1, 1),
    "alias bomb": (SHEET, BOMB, "unsafe-yaml", 1, 4),
    "alias": (TEAM, b"name: &a x\nlead: *a\n", "unsafe-yaml", 1, 7),
    "merge key": (TEAM, b"name: x\n<<: {lead: a}\n", "unsafe-yaml", 2, 1),
    "tag": (TEAM, b"name: !!python/object/apply:os.system [ls]\n", "unsafe-yaml", 1, 7),
    "tag, local": (TEAM, b"name: x\nlead: !a b\n", "unsafe-yaml", 2, 7),
    "second document": (TEAM, b"name: x\n---\nname: y\n", "unsafe-yaml", 2, 1),
    "directive": (TEAM, b"%YAML 1.1\n---\nname: x\n", "unsafe-yaml", 1, 1),
    "a key that is a list": (TEAM, b"name: x\n? [a, b]\n: c\n", "unsafe-yaml", 2, 3),
    "a key that is a mapping": (TEAM, b"name: x\n{a: b}: c\n", "unsafe-yaml", 2, 1),
    "a key that is a mapping, flow": (TEAM, b"{name: x, {a: {b: c}}}\n", "unsafe-yaml", 1, 11),
    "duplicate key": (TEAM, b"name: x\nlead: a\nname: y\n", "duplicate-key", 3, 1),
    "duplicate key, numbers": (TEAM, b"name: x\n1: a\n0x1: y\n", "duplicate-key", 3, 1),
    "10 MB line": (SHEET, b"goals: " + b"x" * 10_000_000, "schema", 1, 8),
    "1 MB line": (SHEET, b"goals: " + b"x" * (MIB - 10), "schema", 1, 8),
    "1 MB line of quotes": (SHEET, b'goals: "' + b"x" * (MIB - 20) + b'"', "schema", 1, 8),
    "1 MB open quote": (SHEET, b'goals: "' + b"x" * 60 * (MIB // 64), "not-yaml", 1, 8),
    "1 MB of colons": (SHEET, b":" * MIB, "not-yaml", 1, 1048576),
    "1 MB of dashes": (SHEET, b"-" * MIB, "schema", 1, 1),
    "1 MB of spaces": (SHEET, b" " * MIB, "schema", 1, 1),
    "1 MB of newlines": (SHEET, b"\n" * MIB, "too-large", 1, 1),
    "1 MB of hashes": (SHEET, b"#" * MIB, "schema", 1, 1),
    "1 MB of backslashes": (SHEET, b'goals: "' + b"\\" * (MIB - 20) + b'"', "schema", 1, 8),
    "1 MB of braces in pairs": (SHEET, b"goals: [" + b"{}," * (MIB // 3 - 10) + b"]", "too-large", 1, 1),
    "1 MB of quotes in a list": (SHEET, b"goals: [" + b"''," * (MIB // 3 - 10) + b"]", "too-large", 1, 1),
    "NUL": (TEAM, b"name: a\x00b\n", "unsafe-yaml", 1, 8),
    "NUL at the start": (TEAM, b"\x00name: b\n", "unsafe-yaml", 1, 1),
    "only NUL": (TEAM, b"\x00" * 1000, "unsafe-yaml", 1, 1),
    "escape sequence": (TEAM, b"lead: a\nname: \x1b[2J\n", "unsafe-yaml", 2, 7),
    "right-to-left override": (TEAM, "name: a\u202eb\n".encode(), "unsafe-yaml", 1, 8),
    "line separator": (TEAM, "name: a\u2028b: c\n".encode(), "unsafe-yaml", 1, 8),
    "next line": (TEAM, "name: a\x85b: c\n".encode(), "unsafe-yaml", 1, 8),
    "lone carriage return": (TEAM, b"name: a\rlead: b\n", "unsafe-yaml", 1, 8),
    "byte order mark inside": (TEAM, "name: a\ufeffb\n".encode(), "unsafe-yaml", 1, 8),
    "tab indentation": (SHEET, b"goals:\n\t- id: a\n", "not-yaml", 2, 1),
    "tab in a plain text": (TEAM, b"name: a\tb\n", "not-yaml", 1, 8),
    "invalid UTF-8": (TEAM, b"lead: a\nname: \xc3(\n", "not-utf8", 2, 7),
    "overlong UTF-8": (TEAM, b"name: \xc0\x80\n", "not-utf8", 1, 7),
    "surrogate in UTF-8": (TEAM, b"name: \xed\xa0\x80\n", "not-utf8", 1, 7),
    "broken off in a character": (TEAM, b"name: \xe5\xbc", "not-utf8", 1, 7),
    "latin-1": (TEAM, "name: Jürgen\n".encode("latin-1"), "not-utf8", 1, 8),
    "UTF-16": (TEAM, codecs.BOM_UTF16_LE + "name: x\n".encode("utf-16-le"), "not-utf8", 1, 1),
    "UTF-16 without a mark": (TEAM, "name: x\n".encode("utf-16-le"), "unsafe-yaml", 1, 2),
    "UTF-32": (TEAM, codecs.BOM_UTF32_LE + "name: x\n".encode("utf-32-le"), "not-utf8", 1, 1),
    "gzip": (TEAM, b"\x1f\x8b\x08\x00\x00\x00", "not-utf8", 1, 2),
    "400 digits": (CHECKIN, b"values:\n  a/b: " + b"9" * 400 + b"\n", "schema", 2, 8),
    "5,000 digits": (CHECKIN, b"values:\n  a/b: " + b"9" * 5000 + b"\n", "unsafe-yaml", 2, 8),
    "500,000 digits": (CHECKIN, b"values:\n  a/b: " + b"9" * 500_000 + b"\n", "unsafe-yaml", 2, 8),
    "400 digits and a point": (CHECKIN, b"values:\n  a/b: " + b"9" * 400 + b".5\n", "schema", 2, 8),
    "5,000 hexadecimal digits": (CHECKIN, b"values:\n  a/b: 0x" + b"f" * 5000 + b"\n", "schema", 2, 8),
    "1e400": (CHECKIN, b"values:\n  a/b: 1.0e400\n", "schema", 2, 8),
    "1e-400 digits": (CHECKIN, b"values:\n  a/b: 1e999999999999\n", "schema", 2, 8),
    ".nan": (CHECKIN, b"values:\n  a/b: .nan\n", "schema", 2, 8),
    ".inf": (CHECKIN, b"values:\n  a/b: .inf\n", "schema", 2, 8),
    "-.Inf": (CHECKIN, b"values:\n  a/b: -.Inf\n", "schema", 2, 8),
    ".nan as a key": (CHECKIN, b"values:\n  .nan: 1\n", "schema", 1, 1),
    "2026-02-30": (SHEET, b"goals:\n  - {id: a, title: b, due: 2026-02-30}\n", "schema", 2, 28),
    "2026-02-29": (SHEET, b"goals:\n  - {id: a, title: b, due: 2026-02-29}\n", "schema", 2, 28),
    "2026-13-01": (SHEET, b"goals:\n  - {id: a, title: b, due: 2026-13-01}\n", "schema", 2, 28),
    "0000-01-01": (SHEET, b"goals:\n  - {id: a, title: b, due: 0000-01-01}\n", "schema", 2, 28),
    "2026-8-5": (SHEET, b"goals:\n  - {id: a, title: b, due: 2026-8-5}\n", "schema", 2, 28),
    "a time of day": (SHEET, b"goals:\n  - {id: a, title: b, due: 2026-08-15 10:00:00}\n", "schema", 2, 28),
    "a quoted day": (SHEET, b"goals:\n  - {id: a, title: b, due: '2026-08-15'}\n", "schema", 2, 28),
    "equals sign": (TEAM, b"name: x\nlead: =\n", "not-yaml", 2, 7),
    "80,000 unknown keys": (TEAM, b"name: x\n" + b"".join(b"k%d: 1\n" % n for n in range(80_000)), "too-large", 1, 1),
    "80,000 values": (CHECKIN, b"values:\n" + b"".join(b"  k%d: 1\n" % n for n in range(80_000)), "too-large", 1, 1),
    "80,000 bad values": (CHECKIN, b"values:\n" + b"".join(b"  K%d: x\n" % n for n in range(80_000)), "too-large", 1, 1),
    "500,000 elements": (SHEET, b"goals: [" + b"1," * 500_000 + b"]\n", "too-large", 1, 1),
    "500,000 strings": (CHECKIN, b"values:\n  a: [" + b"a," * 500_000 + b"]\n", "too-large", 1, 1),
    "20,000 goals, each wrong": (SHEET, b"goals:\n" + b"".join(b"  - {id: %d, title: 1}\n" % n for n in range(20_000)), "too-large", 1, 1),
    "19,000 unknown keys": (TEAM, b"name: x\n" + b"".join(b"k%d: 1\n" % n for n in range(19_000)), "unknown-field", 2, 1),
    "19,000 bad values": (CHECKIN, b"values:\n" + b"".join(b"  K%d: x\n" % n for n in range(19_000)), "schema", 2, 3),
    "19,000 elements": (SHEET, b"goals: [" + b"1," * 19_000 + b"]\n", "schema", 1, 8),
    "19,000 odd elements": (SHEET, b"goals: [" + b"'',\t" * 19_000 + b"]\n", "not-yaml", 1, 12),
    "6,000 goals, each wrong": (SHEET, b"goals:\n" + b"".join(b"  - {id: %d, title: 1}\n" % n for n in range(6_000)), "schema", 2, 3),
    "150 goals, each wrong": (SHEET, b"goals:\n" + b"".join(b"  - {id: A%d, title: 1}\n" % n for n in range(150)), "schema", 2, 10),
    "long duplicate key": (TEAM, b"name: x\n%s: 1\n%s: 2\n" % (b"a" * 500_000, b"a" * 500_000), "not-yaml", 2, 500001),
    "long unknown key": (TEAM, b"name: x\n%s: 2\n" % (b"a" * 900), "unknown-field", 2, 1),
    "long tag": (TEAM, b"name: !%s x\n" % (b"a" * 500_000), "unsafe-yaml", 1, 7),
    "unfinished flow": (TEAM, b"name: x\nlead: {a: [1, 2\n", "not-yaml", 2, 11),
    "unfinished quote": (TEAM, b"name: 'x\nlead: a\n", "not-yaml", 1, 7),
    "empty": (TEAM, b"", "schema", 1, 1),
    "a comment alone": (TEAM, b"# nothing\n", "schema", 1, 1),
    "a list": (TEAM, b"- a\n- b\n", "schema", 1, 1),
    "a text": (TEAM, b"hello\n", "schema", 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile_file(name: str) -> None:
    path, raw, rule, line, column = CASES[name]
    if len(raw) > MIB:  # the trees refuse these before anything is read; the reader bears them too
        assert read(raw, path) is not None
    found, took = judged(path, raw)
    assert found, "accepted"
    assert found[0][:3] == (rule, line, column), found[0]
    assert all(message and help for _, _, _, message, help in found)
    assert all(len(message) < 400 and "\n" not in message for _, _, _, message, _ in found)
    assert took < 1.0, f"{took:.2f} s"


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffname: x\n".encode(),
        b"name: x\r\nlead: a\r\n",
        b"---\nname: x\n",
        b"name: x",
        b"name: x\nlead: >-\n  a\n",
        b'name: "2026-08-15"\n',
        b'name: "12:30:45"\n',
        b"name: >-\n  x",
        b"name: x # y\tz\n",
        b'{"name": "x", "lead": null}',
        b'name: "\\u263a \\x41"\n',
        "name: 张伟 😀\n".encode(),
        b'name: "a\tb"\n',
    ],
)  # fmt: skip
def test_harmless_oddities_are_accepted_and_read_like_ruamel(raw: bytes) -> None:
    found, _ = judged(TEAM, raw)
    assert found == []
    assert same(read(raw, TEAM).data, by_ruamel(raw))


@pytest.mark.parametrize("written", ["007", "1.10", "0x1F", "1e3", "7"])
def test_the_help_for_a_number_names_no_other_text(written: str) -> None:
    """007 is read as 7: quotation marks around "7" would make another name."""
    data = read(f"name: {written}\n".encode(), "org/teams/a.yml").data
    with pytest.raises(ValidationError) as error:
        Team.model_validate(data)
    (problem,) = shape_problems(error.value, data, Team, "org/teams/a.yml")
    assert problem.help == "Put quotation marks around it, as it is written, to make it a text."
