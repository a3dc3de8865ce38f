"""GitHub's answers: read into our models, or told as what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from perfgit.github.errors import (
    HELP_BY_REASON,
    HELP_BY_STATUS,
    ForgeError,
    RefusedError,
    again,
    missing_right,
)
from perfgit.i18n import say

if TYPE_CHECKING:
    import requests

T = TypeVar("T")


def parsed(content: bytes, form: type[T], address: str) -> T:
    """The answer as one of our models; raises ForgeError where it is none."""
    try:
        return TypeAdapter(form).validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ForgeError(
            say(
                "GitHub's answer about {path} cannot be read ({why}).",
                path=urlsplit(address).path,
                why=first["msg"],
            ),
            again(),
        ) from None


def accepted(answer: requests.Response, method: str, address: str) -> requests.Response:
    """The answer, unless it is a no (RefusedError) or a fault (ForgeError)."""
    status, path = answer.status_code, urlsplit(address).path
    if 200 <= status < 300 or status == 304:
        return answer
    if 300 <= status < 400:
        raise RefusedError(
            status,
            say("GitHub says that {path} has moved.", path=path),
            say("Write the repository's new name into org/company.yml."),
        )
    if status >= 500:
        raise ForgeError(
            say(
                "GitHub failed at {method} {path} ({status}).",
                method=method,
                path=path,
                status=status,
            ),
            again(),
        )
    why, right = _reason(answer), answer.headers.get("X-Accepted-GitHub-Permissions", "")
    raise RefusedError(
        status,
        say(
            "GitHub refused {method} {path}: {why} ({status}).",
            method=method,
            path=path,
            why=why,
            status=status,
        ),
        _help(status, why, right),
        right,
    )


def _help(status: int, why: str, right: str) -> str:
    """What is missing, as exactly as GitHub tells: a setting, a plan, a right."""
    for words, help in HELP_BY_REASON.items():
        if words in why:
            return say(help)
    general = say(HELP_BY_STATUS.get(status, ""))
    if status == 403 and right:
        return missing_right(right)
    if status == 404 and right:  # what a token may not see is not there for it
        return f"{general} {missing_right(right)}"
    return general


def _reason(answer: requests.Response) -> str:
    """What GitHub says, in one short line of printable characters."""
    try:
        told = answer.json().get("message")
    except (ValueError, AttributeError):
        told = None
    text = told if isinstance(told, str) and told else "?"
    return "".join(char if char.isprintable() else " " for char in text)[:200].rstrip(".")
