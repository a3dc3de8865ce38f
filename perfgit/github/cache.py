"""Answers that are kept with their ETag, so that asking again costs GitHub and us little."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its tag, its bytes, and the address of the page after it."""

    etag: str
    next: str | None
    content: bytes


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    version: int
    address: str
    etag: str
    next: str | None
    content: str


class Cache:
    """A folder of answers that only its owner may read; a damaged one is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, address: str) -> Kept | None:
        """What was answered last time."""
        try:
            record = _Record.model_validate_json(self._path(address).read_bytes())
            content = base64.b64decode(record.content, validate=True)
        except (OSError, ValidationError, binascii.Error, ValueError):
            return None
        if record.version != 1 or record.address != address:
            return None
        return Kept(record.etag, record.next, content)

    def put(self, address: str, kept: Kept) -> None:
        """Keep an answer; that a disk is full is no reason to fail."""
        record = _Record(
            version=1,
            address=address,
            etag=kept.etag,
            next=kept.next,
            content=base64.b64encode(kept.content).decode(),
        )
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._path(address)
            handle, name = tempfile.mkstemp(dir=self._folder)  # readable by its owner only
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(record.model_dump_json())
            Path(name).replace(path)

    def _path(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()[:40]}.json"
