"""Every command explains itself, with an example, and answers wrong usage without a traceback."""

from __future__ import annotations

import click
import pytest

from perfgit.cli.main import COMMANDS, perfgit_command
from tests.conftest import Run


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(perfgit_command)
    for name in sorted(COMMANDS):
        command = perfgit_command.get_command(context, name)
        assert command is not None
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.list_commands(context)]
    return found


def command_of(words: tuple[str, ...]) -> click.Command:
    command: click.Command = perfgit_command
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found
        command = found
    return command


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_has_an_example(words: tuple[str, ...], perfgit: Run) -> None:
    done = perfgit(*words, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert f"perfgit {words[0]}" in done.stdout.split("Example", 1)[1]


def test_the_list_of_commands_names_all_of_them(perfgit: Run) -> None:
    done = perfgit("--help")
    assert done.returncode == 0
    for name, (_, _, summary) in COMMANDS.items():
        assert name in done.stdout
        assert summary in done.stdout


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_wrong_usage_exits_with_2(words: tuple[str, ...], perfgit: Run) -> None:
    done = perfgit(*words, "--no-such-option")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--help" in done.stderr
