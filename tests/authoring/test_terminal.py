"""The prompts in a real terminal (a pty): answers, Ctrl-C, editors that fail, two at once."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfgit.files.reader import read

H2 = "2026-h2"
TODAY = "2026-11-22"
CHECKIN = f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
FEEDBACK = f"reviews/{H2}/people/alice/feedback/{TODAY}-chen.yml"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>].?|\r|\x07")
CTRL_C = "\x03"


class Terminal:
    """A command in a terminal of 80 columns."""

    def __init__(self, root: Path, *words: str, **environment: str) -> None:
        self.screen = ""
        self._seen = 0
        pid, self._handle = pty.fork()
        if not pid:
            os.chdir(root)
            os.environ |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "80"}
            os.environ |= environment
            os.execv(sys.executable, [sys.executable, "-m", "perfgit", *words])
        self._pid = pid

    def expect(self, text: str, seconds: float = 30) -> None:
        """Wait until a text appears that was not there at the last call."""
        until = time.monotonic() + seconds
        while text not in self.screen[self._seen :]:
            assert time.monotonic() < until, f"no {text!r} in:\n{self.screen}"
            self._read(0.2)
        self._seen += self.screen[self._seen :].index(text) + len(text)

    def _read(self, seconds: float) -> bool:
        if select.select([self._handle], [], [], seconds)[0]:
            try:
                data = os.read(self._handle, 65_536)
            except OSError:  # the other side is gone
                return False
            self.screen += _ESCAPES.sub("", data.decode("utf-8", "replace"))
            return bool(data)
        return True

    def type(self, text: str) -> None:
        """Press keys."""
        time.sleep(0.15)  # as people do: the next prompt has to be there to take them
        os.write(self._handle, text.encode())

    def end(self, seconds: float = 30) -> int:
        """Wait for the end; the exit code."""
        until = time.monotonic() + seconds
        while self._read(0.2):
            assert time.monotonic() < until, self.screen
            done, status = os.waitpid(self._pid, os.WNOHANG)
            if done:
                while self._read(0):
                    if not select.select([self._handle], [], [], 0)[0]:
                        break
                return os.waitstatus_to_exitcode(status)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def kill(self) -> None:
        """Close the window."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


@pytest.fixture
def root(company: Path, git: object) -> Iterator[Path]:
    """The small company in git, before anybody has written reviews."""
    shutil.rmtree(company / f"reviews/{H2}")
    git(company, "init", "-q")  # type: ignore[operator]
    git(company, "config", "user.email", "chen@lighthouse.example")  # type: ignore[operator]
    git(company, "config", "core.editor", "false")  # type: ignore[operator]
    yield company


def drafts(root: Path) -> list[Path]:
    return sorted((root / ".git/perfgit/drafts").glob("*.json"))


def give_feedback(root: Path, **environment: str) -> Terminal:
    return Terminal(root, "feedback", "alice", "--today", TODAY, **environment)


def test_prompts_from_the_first_to_the_file(root: Path) -> None:
    terminal = give_feedback(root)
    terminal.expect("What do you want to say?")
    terminal.type("谢谢, Alice: great pilots\r")
    terminal.expect("What is it about?")
    terminal.type("\x1b[B\r")
    terminal.expect("Whom is it meant for?")
    terminal.type("\r")
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("Written:")
    assert terminal.end() == 0
    found = read((root / FEEDBACK).read_bytes(), FEEDBACK).data
    assert found == {"note": "谢谢, Alice: great pilots", "about": "emea-arr"}
    assert drafts(root) == []


def test_ctrl_c_keeps_even_what_stands_in_the_line(root: Path) -> None:
    terminal = give_feedback(root)
    terminal.expect("What do you want to say?")
    terminal.type("Half a sentence 半句话")
    terminal.type(CTRL_C)
    terminal.expect("Nothing was written.")
    assert terminal.end() == 1
    assert not (root / FEEDBACK).exists()
    (draft,) = drafts(root)
    assert draft.name.removesuffix(".json") in terminal.screen.replace("\n", "")

    terminal = give_feedback(root)
    terminal.expect("Go on with them?")
    terminal.type("y")
    terminal.expect("Half a sentence 半句话")
    terminal.type(", and the rest\r")
    terminal.expect("What is it about?")
    terminal.type("\r")
    terminal.expect("Whom is it meant for?")
    terminal.type("\r")
    terminal.expect("What now?")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "Half a sentence 半句话, and the rest" in (root / FEEDBACK).read_text()


def test_a_value_is_typed_beside_the_last_one(root: Path) -> None:
    """11_200_000 before: typing 9_000_000 gives just that, and Enter keeps what stands there."""
    git_config = ["git", "config", "user.email", "alice@lighthouse.example"]
    subprocess.run(git_config, cwd=root, check=True)
    terminal = Terminal(root, "checkin", "--today", TODAY)
    terminal.expect("Annual recurring revenue, EMEA [")
    terminal.type("9_000_000\r")
    terminal.expect("Customer churn [")
    terminal.type("\r")
    terminal.expect("Chapters accepted by the team [")
    terminal.type("-\r")
    terminal.expect("How sure")
    terminal.type(CTRL_C)
    terminal.end()
    (draft,) = drafts(root)
    answers = json.loads(draft.read_text())["answers"]
    assert answers["value emea-arr/arr"] == "9_000_000"
    assert float(answers["value emea-arr/churn"]) > 0


