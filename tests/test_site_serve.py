"""`perfgit serve`: follows the files, and survives what is wrong with them."""

from __future__ import annotations

import datetime as dt
import threading
import time
import urllib.error
import urllib.request

import pytest

from perfgit.site.serve import Server


@pytest.fixture
def served(company):
    told: list[str] = []
    server = Server(company, dt.date(2026, 11, 20), "127.0.0.1", 0, told.append)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: any("Serving" in line for line in told))
    yield company, server, told
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


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
