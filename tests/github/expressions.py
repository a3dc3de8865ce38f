"""Expressions of workflows, `${{ ... }}`: exactly what ours use; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(==|!=|&&|\|\||[!()])|([A-Za-z_][\w.-]*))")
_INSIDE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
FUNCTIONS = ("success", "failure", "cancelled", "always")


class Expression:
    """One expression; `values` are the contexts, `state` tells how the steps so far went."""

    def __init__(self, text: str, values: Mapping[str, Any], state: str = "success") -> None:
        self._tokens: list[str] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            assert found, f"not known in an expression: {text[place:]!r}"
            self._tokens.append(found[0].strip())
            place = found.end()
        self._values, self._state = values, state
        self._text = text

    def value(self) -> Any:
        found = self._or()
        assert not self._tokens, f"left over in {self._text!r}: {self._tokens}"
        return found

    def _next(self) -> str:
        return self._tokens.pop(0) if self._tokens else ""

    def _is(self, *words: str) -> str:
        return self._next() if self._tokens and self._tokens[0] in words else ""

    def _or(self) -> Any:
        left = self._and()
        while self._is("||"):
            right = self._and()
            left = left or right
        return left

    def _and(self) -> Any:
        left = self._equal()
        while self._is("&&"):
            right = self._equal()
            left = left and right
        return left

    def _equal(self) -> Any:
        left = self._one()
        if sign := self._is("==", "!="):
            return (_plain(left) == _plain(self._one())) == (sign == "==")
        return left

    def _one(self) -> Any:
        if self._is("!"):
            return not self._one()
        if self._is("("):
            found = self._or()
            assert self._is(")"), self._text
            return found
        word = self._next()
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if self._is("("):
            assert word in FUNCTIONS and self._is(")"), f"function {word} is not known"
            return (
                word == "always"
                or word == self._state
                or (word == "cancelled" and self._state == "cancelled")
            )
        return self._looked_up(word)

    def _looked_up(self, word: str) -> Any:
        """What a context tells; a field that an event lacks is empty, a context is one of ours."""
        first, *rest = word.split(".")
        assert first in self._values, f"context {first} is not known"
        found: Any = self._values[first]
        for place, name in enumerate(rest):
            known = isinstance(found, Mapping) and name in found
            inside_event = (first == "github" and place > 0) or first in ("steps", "needs")
            assert known or inside_event, f"{word} is not known"
            found = found[name] if known else None
            if found is None:
                return None
        return found


def _plain(value: Any) -> Any:
    """Texts are compared without regard to case, as GitHub does; nothing is an empty text."""
    return value.casefold() if isinstance(value, str) else value if value is not None else ""


def holds(condition: object, values: Mapping[str, Any], state: str) -> bool:
    """Whether an `if:` holds; one that asks for no state holds only while all went well."""
    text = "" if condition is None else str(condition)
    inner = _INSIDE.fullmatch(text.strip())
    text = inner[1] if inner else text
    asks = any(f"{name}(" in text for name in FUNCTIONS)
    if not asks and state != "success":
        return False
    return bool(Expression(text, values, state).value()) if text.strip() else True


def filled(text: object, values: Mapping[str, Any]) -> str:
    """A text with its expressions replaced by what they are."""

    def one(found: re.Match[str]) -> str:
        value = Expression(found[1], values).value()
        return "" if value is None else str(value).lower() if value is True else str(value)

    return _INSIDE.sub(one, str(text))
