"""The session: hosts, limits, pages, conditional requests, and what a token is sent to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.github.cache import Cache, Kept
from perfgit.github.errors import ForgeError, RefusedError
from perfgit.github.git import fetch, web_host
from perfgit.github.models import Comment, Repo, User
from perfgit.github.session import Session
from perfgit.github.settings import App, Settings, api_of, settings
from perfgit.github.visibility import may_publish
from tests.github.conftest import World, rights_of
from tests.github.standin import BOT, REPOSITORY, Fault

TOKEN = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b"}


@pytest.mark.parametrize(
    ("host", "api", "web"),
    [
        ("github.com", "https://api.github.com", "https://github.com/"),
        ("octo.ghe.com", "https://api.octo.ghe.com", "https://octo.ghe.com/"),
        ("git.lighthouse.example", "https://git.lighthouse.example/api/v3",
         "https://git.lighthouse.example/"),
        ("git.lighthouse.example:8443", "https://git.lighthouse.example:8443/api/v3",
         "https://git.lighthouse.example:8443/"),
    ],
)  # fmt: skip
def test_three_kinds_of_hosts(host: str, api: str, web: str) -> None:
    assert api_of(host) == api
    assert web_host(api) == web
    assert settings("a/b", host, environment={"GH_TOKEN": "t"}).api == api


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"GITHUB_TOKEN": "t"},
        {**TOKEN, "GITHUB_REPOSITORY": "../../x"},
        {**TOKEN, "GITHUB_REPOSITORY": "a/b?x=1"},
        {**TOKEN, "GITHUB_API_URL": "http://api.github.com"},
        {**TOKEN, "GITHUB_API_URL": "https://me@evil.example"},
        {**TOKEN, "GITHUB_API_URL": "file:///etc/passwd"},
        {"GITHUB_REPOSITORY": "a/b"},
        {"GITHUB_REPOSITORY": "a/b", "PERFGIT_APP_ID": "1"},
        {"GITHUB_REPOSITORY": "a/b", "PERFGIT_APP_ID": "1", "PERFGIT_APP_KEY": "k",
         "PERFGIT_APP_INSTALLATION": "x"},
    ],
)  # fmt: skip
def test_what_is_missing_or_unsafe_is_told(environment: Mapping[str, str]) -> None:
    with pytest.raises(ForgeError) as caught:
        settings(environment=environment)
    assert caught.value.help


def test_secrets_are_in_no_representation() -> None:
    given = Settings("a/b", "https://x", "sesame", App("1", "sesame", 2))
    assert "sesame" not in repr(given)


def test_a_key_that_is_none_is_told() -> None:
    with pytest.raises(ForgeError, match="key of the GitHub App"):
        Session(Settings("a/b", "https://127.0.0.1", None, App("1", "no key", 2)))


def session_of(world: World, login: str = BOT, **more: object) -> tuple[Session, list[float]]:
    waits: list[float] = []
    given = Settings(REPOSITORY, world.github.api, f"token-{login}")
    return Session(given, sleep=waits.append, clock=lambda: 0.0, **more), waits  # type: ignore[arg-type]


def test_limits_are_waited_for_or_told(world: World) -> None:
    session, waits = session_of(world)
    world.github.faults = [Fault("429", times=2)]
    assert session.get("", Repo).full_name == REPOSITORY
    assert waits == [1.0, 1.0]
    world.github.faults = [Fault("429", times=10**6)]
    with pytest.raises(ForgeError, match="asks to wait"):
        session.get("", Repo)
    assert len(waits) < 20


def test_a_right_that_is_missing_is_no_limit(world: World) -> None:
    session, waits = session_of(world)
    world.github.faults = [Fault("forbidden", times=10**6)]
    with pytest.raises(RefusedError, match="not accessible by integration") as caught:
        session.get("", Repo)
    assert caught.value.status == 403
    assert "permission" in caught.value.help
    assert waits == []


def test_pages_are_followed_to_the_end(world: World) -> None:
    number, _ = world.propose("mallory", "x", {"README.md": "x\n"})
    for count in range(230):
        world.call("mallory", "POST", f"issues/{number}/comments", {"body": str(count)})
    session, _ = session_of(world)
    found = list(session.get_all(f"issues/{number}/comments", Comment))
    assert [one.body for one in found] == [str(count) for count in range(230)]


def test_a_next_page_on_another_host_is_not_followed(world: World) -> None:
    session, _ = session_of(world)
    assert session._same_host(f"{world.github.api}/x?page=2")
    for evil in ("https://evil.example/x", world.github.api.replace("http", "https"), "//evil/x"):
        with pytest.raises(ForgeError, match="another host"):
            session._same_host(evil)


def test_what_has_not_changed_is_not_sent_again(world: World, tmp_path: Path) -> None:
    session, _ = session_of(world, "alice-m", cache=Cache(tmp_path / "cache"))
    first = session.get("/user", User)
    assert session.get("/user", User) == first
    assert world.github.not_modified == 1
    for path in (tmp_path / "cache").iterdir():  # a damaged cache is as good as none
        assert path.stat().st_mode & 0o077 == 0
        path.write_text(path.read_text().replace('"content":"', '"content":"AAAA'))
    assert session.get("/user", User) == first


@given(
    etag=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=80),
    content=st.binary(max_size=2000),
    address=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200),
)
def test_what_is_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, etag: str, content: bytes, address: str
) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    kept = Kept(etag, None, content)
    cache.put(address, kept)
    assert cache.get(address) == kept
    assert cache.get(address + "x") is None


@pytest.mark.parametrize(
    "ref", ["--upload-pack=x", "refs/heads/../x", "refs/heads/a b", "refs/heads/$(x)", "HEAD", ""]
)
def test_names_of_branches_are_no_options_of_git(tmp_path: Path, ref: str) -> None:
    with pytest.raises(ForgeError, match="no name of a branch"):
        fetch(tmp_path, "origin", {ref: "refs/perfgit/x"}, api="https://x", header=None)


@pytest.mark.parametrize(
    ("private", "visibility", "public", "expected"),
    [
        (True, "private", None, False),
        (True, "private", True, False),
        (True, "private", False, True),
        (True, "internal", True, False),
        (False, "internal", True, False),
        (False, "public", True, True),
        (False, "public", None, False),
    ],
)
def test_pages_only_for_those_who_may_read_the_repository(
    world: World, private: bool, visibility: str, public: bool | None, expected: bool
) -> None:
    world.github.private, world.github.visibility = private, visibility
    world.github.pages_public = public
    world.github.rights[f"token-{BOT}"] = rights_of("github pages")
    session, _ = session_of(world)
    allowed, why = may_publish(session)
    assert allowed is expected
    assert why
    said = world.run("github", "pages", today=None)
    assert said.stdout == f"pages={'true' if expected else 'false'}\n"
