"""What people in functions without customers of their own aim for, and in marketing."""

from __future__ import annotations

from perfgit.simulate.aims import STEPS, Aim, Kpi

OPERATIONS = (
    Aim(
        "on-time",
        ("Deliver on time in {region}", "What we promise arrives: {region}"),
        "One late delivery costs the margin of five good ones.",
        (
            Kpi(
                "otif",
                "On time and in full",
                "number percent 82 91 1.04 1.09 1",
                evidence="Monthly operations report",
            ),
            Kpi(
                "complaints",
                "Complaints per thousand orders",
                "at_most complaints 3 9 1",
                "customer",
            ),
        ),
    ),
    Aim(
        "cost",
        ("Lower the cost per order in {area}", "Less waste in {area}"),
        "Prices cannot rise any more, so cost has to fall.",
        (
            Kpi("unit-cost", "Cost per order", "number EUR 6 14 0.75 0.92 0.1"),
            Kpi("returns", "Orders that come back", "number percent 5 11 0.5 0.8 0.5"),
        ),
    ),
    Aim(
        "safety",
        ("Nobody gets hurt in {area}", "Safe work in {area}"),
        "People go home as healthy as they came.",
        (
            Kpi("accidents", "Accidents with lost time", "at_most accidents 0 2 1"),
            Kpi("walks", "Safety walks done", "number walks 0 3 5 9 1"),
        ),
    ),
)

FINANCE = (
    Aim(
        "closing",
        ("Close the month faster", "Month-end in five days: {area}"),
        "Figures that come late are decided without.",
        (
            Kpi("days", "Working days to close", "number days 9 14 0.35 0.6 1"),
            Kpi("corrections", "Corrections after closing", "at_most entries 2 8 1"),
        ),
    ),
    Aim(
        "cash",
        ("Cash comes in on time from {region}", "Fewer days of outstanding invoices: {region}"),
        "Growth is paid in cash, not in invoices.",
        (
            Kpi("dso", "Days sales outstanding", "number days 48 75 0.65 0.85 1"),
            Kpi("bad-debt", "Written off", "at_most percent 0.2 1 0.1"),
        ),
    ),
    Aim(
        "planning",
        ("A plan that budget owners use", "Rolling forecast for {area}"),
        "The yearly budget is out of date by March.",
        (STEPS, Kpi("accuracy", "Forecast accuracy", "number percent 70 82 1.1 1.2 1")),
    ),
)

PEOPLE = (
    Aim(
        "hiring",
        ("Fill the open positions in {area}", "Hire well and quickly for {area}"),
        "An empty chair costs the team around it more than the salary.",
        (
            Kpi("time", "Days to an accepted offer", "number days 50 90 0.5 0.75 1"),
            Kpi("accepted", "Offers accepted", "number percent 55 70 1.15 1.35 1"),
        ),
    ),
    Aim(
        "retention",
        ("Good people stay in {region}", "A place that people do not want to leave"),
        "Nine of ten who leave tell us something that we could have changed.",
        (
            Kpi("leavers", "Unwanted departures", "at_most percent 4 9 0.5"),
            Kpi("pulse", "Pulse survey", "number points 6 7 1.1 1.25 0.1", "customer"),
        ),
    ),
    Aim(
        "leaders",
        ("Train every team lead in {region}", "Leads who can give feedback"),
        "People join companies and leave managers.",
        (
            Kpi("trained", "Leads trained", "number people 0 4 6 9 1"),
            Kpi("use", "How feedback is given", "scale", "judgement"),
        ),
    ),
)

MARKETING = (
    Aim(
        "leads",
        ("More qualified leads for {product}", "Leads from {region} that sales wants"),
        "Sales spends two days a week on leads that lead nowhere.",
        (
            Kpi(
                "qualified",
                "Qualified leads per month",
                "number leads 40 90 1.4 2 5",
                evidence='CRM report "MQL"',
            ),
            Kpi("cost", "Cost per qualified lead", "number EUR 90 220 0.55 0.8 5"),
        ),
    ),
    Aim(
        "brand",
        ("Be known in {region}", "{product} comes to mind first in {region}"),
        "Who does not know us does not ask us.",
        (Kpi("aided", "Know us when asked", "number percent 12 25 1.3 1.8 1", "customer"), STEPS),
    ),
    Aim(
        "stories",
        ("Let customers tell about {product}", "Customer stories from {region}"),
        "Nobody believes our own words about ourselves.",
        (
            Kpi("published", "Stories published", "number stories 0 2 4 8 1"),
            Kpi("video", "One story on film", "yes_no", "judgement"),
        ),
    ),
)