def test_a_closed_window_loses_no_answer(root: Path) -> None:
    terminal = give_feedback(root)
    terminal.expect("What do you want to say?")
    terminal.type("A whole answer\r")
    terminal.expect("What is it about?")
    terminal.kill()
    (draft,) = drafts(root)
    assert "A whole answer" in draft.read_text()


def test_an_editor_that_fails_takes_nothing_away(root: Path) -> None:
    terminal = Terminal(root, "feedback", "alice", "--note", "Good.", "--today", TODAY)
    terminal.expect("What now?")
    terminal.type("\x1b[B\x1b[B\r")
    terminal.expect('The editor "false" ended with code 1.')
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("Written:")
    assert terminal.end() == 0
    assert (root / FEEDBACK).read_text() == "note: Good.\n"


def test_what_somebody_else_wrote_meanwhile_stays(root: Path) -> None:
    terminal = Terminal(root, "feedback", "alice", "--note", "Mine.", "--today", TODAY)
    terminal.expect("What now?")
    (root / FEEDBACK).parent.mkdir(parents=True)
    (root / FEEDBACK).write_text("note: Theirs.\n")
    terminal.type("\r")
    terminal.expect("has changed since it was read")
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("For whom is your feedback?")
    terminal.type("\r")
    terminal.expect("What do you want to say?")
    terminal.type("\r")
    terminal.expect("What is it about?")
    terminal.type("\r")
    terminal.expect("Whom is it meant for?")
    terminal.type("\r")
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("Written:")
    assert terminal.end() == 0
    assert (root / FEEDBACK).read_text() == "note: |-\n  Theirs.\n\n  Mine.\n"


def test_plain_lines_where_the_terminal_can_do_no_more(root: Path) -> None:
    terminal = give_feedback(root, TERM="dumb", NO_COLOR="1")
    terminal.expect("What do you want to say?")
    terminal.type("\r")
    terminal.expect("Please write something here.")
    terminal.type("Good.\r")
    terminal.expect("What is it about?")
    terminal.type("99\r")
    terminal.expect("Write a number from 1 to")
    terminal.type("1\r")
    terminal.expect("Whom is it meant for?")
    terminal.type("2\r")
    terminal.expect("What now?")
    terminal.type("1\r")
    assert terminal.end() == 0
    assert (root / FEEDBACK).read_text() == "note: Good.\nfor: manager\n"


def test_the_editor_writes_the_file_and_mistakes_are_told(root: Path) -> None:
    script = root / "edit.sh"
    script.write_text('sed -i "s/Good/Better/; s/^note/nite/" "$1"\n')
    terminal = Terminal(
        root, "feedback", "alice", "--note", "Good.", "--editor", "--today", TODAY,
        GIT_EDITOR=f"sh {script}",
    )  # fmt: skip
    terminal.expect("[unknown-field]")
    terminal.expect("What now?")
    script.write_text('sed -i "s/^nite/note/" "$1"\n')
    terminal.type("\x1b[B\r")
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("Written:")
    assert terminal.end() == 0
    assert (root / FEEDBACK).read_text() == "note: Better.\n"


def test_with_no_room_for_a_draft_the_text_is_shown(root: Path, tmp_path: Path) -> None:
    def no_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3, 3))

    done = subprocess.run(
        [sys.executable, "-m", "perfgit", "feedback", "alice", "--note", "一字不丢 not a word lost",
         "--today", TODAY],
        cwd=root,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        preexec_fn=no_space,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "一字不丢 not a word lost" in done.stderr
    assert not (root / FEEDBACK).exists()


def test_a_file_that_no_form_asks_about_begins_with_what_may_stand_in_it(root: Path) -> None:
    path = "reviews/2026-h1/retrospective.yml"
    (root / path).unlink(missing_ok=True)
    seen = root / "seen.yml"
    script = root / "edit.sh"
    script.write_text(f'cp "$1" {seen}\necho "swot: {{strengths: 一}}" >> "$1"\n')
    editor = {"GIT_EDITOR": f"sh {script}"}
    terminal = Terminal(root, "edit", path, "--as", "mei", "--today", TODAY, **editor)
    terminal.expect("What now?")
    script.write_text('echo "swot: {strengths: [一]}" > "$1"\n')
    terminal.type("\r")  # nothing but the editor, as long as there are errors
    terminal.expect("What now?")
    terminal.type("\r")
    terminal.expect("Written:")
    assert terminal.end() == 0
    assert "swot" in seen.read_text()
    assert (root / path).read_text() == "swot: {strengths: [一]}\n"
    assert drafts(root) == []


def test_ctrl_d_before_the_first_answer_still_names_the_draft(root: Path) -> None:
    terminal = give_feedback(root)
    terminal.expect("What do you want to say?")
    terminal.type("Half")
    terminal.type(CTRL_C)
    assert terminal.end() == 1
    terminal = give_feedback(root)
    terminal.expect("Go on with them?")
    terminal.type("\x04")
    terminal.expect("Your answers are kept in")
    assert terminal.end() == 1
    assert len(drafts(root)) == 1
