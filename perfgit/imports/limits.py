"""The limits of a fresh policy, raised to what imported goals need."""

from __future__ import annotations

from typing import Any

from perfgit.files.reader import read
from perfgit.i18n import say
from perfgit.imports.fresh import POLICY_FILE, policy_text
from perfgit.imports.store import Store


def raise_limits(store: Store, needed: dict[str, int]) -> None:
    """Raise the limits of a policy that nobody has touched yet to what the goals need."""
    fresh: Any = read(policy_text().encode(), POLICY_FILE).data
    doc = store.company.policy_doc
    current: Any = read(doc.raw, POLICY_FILE).data if doc and doc.raw else fresh
    untouched = isinstance(current, dict) and {**current, "limits": 0} == {**fresh, "limits": 0}
    limits = current["limits"] if untouched else dict(store.company.policy.limits)
    for name, count in needed.items():
        if count <= limits[name]:
            continue
        if not untouched:
            store.report.note(
                0,
                "limits",
                say(
                    "limits.{name} in {path} is {limit}, the goals need {count}: `perfgit check` will ask.",
                    name=name,
                    path=POLICY_FILE,
                    limit=limits[name],
                    count=count,
                ),
            )
            continue
        editor = store.editor(POLICY_FILE)
        if editor:
            editor.set(("limits", name), min(count, 100))
            editor.save()
        store.report.note(
            0,
            "limits",
            say(
                "limits.{name} in {path} is raised from {limit} to {count}: the goals have that many. Lower it when they are tidied up.",
                name=name,
                path=POLICY_FILE,
                limit=limits[name],
                count=count,
            ),
        )
