"""Changes of what everybody is judged by, and of who may decide: policy, cycles, people, teams, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from perfgit.files.documents import load
from perfgit.files.git import FileChange
from perfgit.files.layout import Layout
from perfgit.files.trees import Tree
from perfgit.gate.change import Change
from perfgit.gate.diff import MISSING, Difference, differing
from perfgit.gate.pairs import Pair, refused, simple
from perfgit.gate.words import label, sentence, short
from perfgit.i18n import say
from perfgit.model.org import Cycle
from perfgit.model.policy import Policy

RULES: Final = "rules-of-cycle"
"""The row of what a running cycle is judged by."""

HR_CONCERNED: Final = "hr-concerned"
"""The row of what is about those who decide: an executive may approve in place of HR."""

POLICY: Final = "org/policy.yml"
_ORDINARY: Final = ("roles", "limits", "reminders", "folders", "changes")
"""Parts of the policy by which nobody is judged, and which show nothing."""

_ADMINISTRATIVE: Final = ("title", "closed", "changes")
"""Fields of a cycle that change no day, duty or result."""


def reasons(files: Iterable[FileChange], base: Tree, head: Tree, layout: Layout) -> frozenset[str]:
    """The files whose `changes` have a new entry: they say why the rules change now."""
    found: set[str] = set()
    for file in files:
        place = layout.place(file.path)
        if not place or place.kind not in ("policy", "cycle") or file.deleted:
            continue
        old, new = load(base, file.path, place), load(head, file.path, place)
        known = old.data.changes if old and isinstance(old.data, Policy | Cycle) else []
        said = new.data.changes if new and isinstance(new.data, Policy | Cycle) else []
        if any(entry not in known for entry in said):
            found.add(file.path)
    return frozenset(found)


def policy_changes(pair: Pair) -> Iterator[Change]:
    """The policy; where base has none that can be read, it is compared with the last that could be."""
    if pair.new is None:
        yield refused(
            pair.change(say("policy deleted"), "policy"),
            say(
                "Without a policy nobody is HR, executive or admin: nobody could approve anything."
            ),
            say("Change what it says instead."),
        )
        return
    if pair.old is None:
        yield pair.change(say("policy added"), "policy")
    for one in differing(pair.old or pair.org.policy, pair.new):
        words = say("{thing}: {what}", thing=say("policy"), what=sentence(one, label(one.name)))
        change = pair.change(words, "policy", one)
        if one.name[0] == "roles":
            concerned = () if one.order else (*_ids(one.old), *_ids(one.new))
            yield replace(change, row=HR_CONCERNED, concerned=concerned)
        elif one.name[0] == "changes":
            yield _kept(change, one)
        elif one.name[0] not in _ORDINARY and pair.org.running:
            yield _ruled(change, pair)
        else:
            yield change


def cycle_changes(pair: Pair) -> Iterator[Change]:
    """A cycle: once planning has opened, its days and duties are rules of the game."""
    begun = pair.place.id in pair.org.running
    if pair.new is None and begun:
        yield refused(
            next(simple(pair, "cycle", say("cycle"))),
            say("The cycle has begun; what was agreed and said in it would belong to nothing."),
            say("Close it: `perfgit cycle close`."),
        )
        return
    if pair.new is None or pair.old is None:
        yield from simple(pair, "cycle", say("cycle"))
        return
    closing = pair.old.closed is None and pair.new.closed is not None
    thing = say('{thing} "{id}"', thing=say("cycle"), id=pair.place.id)
    for one in pair.differences():
        words = say("{thing}: {what}", thing=thing, what=sentence(one, label(one.name)))
        change = pair.change(words, "cycle", one)
        if one.name[0] == "changes":
            yield _kept(change, one)
        elif one.name[:2] == ("who", "without"):
            yield change if closing else about(change, pair, one.name[2:])
        elif one.name[0] not in _ADMINISTRATIVE and begun:
            yield _ruled(change, pair)
        else:
            yield change


def competencies_changes(pair: Pair) -> Iterator[Change]:
    """The competencies, which every review of a running cycle speaks of."""
    for change in simple(pair, "org", say("competencies")):
        yield _ruled(change, pair) if pair.org.running else change


def role_changes(pair: Pair) -> Iterator[Change]:
    """A role; what it expects is what people in it are judged by."""
    expects = bool(pair.old and pair.old.competencies)
    for change in simple(pair, "org", say("role")):
        whole = pair.new is None and expects
        expected = whole or change.at[:1] == ("competencies",)
        yield _ruled(change, pair) if expected and pair.org.running else change


def team_changes(pair: Pair) -> Iterator[Change]:
    """A team; a new lead, its own or one above, gets a say, and the old one loses it."""
    records = [record for record in (pair.old, pair.new) if record]
    above = [pair.org.team(record.parent) for record in records]
    leads = [team.lead for team in (*records, *above) if team]
    for change in simple(pair, "org", say("team")):
        yield change if change.at[:1] == ("name",) else about(change, pair, leads)


def person_changes(pair: Pair) -> Iterator[Change]:
    """A person's file is HR's, but for the keys, which are the person's own."""
    person, subject = pair.new or pair.old, (pair.place.id,)
    name = short(person.name)
    if pair.old is None or pair.new is None:
        words = (
            say('person "{name}" added', name=name)
            if pair.old is None
            else say('person "{name}" deleted', name=name)
        )
        yield about(pair.change(words, "org"), pair, subject, _entrusted(person))
        if pair.old is None and pair.new.keys:
            found = Difference(("keys",), ("keys",), MISSING, pair.new.keys)
            yield refused(
                pair.change(sentence(found, "keys", name), "keys", found),
                say("Keys are added by the person that they belong to."),
                say("Leave `keys` out; the person proposes them once this is merged."),
            )
        return
    gained = set(_entrusted(pair.old)) ^ set(_entrusted(pair.new))
    for one in pair.differences():
        words = sentence(one, label(one.name), name)
        if one.name[0] == "keys":
            yield pair.change(words, "keys", one)
        else:
            entrusted = sorted(gained) if one.name[0] in _ENTRUSTING else ()
            yield about(pair.change(words, "org", one), pair, subject, entrusted)


