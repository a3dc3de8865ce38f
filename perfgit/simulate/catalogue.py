"""The functions of a simulated company, its regions and products, and its own goals."""

from __future__ import annotations

from typing import NamedTuple

from perfgit.simulate.aims import ENGINEERING, PRODUCT, SALES, SUPPORT, Aim
from perfgit.simulate.aims_inside import FINANCE, MARKETING, OPERATIONS, PEOPLE


class Function(NamedTuple):
    """A function of the company: its roles, areas of work and aims."""

    title: str
    weight: int
    role: str
    role_title: str
    areas: tuple[str, ...]
    aims: tuple[Aim, ...]


FUNCTIONS: dict[str, Function] = {
    "engineering": Function(
        "Engineering", 30, "software-engineer", "Software engineer",
        ("Checkout", "Search", "Payments", "Mobile", "Data", "Platform", "Identity", "Integrations", "Billing", "Security", "Web", "Routing"),
        ENGINEERING,
    ),
    "sales": Function(
        "Sales", 20, "account-executive", "Account executive",
        ("Mid-market", "Enterprise", "Partners", "Public sector", "Retail", "Inside sales"), SALES,
    ),
    "support": Function(
        "Customer Support", 14, "support-specialist", "Support specialist",
        ("First level", "Second level", "Onboarding", "Premium care", "Returns", "Invoices"), SUPPORT,
    ),
    "operations": Function(
        "Operations", 14, "operations-planner", "Operations planner",
        ("Warehouses", "Fleet", "Planning", "Customs", "Packaging", "Last mile"), OPERATIONS,
    ),
    "product": Function(
        "Product", 8, "product-manager", "Product manager",
        ("Checkout", "Tracking", "Analytics", "Mobile", "Partners", "Pricing"), PRODUCT,
    ),
    "people": Function(
        "People", 5, "people-partner", "People partner",
        ("Engineering", "Sales", "Operations", "Support", "Learning"), PEOPLE,
    ),
    "finance": Function(
        "Finance", 5, "financial-analyst", "Financial analyst",
        ("Controlling", "Accounting", "Treasury", "Purchasing", "Tax"), FINANCE,
    ),
    "marketing": Function(
        "Marketing", 4, "marketing-manager", "Marketing manager",
        ("Campaigns", "Brand", "Events", "Content", "Web"), MARKETING,
    ),
}  # fmt: skip

REGIONS = (
    "DACH", "Benelux", "Iberia", "Nordics", "France", "Italy", "Poland", "UK & Ireland", "华东", "华南", "Japan", "India", "Brazil", "Canada",
)  # fmt: skip
PRODUCTS = ("Compass", "Harbour", "Lantern", "Tideline", "Quay", "Beacon")

COMPANY_GOALS: tuple[tuple[str, str, str, str], ...] = (
    (
        "grow",
        "Grow recurring revenue by a fifth",
        "market",
        "number EUR 40000000 60000000 1.15 1.25 1000000",
    ),
    ("loyal", "Customers stay and recommend us", "loved", "number points 28 38 1.2 1.5 1"),
    ("calm", "Nine of ten orders need no human touch", "calm", "number percent 62 74 1.2 1.35 1"),
    ("talent", "Good people join and stay", "place", "at_most percent 7 10 1"),
    ("margin", "Grow from our own means", "means", "number percent 31 36 1.08 1.2 1"),
)
"""Company goals: id, title, the objective that is served, and the measure."""

SERVES = {
    "engineering": ("calm", "loyal"), "sales": ("grow",), "support": ("loyal",), "operations": ("calm", "margin"),
    "product": ("loyal", "grow"), "people": ("talent",), "finance": ("margin",), "marketing": ("grow",),
}  # fmt: skip
"""Which company goals a function serves."""
