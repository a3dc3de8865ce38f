"""`perfgit serve`: every page when it is asked for, and again when a file has changed."""

from __future__ import annotations

import datetime as dt
import errno
import http.client
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from watchdog.observers import inotify

from perfgit.site.build.build import build
from perfgit.site.live import watch
from perfgit.site.live.serve import Server
from tests import ROOT

TODAY = dt.date(2026, 11, 20)
SCRIPT = b'<script src="/_perfgit/reload.js"></script>'


@contextmanager
def serving(company, day=TODAY):
    told: list[str] = []
    server = Server(company, day, "127.0.0.1", 0, told.append)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield company, server, told
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def served(company):
    with serving(company) as all_of_it:
        yield all_of_it


def wait_for(what, seconds=30):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def asked(server, method, target):
    """Status, headers and body; the target goes out as it is."""
    connection = http.client.HTTPConnection(server.address.split("/")[2], timeout=30)
    connection.putrequest(method, target)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def get(server, path):
    with urllib.request.urlopen(server.address + path, timeout=30) as answer:
        return answer.read().decode()


def gone(server, path):
    try:
        get(server, path)
    except urllib.error.HTTPError as error:
        return error.code == 404
    return False


def test_every_address_has_the_bytes_that_a_build_writes(tmp_path):
    """Asked for in an order that no build has; the script is added at the door, and to pages only."""
    company = tmp_path / "company"
    for name in ("org", "goals", "reviews", "site"):
        shutil.copytree(ROOT / name, company / name)
    shutil.copy(ROOT / "mkdocs.yml", company)
    (company / "site/a b.svg").write_text("<svg/>")
    built = build(company, tmp_path / "site", TODAY).folder
    files = sorted(path for path in built.rglob("*") if path.is_file())
    assert len(files) > 250
    with serving(company) as (_, server, _):
        for path in reversed(files):
            name = path.relative_to(built).as_posix()
            target = "/" + name.removesuffix("index.html").replace(" ", "%20")
            status, _, body = asked(server, "GET", target)
            assert status == 200, name
            if name.endswith(".html"):
                assert body.count(SCRIPT) == 1, name
            assert body.replace(SCRIPT, b"") == path.read_bytes(), name


def test_what_is_no_page_is_told_so(served):
    _, server, _ = served
    for target in ("/nowhere/at/all/", "/people/nobody/", "/strategy/1999/", "/goals/page_2/"):
        status, headers, body = asked(server, "GET", target)
        assert status == 404, target
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"This page does not exist" in body


@pytest.mark.parametrize(
    "target",
    [
        "/../org/policy.yml",
        "/people/../../org/policy.yml",
        "/%2e%2e/org/policy.yml",
        "/css/%2e%2e%2f%2e%2e/page.py",
        "/css/..%5c..%5cfile.css",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/people/alice%00/",
        "*",
        "http://elsewhere.example/../x.css",
        "/" + 5000 * "a",
        "/css/" + 300 * "a" + ".css",
    ],
)
def test_no_address_leads_out_of_the_site(served, target):
    _, server, told = served
    status, _, body = asked(server, "GET", target)
    assert status == 404
    assert b"min_group" not in body
    assert not [line for line in told if "cannot be made" in line]


def test_addresses_with_escapes_lead_to_their_page(served):
    _, server, _ = served
    assert b"Alice Martin" in asked(server, "GET", "/people/%61lice/?from=mail")[2]
    assert b"Alice Martin" in asked(server, "GET", "/people/alice/index.html")[2]


def test_a_folder_without_its_slash_is_sent_there(served):
    _, server, _ = served
    status, headers, _ = asked(server, "GET", "/people/alice")
    assert (status, headers["Location"]) == (301, "/people/alice/")


def test_a_head_has_everything_but_the_body(served):
    _, server, _ = served
    for target in ("/people/alice/", "/css/tokens.css", "/nowhere/"):
        got, had = asked(server, "GET", target), asked(server, "HEAD", target)
        drop = {"Date"}
        assert {k: v for k, v in got[1].items() if k not in drop} == {
            k: v for k, v in had[1].items() if k not in drop
        }
        assert (had[0], had[2]) == (got[0], b"")


def test_it_says_when_what_takes_its_time_is_ready(served):
    _, _, told = served
    wait_for(lambda: any("search is ready" in line for line in told))
    assert any("written by hand are ready" in line for line in told)
    wait_for(lambda: any("there are no errors" in line for line in told))


