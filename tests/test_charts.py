"""Pictures: forms and words, nothing fetched, drawn once."""

import json
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from cluster import charts
from cluster.charts import Mark, Picture, draw

PICTURE = Picture(
    title="Điểm < tối đa",
    description="Hai tỉnh & một dòng",
    axis="Chênh lệch",
    locale="vi",
    kinds=("vị trí", "xếp loại"),
    marks=(
        Mark(label='Đắk Lắk <b> "x"', value=Decimal("-1.5"), kind=0, words="−1,5 %"),
        Mark(label="Gia Lai", value=Decimal("0.5"), kind=1, words="0,5 %"),
    ),
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_is_well_formed_and_names_itself() -> None:
    picture = ElementTree.fromstring(draw(PICTURE))

    assert picture.get("role") == "img"
    assert [picture.findtext(f"{SVG}title"), picture.findtext(f"{SVG}desc")] == [
        "Điểm < tối đa",
        "Hai tỉnh & một dòng",
    ]
    texts = {text.text for text in picture.iter(f"{SVG}text")}
    assert {'Đắk Lắk <b> "x"', "Gia Lai", "−1,5 %", "0,5 %", "Chênh lệch", "vị trí"} <= texts
    assert {text.get("font-family") for text in picture.iter(f"{SVG}text")} == {charts.FONT}


def test_kinds_differ_in_shape_and_not_only_in_colour() -> None:
    drawn = draw(PICTURE)
    marks = re.findall(r'd="([^"]+)" fill="(#\w+)" stroke="#15273a"', drawn)

    assert len({shape for shape, _fill in marks}) == 2
    colours = set(re.findall(r"#[0-9a-f]{6}", drawn))
    assert colours <= {*charts.FILLS, charts.INK, charts.GREY, "#dddddd", "#888888"}


def test_nothing_in_a_picture_needs_what_the_page_forbids() -> None:
    drawn = draw(PICTURE)

    assert not re.search(r"\sstyle=|<style|<script|<image|https?://(?!www\.w3\.org)", drawn)


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert ">0,5<" in draw(PICTURE)


def test_the_same_content_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = draw(PICTURE)
    monkeypatch.setattr(charts, "_converter", None)

    assert draw(PICTURE) is first


def test_nothing_has_to_be_fetched_to_draw() -> None:
    assert '"url"' not in json.dumps(charts._specification(PICTURE))
