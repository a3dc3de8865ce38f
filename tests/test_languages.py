"""Words pass through catalogues: nothing is missing, nothing is said past them."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from perfgit.cli.language import OF_CLICK
from perfgit.cli.main import COMMANDS
from perfgit.i18n import counted, current_locale, language_of, say, speaking
from perfgit.locale.extract import PACKAGE, THEME, in_python, in_template
from perfgit.locale.update import LANGUAGES, as_mo, as_po, faults, gaps, path_of, read, updated
from perfgit.measures.exact import Fraction
from perfgit.rules.registry import RULES
from perfgit.site.theme import formats

CHINESE = "zh-Hans"
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label")
"""Attributes whose value somebody reads or hears."""
WORD = re.compile(r"[A-Za-z]{2,}")
PHRASE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}|^[A-Z][a-z]+$")
SAYING = {"say", "later", "counted", "_"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_translate(language: str) -> None:
    left = [(why, message.id) for message, why in faults(updated(language))]
    assert left == [], "translate these (make messages)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_words_of_the_code_and_no_others(language: str) -> None:
    known = {str(message.id) for message in read(language)}
    said = {str(message.id) for message in updated(language)}
    assert (said - known, known - said) == (set(), set()), "make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_updating_twice_changes_nothing(language: str) -> None:
    once = as_po(updated(language))
    assert as_po(read_po(BytesIO(once), locale=language.replace("-", "_"))) == once


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_current(language: str) -> None:
    compiled = path_of(language).with_suffix(".mo").read_bytes()
    assert compiled == as_mo(read(language)), "make messages"


def test_faults_are_found() -> None:
    catalogue = read(CHINESE)
    catalogue.add("A {thing}", "{other}")
    catalogue.add("New", "")
    catalogue.add("Unsure", "x", flags=["fuzzy"])
    catalogue.add(("one step {a}", "{count} steps {a}"), ("{count}",))
    found = {str(message.id): why for message, why in faults(catalogue)}
    assert found["A {thing}"] == "other gaps"
    assert found["New"] == "missing"
    assert found["Unsure"] == "fuzzy"
    assert found[str(("one step {a}", "{count} steps {a}"))] == "other gaps"


def test_gaps_of_messages_with_yaml_in_braces() -> None:
    assert gaps("{path}: {size:,} of {{most}} {it!r}") == {"path", "size", "it!r"}
    assert gaps("peers: {min: 2}") == gaps("同事：{min: 2}")


def test_messages_are_collected_from_python_and_templates() -> None:
    source = 'say("a {b}", b=counted(n, "one", "{count} many")); LATER = later("c"); say(LATER)'
    assert [one[:2] for one in in_python(source, "x.py")] == [
        ("a {b}", ""),
        ("c", ""),
        ("one", "{count} many"),
    ]
    source = (
        '{{ _("a") }}{% if x %}{{ counted(n, "one", "more") }}{{ m(_("b", c=_("d"))) }}{% endif %}'
    )
    assert {one[:2] for one in in_template(source, "x.html")} == {
        ("a", ""),
        ("one", "more"),
        ("b", ""),
        ("d", ""),
    }


# --- bare words -----------------------------------------------------------------------------


class Reader(HTMLParser):
    """Collects what people read in a template whose expressions are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []

    def handle_data(self, data: str) -> None:
        if WORD.search(data):
            self.bare.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bare += [
            f"{name}={value}"
            for name, value in attrs
            if name in SPOKEN and WORD.search(value or "")
        ]


def bare_in_template(source: str) -> list[str]:
    reader = Reader()
    reader.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL))
    said, found = set(), []
    tree = Environment().parse(source)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING:
            said |= {id(one) for one in call.find_all(nodes.Const)}
    for one in tree.find_all(nodes.Const):
        if id(one) not in said and isinstance(one.value, str) and PHRASE.search(one.value):
            found.append(one.value)
    return reader.bare + found


