"""Any file of the company, to be edited as a whole."""

from __future__ import annotations

from perfgit.authoring.change import NEW_FILE, Change, RefusedError, read_bytes
from perfgit.company.company import Company
from perfgit.files.layout import BY_NAME
from perfgit.i18n import listing, say, suggestion
from perfgit.problem import PerfgitError

_SHOWN = (
    "company",
    "policy",
    "person",
    "team",
    "cycle",
    "strategy",
    "retrospective",
    "calibration",
)


def known_path(company: Company, path: str) -> str:
    """A path that perfgit reads, from the company's folder on.

    Raises PerfgitError with those there are where nothing reads it, or its cycle is not there.
    """
    path = path.removeprefix("./")
    place = company.layout.place(path)
    if place is None:
        shown = (BY_NAME[name].patterns[0].replace("{", "").replace("}", "") for name in _SHOWN)
        raise PerfgitError(
            say('Nothing reads "{path}".', path=path[:200]),
            say(
                "Valid here, from the company's folder on: {paths}.",
                paths=listing(shown, most=9),
            ),
        )
    if place.cycle and place.cycle not in company.cycles:
        raise PerfgitError(
            say('There is no cycle "{cycle}".', cycle=place.cycle),
            suggestion(place.cycle, company.cycles),
        )
    return path


def as_it_is(company: Company, path: str) -> Change:
    """The file before it is edited; a new one says nothing yet. RefusedError where it is no text."""
    before = read_bytes(company, path)
    try:
        (before or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(say("{path} is no text in UTF-8.", path=path)) from None
    return Change(path, before, NEW_FILE if before is None else before)
