"""The trees agree with each other, and none follows a link."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfgit.files.repository import tree_at
from perfgit.files.trees import (
    LINK,
    MAX_BYTES,
    Entry,
    GitTree,
    OverlayTree,
    Tree,
    Unreadable,
    WorkingTree,
    blob_id,
    walk,
)
from perfgit.problem import PerfgitError

ENV = {
    **os.environ,
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "t"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "t@example.com"),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *arguments],
        cwd=folder,
        env=ENV,
        capture_output=True,
        check=True,
    )
    return run.stdout.decode("utf-8", "surrogateescape").strip()


def committed(folder: Path) -> str:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "x")
    return git(folder, "rev-parse", "HEAD")


def contents(
    tree: Tree, folders: tuple[str, ...] = ("org", "goals", "reviews")
) -> dict[str, object]:
    """Every path below the data folders with its bytes, or the rule that it breaks."""
    found: dict[str, object] = {}
    for folder in folders:
        paths = walk(tree, folder)
        assert paths == sorted(set(paths))
        for path in paths:
            above, _, name = path.rpartition("/")
            (type_,) = (entry.type for entry in tree.entries(above) if entry.name == name)
            try:
                found[path] = (type_, tree.read(path))
            except Unreadable as error:
                found[path] = (type_, error.rule)
    return found


NAMES = st.one_of(
    st.sampled_from(["alice.yml", "Alice.yml", "people", "a", "A", "é", "e\u0301", "a\nb", '"', "'", " ", "-", "$(x)", ".gitkeep", "a\tb", "\udcff"]),
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8),
).filter(lambda name: name not in {".", ".."} and name.lower() != ".git" and len(os.fsencode(name)) < 100)  # fmt: skip
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: "/".join(["org", *names]))
FILES = st.dictionaries(PATHS, st.binary(max_size=20), max_size=6)


def consistent(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without those that lie below another file."""
    return {
        path: data
        for path, data in files.items()
        if not any(path.startswith(f"{other}/") for other in files)
    }


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(FILES.map(consistent), FILES.map(consistent))
def test_the_trees_agree(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    folder = written(tmp_path_factory.mktemp("company"), before)
    tree = GitTree(folder, committed(folder))
    working = WorkingTree(folder)
    expected = {path: ("file", data) for path, data in before.items()}
    assert contents(working) == contents(tree) == contents(OverlayTree(working, {})) == expected
    assert working.entries("org") == tree.entries("org")
    tree.close()

    changes: dict[str, bytes | None] = {**dict.fromkeys(before), **after}
    overlay = OverlayTree(working, changes)
    fresh = WorkingTree(written(tmp_path_factory.mktemp("after"), after))
    assert (
        contents(overlay)
        == contents(fresh)
        == {path: ("file", data) for path, data in after.items()}
    )
    for path in changes:
        folder_of = path.rpartition("/")[0]
        assert overlay.entries(folder_of) == fresh.entries(folder_of)


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_no_path_breaks_a_tree(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    folder = written(tmp_path_factory.mktemp("company"), {"org/company.yml": b"name: x\n"})
    tree = GitTree(folder, committed(folder))
    for one in (WorkingTree(folder), tree, OverlayTree(tree, {"org/a.yml": b"x"})):
        for asked in (
            f"org/{path}",
            f"org/company.yml/{path}",
            f"org/{path}/x.yml",
            "org/" + "x" * 300,
        ):
            if ".." in asked or not path.strip("/."):
                continue
            assert one.read(asked) is None
    tree.close()


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A company with everything in it that is no plain file."""
    people = tmp_path / "org" / "people"
    people.mkdir(parents=True)
    (people / "alice.yml").write_text("name: Alice\n")
    (people / "link.yml").symlink_to("alice.yml")
    (people / "broken.yml").symlink_to("nowhere")
    (people / "folder").symlink_to("../teams")
    (people / "absolute.yml").symlink_to("/etc/hostname")
    (people / "large.yml").write_bytes(b"#" * (MAX_BYTES + 1))
    (people / "full.yml").write_bytes(b"#" * MAX_BYTES)
    (people / "empty.yml").write_bytes(b"")
    (people / "run.yml").write_text("name: x\n")
    (people / "run.yml").chmod(0o755)
    teams = tmp_path / "org" / "teams"
    teams.mkdir()
    (teams / "sales.yml").write_text("name: Sales\n")
    (tmp_path / "org" / "roles").symlink_to("teams")
    (tmp_path / "goals").symlink_to("org")
    return tmp_path


PLAIN = {
    "org/people/alice.yml": ("file", b"name: Alice\n"),
    "org/people/full.yml": ("file", b"#" * MAX_BYTES),
    "org/people/empty.yml": ("file", b""),
    "org/people/run.yml": ("file", b"name: x\n"),
    "org/people/large.yml": ("file", "too-large"),
    "org/people/link.yml": ("other", "not-a-regular-file"),
    "org/people/broken.yml": ("other", "not-a-regular-file"),
    "org/people/folder": ("other", "not-a-regular-file"),
    "org/people/absolute.yml": ("other", "not-a-regular-file"),
    "org/roles": ("other", "not-a-regular-file"),
    "org/teams/sales.yml": ("file", b"name: Sales\n"),
}


def both(folder: Path) -> Iterator[Tree]:
    yield WorkingTree(folder)
    tree = GitTree(folder, committed(folder))
    yield tree
    yield OverlayTree(tree, {})
    tree.close()


def test_links_are_seen_and_never_followed(odd: Path) -> None:
    for tree in both(odd):
        assert contents(tree) == PLAIN
        assert Entry("goals", "other") in tree.entries("")
        assert (
            tree.entries("goals")
            == tree.entries("org/roles")
            == tree.entries("org/people/folder")
            == []
        )
        for path in (
            "goals/people/alice.yml",
            "org/roles/sales.yml",
            "org/people/folder/sales.yml",
        ):
            assert tree.read(path) is None


def test_a_link_is_not_followed_when_nothing_was_listed_before(odd: Path) -> None:
    assert WorkingTree(odd).read("org/roles/sales.yml") is None
    assert WorkingTree(odd).read("org/teams/sales.yml") == b"name: Sales\n"


def test_pipes_and_sockets_are_not_read(tmp_path: Path) -> None:
    people = tmp_path / "org" / "people"
    people.mkdir(parents=True)
    os.mkfifo(people / "pipe.yml")
    tree = WorkingTree(tmp_path)
    assert tree.entries("org/people") == [Entry("pipe.yml", "other")]
    with pytest.raises(Unreadable) as error:
        tree.read("org/people/pipe.yml")
    assert error.value.rule == "not-a-regular-file"


def test_a_folder_is_not_a_file(odd: Path) -> None:
    for tree in both(odd):
        assert tree.read("org/people") is None
        assert tree.read("org") is None
        assert tree.entries("org/people/alice.yml") == []
        assert tree.entries("nowhere") == []


def test_a_submodule_is_seen_and_not_entered(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    written(inner, {"people/alice.yml": b"name: Alice\n"})
    committed(inner)
    written(outer, {"org/company.yml": b"name: x\n"})
    git(outer, "init", "--quiet")
    git(
        outer,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(inner),
        "org/inner",
    )
    tree = GitTree(outer, committed(outer))
    assert tree.entries("org") == [Entry("company.yml", "file"), Entry("inner", "other")]
    assert tree.entries("org/inner") == []
    assert tree.read("org/inner/people/alice.yml") is None
    with pytest.raises(Unreadable, match="not a regular file"):
        tree.read("org/inner")
    tree.close()


def test_a_company_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    written(tmp_path, {"hr/company/org/company.yml": b"name: x\n", "org/company.yml": b"name: y\n"})
    committed(tmp_path)
    tree = tree_at(tmp_path / "hr" / "company", "HEAD")
    assert tree.read("org/company.yml") == b"name: x\n"
    assert tree.entries("") == [Entry("org", "folder")]
    assert GitTree(tmp_path, "HEAD", "nowhere").entries("") == []
    tree.close()


def test_a_revision_is_what_it_was(tmp_path: Path) -> None:
    first = committed(written(tmp_path, {"org/a.yml": b"1"}))
    second = committed(written(tmp_path, {"org/a.yml": b"2", "org/b.yml": b"3"}))
    written(tmp_path, {"org/a.yml": b"4"})
    trees = [GitTree(tmp_path, revision) for revision in (first, second, "HEAD~1", "HEAD")]
    assert [tree.read("org/a.yml") for tree in trees] == [b"1", b"2", b"1", b"2"]
    for tree in trees:
        tree.close()


@pytest.mark.parametrize(
    "revision", ["nowhere", "--help", "", "HEAD:org", "-x", "HEAD\n", "HEAD^{tree}"]
)
def test_a_revision_that_is_none(tmp_path: Path, revision: str) -> None:
    committed(written(tmp_path, {"org/a.yml": b"1"}))
    with pytest.raises(PerfgitError) as error:
        GitTree(tmp_path, revision)
    assert error.value.help


def _read_in_child(tree: GitTree, answer: Connection) -> None:
    answer.send([tree.read(f"org/{number}.yml") for number in range(50)])
    tree.close()


def test_a_git_tree_after_a_fork(tmp_path: Path) -> None:
    files = {f"org/{number}.yml": b"%d" % number for number in range(50)}
    tree = GitTree(tmp_path, committed(written(tmp_path, files)))
    assert tree.read("org/0.yml") == b"0"
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(3)]
    children = [context.Process(target=_read_in_child, args=(tree, there)) for _, there in pipes]
    for child in children:
        child.start()
    expected = [b"%d" % number for number in range(50)]
    mine = [tree.read(f"org/{number}.yml") for number in range(50)]
    assert [here.recv() for here, _ in pipes] == [expected] * 3
    assert mine == expected
    for child in children:
        child.join()
        assert child.exitcode == 0
    tree.close()


def test_a_git_tree_in_several_threads(tmp_path: Path) -> None:
    files = {f"org/{number}/{number}.yml": b"%d" % number * 5000 for number in range(60)}
    tree = GitTree(tmp_path, committed(written(tmp_path, files)))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(tree.read, [*files] * 4, timeout=30))
    assert found == [*files.values()] * 4
    tree.close()


def test_a_git_that_has_ended_is_told_in_a_sentence(tmp_path: Path) -> None:
    tree = GitTree(tmp_path, committed(written(tmp_path, {"org/a.yml": b"1", "org/b.yml": b"2"})))
    assert tree.read("org/a.yml") == b"1"
    assert tree._batch
    tree._batch.kill()
    tree._batch.wait()
    with pytest.raises(PerfgitError):
        tree.read("org/b.yml")
    assert tree.read("org/b.yml") == b"2"
    tree.close()


def test_overlay(tmp_path: Path) -> None:
    base = WorkingTree(
        written(tmp_path, {"org/a.yml": b"1", "org/teams/b.yml": b"2", "org/c/d/e.yml": b"3"})
    )
    overlay = OverlayTree(
        base,
        {"org/a.yml": None, "org/teams/b.yml": LINK, "org/c/d/e.yml": None, "reviews/x/y.yml": b"4", "org/big.yml": b"#" * (MAX_BYTES + 1)},
    )  # fmt: skip
    assert overlay.entries("") == [Entry("org", "folder"), Entry("reviews", "folder")]
    assert overlay.entries("org") == [Entry("big.yml", "file"), Entry("teams", "folder")]
    assert overlay.entries("org/teams") == [Entry("b.yml", "other")]
    assert overlay.read("org/a.yml") is None
    assert overlay.read("reviews/x/y.yml") == b"4"
    for path, rule in (("org/teams/b.yml", "not-a-regular-file"), ("org/big.yml", "too-large")):
        with pytest.raises(Unreadable) as error:
            overlay.read(path)
        assert error.value.rule == rule


def test_blob_id_is_that_of_git(tmp_path: Path) -> None:
    for data in (b"", b"name: x\n", bytes(range(256))):
        (tmp_path / "x").write_bytes(data)
        assert git(tmp_path, "hash-object", "--no-filters", "x") == blob_id(data)
