"""Pagefind, spoken to as a service: one JSON message a record, in order.

Its bytes would be the same for the same records, were it not for two lists (filters, characters)
that come in an order of chance: `_in_order` puts that right.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple

from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.site.search import cbor
from perfgit.site.search.words import to_find

_WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_TIMEOUT = 600
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
"""Of a gzip file: deflated, of no time, packed as well as possible, by a system that is not told."""


class Record(NamedTuple):
    """Something that can be found; `about` is what the result says beside the title."""

    url: str
    kind: str
    title: str
    about: str = ""
    text: str = ""


def indexed(found: Sequence[Record], language: str) -> dict[str, bytes]:
    """The files of an index, by name: the same bytes for the same records.

    Args:
        found: What is to be found, in order.
        language: The language whose words are brought to their stems (`en`, `zh`).

    Raises:
        PerfgitError: Pagefind does not run on this machine.
    """
    made = _run_pagefind(found, language)
    wanted = {
        name: base64.b64decode(data)
        for name, data in made.items()
        if name in _WANTED or "/" in name or name.endswith((".pf_meta", ".pagefind"))
    }
    return _in_order(wanted)


def _message(one: Record, language: str) -> dict[str, Any]:
    content = ". ".join(to_find(part) for part in (one.title, one.about, one.text) if part)
    return {
        "type": "AddRecord",
        "url": one.url,
        "content": content,
        "language": language,
        "meta": {"title": one.title, "kind": one.kind, "about": one.about},
        "filters": {"kind": [one.kind]},
    }


def _run_pagefind(found: Sequence[Record], language: str) -> dict[str, str]:
    """The files that come of the records, each in base64."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise PerfgitError(
            say("The search index cannot be made: Pagefind is not installed."),
            say('Install it: pip install "pagefind[extended]"'),
        )
    try:
        process = subprocess.Popen(
            [str(program), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise PerfgitError(
            say("The search index cannot be made: {why}.", why=error.strerror or error)
        ) from None
    watch = threading.Timer(_TIMEOUT, process.kill)
    watch.start()
    try:
        assert process.stdin
        assert process.stdout
        return _converse(process.stdin, process.stdout, found, language)
    except (OSError, EOFError, ValueError) as error:
        raise PerfgitError(say("The search index cannot be made: {why}.", why=error)) from error
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def _converse(
    ask: IO[bytes], hear: IO[bytes], found: Sequence[Record], language: str
) -> dict[str, str]:
    """All messages are sent without waiting; answers are read beside, lest both sides wait."""

    def send(number: int, payload: dict[str, Any]) -> None:
        data = json.dumps({"message_id": number, "payload": payload}).encode()
        ask.write(base64.b64encode(data) + b",")

    answers = _answers(hear)
    send(0, {"type": "NewIndex", "config": {"keep_index_url": True}})
    ask.flush()
    index = next(answers)["index_id"]
    failed: list[BaseException] = []

    def tell() -> None:
        try:
            for number, one in enumerate(found, 1):
                send(number, {**_message(one, language), "index_id": index})
            # WriteFiles answers before all is written, so the files come through the pipe.
            send(len(found) + 1, {"type": "GetFiles", "index_id": index})
            ask.flush()
        except OSError as error:
            failed.append(error)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    for _ in found:
        next(answers)
    made = {file["path"]: file["content"] for file in next(answers)["files"]}
    teller.join()
    if failed:
        raise failed[0]
    return made


def _answers(hear: IO[bytes]) -> Iterator[dict[str, Any]]:
    rest: list[bytes] = []
    while chunk := hear.read1(1 << 20):  # type: ignore[attr-defined]
        first, *others = chunk.split(b",")
        rest.append(first)
        for other in others:
            payload: dict[str, Any] = json.loads(base64.b64decode(b"".join(rest)))["payload"]
            rest = [other]
            if payload["type"] == "Error":
                raise ValueError(payload["message"])
            yield payload
    raise EOFError(say("Pagefind has stopped"))


def _in_order(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same index with its filters in the order of their names, and the names that follow."""
    renamed: list[tuple[str, str]] = []
    made: dict[str, bytes] = {}
    for name, data in files.items():
        if name.startswith("filter/"):
            new = cbor.sorted_values(gzip.decompress(data))
            old = name.removeprefix("filter/").removesuffix(".pf_filter")
            renamed.append((old, _named(old, new)))
            made[f"filter/{renamed[-1][1]}.pf_filter"] = _packed(new)
        elif not name.endswith((".pf_meta", "entry.json")):
            made[name] = data
    for name, data in files.items():
        if name.endswith(".pf_meta"):
            new = gzip.decompress(data)
            for old, better in renamed:
                new = new.replace(old.encode(), better.encode())
            old = name.removeprefix("pagefind.").removesuffix(".pf_meta")
            renamed.append((old, _named(old, new)))
            made[f"pagefind.{renamed[-1][1]}.pf_meta"] = _packed(new)
    entry = json.loads(files["pagefind-entry.json"])
    better_of = dict(renamed)
    for one in entry["languages"].values():
        one["hash"] = better_of.get(one["hash"], one["hash"])
    entry["include_characters"].sort()
    made["pagefind-entry.json"] = json.dumps(entry, sort_keys=True).encode()
    programs = {f"wasm.{one['wasm'] or 'unknown'}.pagefind" for one in entry["languages"].values()}
    return {
        name: data
        for name, data in sorted(made.items())
        if not name.startswith("wasm.") or name in programs
    }


def _named(old: str, data: bytes) -> str:
    """A name of the same length from what the file holds (`en_809fbf5`)."""
    language, _, was = old.rpartition("_")
    return f"{language}_{hashlib.sha256(data).hexdigest()[: len(was)]}"


def _packed(data: bytes) -> bytes:
    """Gzip with a head of our own: the system that it names differs between versions of Python."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    ends = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return _HEAD + packed.compress(data) + packed.flush() + ends