def test_bare_words_in_a_template_are_seen() -> None:
    assert bare_in_template("<p>Hello {{ name }}</p>") == ["Hello"]
    assert bare_in_template("""<a title="{{ _('All') }} goals" class="big">→</a>""") == [
        "title= goals"
    ]
    assert bare_in_template('{{ ui.empty("Nothing is here", _("Add {x}", x="y")) }}') == [
        "Nothing is here"
    ]
    assert (
        bare_in_template('{# a note #}<b>{{ _("All") }}</b>{% if x == "on_track" %}·{% endif %}')
        == []
    )


@pytest.mark.parametrize("path", sorted(THEME.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_holds_a_bare_word(path: Path) -> None:
    assert bare_in_template(path.read_text("utf-8")) == []


NO_WORDS = {
    "hash", "name", "default", "metavar", "prog_name", "flags", "mode", "encoding", "id", "errors",
}  # fmt: skip
"""Arguments that no person reads, and `help`, which is collected from the commands."""


def bare_in_python(source: str) -> list[str]:
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def is_read(node: ast.AST) -> bool:
        while node in parents:
            above = parents[node]
            if isinstance(above, ast.Call):
                called = getattr(above.func, "id", getattr(above.func, "attr", ""))
                if called in SAYING or called in {"compile", "fullmatch", "sub", "search"}:
                    return False
            if isinstance(above, ast.keyword) and above.arg in {"help", *NO_WORDS}:
                return False
            if isinstance(above, ast.Assign) and ast.unparse(above.targets[0]) == "__all__":
                return False
            if (
                isinstance(above, ast.Expr)
                and node is above.value
                and isinstance(node, ast.Constant)
            ):
                return False  # a docstring
            node = above
        return True

    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and PHRASE.search(node.value)
        and is_read(node)
    ]


def test_bare_words_in_python_are_seen() -> None:
    assert bare_in_python('click.echo("All is well")') == ["All is well"]
    assert bare_in_python('x = f"{n} goals in {m}"') == [" goals in "]
    assert bare_in_python('title = "Goals"') == ["Goals"]
    assert bare_in_python('"""A module."""\nclick.echo(say("All is well"))') == []
    assert bare_in_python('option("--x", help="All of them")') == []


NOT_READ = {
    "cli/key_result_form.py": {"at most", "at least", "result weight "},  # how measures are written
    "cli/imports.py": {"left out"},  # a mark in a report, as its JSON has it
    "cli/main.py": {text for _, _, text in COMMANDS.values()},  # collected as they are
    "site/build/build.py": {"by hand"},  # names of sources of pages
    "site/search/index.py": {"Error"},
    "site/live/http.py": {"Location"},
    "site/theme/texts.py": {"noopener noreferrer nofollow"},
    "cli/language.py": {one for words in OF_CLICK for one in words},
}
"""Texts in the code that perfgit says to nobody, or click says and we collect."""
SCRIPT = re.compile(r"let |^<|perfgit [a-z]+( [a-z]+)?( [A-Z]+)?$")
"""Scripts, pieces of HTML, and commands of ours."""


@pytest.mark.parametrize(
    "path",
    sorted([*PACKAGE.joinpath("cli").rglob("*.py"), *PACKAGE.joinpath("site").rglob("*.py")]),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_no_module_of_site_and_cli_holds_a_bare_word(path: Path) -> None:
    allowed = NOT_READ.get(path.relative_to(PACKAGE).as_posix(), set())
    found = bare_in_python(path.read_text("utf-8"))
    assert [one for one in found if one not in allowed and not SCRIPT.search(one)] == []


def test_nothing_is_said_while_modules_are_imported() -> None:
    """What is said at import would stay in the language of that moment."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {
            id(below)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for below in ast.walk(node)
        }
        found += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in {"say", "counted"}
            and id(node) not in inside
        ]
    assert found == []


# --- speaking -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("zh", CHINESE),
        ("zh-Hans", CHINESE),
        ("zh-CN", CHINESE),
        ("zh_Hans_SG", CHINESE),
        ("zh-Hant", "en"),
        ("zh-TW", "en"),
        ("zh-Hans-HK", CHINESE),
        ("nonsense", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_speaking_ends_where_it_began() -> None:
    assert say("Goals") == "Goals"
    with speaking("zh-Hans"):
        assert say("Goals") == "目标"
        with pytest.raises(ZeroDivisionError), speaking("en"):
            assert say("Goals") == "Goals"
            raise ZeroDivisionError
        assert current_locale() == "zh-Hans"
    assert say("Goals") == "Goals"


def test_plurals_follow_the_language() -> None:
    assert counted(1, "one goal", "{count} goals") == "one goal"
    assert counted(0, "one goal", "{count} goals") == "0 goals"
    assert counted(12_345, "one goal", "{count} goals") == "12,345 goals"
    with speaking("zh-Hans"):
        assert counted(1, "one goal", "{count} goals") == "1 个目标"
        assert counted(3, "one goal", "{count} goals") == "3 个目标"


@given(st.text())
def test_words_that_are_not_in_the_catalogue_come_back_as_they_are(words: str) -> None:
    with speaking("zh-Hans"):
        assert say(f"{words}\x00") == f"{words}\x00"
        assert say("") == ""


def test_every_rule_is_explained_in_chinese() -> None:
    with speaking("zh-Hans"):
        for rule in RULES:
            assert re.search("[一-龥]", rule.summary), rule.name
            if rule.doc.strip().count("\n\n"):
                assert re.search("[一-龥]", rule.reason), rule.name


# --- numbers and days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "day", "span", "money", "share"),
    [
        ("en", "5 Sept 2026", "5 Sept – 2 Oct 2026", "€1,234.5", "−13%"),
        ("en-US", "Sep 5, 2026", "Sep 5 – Oct 2, 2026", "€1,234.5", "−13%"),
        ("en-IN", "5 Sept 2026", "5 Sept – 2 Oct 2026", "€1,234.5", "−13%"),
        ("zh-Hans", "2026年9月5日", "2026年9月5日 – 10月2日", "€1,234.5", "−13%"),
        ("de", "5 Sept 2026", "5 Sept – 2 Oct 2026", "€1,234.5", "−13%"),
        ("en-XX", "5 Sept 2026", "5 Sept – 2 Oct 2026", "€1,234.5", "−13%"),
    ],
)
def test_days_and_numbers_by_locale(
    locale: str, day: str, span: str, money: str, share: str
) -> None:
    with speaking(locale):
        first, last = dt.date(2026, 9, 5), dt.date(2026, 10, 2)
        assert formats.day(first) == day
        assert formats.span(first, last) == span
        assert formats.with_unit(1234.5, "EUR") == money
        assert formats.percent(Fraction(-125, 1000)) == share


def test_units() -> None:
    assert formats.with_unit(12, "CNY") == "CN¥12"
    assert formats.with_unit(5, "KPI") == "5\u00a0KPI"
    assert formats.with_unit(2.5, "percent") == "2.5%"
    assert formats.with_unit(12, "shipments") == "12 shipments"
    assert formats.with_unit(1, "days") == "1\u00a0day"
    assert formats.with_unit(-2.5, "hours") == "\u22122.5\u00a0hours"
    with speaking("zh-Hans"):
        assert formats.with_unit(12, "CNY") == "¥12"
        assert formats.with_unit(54, "days") == "54天"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6
    ),
    st.sampled_from(["en", "en-IN", "zh-Hans", "de"]),
)
def test_a_number_keeps_all_its_digits(value: Decimal, locale: str) -> None:
    with speaking(locale):
        shown = formats.number(value)
    assert Decimal(shown.replace(",", "").replace("\u2212", "-")) == value


@given(st.dates(min_value=dt.date(1900, 1, 1)), st.sampled_from(["en", "zh-Hans"]))
def test_two_days_never_look_the_same(day: dt.date, locale: str) -> None:
    other = day - dt.timedelta(days=1)
    with speaking(locale):
        assert formats.day(day) != formats.day(other)
        assert str(day.day) in formats.day(day)
        assert str(day.year) in formats.day(day)
