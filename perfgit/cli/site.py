"""`perfgit build` and `perfgit serve`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.i18n import say


@click.command()
@root_option
@today_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Where the site goes (default: .built-site in the company's folder).",
)
@tells_unread
def build(root: Path | None, today: dt.date | None, site_dir: Path | None) -> None:
    """Build the company's site.

    Files that do not pass `perfgit check` do not stop a build; what cannot be read is left out.

    \b
    Examples:
      perfgit build
      perfgit build --site-dir public --today 2026-11-20
    """
    from perfgit.site.build.build import build as build_site

    built = build_site(find_root(root), site_dir, today, progress_bar)
    click.echo(
        say(
            "{pages} pages in {seconds:.1f} s: {folder}",
            pages=built.pages,
            seconds=built.seconds,
            folder=_short(built.folder),
        )
    )


def _short(folder: Path) -> Path:
    """The folder as seen from here, where it lies below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


@click.command()
@root_option
@today_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def serve(root: Path | None, today: dt.date | None, port: int, host: str) -> None:
    """Serve the site on this machine; pages are made when a browser asks, and follow the files.

    A file that cannot be read is shown here with what is wrong, and left out of the site.

    \b
    Examples:
      perfgit serve
      perfgit serve --port 8080 --today 2026-11-20
    """
    from perfgit.site.live.serve import Server

    server = Server(find_root(root), today, host, port, click.echo)
    server.run()
