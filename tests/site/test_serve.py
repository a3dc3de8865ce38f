"""`perfgit serve`: follows the files, and survives what is wrong with them."""

from __future__ import annotations

import datetime as dt
import errno
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from watchdog.observers import inotify

from perfgit.site.live.serve import Server

TODAY = dt.date(2026, 11, 20)


@contextmanager
def serving(company, tell=lambda line: None):
    told: list[str] = []

    def both(line):
        told.append(line)
        tell(line)

    server = Server(company, TODAY, "127.0.0.1", 0, both)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: any("Serving" in line for line in told))
    yield company, server, told
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def served(company):
    with serving(company) as all_of_it:
        yield all_of_it


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def get(server, path):
    with urllib.request.urlopen(server.address + path, timeout=20) as answer:
        return answer.read().decode()


def test_it_serves_pages_that_reload_themselves(served):
    _, server, _ = served
    assert "Alice Martin" in get(server, "people/alice/")
    assert '<script src="/_perfgit/reload.js">' in get(server, "")
    assert "location.reload" in get(server, "_perfgit/reload.js")
    assert get(server, "css/tokens.css").startswith("/*")
    with pytest.raises(urllib.error.HTTPError) as missing:
        get(server, "nowhere/at/all/")
    assert missing.value.code == 404
    assert "This page does not exist" in missing.value.read().decode()


def test_it_follows_changes_and_survives_a_broken_file(served):
    company, server, told = served
    path = company / "org/people/alice.yml"
    good = path.read_text()
    path.write_text(good.replace("Alice Martin", "Alice Miller"))
    wait_for(lambda: server.version == 2)
    assert "Alice Miller" in get(server, "people/alice/")
    path.write_text("name: [")
    wait_for(lambda: any("stays as it was" in line for line in told))
    assert any("org/people/alice.yml" in line for line in told)
    assert "Alice Miller" in get(server, "people/alice/")
    assert server.version == 2
    path.write_text(good)
    wait_for(lambda: server.version == 3)
    assert "Alice Martin" in get(server, "people/alice/")
    time.sleep(1.5)  # its own reading and writing must not start it again
    assert server.version == 3


def rename(company, name):
    path = company / "org/people/alice.yml"
    path.write_text(path.read_text().replace("Alice Martin", name))


def test_a_change_during_the_first_build_is_not_missed(company):
    def while_it_builds(line):
        if "pages in" in line and "Alice Martin" in (company / "org/people/alice.yml").read_text():
            rename(company, "Alice Miller")

    with serving(company, while_it_builds) as (_, server, _told):
        wait_for(lambda: server.version == 2)
        assert "Alice Miller" in get(server, "people/alice/")


def test_folders_that_come_or_come_back_are_followed(company, tmp_path):
    kept = tmp_path / "kept"
    shutil.move(company / "goals", kept)
    sheet = company / "goals/2026-h2/people/alice/goals.yml"
    with serving(company) as (_, server, _told):
        for title in ("Come", "Come back"):
            built_after(server, lambda: shutil.copytree(kept, company / "goals"))
            changed = re.sub("title: Grow .*", f"title: {title}", sheet.read_text())
            built_after(server, lambda text=changed: sheet.write_text(text))
            assert f">{title}<" in get(server, "people/alice/")
            built_after(server, lambda: shutil.rmtree(company / "goals"))
            assert f">{title}<" not in get(server, "people/alice/")


def built_after(server, act):
    """Do something, and wait until no more builds follow from it."""
    before = server.version
    act()
    wait_for(lambda: server.version > before)
    while before != server.version:
        before = server.version
        time.sleep(1)


def test_where_the_system_watches_no_more_folders_they_are_looked_at_in_turn(company, monkeypatch):
    def exhausted(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(inotify.InotifyEmitter, "on_thread_start", exhausted)
    with serving(company) as (_, server, told):
        assert any("watches no more folders" in line for line in told)
        rename(company, "Alice Miller")
        wait_for(lambda: server.version == 2)
        assert "Alice Miller" in get(server, "people/alice/")
