"""What stands behind the keys of `tracing`, as digests: equal digests, equal pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from perfgit.company.company import Ref, parse_ref
from perfgit.files.entries import Tree, Unreadable
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView


def digest(*parts: bytes) -> bytes:
    """A digest of several parts, each of which keeps its bounds."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()


class Facts:
    """The state of everything that pages may have read."""

    def __init__(self, site: SiteView, tree: Tree) -> None:
        self._site = site
        self._tree = tree
        self._known: dict[str, bytes] = {}
        self._kinds: dict[str, Callable[[str], bytes]] = {
            "owner": self._owner,
            "all": self._all,
            "supporters": self._supporters,
            "objectives": lambda one: self._of(one, lambda cycle: repr(cycle.objectives)),
            "rated": lambda one: self._of(one, lambda cycle: repr(cycle.rated)),
            "words": lambda one: self._of(one, lambda cycle: cycle.words.hex()),
            "file": self._file,
            "proposals": site.proposals.state,
            "due": site.waiting.state,
            "impacts": site.waiting.impacts_state,
            "note": lambda _: b"",
        }

    def of(self, keys: Iterable[str]) -> bytes:
        """One digest for all that a source has read."""
        return digest(*(part for key in keys for part in (key.encode(), self._fact(key))))

    def _fact(self, key: str) -> bytes:
        known = self._known.get(key)
        if known is None:
            kind, _, rest = key.partition(" ")
            known = self._known[key] = self._kinds[kind](rest)
        return known

    def _of(self, id: str, what: Callable[[CycleView], str]) -> bytes:
        cycle = self._site.cycles.get(id)
        return what(cycle).encode() if cycle else b""

    def _owner(self, rest: str) -> bytes:
        id, _, owner = rest.partition(" ")
        cycle = self._site.cycles.get(id)
        part = cycle.parts.get(owner) if cycle else None
        if cycle is None or part is None:
            return b""
        refs = [Ref(id, owner, node.goal) for node in part.nodes if not node.measured]
        rolled = [cycle.connections.rolled.get(ref) for ref in refs]
        return digest(part.digest, repr(rolled).encode()) if rolled else part.digest

    def _all(self, id: str) -> bytes:
        """All owners of a cycle, and who supports its goals from another cycle."""
        cycle = self._site.cycles.get(id)
        if cycle is None:
            return b""
        below = cycle.connections.supporters.items()
        foreign = sorted(
            (target, [ref for ref in refs if ref.cycle != id])
            for target, refs in below
            if target.cycle == id and any(ref.cycle != id for ref in refs)
        )
        owners = (
            part
            for owner in cycle.parts
            for part in (owner.encode(), self._fact(f"owner {id} {owner}"))
        )
        return digest(repr(foreign).encode(), *owners)

    def _supporters(self, rest: str) -> bytes:
        id, _, ref = rest.partition(":")
        target = parse_ref(ref, id)
        return self._of(id, lambda cycle: repr(cycle.connections.supporters.get(target)))

    def _file(self, path: str) -> bytes:
        if path.startswith("org/") and path.endswith(".yml"):
            return b""  # of the frame: where one of these differs, nothing is taken over at all
        try:
            data = self._tree.read(path)
        except Unreadable as error:
            return repr(error).encode()
        return digest(data) if data is not None else repr(self._tree.entries(path)).encode()


def concise(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys in order, without those that others hold already."""
    found = set(keys)
    whole = {key.partition(" ")[2] for key in found if key.startswith("all ")}
    return tuple(sorted(key for key in found if not _held(key, whole)))


def _held(key: str, whole: set[str]) -> bool:
    kind, _, rest = key.partition(" ")
    return (kind == "owner" and rest.partition(" ")[0] in whole) or (
        kind == "supporters" and rest.partition(":")[0] in whole
    )


def frame_paths(tree: Tree) -> Iterator[str]:
    """Every file outside the dossiers: what all pages may depend on."""
    for top in ("org", "goals", "reviews"):
        yield from _outside(tree, top, 0 if top == "org" else 2)


def _outside(tree: Tree, folder: str, depth: int) -> Iterator[str]:
    """Files below a folder; owners' folders begin `depth` levels further down."""
    for name, type_ in tree.entries(folder):
        path = f"{folder}/{name}"
        if type_ != "folder":
            yield path
        elif depth != 1 or name not in ("company", "teams", "people"):
            yield from _outside(tree, path, max(depth - 1, 0))


def frame_digest(tree: Tree) -> bytes:
    """The digest of all files outside the dossiers."""

    def states() -> Iterator[bytes]:
        for path in frame_paths(tree):
            yield path.encode("utf-8", "surrogateescape")
            try:
                yield tree.read(path) or b""
            except Unreadable as error:
                yield repr(error).encode()

    return digest(*states())
