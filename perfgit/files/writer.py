"""Writing files: whole or not at all, and never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from perfgit.files.leftovers import sweep
from perfgit.i18n import say
from perfgit.parallel import Progress
from perfgit.problem import PerfgitError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Writer:
    """Writes files below a folder; what is read meanwhile is the old file or the new, never half.

    Folders are opened step by step without following links, so that no link below the root leads a
    write elsewhere. `durable=False` leaves out waiting for the disk, for bulk data that can be made
    again.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self._root = root
        self._durable = durable
        self._at: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder that is open."""
        if self._at:
            os.close(self._at[1])
            self._at = None

    def write(self, path: str, data: bytes) -> None:
        """Write a file, making the folders on the way.

        Raises PerfgitError where a link, a device or a folder lies on the path.
        """
        temporary = self._put_beside(path, data, wait=self._durable)
        self._put_in_place(path, temporary, wait=self._durable)

    def write_all(self, files: Mapping[str, bytes], progress: Progress | None = None) -> None:
        """Write many files; waits for the disk twice in all, not twice for each.

        Raises PerfgitError where a link, a device or a folder lies on a path.
        """
        beside: dict[str, str] = {}
        try:
            for done, (path, data) in enumerate(files.items(), 1):
                beside[path] = self._put_beside(path, data, wait=False)
                if progress:
                    progress(done, 2 * len(files))
            self._wait()
            for done, path in enumerate(files, 1):
                self._put_in_place(path, beside[path], wait=False)
                del beside[path]
                if progress:
                    progress(len(files) + done, 2 * len(files))
            self._wait()
        finally:
            for path, temporary in beside.items():
                _forget(self._folder(path.rpartition("/")[0]), temporary)

    def _wait(self) -> None:
        if self._durable and hasattr(os, "sync"):
            os.sync()

    def _put_beside(self, path: str, data: bytes, *, wait: bool) -> str:
        """Write a new file beside a path; returns its name."""
        folder, _, name = path.rpartition("/")
        if path.startswith("/") or name in ("", ".", "..") or "\0" in path:
            raise PerfgitError(say("{path} is not a path of a file.", path=path))
        handle = self._folder(folder)
        temporary = f".{name[:80]}.{os.getpid():x}{os.urandom(4).hex()}.tmp"
        with _told(path, handle, temporary):
            _refuse_special(handle, name, path)
            file = os.open(temporary, _NEW, 0o666, dir_fd=handle)
            try:
                _write_all(file, data)
                if wait:
                    os.fsync(file)
            finally:
                os.close(file)
        return temporary

    def _put_in_place(self, path: str, temporary: str, *, wait: bool) -> None:
        folder, _, name = path.rpartition("/")
        handle = self._folder(folder)
        with _told(path, handle, temporary):
            os.replace(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
            if wait:
                os.fsync(handle)

    def remove(self, path: str) -> None:
        """Delete a file; a link is deleted itself, never what it leads to."""
        folder, _, name = path.rpartition("/")
        handle = self._folder(folder)
        try:
            os.unlink(name, dir_fd=handle)
        except FileNotFoundError:
            pass  # it is gone already
        except OSError as error:
            raise cannot_write(path, error) from None

    def _folder(self, folder: str) -> int:
        """A handle of a folder, made where it is missing; the last one is kept open."""
        if self._at and self._at[0] == folder:
            return self._at[1]
        self.close()
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise cannot_write(str(self._root), error) from None
        for name in folder.split("/") if folder else ():
            try:
                handle = _step_into(handle, name)
            except OSError as error:
                raise cannot_write(folder, error) from None
        self._at = (folder, handle)
        sweep(handle)
        return handle


@contextmanager
def _told(path: str, handle: int, temporary: str) -> Iterator[None]:
    """What goes wrong is told in words, and leaves nothing behind."""
    try:
        yield
    except BaseException as error:
        _forget(handle, temporary)
        if isinstance(error, OSError):
            raise cannot_write(path, error) from None
        raise


def _step_into(handle: int, name: str) -> int:
    """A handle of a folder in a folder; the outer handle is closed."""
    try:
        if name in ("", ".", ".."):
            raise PerfgitError(say('"{name}" is not the name of a folder.', name=name))
        try:
            return os.open(name, _FOLDER, dir_fd=handle)
        except FileNotFoundError:
            with suppress(FileExistsError):  # somebody else was faster
                os.mkdir(name, dir_fd=handle)
            return os.open(name, _FOLDER, dir_fd=handle)
    finally:
        os.close(handle)


def _refuse_special(handle: int, name: str, path: str) -> None:
    try:
        mode = os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise PerfgitError(
            say("{path} is not a regular file.", path=path), say("Put a plain file in its place.")
        )


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _forget(handle: int, name: str) -> None:
    with suppress(OSError):  # it was not made, or is in its place already
        os.unlink(name, dir_fd=handle)


def cannot_write(path: str, error: OSError) -> PerfgitError:
    """The error of a file or folder that the system lets nobody write."""
    return PerfgitError(
        say("{path} cannot be written: {why}.", path=path, why=error.strerror or error),
        say("Is it a link, or is a file where a folder has to be? May you write there?"),
    )
