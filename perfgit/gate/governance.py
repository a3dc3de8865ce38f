"""Changes of what everybody is judged by, and of who may decide: policy, cycles, people, teams, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from perfgit.company.authority import Role
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.documents import load
from perfgit.files.git import FileChange
from perfgit.files.layout import Layout, Place
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
    """A team; a new lead, its own or one above, gets a say."""
    before, after = (_leading(org, pair.place.id) for org in (pair.org, pair.sides.after))
    for change in simple(pair, "org", say("team")):
        yield about(change, pair, _gaining(before, after))


def person_changes(pair: Pair) -> Iterator[Change]:
    """A person's file is HR's, but for the keys, which are the person's own."""
    person, subject = pair.new or pair.old, (pair.place.id,)
    name = short(person.name)
    before, after = (_entrusted(org, pair.place.id) for org in (pair.org, pair.sides.after))
    others = _gaining(before, after)
    if pair.old is None or pair.new is None:
        words = (
            say('person "{name}" added', name=name)
            if pair.old is None
            else say('person "{name}" deleted', name=name)
        )
        yield about(pair.change(words, "org"), pair, subject, others)
        if pair.old is None and pair.new.keys:
            found = Difference(("keys",), ("keys",), MISSING, pair.new.keys)
            yield refused(
                pair.change(sentence(found, "keys", name), "keys", found),
                say("Keys are added by the person that they belong to."),
                say("Leave `keys` out; the person proposes them once this is merged."),
            )
        return
    for one in pair.differences():
        words = sentence(one, label(one.name), name)
        if one.name[0] == "keys":
            yield pair.change(words, "keys", one)
        else:
            yield about(pair.change(words, "org", one), pair, subject, others)


_Say = tuple[str, str]
"""A role, and who holds it."""


def _entrusted(org: Org, id: str | None) -> set[_Say]:
    """Who has a say about a person by the lines of the company, or in that person's place."""
    person = org.person(id)
    if not person or not id:
        return set()
    owns = {("former_manager", one.id) for one in person.former_managers}
    owns |= {("deputy", away.deputy) for away in person.away}
    return owns | _lines(org, f"people/{id}", ("manager", "managers_manager"), id)


def _leading(org: Org, id: str | None) -> set[_Say]:
    """Who has a say about a team."""
    team = org.team(id)
    line = map(org.team, org.company.line_of(id))
    leads = [one.lead for one in line if one and one.lead]
    return _lines(org, f"teams/{id}", ("lead", "lead_above"), *leads) if team else set()


def _lines(org: Org, owner: str, wanted: tuple[Role, ...], *below: str) -> set[_Say]:
    """Who holds a role for an owner's files; not as one of the executives or HR where there is no line."""
    people = People(org)
    line = [*below, *(above for id in below for above in org.company.managers_of(id))]
    deputies = [away.deputy for id in line if (person := org.person(id)) for away in person.away]
    known = {*line, *deputies}
    place = Place("goals", None, owner)
    found = {(role, holder.id) for role in wanted for holder in people.holders(role, place)}
    return {(role, id) for role, id in found if id in known}


def _gaining(before: set[_Say], after: set[_Say]) -> list[str]:
    """Who gets a say that they did not have."""
    return sorted({id for _, id in after - before})


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
    said = {pair.path, POLICY} if pair.place.kind == "cycle" else pair.sides.said
    if not pair.sides.said.isdisjoint(said):
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
