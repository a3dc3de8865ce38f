"""What is due, for "my page": a file for each person, about the person and their people."""

from __future__ import annotations

import json
from typing import Any

from perfgit.i18n import say
from perfgit.site.theme import formats
from perfgit.site.views.cards import PersonCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.due import DueItem

MOST = 300
"""Items of a list: a file stays far below what a page may have."""


def due_file(site: SiteView, person: PersonCard) -> bytes:
    """The file of a person."""
    below = [one for one in site.directory.reports.get(person.id, []) if site.is_current(one)]
    data = {
        "version": 1,
        "mine": [_item(site, one) for one in site.waiting.of(person.id)[:MOST]],
        "people": [
            {"name": one.name, "page": one.url} | _item(site, item)
            for one in below
            for item in site.waiting.of(one.id)
        ][:MOST],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _item(site: SiteView, item: DueItem) -> dict[str, Any]:
    return {
        "what": item.what,
        "when": when(site, item),
        "overdue": item.overdue(site.today),
        "command": item.command,
        "edit": item.link,
    }


def when(site: SiteView, item: DueItem) -> str:
    """Until when something is due, in words."""
    if item.until is None:
        return say("since {day}", day=formats.day(item.since))
    if item.overdue(site.today):
        return say("overdue since {day}", day=formats.day(item.until))
    return say("until {day}", day=formats.day(item.until))
