"""The search index and the data of long tables, without a browser."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.site.mkdocs.prose import tidied
from perfgit.site.pages.tables import MOST, Column, pages_of
from perfgit.site.search import cbor
from perfgit.site.search.index import Record, indexed
from perfgit.site.search.words import to_find

KINDS = ("person", "team", "goal", "rule")
RECORDS = [
    Record(f"people/p{n}/", KINDS[n % 4], f"Name {n}", "about", "市场 text") for n in range(80)
]


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_the_same_records_give_the_same_bytes(spoken):
    first = indexed(RECORDS, spoken)
    assert all(indexed(RECORDS, spoken) == first for _ in range(4))
    entry = json.loads(first["pagefind-entry.json"])
    (language,) = entry["languages"].values()
    assert language["page_count"] == len(RECORDS)
    meta = gzip.decompress(first[f"pagefind.{language['hash']}.pf_meta"])
    (name,) = [one for one in first if one.startswith("filter/")]
    assert name.removeprefix("filter/").removesuffix(".pf_filter").encode() in meta


def test_nothing_to_find_is_an_index_too():
    assert "pagefind.js" in indexed([], "en")


def head(kind, number):
    if number < 24:
        return bytes([kind << 5 | number])
    return bytes([kind << 5 | 25]) + number.to_bytes(2, "big")


def packed(values):
    def text(one):
        return head(3, len(one.encode())) + one.encode()

    def pages(numbers):
        return head(4, len(numbers)) + b"".join(head(0, one) for one in numbers)

    rows = b"".join(head(4, 2) + text(name) + pages(numbers) for name, numbers in values)
    return cbor.MAGIC + head(4, 2) + text("kind") + head(4, len(values)) + rows


VALUES = st.dictionaries(
    st.text("abcdef\u5e02", min_size=1, max_size=30), st.lists(st.integers(0, 60_000)), max_size=8
)


@given(VALUES, st.randoms())
def test_filters_come_in_one_order_and_lose_nothing(values, chance):
    one, other = list(values.items()), list(values.items())
    chance.shuffle(other)
    made = cbor.sorted_values(packed(one))
    assert made == cbor.sorted_values(packed(other))
    assert cbor.sorted_values(made) == made
    assert len(made) == len(packed(one))


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 9)), max_size=60))
def test_rows_come_out_of_the_data_as_they_went_in(rows):
    columns = [
        Column("name", "link", lambda row: (row[0], "x")),
        Column("owner", "local", lambda row: (row[0], f"{row[1]}")),
        Column("rank", "choice", lambda row: (row[1], (f"k{row[1]}", f"{row[1]}"))),
    ]
    made = [json.loads(str(page.context["data"])) for page in pages_of("data/", columns, rows)]
    first, pieces = made[0], made[1:]
    assert first["total"] == len(rows)
    assert first["pieces"] == len(pieces)
    values = first["columns"][2]["values"]
    assert [int(text) for _, text in values] == sorted({number for _, number in rows})
    told = [
        (cells[0][0], piece["values"]["owner"][cells[1]][1], values[cells[2]][1])
        for piece in pieces
        for cells in piece["rows"]
    ]
    assert told == [(name, str(number), str(number)) for name, number in rows]
    places = [cells[3] for piece in pieces for cells in piece["rows"]]
    assert sorted(places) == list(range(len(rows)))


def test_pieces_stay_small():
    columns = [Column("name", "link", lambda row: (f"Name {row} " * 10, str(row)))]
    texts = [str(page.context["data"]) for page in pages_of("data/", columns, range(9000))]
    assert len(texts) > 3
    assert all(len(text.encode()) < MOST * 1.1 for text in texts)


def test_tables_written_by_hand_have_no_style_and_scroll():
    html = tidied('<table><tr><td style="text-align: right;">1</td></tr></table>')
    assert "style=" not in html
    assert 'class="to-right"' in html
    assert html.startswith('<div class="scroll" tabindex="0"')


def test_packed_files_are_the_same_under_every_python():
    """Python 3.12 writes 3 (Unix) as the system, 3.13 writes 255 (unknown): here it is always 255."""
    from perfgit.site.search.index import _packed

    data = b"Lighthouse " * 100
    packed = _packed(data)
    # magic, deflate, no flags, no time (4 bytes), best compression, unknown system
    assert packed[:10] == bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
    assert gzip.decompress(packed) == data


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Łukasz Søren Đức Weiß", ["lukasz", "soren", "duc", "weiss"]),
        ("Jürgen Müller", ["muller", "mueller", "jurgen", "juergen"]),
        ("Bjørn Ångström", ["bjorn", "bjoern", "angstrom", "aangstroem"]),
        # 王 is U+738B, 建 U+5EFA, 国 U+56FD: each alone and in pairs
        ("王建国", ["u738b", "u5efa", "u56fd", "u738bu5efa", "u5efau56fd"]),
        ("第3季度", ["u7b2c", "3", "u5b63", "u5b63u5ea6"]),
    ],
)
def test_a_text_is_found_in_the_ways_in_which_it_is_written(text, words):
    assert set(words) <= set(to_find(text).split())


def test_what_is_not_written_so_is_not_found():
    assert to_find("Muller") == "muller"  # not every Muller is a Müller
    assert "mueller" not in to_find("Muller").split()
