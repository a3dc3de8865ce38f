"""Perfgit as a process of its own, without starting Python each time.

One process per test worker imports perfgit's commands and then forks for every call. What a test
sees is a process as always: arguments, folder, environment, exit code, both streams, signals. What
the start of Python itself reads from the environment has to be tested with a new Python.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

ONLY_AT_START = ("PYTHON", "LC_", "LANG", "TZ")
"""Variables that begin like this are read when Python starts, or stay for good once they are."""
LATER = (
    "perfgit.site.build.build",
    "perfgit.site.mkdocs.plugin",
    "platformdirs",
    "multiprocessing.popen_fork",
)
"""What commands import only once they run."""


def perfgit(
    arguments: Sequence[object],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str],
    timeout: float = 120,
    new_python: bool = False,
) -> subprocess.CompletedProcess[str]:
    """`python -m perfgit` with these arguments; output is captured, nothing is checked.

    With `new_python` it is that to the letter: where it matters from where Python takes modules.
    """
    words = [str(word) for word in arguments]
    if new_python or any(
        name.startswith(ONLY_AT_START) and env.get(name) != os.environ.get(name)
        for name in {**os.environ, **env}
    ):
        return subprocess.run(
            [sys.executable, "-m", "perfgit", *words],
            cwd=cwd,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
    with (
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as out,
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as err,
    ):
        wanted = {
            "words": words,
            "cwd": str(cwd or Path.cwd()),
            "env": dict(env),
            "streams": [out.name, err.name],
        }
        code = _answer(json.dumps(wanted), words, timeout)
        return subprocess.CompletedProcess(["perfgit", *words], code, out.read(), err.read())


@cache
def _server() -> subprocess.Popen[bytes]:
    started = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    atexit.register(started.communicate)  # it ends with its input
    return started


def _answer(wanted: str, words: list[str], timeout: float) -> int:
    server = _server()
    assert server.stdin and server.stdout
    server.stdin.write(wanted.encode() + b"\n")
    server.stdin.flush()
    if not select.select([server.stdout], [], [], timeout)[0]:
        os.killpg(server.pid, signal.SIGKILL)  # the command with it
        _server.cache_clear()
        raise subprocess.TimeoutExpired(words, timeout)
    return int(server.stdout.readline())


def serve() -> None:
    """Fork for each line that comes in; answer with the exit code."""
    from perfgit.cli.main import COMMANDS

    for module in (*(module for module, _, _ in COMMANDS.values()), *LATER):
        import_module(module)
    assert threading.active_count() == 1, "a fork has only the thread that made it"
    gc.collect()
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if not pid:
            child(wanted)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=answers, flush=True)


def child(wanted: dict[str, Any]) -> None:
    """Become what `python -m perfgit` would be, and end as Python ends."""
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["env"])
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    for stream, path in enumerate((os.devnull, *wanted["streams"])):
        handle = os.open(path, flags if stream else os.O_RDONLY, 0o600)
        os.dup2(handle, stream)
        os.close(handle)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- as long as the process
    sys.path[0] = wanted["cwd"]
    from perfgit.cli import main

    sys.argv = [str(Path(main.__file__).parents[1] / "__main__.py"), *wanted["words"]]
    code: Any = 0
    try:
        main.run()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 -- as Python does at the end
        traceback.print_exc()
        code = 1
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit((code or 0) & 0xFF)


if __name__ == "__main__":
    serve()
