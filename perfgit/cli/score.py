"""`perfgit score`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from perfgit.authoring.reviews import Gap, gaps
from perfgit.authoring.which_cycle import begun_cycle
from perfgit.cli.options import root_option, today_option, working_company
from perfgit.cli.unread import tells_unread
from perfgit.company.as_of import as_of
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.resolver import person_called
from perfgit.company.today import today_in
from perfgit.i18n import counted, say
from perfgit.measures.exact import adding_up, rounded
from perfgit.rules.reporting import visible
from perfgit.scoring.explanation import as_json
from perfgit.scoring.frozen import closing_policy, signed_off
from perfgit.scoring.lines import Line
from perfgit.scoring.result import Score
from perfgit.scoring.result import score as compute

POINT_PLACES = 4


@click.command()
@click.argument("person", required=False)
@root_option
@today_option
@click.option("--cycle", metavar="ID", help="The cycle (default: the one that runs today).")
@click.option("--explain", is_flag=True, help="Show the lines that add up to the score.")
@click.option(
    "--recompute",
    is_flag=True,
    help="Beside the frozen result of a closed cycle, what today's policy would give.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@tells_unread
def score(
    person: str | None,
    root: Path | None,
    today: dt.date | None,
    cycle: str | None,
    explain: bool,
    recompute: bool,
    format_: str,
) -> None:
    """A person's achievement, score and rating; without PERSON, everybody's.

    Of a closed cycle it tells what was signed off, whatever the policy says today.

    \b
    Examples:
      perfgit score alice
      perfgit score alice --cycle 2026-h1 --explain
      perfgit score alice --cycle 2026-h1 --recompute
      perfgit score --format json
    """
    company = working_company(root)
    day = today_in(company, today)
    chosen = begun_cycle(company, day, cycle)
    if person is not None:
        owners = [f"people/{person_called(company, person)}"]
    else:
        owners = [owner for owner in company.owners(chosen) if owner.startswith("people/")]
    found = [_told(company, company.dossier(chosen, owner), day) for owner in owners]
    anew = [
        compute(company, company.dossier(chosen, owner)) if recompute and signed else None
        for owner, (_, signed) in zip(owners, found, strict=True)
    ]
    if format_ == "json":
        shown = [
            as_json(result) | {"frozen": signed} | ({"recomputed": as_json(again)} if again else {})
            for (result, signed), again in zip(found, anew, strict=True)
        ]
        document = shown[0] if person is not None else {"scores": shown}
        if person is not None:
            document["competencies"] = [
                {"id": one.competency.id, "expected": one.expected, "rated": one.rated}
                for one in gaps(company, company.dossier(chosen, owners[0]))
            ]
        click.echo(json.dumps({"version": 1, **document}, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo(say("Nobody has goals or reviews in {cycle} yet.", cycle=chosen))
    for (result, _), again in zip(found, anew, strict=True):
        for one in (result, again):
            if one is again and one:
                click.echo(say("Computed anew, under the policy of today:"))
            if one and explain:
                _explain(one)
            elif one:
                click.echo(_line(one, company))
    if person is not None:
        _competencies(company, company.dossier(chosen, owners[0]))
    sys.exit(0)


def _competencies(company: Company, dossier: Dossier) -> None:
    """What the role expects at the person's level, and how far from it the manager's review is."""
    labels = {step.value: step.label for step in company.policy.scale}
    for one in gaps(company, dossier):
        if one.expected is None:
            continue
        title = one.competency.title
        wanted = f"{one.expected} {labels.get(one.expected, '')}".strip()
        if one.rated is None:
            line = say("  {competency}: expected {expected}", competency=title, expected=wanted)
        else:
            line = say(
                "  {competency}: expected {expected}, rated {rated} ({steps})",
                competency=title,
                expected=wanted,
                rated=one.rated,
                steps=_steps(one),
            )
        click.echo(visible(line))
        words = one.competency.ratings.get(one.expected)
        if words:
            click.echo(visible(f"    {' '.join(words.split())}"))


def _steps(one: Gap) -> str:
    steps = one.steps or 0
    if steps == 0:
        return say("as expected")
    if steps > 0:
        return counted(steps, "one above", "{count} above")
    return counted(-steps, "one below", "{count} below")


def _told(company: Company, dossier: Dossier, day: dt.date) -> tuple[Score, bool]:
    """The result as it was signed off, else as it stands on a day; whether it was signed off."""
    cycle = company.cycles.get(dossier.cycle)
    closed = cycle.data.closed if cycle and cycle.data else None
    signed = signed_off(company, dossier) if closed and closed <= day else None
    if signed:
        return signed, True
    policy = closing_policy(company, dossier.cycle)
    return compute(company, as_of(dossier, day), policy, day), False


def _line(one: Score, company: Company) -> str:
    labels = {step.value: step.label for step in company.policy.scale}
    achieved = "–" if one.achievement is None else f"{rounded(one.achievement)}"
    total = "–" if one.score is None else f"{rounded(one.score)}"
    rating = "–" if one.rating is None else f"{one.rating} {labels.get(one.rating, '')}".strip()
    return say(
        "{person:<20} {cycle}  achievement {achieved:>6}  score {total:>6}  rating {rating}",
        person=one.person,
        cycle=one.cycle,
        achieved=achieved,
        total=total,
        rating=rating,
    )


def _explain(one: Score) -> None:
    """The score as a tree of lines: on every level the points add up to the value above."""
    click.secho(say("{person}, {cycle}", person=one.person, cycle=one.cycle), bold=True)
    whole = one.line and (say("Score from reviews"), one.line)
    for title, line in (whole or (say("Achievement of the goals"), one.achievement_line),):
        if line is not None:
            click.echo(f"\n{title}")
            _tree(line, 1)
            click.echo(
                say(
                    "  {value} in all; rounded half up once: {rounded}",
                    value=f"{rounded(line.value, POINT_PLACES)}",
                    rounded=rounded(line.value),
                )
            )
    if one.computed_rating is not None:
        click.echo(
            say("\nRating by the thresholds of the policy: {rating}", rating=one.computed_rating)
        )
    for note in one.notes:
        click.echo(f"- {note}")
    if one.rating != one.computed_rating:
        click.echo(say("Final rating: {rating}", rating=one.rating))
    click.echo()


def _tree(line: Line, depth: int) -> None:
    """Print the parts of a line; the points of one depth add up to the value of the line above."""
    points = adding_up([part.points for part in line.parts], POINT_PLACES)
    for part, shown in zip(line.parts, points, strict=True):
        note = say("  ({note})", note=part.note) if part.note else ""
        percent = f"{rounded(part.weight * 100)}".removesuffix(".00")
        own = rounded(part.value, POINT_PLACES)
        click.echo(f"{'  ' * depth}{shown} = {percent}% x {own}  {part.label}{note}")
        _tree(part, depth + 1)
