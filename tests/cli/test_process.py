"""How a command's process ends: at once, but with nothing lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BEFORE = "import atexit, os, sys, threading, time; from perfgit.cli.process import end; "
# as a shell starts it: what is written waits until there is enough of it
ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}


def ended(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEFORE + code],
        check=False,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=20,
    )


@pytest.mark.parametrize("code", [0, 1, 2, 255])
def test_the_exit_code_is_the_one_given(code: int) -> None:
    assert ended(f"end({code})").returncode == code


def test_what_was_written_last_arrives() -> None:
    done = ended("print('x' * 500_000, end='.'); sys.stderr.write('last'); end(1)")
    assert done.stdout == "x" * 500_000 + "."
    assert done.stderr == "last"


def test_what_is_registered_for_the_end_is_done() -> None:
    assert ended("atexit.register(print, 'done'); end(0)").stdout == "done\n"


def test_work_under_way_is_waited_for() -> None:
    work = "threading.Thread(target=lambda: (time.sleep(0.3), print('worked'))).start(); end(2)"
    done = ended(work)
    assert (done.stdout, done.returncode) == ("worked\n", 2)


def test_a_background_thread_is_not_waited_for() -> None:
    done = ended("threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); end(3)")
    assert done.returncode == 3


def test_a_full_disk_is_not_success() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", BEFORE + "sys.stdout.write('lost'); end(0)"],
            check=False,
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode
    assert "No space left" in done.stderr


def test_nobody_reads_on() -> None:
    ears, mouth = os.pipe()
    os.close(ears)
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + "sys.stdout.write('unheard'); end(0)"],
        check=False,
        env=ENVIRONMENT,
        stdout=mouth,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(mouth)
    assert (done.returncode, done.stderr) == (1, "")


def test_python_takes_nothing_apart() -> None:
    """The objects that are left would otherwise be taken apart one by one, at the reader's expense."""
    held = "class Held:\n    def __del__(self): print('taken apart')\nheld = Held()\n"
    code = f"exec({held!r}); end(0)"
    assert ended(code).stdout == ""


def test_windows_is_refused_in_words() -> None:
    """What Windows lacks is not asked for before that is said."""
    lacking = (
        "del os.O_DIRECTORY, os.O_NOFOLLOW; sys.modules['fcntl'] = None; sys.platform = 'win32'; "
    )
    done = ended(f"import click; {lacking}from perfgit.cli.main import main; main()")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "perfgit: perfgit does not run on Windows itself.\n  Run it in WSL"
    )
