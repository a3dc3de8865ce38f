"""Whatever people write, it is shown and does nothing."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.site.build.build import build
from perfgit.site.theme import texts

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/)",
    "[x](/logout)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](y)',
    '*x*{: onclick="alert(1)" }',
    "# Title {: onmouseover=alert(1) }",
    '{: style="background:url(javascript:alert(1))" }',
    "<style>body{display:none}</style>",
    "<p style=position:fixed>x</p>",
    "<form action=https://evil.example><input name=password></form>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<details open ontoggle=alert(1)>x</details>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '``` " onclick=alert(1)\nx\n```',
    "`<script>alert(1)</script>`",
    "<!--><script>alert(1)</script>-->",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "\x02amp\x03<script>alert(1)</script>",
    "wzxhzdk:0 <script>alert(1)</script>",
    '<a href="https://ok.example" onclick="alert(1)" style="x" class="button">x</a>',
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def assert_inert(html):
    tags = Tags()
    tags.feed(html)
    for tag, attributes in tags.found:
        assert tag in texts.TAGS, html
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set()), html
        href = attributes.get("href", "https:")
        assert href.startswith(("http://", "https://", "http:", "https:", "mailto:")), html


@pytest.mark.parametrize("payload", SCRIPTS)
def test_a_payload_is_inert(payload):
    for text in (payload, f"Before {payload} after", f"> {payload}", f"* {payload}"):
        assert_inert(texts.html(text))
        assert_inert(texts.inline(text))


@given(
    st.lists(st.sampled_from([*SCRIPTS, "`", "*", "[", "](", ")", "<", ">", "\n\n", "    ", "{:"]))
)
def test_payloads_in_any_order(pieces):
    assert_inert(texts.html("".join(pieces)))


@given(st.text(max_size=300))
def test_any_text(text):
    assert_inert(texts.html(text))


def test_what_is_kept():
    made = texts.html(
        "**Bold**, *soft*, `code`\n\n* one\n* two\n\n[site](https://ok.example/?a=1&b=2)"
    )
    assert "<strong>Bold</strong>" in made
    assert "<li>one</li>" in made
    assert 'href="https://ok.example/?a=1&amp;b=2"' in made
    assert "nofollow" in made


def test_tables_tasks_addresses_and_images():
    table = texts.html("| a | b |\n| - | - |\n| 1 | 2 |")
    assert "<th>a</th>" in table
    assert "<td>2</td>" in table
    tasks = texts.html("- [ ] one\n- [x] two\n- [link](https://ok.example)")
    assert "<li>☐ one</li>" in tasks
    assert "<li>☑ two</li>" in tasks
    assert ">link</a>" in tasks
    bare = texts.html("see https://x.example/issues/12?a=1&b=2. And (https://y.example/z).")
    assert 'href="https://x.example/issues/12?a=1&amp;b=2"' in bare
    assert 'href="https://y.example/z"' in bare
    assert "</a>. And (" in bare
    assert texts.html("看 https://x.example/n，好").count("href=") == 1
    assert texts.html("[https://x.example](https://x.example)").count("<a ") == 1
    assert texts.html("`https://x.example`") == "<p><code>https://x.example</code></p>"
    image = texts.html("![A chart](https://x.example/chart.png) ![local](chart.png)")
    assert 'href="https://x.example/chart.png"' in image
    assert ">A chart</a>" in image
    assert "<img" not in image
    assert image.endswith("</a> local</p>")
    assert "chart.png" not in image.partition("A chart")[2]  # where it lies nobody knows
    assert texts.html("![][1]\n\n[1]: https://x.example/y.png").count("x.example") == 2


def test_addresses_in_plain_texts():
    assert texts.linked("CRM <b>") == "CRM &lt;b&gt;"
    made = texts.linked('Report: https://x.example/r?id=3&x="y')
    assert made.startswith('Report: <a href="https://x.example/r?id=3&amp;x=" rel=')
    assert "javascript" not in texts.linked("javascript:alert(1)").partition("<a")[2]


def test_headings_rank_below_those_of_the_page():
    assert texts.html("# Big\n\n## Less") == "<h4>Big</h4>\n<h5>Less</h5>"


def test_plain_words_for_lists():
    assert texts.plain("**Bold** & <b>`code`</b>\n\nnext") == "Bold & code next"
    assert texts.plain("word " * 100, 20) == "word word word word…"


@pytest.mark.parametrize(
    "text",
    [
        "> " * 5_000 + "x",
        "[" * 20_000,
        "*" * 20_000,
        "`" * 20_000,
        "![" * 10_000,
        "<" * 20_000,
        "- " * 10_000,
        "_a " * 6_000,
        "[a](" * 5_000,
        "|" * 20_000,
        "|-" * 10_000,
        "a|b\n-|-\n" * 2_500,
        "https://x.example " * 1_200,
        "https://" * 2_500,
        "[ ] " * 5_000,
        "<a " * 6_000,
        "&#" * 10_000,
        "<![CDATA[" * 2_000,
        "a\n=\n" * 5_000,
        "\n".join(" " * n + "* x" for n in range(190)),
    ],
)
def test_hostile_texts_cost_little(text):
    started = time.perf_counter()
    assert_inert(texts.html(text[:20_000]))
    assert time.perf_counter() - started < 3


def test_payloads_in_every_field_of_a_company(company):
    """Titles, names, units, texts: each holds a payload; none becomes a tag."""
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\\\"'"
    quoted = f'"{nasty}'.replace('\\"', '\\"') + '"'

    def rewrite(path, *pairs):
        text = (company / path).read_text("utf-8")
        for old, new in pairs:
            assert old in text, (path, old)
            text = text.replace(old, new)
        (company / path).write_text(text, "utf-8")

    (company / "org/company.yml").write_text(f"name: {quoted}\nrepository: a/b\n")
    rewrite("org/people/alice.yml", ("name: Alice Martin", f"name: {quoted}"))
    rewrite(
        "goals/2026-h2/people/alice/goals.yml",
        ("Grow recurring revenue in EMEA to 12 M€", quoted),
        ("unit: EUR", 'unit: "<b onclick=alert(1)>"'),
        ("title: Outline", f"title: {quoted}"),
        ("The Benelux is part of the pipeline already.", quoted),
    )
    rewrite("org/cycles/2026-h2.yml", ("Second half of 2026", quoted))
    (company / "goals/2026-h2/people/alice/checkins/2026-09-15.yml").write_text(
        f"note: {quoted}\nobstacles: [{{id: a, goal: emea-arr, what: {quoted}, needs: help}}]\n"
        f"misfits: [{{goal: playbook, why: {quoted}}}]\n"
    )
    (company / "goals/strategy.yml").write_text(
        f"vision: {quoted}\nobjectives: [{{id: market-leader, title: {quoted}, why: {quoted},"
        f" measures: [{quoted}]}}]\n"
    )
    folder = build(company).folder
    pages = [path.read_text("utf-8") for path in folder.rglob("*.html")]
    assert any("&lt;script&gt;" in page for page in pages)
    for page in pages:
        tags = Tags()
        tags.feed(page)
        for tag, attributes in tags.found:
            assert tag not in ("img", "b"), page[:500]
            if tag == "script":  # ours: a module of the site, never a text
                assert set(attributes) == {"type", "src"}, page[:500]
                assert re.fullmatch(r"(/|\./|(\.\./)*)js/[a-z]+\.js", attributes["src"])
            assert not any(name.startswith("on") for name in attributes)
