"""`perfgit`: the command line's front door.

Commands are imported only when they are called, so that each answers quickly.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

import perfgit
from perfgit.cli.language import company_above, speak_for, translate
from perfgit.cli.process import end, failed, stand_in_for_closed
from perfgit.i18n import later, say, suggestion
from perfgit.problem import PerfgitError

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes 30 ms

COMMANDS = {
    "acknowledge": ("perfgit.cli.meeting", "acknowledge", later("Acknowledge your review.")),
    "answer": (
        "perfgit.cli.checkin",
        "answer",
        later("Answer a request, or a goal that no longer fits."),
    ),
    "appeal": ("perfgit.cli.meeting", "appeal", later("Appeal, or decide an appeal.")),
    "build": ("perfgit.cli.site", "build", later("Build the company's site.")),
    "check": ("perfgit.cli.check", "check", later("Check every file of the company.")),
    "checkin": ("perfgit.cli.checkin", "checkin", later("Say where things stand.")),
    "codeowners": (
        "perfgit.cli.generate",
        "codeowners",
        "Write .github/CODEOWNERS, or check it.",
    ),
    "cycle": ("perfgit.cli.cycle", "cycle", later("The turns of a cycle.")),
    "doctor": ("perfgit.cli.doctor", "doctor", later("What is good to know about the set-up.")),
    "discussions": (
        "perfgit.cli.discussions",
        "discussions",
        later("Read the conversations in pull requests, for the site."),
    ),
    "edit": (
        "perfgit.cli.edit",
        "edit",
        later("Open a file in your editor, and check it."),
    ),
    "explain": (
        "perfgit.cli.check",
        "explain",
        later("Explain a rule, with a good and a bad example."),
    ),
    "export": ("perfgit.cli.export", "export", later("All facts as tables, for your own tools.")),
    "forms": (
        "perfgit.cli.generate",
        "forms",
        later("Write the web forms of the repository, or check them."),
    ),
    "gate": (
        "perfgit.cli.gate",
        "gate",
        later("May this proposal be merged? Who has to approve it?"),
    ),
    "generate": (
        "perfgit.cli.generate",
        "generate",
        later("Write everything that is derived, or check it."),
    ),
    "github": (
        "perfgit.cli.github",
        "github",
        later("Pull requests at GitHub: judge them, and tell there."),
    ),
    "impact": ("perfgit.cli.impact", "impact_command", later("What a change of strategy touches.")),
    "feedback": ("perfgit.cli.feedback", "feedback", later("Give feedback or praise.")),
    "goal": ("perfgit.cli.goal", "goal", later("Propose, change and carry over goals.")),
    "import": (
        "perfgit.cli.imports",
        "import_",
        later("Take people, teams, strategy and goals from CSV."),
    ),
    "meeting": ("perfgit.cli.meeting", "meeting", later("Record the review meeting.")),
    "nominate": ("perfgit.cli.feedback", "nominate", later("Propose the peers who review you.")),
    "plan": ("perfgit.cli.plan", "plan", later("Write the improvement plan.")),
    "upgrade": ("perfgit.cli.upgrade", "upgrade", later("Bring the files to the format of today.")),
    "retro": ("perfgit.cli.retro", "retro", later("Say how a cycle was.")),
    "review": ("perfgit.cli.review", "review", later("Write a review.")),
    "init": ("perfgit.cli.init", "init", "Begin a company's own repository."),
    "propose": ("perfgit.cli.propose", "propose", "From changed files to a pull request."),
    "remind": ("perfgit.cli.remind", "remind", "One GitHub issue per person with what is due."),
    "report": ("perfgit.cli.report", "report", later("The figures of a cycle.")),
    "rules": ("perfgit.cli.check", "rules", later("List the rules.")),
    "schema": (
        "perfgit.cli.schema",
        "schema",
        later("Print or write a JSON Schema per kind of file."),
    ),
    "score": ("perfgit.cli.score", "score", later("Achievement, score and rating, explained.")),
    "serve": ("perfgit.cli.site", "serve", later("Serve the site here, and follow changes.")),
    "simulate": (
        "perfgit.cli.simulate",
        "simulate",
        later("Make a realistic company of any size."),
    ),
    "todo": ("perfgit.cli.todo", "todo", "What is due, from whom, by when."),
}
"""Module, name and one line of help of every command."""


class Commands(click.Group):
    """A group whose commands are loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        translate(found)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, say(COMMANDS[name][2])) for name in sorted(COMMANDS)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command where there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(
                say('There is no command "{name}". ', name=args[0][:40])
                + suggestion(args[0], COMMANDS),
                ctx,
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(perfgit.__version__, prog_name="perfgit")
def perfgit_command() -> None:
    """Performance management as plain files in git.

    \b
    Start here:
      perfgit check              is everything in order?
      perfgit score alice        a person's result, with --explain line by line
      perfgit serve              the company's site, live on this machine
    """


def _refuse_unsupported() -> None:
    """Files are opened so that no link leads astray, which Windows has no way to ask for."""
    if sys.platform == "win32":
        raise PerfgitError(
            say("perfgit does not run on Windows itself."),
            say(
                "Run it in WSL, the Windows Subsystem for Linux; Linux and macOS need nothing more."
            ),
        )


def run() -> None:
    """Run the command line; a PerfgitError is told in one sentence and exits with 2.

    So is what the system refuses, wherever: a disk that is full, a folder that may not be read.
    """
    stand_in_for_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(50_000, 20, 20)  # a short life: collecting early only costs time
    try:
        _refuse_unsupported()
        speak_for(company_above(Path.cwd()))
        translate(perfgit_command)
        perfgit_command(prog_name="perfgit")
    except PerfgitError as error:
        click.echo(say("perfgit: {message}", message=error.message), err=True)
        if error.help:
            click.echo(f"  {error.help}", err=True)
        sys.exit(2)
    except OSError as error:
        sys.exit(failed(error))


def main() -> None:
    """Run the command line, and end without taking anything apart first."""
    try:
        run()
    except SystemExit as ended:
        if isinstance(ended.code, int | None):
            end(ended.code or 0)
        raise


if __name__ == "__main__":
    main()
