"""The duties: everything that can be due, in one list.

To add one: a function in `coaching.py` or `reviewing.py`, and a line here.
"""

from __future__ import annotations

from perfgit.company.visibility import Visibility
from perfgit.i18n import later
from perfgit.todo import coaching, cycles, reviewing
from perfgit.todo.item import CycleDuty, Duty


def _always(_: Visibility, __: str | None) -> bool:
    return True


def _never(_: Visibility, __: str | None) -> bool:
    return False


def _goals(may: Visibility, _: str | None) -> bool:
    return may.goals


def _checkins(may: Visibility, _: str | None) -> bool:
    return may.checkins


def _goals_and_checkins(may: Visibility, _: str | None) -> bool:
    return may.goals and may.checkins


def _participation(may: Visibility, _: str | None) -> bool:
    return may.review_participation


def _review(may: Visibility, kind: str | None) -> bool:
    """That a peer or a report has not written tells who was nominated and who has not spoken."""
    if kind in ("self", "manager"):
        return may.review_participation
    return may.reviews and kind in ("upward", "handover")


# Nominations, appeals and plans are never shown.
DUTIES = (
    Duty(
        "plan-goals",
        later("goals to propose"),
        "plan",
        coaching.plan_goals,
        ("owner",),
        _goals,
        asks="goals",
    ),
    Duty(
        "check-in",
        later("check-ins"),
        "coach",
        coaching.check_in,
        ("owner",),
        _checkins,
        asks="checkins",
    ),
    Duty(
        "answer-request",
        later("requests to answer"),
        "coach",
        coaching.answer_request,
        ("owners_manager",),
        _checkins,
    ),
    Duty(
        "answer-misfit",
        later("misfits to answer"),
        "coach",
        coaching.answer_misfit,
        ("owners_manager",),
        _checkins,
    ),
    Duty(
        "change-goal",
        later("goals to change"),
        "plan",
        coaching.change_goal,
        ("owner",),
        _goals_and_checkins,
    ),
    Duty(
        "agree-again",
        later("goals to agree again"),
        "plan",
        coaching.agree_again,
        ("owner",),
        _goals,
        asks="goals",
    ),
    Duty(
        "nominate",
        later("peers to nominate"),
        "evaluate",
        reviewing.nominate,
        ("owner",),
        _never,
        asks="reviews",
    ),
    Duty(
        "write-review",
        later("reviews to write"),
        "evaluate",
        reviewing.write_review,
        ("owner", "owners_manager", "report", "former_manager", "named_in_nominations"),
        _review,
        asks="reviews",
    ),
    Duty(
        "hold-meeting",
        later("meetings to hold"),
        "feedback",
        reviewing.hold_meeting,
        ("owners_manager",),
        _participation,
        asks="reviews",
    ),
    Duty(
        "acknowledge",
        later("to acknowledge"),
        "feedback",
        reviewing.acknowledge,
        ("owner",),
        _participation,
    ),
    Duty(
        "decide-appeal",
        later("appeals to decide"),
        "feedback",
        reviewing.decide_appeal,
        ("uninvolved_hr",),
        _never,
        after_closing=("appeal",),
    ),
    Duty(
        "plan-action",
        later("steps of plans"),
        "feedback",
        reviewing.plan_action,
        ("owner", "named_in_plan"),
        _never,
        after_closing=("plan",),
    ),
)
"""What falls due in dossiers."""

CYCLE_DUTIES = (
    CycleDuty("close-cycle", later("cycle to close"), cycles.close_cycle, _always),
    CycleDuty("retrospective", later("retrospective"), cycles.retrospective, _always),
    CycleDuty("decision", later("decisions to see to"), cycles.decisions, _always),
    CycleDuty("next-cycle", later("next cycle to prepare"), cycles.next_cycle, _always),
)

BY_NAME: dict[str, Duty | CycleDuty] = {one.name: one for one in (*DUTIES, *CYCLE_DUTIES)}
AGREE_AGAIN = next(duty for duty in DUTIES if duty.find is coaching.agree_again)
"""The one that a change of strategy asks for: it is found from all goals, not from a dossier alone."""


def shown(may: Visibility, duty: str, kind: str | None) -> bool:
    """Whether everyone may read that something is due.

    Args:
        may: What everyone may read.
        duty: The duty's name; one that is not known is not shown.
        kind: The kind of the file that does it: for reviews, whose review.
    """
    found = BY_NAME.get(duty)
    return found is not None and found.shown(may, kind)
