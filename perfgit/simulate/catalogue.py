"""The functions of a simulated company and what they aim for, its regions and products, its own goals."""

from __future__ import annotations

from typing import Any, NamedTuple

from perfgit.simulate.data import data


class Kpi(NamedTuple):
    """A key result in outline; `spec` says what is measured and in which range (functions.yml)."""

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


class Function(NamedTuple):
    """A function of the company: its roles, areas of work and aims, the company goals it serves."""

    title: str
    weight: int
    role: str
    role_title: str
    areas: tuple[str, ...]
    serves: tuple[str, ...]
    aims: tuple[Aim, ...]


def _aim(found: dict[str, Any]) -> Aim:
    kpis = tuple(Kpi(**kpi) for kpi in found["key_results"])
    return Aim(found["id"], tuple(found["titles"]), found["why"], kpis)


def _function(found: dict[str, Any]) -> Function:
    lists = {name: tuple(found[name]) for name in ("areas", "serves")}
    return Function(**found | lists | {"aims": tuple(_aim(aim) for aim in found["aims"])})


_COMPANY = data("company")
FUNCTIONS = {id: _function(found) for id, found in data("functions").items()}
REGIONS: tuple[str, ...] = tuple(_COMPANY["regions"])
PRODUCTS: tuple[str, ...] = tuple(_COMPANY["products"])
COMPANY_GOALS: tuple[tuple[str, str, str, str], ...] = tuple(
    (goal["id"], goal["title"], goal["objective"], goal["spec"]) for goal in _COMPANY["goals"]
)
"""Company goals: id, title, the objective that is served, and the measure."""
