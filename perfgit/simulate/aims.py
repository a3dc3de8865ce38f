"""What people in each function aim for: the texts of goals and KPIs."""

from __future__ import annotations

from typing import NamedTuple


class Kpi(NamedTuple):
    """A key result in outline; `spec` says what is measured and in which range.

    Specs: `number unit low high factor-low factor-high step`, `at_most unit low high step`,
    `at_least unit low high step`, `milestones`, `yes_no`, `scale`.
    """

    id: str
    title: str
    spec: str
    source: str = "data"
    evidence: str = ""


class Aim(NamedTuple):
    """A goal in outline, with gaps for the area, region and product."""

    id: str
    titles: tuple[str, ...]
    why: str
    kpis: tuple[Kpi, ...]


STEPS = Kpi("steps", "Steps done", "milestones", "judgement")

ENGINEERING = (
    Aim(
        "latency",
        ("Make {area} feel instant", "Halve the waiting time in {area}", "{area} answers in time"),
        "Customers leave {product} when it makes them wait.",
        (
            Kpi(
                "p95",
                "95th percentile of response time",
                "number ms 600 1800 0.35 0.7 50",
                evidence='Dashboard "Latency"',
            ),
            Kpi("errors", "Failed requests", "at_most percent 0.1 0.8 0.1"),
        ),
    ),
    Aim(
        "release",
        ("Release {area} every day", "From code to customer in a day: {area}"),
        "Small steps break less and teach more.",
        (
            Kpi("deploys", "Releases per week", "number releases 1 4 2.5 5 1"),
            Kpi("lead-time", "Time from merge to customer", "number hours 30 120 0.2 0.5 2"),
            Kpi("rollbacks", "Releases taken back", "at_most percent 3 8 1"),
        ),
    ),
    Aim(
        "migrate",
        ("Move {area} off the old platform", "Retire the old {area} service"),
        "Two platforms cost twice, and nobody wants to touch the old one.",
        (STEPS, Kpi("traffic", "Traffic on the new platform", "number percent 0 20 4 9 5")),
    ),
    Aim(
        "tests",
        ("Tests that we trust in {area}", "A test suite for {area} that finds what customers find"),
        "Every second incident of last year had no test.",
        (
            Kpi("flaky", "Tests that fail without cause", "number percent 4 12 0.1 0.4 0.5"),
            Kpi("runtime", "Minutes for the whole suite", "number minutes 20 60 0.3 0.6 1"),
        ),
    ),
    Aim(
        "on-call",
        ("Quiet nights for {area}", "On call without fear: {area}"),
        "Who is woken up every week leaves within the year.",
        (
            Kpi(
                "pages",
                "Alerts at night per month",
                "number alerts 8 40 0.2 0.5 1",
                evidence="Pager export",
            ),
            Kpi("runbook", "Runbook complete and rehearsed", "yes_no", "judgement"),
        ),
    ),
)

SALES = (
    Aim(
        "new-customers",
        (
            "Win new customers in {region}",
            "New logos: {region}",
            "{region}: grow beyond our old customers",
        ),
        "The mid-market in {region} is where the competition is weakest.",
        (
            Kpi(
                "signed",
                "New customers signed",
                "number customers 0 5 6 12 1",
                evidence='CRM report "Won"',
            ),
            Kpi(
                "arr",
                "New recurring revenue",
                "number EUR 100000 400000 1.8 3.2 10000",
                evidence='CRM report "ARR"',
            ),
        ),
    ),
    Aim(
        "renewals",
        ("Keep the customers that we have in {region}", "Renewals in {region}"),
        "Winning a customer costs seven times as much as keeping one.",
        (
            Kpi("churn", "Customers lost", "at_most percent 2 6 0.5"),
            Kpi("nps", "Would recommend us", "number points 15 40 1.2 1.8 1", "customer"),
        ),
    ),
    Aim(
        "pipeline",
        (
            "A pipeline that carries the next half-year",
            "Fill the pipeline for {product} in {region}",
        ),
        "What is not in the pipeline by autumn will not be revenue next year.",
        (
            Kpi("coverage", "Pipeline divided by target", "number times 1 2 1.5 2.4 0.1"),
            Kpi("meetings", "First meetings per month", "number meetings 6 14 1.4 2.2 1"),
        ),
    ),
    Aim(
        "playbook",
        (
            "Write the playbook for {product}",
            "A sales playbook for {region} that new people can use",
        ),
        "New colleagues take nine months to their first deal.",
        (STEPS, Kpi("adoption", "Deals that follow the playbook", "scale", "judgement")),
    ),
)

SUPPORT = (
    Aim(
        "first-answer",
        ("A first answer within the hour for {area}", "Nobody waits: {area}"),
        "The first answer decides whether a customer stays calm.",
        (
            Kpi(
                "median",
                "Median time to first answer",
                "number minutes 90 240 0.3 0.6 5",
                evidence="Ticket system",
            ),
            Kpi(
                "satisfaction",
                "Satisfied customers",
                "number percent 70 82 1.08 1.16 1",
                "customer",
            ),
        ),
    ),
    Aim(
        "self-service",
        ("Answers before the question: {area}", "Customers help themselves in {area}"),
        "A third of all tickets ask the same ten questions.",
        (
            Kpi("articles", "Articles written and reviewed", "number articles 0 10 6 9 1"),
            Kpi("tickets", "Tickets per hundred customers", "number tickets 18 40 0.5 0.8 1"),
        ),
    ),
    Aim(
        "backlog",
        ("Keep the backlog of {area} small", "No ticket older than a week in {area}"),
        "Old tickets become cancellations.",
        (
            Kpi("old", "Tickets older than seven days", "at_most tickets 5 25 1"),
            Kpi("reopened", "Tickets opened again", "at_most percent 3 9 1"),
        ),
    ),
    Aim(
        "training",
        ("Everybody in {area} can answer everything", "Second-level knowledge for {area}"),
        "Handing tickets on doubles the time to an answer.",
        (Kpi("certified", "Colleagues certified", "number people 0 3 4 7 1"), STEPS),
    ),
)

PRODUCT = (
    Aim(
        "discovery",
        ("Know what customers of {product} need next", "Talk to customers before building: {area}"),
        "Half of what we shipped last year is hardly used.",
        (
            Kpi("interviews", "Interviews held and written up", "number interviews 0 4 6 10 1"),
            Kpi("decision", "Go or no-go decided on evidence", "yes_no", "judgement"),
        ),
    ),
    Aim(
        "activation",
        (
            "New customers of {product} succeed in their first week",
            "A first week that convinces: {product}",
        ),
        "Who does not get going in a week never does.",
        (
            Kpi(
                "activated",
                "Customers active after a week",
                "number percent 25 45 1.3 1.7 1",
                evidence="Product analytics",
            ),
            Kpi("time", "Days to the first success", "number days 6 14 0.3 0.6 1"),
        ),
    ),
    Aim(
        "launch",
        ("Launch {product} in {region}", "Bring {area} to market"),
        "The window closes when the largest competitor follows.",
        (STEPS, Kpi("users", "Customers using it", "number customers 0 20 8 15 5")),
    ),
)
