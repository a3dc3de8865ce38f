"""What may stand in a file, as lines above it in the editor; they never reach the file."""

from __future__ import annotations

from perfgit.company.company import Company
from perfgit.files.layout import BY_NAME
from perfgit.i18n import listing, say

_MARK = "#: "


def hints(company: Company, path: str) -> str:
    """Lines about the fields of a new file, and the ratings where it has some."""
    place = company.layout.place(path)
    if place is None:
        return ""
    model = BY_NAME[place.kind].model
    lines = [say("Lines like this one are left out of {path}. What may stand here:", path=path)]
    for name, field in model.model_fields.items():
        about = f": {say(field.description)}" if field.description else ""
        lines.append(f"  {field.alias or name}{about}")
    if "competencies" in model.model_fields:
        scale = (f"{step.value} {step.label}" for step in company.policy.scale)
        lines.append(say("Ratings: {scale}", scale=listing(scale, most=20)))
        lines.append(say("A goal or competency: {form}", form="ID: {rating: 3, comment: TEXT}"))
    return "".join(f"{_MARK}{line}\n" for line in lines)


def without_hints(text: str) -> str:
    """The text without those lines."""
    return "".join(line for line in text.splitlines(True) if not line.startswith(_MARK.rstrip()))
