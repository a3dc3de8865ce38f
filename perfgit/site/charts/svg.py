"""Elements of SVG as safe text: every attribute and every word is escaped here."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Content = Markup | str
Attribute = str | int | None


def element(name: str, attributes: dict[str, Attribute], *content: Content) -> Markup:
    """An element; attributes in the order given, those that are None left out."""
    said = "".join(
        f' {key}="{escape(value)}"' for key, value in attributes.items() if value is not None
    )
    inner = "".join(escape(one) for one in content)
    return Markup(f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>")  # noqa: S704


def told(title: str, desc: str) -> Markup:
    """What a picture is called and what it says, for those who do not see it."""
    name = element("title", {}, title)
    return name + element("desc", {}, desc) if desc else name


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)
