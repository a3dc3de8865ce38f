"""From the text of a cell to a value: ids, numbers, days, lists."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from perfgit.i18n import current_locale, decimal_mark, plain, say
from perfgit.model.values import LARGEST, MAX_SLUG, SLUG

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, odd line ends, and the marks that make text read in another order."""

MAX_TITLE = 300
MAX_TEXT = 20_000
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d", "þ": "th", "ð": "d", "œ": "oe",
     "ä": "ae", "ö": "oe", "ü": "ue"}
)  # fmt: skip


def slug(text: str, fallback: str = "") -> str:
    """The text as an id: lower-case ASCII letters, digits and hyphens, 64 at most.

    An id that is one already stays as it is. Where nothing is left (a name in another script), it
    is the fallback.
    """
    if re.fullmatch(SLUG, text) and len(text) <= MAX_SLUG:
        return text
    spelled = unicodedata.normalize("NFKC", text).lower().translate(_SPECIAL)
    plain = unicodedata.normalize("NFKD", spelled)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(plain) > MAX_SLUG:
        cut = plain[: MAX_SLUG + 1]
        plain = (cut.rpartition("-")[0] if "-" in cut[20:] else cut[:MAX_SLUG]).strip("-")
    return plain or fallback


def distinct(id: str, taken: set[str]) -> str:
    """The id, with a number where it is taken; it is taken then."""
    found, number = id, 1
    while found in taken:
        number += 1
        found = f"{id[: MAX_SLUG - len(str(number)) - 1]}-{number}"
    taken.add(found)
    return found


def one_line(text: str, most: int = MAX_TITLE) -> str:
    """The text on one line, without invisible characters, shortened where it is too long."""
    found = " ".join(UNPRINTABLE.sub(" ", text).split())
    return found if len(found) <= most else found[: most - 1].rstrip() + "…"


def several_lines(text: str) -> str:
    """The text without invisible characters, spaces at the ends of lines, and runs of empty lines."""
    plain = UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = "\n".join(line.rstrip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()[:MAX_TEXT]


def number(text: str) -> float | None:
    """The number in a cell (`12`, `8_000`, `8,000`, `2.5`, `40 %`, `−3`).

    None where it is none, or could be two: `2.500` where people write 2,5. `number_help` says how to
    write it.
    """
    digits = _digits(text)
    if ambiguous(digits):
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", digits):
        return None
    try:
        found = float(Decimal(digits))
    except InvalidOperation:
        return None
    if abs(found) > LARGEST:
        return None
    return int(found) if found.is_integer() else found


def ambiguous(text: str) -> bool:
    """Whether a number could be thousands or thousandths, in the locale spoken.

    Where decimals follow a comma both marks are doubtful. Elsewhere only a point before a nought at
    the end is: nobody writes two and a half as 2.500.
    """
    found = re.fullmatch(r"[+-]?[1-9]\d{0,2}([.,])\d\d(\d)", text)
    if not found:
        return False
    return decimal_mark(current_locale()) != "." or (found[1] == "." and found[2] == "0")


def number_help(text: str) -> str:
    """How to write the number that a text probably means."""
    found = re.fullmatch(r"([+-]?)(\d+(?:[.,]\d+)+)", _digits(text))
    if not found:
        return say("Write a number.")
    sign, parts = found[1], re.split("[.,]", found[2])
    marks = set(re.findall("[.,]", found[2]))
    whole = sign + "".join(parts)
    part = f"{sign}{''.join(parts[:-1])}.{parts[-1]}"
    if ambiguous(_digits(text)):
        short = plain(Decimal(part))
        part = f"{short}0" if ambiguous(short) else short
        return say("Write {whole} or {part}, whichever it is.", whole=whole, part=part)
    several = len(parts) > 2 and len(marks) == 1
    return say("Write {number}.", number=whole if several else part)


def _digits(text: str) -> str:
    """A number without what people put between its digits, its minus the one of the keyboard."""
    return re.sub(r"[_\s'\u2019]", "", text).replace("\u2212", "-").removesuffix("%")


_DAYS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<y>\d{4})([-/.])(?P<m>\d\d?)\2(?P<d>\d\d?)",
        r"(?P<y>\d{4})\s*年\s*(?P<m>\d\d?)\s*月\s*(?P<d>\d\d?)\s*日",
        r"(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>\d{4})",
        # With strokes the day may stand first or second: only one over 12 tells.
        r"(?P<d>1[3-9]|2\d|3[01])/(?P<m>0?[1-9]|1[0-2])/(?P<y>\d{4})",
        r"(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])/(?P<y>\d{4})",
    )
)


def day(text: str) -> dt.date | None:
    """The day in a cell (`2026-12-31`, `2026/12/31`, `31.12.2026`, `2026年12月31日`, `12/31/2026`).

    None where it is none, or could be two: `3/4/2026`.
    """
    for form in _DAYS:
        if found := form.fullmatch(text):
            try:
                return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def words(text: str) -> list[str]:
    """The ids in a cell, divided by spaces, commas or semicolons."""
    return [word for word in re.split(r"[\s,;]+", text) if word]
