"""Rules about reviews and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.i18n import listing, say
from perfgit.problem import Problem
from perfgit.rules.rule import Rule


def _self_named(company: Company, dossier: Dossier) -> Iterator[Problem]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    help = say("Name somebody else: a peer sees the work from outside.")
    if nominations and doc:
        for index, id in enumerate(nominations.peers):
            if id == dossier.person:
                yield doc.problem(
                    say("{id} cannot be their own peer.", id=id),
                    help,
                    ("peers", index),
                    cause=f"self:{dossier.cycle}:{id}",
                )
    for kind in ("peer", "upward", "handover", "feedback"):
        for other in dossier.docs.get(kind, ()):
            if other.place.id == dossier.person:
                yield other.problem(
                    say("{id} cannot write this about themselves.", id=other.place.id),
                    say("One's own view belongs into self.yml."),
                    cause=f"self:{dossier.cycle}:{other.place.id}",
                )


def _not_nominated(company: Company, dossier: Dossier) -> Iterator[Problem]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if doc and nominations is None:
        return
    named = nominations.peers if nominations else []
    for review in dossier.reviews("peer"):
        author = review.place.id
        if author and author not in named and author != dossier.person and author in company.people:
            yield review.problem(
                say("{author} was not nominated as a peer.", author=author),
                (
                    say("Nominated: {names}.", names=listing(named))
                    if named
                    else say("Nominate first, in nominations.yml.")
                ),
            )


def _not_a_report(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    starts = cycle.data.starts if cycle and cycle.data else None
    for review in dossier.reviews("upward"):
        author = company.person(review.place.id or "")
        if author is None or review.place.id == dossier.person:
            continue
        if dossier.person not in {author.manager, *author.managers_since(starts)}:
            yield review.problem(
                say(
                    "{author} does not report to {person}.",
                    author=review.place.id,
                    person=dossier.person,
                ),
                say("Upward reviews are written by reports, of now or earlier in this cycle."),
            )


def _not_a_former_manager(company: Company, dossier: Dossier) -> Iterator[Problem]:
    subject = company.person(dossier.person or "")
    if subject is None:
        return
    cycle = company.cycles.get(dossier.cycle)
    former = subject.managers_since(cycle.data.starts if cycle and cycle.data else None)
    for review in dossier.reviews("handover"):
        if review.place.id not in (*former, dossier.person):
            yield review.problem(
                say(
                    "{author} is not a former manager of {person} in this cycle.",
                    author=review.place.id,
                    person=dossier.person,
                ),
                say("former_managers in the person's file names who may write a handover."),
            )


def _too_few(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    if not cycle or not cycle.data or "peer" not in cycle.data.sources:
        return
    least = cycle.data.peers.min
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if nominations and doc and len(nominations.peers) < least:
        yield doc.problem(
            say(
                "{count} peers; the cycle asks for {least}.",
                count=len(nominations.peers),
                least=least,
            ),
            say("Nominate more people who have seen the work."),
            ("peers",),
        )
        return
    manager, doc = dossier.manager_review, dossier.doc("manager")
    peers = [one.data for one in dossier.reviews("peer")]
    if None in peers:
        return  # one of them cannot be read, and says so itself
    written = sum(1 for one in peers if one and one.submitted)
    if manager and manager.submitted and doc and written < least:
        yield doc.problem(
            say(
                "Handed in with {count} peer reviews; the cycle asks for {least}.",
                count=written,
                least=least,
            ),
            say("Ask the nominated peers for their reviews."),
            ("submitted",),
        )


def _too_many(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if (
        cycle
        and cycle.data
        and nominations
        and doc
        and len(nominations.peers) > cycle.data.peers.max
    ):
        yield doc.problem(
            say(
                "{count} peers; the cycle allows {most}.",
                count=len(nominations.peers),
                most=cycle.data.peers.max,
            ),
            say("Keep those who have seen most of the work."),
            ("peers", cycle.data.peers.max),
        )


RULES = (
    Rule(
        "self-named-peer",
        """Nobody is their own peer, report, former manager or giver of feedback.

One's own view belongs into `self.yml`.""",
        dossier=_self_named,
        reads=("nominations", "peer", "upward", "handover", "feedback"),
    ),
    Rule(
        "not-nominated",
        """Peer reviews come from people who were nominated.

The person proposes peers in `nominations.yml` and the manager agrees; otherwise a friend could
slip in a review, or a foe.""",
        dossier=_not_nominated,
        reads=("peer",),
    ),
    Rule(
        "not-a-report",
        """Upward reviews come from reports: people who report, or in this cycle reported, to the
person.""",
        dossier=_not_a_report,
        reads=("upward",),
    ),
    Rule(
        "not-a-former-manager",
        """Handover reviews come from former managers, as the person's file names them.

`former_managers` in `org/people/` says who, and until when.""",
        dossier=_not_a_former_manager,
        reads=("handover",),
    ),
    Rule(
        "too-few-peers",
        """As many peers as the cycle asks for are nominated, and have written when the manager
hands in.

One peer is an opinion; `peers.min` stands in the cycle's file.""",
        "warning",
        dossier=_too_few,
        reads=("nominations", "manager"),
    ),
    Rule(
        "too-many-peers",
        """No more peers are nominated than the cycle allows.

Every review takes somebody an hour; `peers.max` stands in the cycle's file.""",
        dossier=_too_many,
        reads=("nominations",),
    ),
)