_ENTRUSTING: Final = ("manager", "away", "former_managers")
"""Fields of a person's file that give others a say about that person, or in that person's place."""


def _entrusted(person: Any) -> list[str]:
    """Who has a say about a person, or in that person's place."""
    found = [away.deputy for away in person.away] + [one.id for one in person.former_managers]
    return [*found, *([person.manager] if person.manager else [])]


def about(change: Change, pair: Pair, *groups: Iterable[str | None]) -> Change:
    """The change with the persons whom it is about; of HR, an executive may approve in their place."""
    concerned = tuple(dict.fromkeys(id for group in groups for id in group if id))
    row = change.row
    if not set(concerned).isdisjoint(pair.org.policy.roles.hr):
        row = HR_CONCERNED
    return replace(change, row=row, concerned=concerned)


def _ids(value: Any) -> list[str]:
    """The person whom an entry of a role names; none where it is missing."""
    return [value] if isinstance(value, str) else []


def _ruled(change: Change, pair: Pair) -> Change:
    """A change of the rules while a cycle runs, which needs a reason that everybody can read."""
    change = replace(change, row=RULES)
    said = {pair.path, POLICY} if pair.place.kind == "cycle" else pair.reasons
    if not pair.reasons.isdisjoint(said):
        return change
    return refused(
        change,
        say("A cycle is running, and nothing says why its rules change now."),
        say(
            "Add an entry under `changes` of org/policy.yml or of the cycle's file: on (the day), what,"
            " and why."
        ),
    )


def _kept(change: Change, one: Difference) -> Change:
    """Reasons stay: only new ones are added."""
    if one.new is not MISSING and not one.order:
        return change
    return refused(
        change,
        say("The reasons of earlier changes are never rewritten."),
        say("Leave the entries that are there, and add a new one."),
    )