def test_it_follows_changes_and_tells_what_cannot_be_read(served):
    company, server, told = served
    assert "location.reload" in get(server, "_perfgit/reload.js")
    assert "Alice Martin" in get(server, "people/alice/")
    path = company / "org/people/alice.yml"
    good = path.read_text()
    path.write_text(good.replace("Alice Martin", "Alice Miller"))
    wait_for(lambda: "Alice Miller" in get(server, "people/alice/"))
    version = get(server, "_perfgit/version")
    path.write_text("name: [")
    wait_for(lambda: any("org/people/alice.yml" in line for line in told))
    assert gone(server, "people/alice/")
    assert get(server, "_perfgit/version") != version
    path.write_text(good)
    wait_for(lambda: not gone(server, "people/alice/"))
    assert "Alice Martin" in get(server, "people/alice/")
    seen = server.version
    time.sleep(1.5)  # its own reading and writing must not start it again
    assert server.version == seen


def test_a_page_that_cannot_be_made_says_so(served, monkeypatch):
    _, server, told = served
    monkeypatch.setattr("perfgit.site.live.site.routes", lambda _: 1 / 0)
    status, _, body = asked(server, "GET", "/people/alice/")
    assert status == 500
    assert b"This page cannot be made" in body
    assert SCRIPT in body
    assert any("ZeroDivisionError" in line for line in told)


def settled(told):
    """Until all is noticed that has changed a moment before the start."""
    wait_for(lambda: any("there are no errors" in line for line in told))


def checkin(company, owner, note):
    folder = company / f"goals/2026-h2/{owner}/checkins"
    folder.mkdir(exist_ok=True)
    (folder / "2026-11-19.yml").write_text(f"note: {note}\n")


def test_a_changed_check_in_drops_what_was_read_of_its_owner_and_nothing_else(served):
    company, server, told = served
    settled(told)
    get(server, "")
    before = server._site.state.site
    known = dict(before.parts._read)
    assert {("2026-h2", "company"), ("2026-h2", "people/alice")} < known.keys()
    checkin(company, "people/alice", "At last.")
    wait_for(lambda: "At last." in get(server, "people/alice/"))
    after = server._site.state.site
    assert after.company is before.company
    kept = {key for key, part in after.parts._read.items() if part is known.get(key)}
    assert kept == known.keys() - {("2026-h2", "people/alice")}


def test_other_changes_drop_everything(served):
    company, server, told = served
    settled(told)
    get(server, "")
    before = server._site.state.site
    (company / "goals/strategy.yml").write_text("vision: Another one.\n")
    wait_for(lambda: "Another one." in get(server, "strategy/"))
    assert server._site.state.site.company is not before.company


def test_many_changes_at_once_drop_everything_and_folders_are_followed_anew(company, monkeypatch):
    """The system's queue may have been full, so that what is not known of may have changed too."""
    monkeypatch.setattr(watch, "MANY", 5)
    with serving(company) as (_, server, told):
        settled(told)
        get(server, "people/alice/")
        before = server._site.state.site
        for number in range(9):
            (company / f"goals/2026-h2/people/alice/checkins/2026-10-1{number}.yml").write_text(
                f"note: Number {number}.\n"
            )
        wait_for(lambda: server._site.state.site.company is not before.company)
        checkin(company, "people/alice", "Still followed.")
        wait_for(lambda: "Still followed." in get(server, "people/alice/"))
        assert "Number 8." in get(server, "people/alice/")


def test_what_changes_while_folders_begin_to_be_followed_is_not_missed(company, monkeypatch):
    begin = watch.Following._begin

    def late(self):
        get(held[0], "people/alice/")
        checkin(company, "people/alice", "In between.")
        begin(self)

    held = []
    monkeypatch.setattr(watch.Following, "_begin", late)
    server = Server(company, TODAY, "127.0.0.1", 0, lambda _: None)
    held.append(server)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: "In between." in get(server, "people/alice/"))
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


def test_folders_that_come_or_come_back_are_followed(company, tmp_path):
    kept = tmp_path / "kept"
    shutil.move(company / "goals", kept)
    sheet = company / "goals/2026-h2/people/alice/goals.yml"
    with serving(company) as (_, server, _told):
        for title in ("Come", "Come back"):
            after(server, lambda: shutil.copytree(kept, company / "goals"))
            changed = re.sub("title: Grow .*", f"title: {title}", sheet.read_text())
            after(server, lambda text=changed: sheet.write_text(text))
            assert f">{title}<" in get(server, "people/alice/")
            after(server, lambda: shutil.rmtree(company / "goals"))
            assert f">{title}<" not in get(server, "people/alice/")


def after(server, act):
    """Do something, and wait until nothing more follows from it."""
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
        wait_for(lambda: any("watches no more folders" in line for line in told))
        checkin(company, "people/alice", "Seen in turn.")
        wait_for(lambda: "Seen in turn." in get(server, "people/alice/"))
        assert sum("watches no more folders" in line for line in told) == 1
