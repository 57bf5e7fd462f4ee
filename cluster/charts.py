"""Pictures drawn on the server: plain frozen data in, SVG text out.

Forms and words tell things apart, never colour alone, so that a picture says the same in black
and white. Nothing is fetched: the drawing program runs inside this process with our own fonts.
The same data is drawn once; Altair is imported with the first picture (one second, 80 MB).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

FONTS = Path(__file__).parent / "static" / "vendor" / "tinos"
FONT = "Tinos, 'Times New Roman', serif"
INK, GREY = "#15273a", "#8a8f96"
WIDTH, ROW, SIZE = 420, 30, 15
KEPT = 64
SHAPES = ("circle", "square", "triangle-up", "diamond")
FILLS = (INK, "#ffffff", "#b9bec4", "#ffffff")
"""Four kinds of mark, told apart by shape and again by filling."""
NUMBERS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
HOUSE_STYLE: dict[str, Any] = {
    "font": FONT,
    "background": "#ffffff",
    "axis": {
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": 300,
    },
    "legend": {"labelFontSize": SIZE, "labelLimit": 400, "labelColor": INK},
    "view": {"stroke": None},
}
FOR_SCREEN_READERS = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"')
one_drawing_at_a_time = Lock()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One row: its name, how far it reaches, which kind it is, and the words at its end."""

    label: str
    value: Decimal
    kind: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Rows of marks on stems from zero; `kinds` name the shapes, `axis` what is measured.
    `locale`: how its numbers are written."""

    title: str
    description: str
    axis: str
    locale: str
    kinds: tuple[str, ...]
    marks: tuple[Mark, ...]


@lru_cache(maxsize=KEPT)
def draw(picture: Picture) -> str:
    """Return the picture as SVG that stands in a page; drawn once for the same content."""
    with one_drawing_at_a_time:
        drawn = _converter().vegalite_to_svg(
            _specification(picture),
            allowed_base_urls=[],
            format_locale=NUMBERS[picture.locale],
        )
    return _titled(drawn, picture)


@cache
def _converter() -> Any:
    import vl_convert  # slow import

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _specification(picture: Picture) -> dict[str, Any]:
    import altair as alt  # slow import

    rows = [
        {
            "label": mark.label,
            "value": float(mark.value),
            "end": max(float(mark.value), 0),
            "kind": picture.kinds[mark.kind],
            "words": mark.words,
        }
        for mark in picture.marks
    ]
    names = alt.Axis(ticks=False, domain=False, grid=True, gridDash=[1, 3], labelPadding=14)
    place = alt.Y("label:N", sort=[m.label for m in picture.marks], title=None, axis=names)
    reach = alt.X("value:Q", title=picture.axis, axis=alt.Axis(tickCount=5, grid=False))
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=place)
    stems = base.mark_rule(strokeWidth=2, color=GREY).encode(x=reach, x2=alt.datum(0))
    legend = alt.Legend(title=None, orient="top", symbolSize=110)
    shapes, fills = (
        alt.Scale(domain=list(picture.kinds), range=list(looks[: len(picture.kinds)]))
        for looks in (SHAPES, FILLS)
    )
    points = base.mark_point(size=110, stroke=INK, strokeWidth=1.5, opacity=1).encode(
        x=reach,
        shape=alt.Shape("kind:N", scale=shapes, legend=legend),
        fill=alt.Fill("kind:N", scale=fills, legend=legend),
    )
    words = base.mark_text(align="left", dx=10, fontSize=SIZE, color=INK)
    zero = alt.Chart(alt.InlineData(values=[{"value": 0}])).mark_rule(color=INK).encode(x="value:Q")
    drawing = zero + stems + points + words.encode(x="end:Q", text="words:N")
    sized = drawing.properties(width=WIDTH, height=ROW * len(rows))
    specification: dict[str, Any] = sized.configure(**HOUSE_STYLE).to_dict()
    return specification


def _titled(drawn: str, picture: Picture) -> str:
    """Return the drawing as one picture with a name and a description, without English labels."""
    plain = FOR_SCREEN_READERS.sub("", drawn)
    opening, rest = plain.split(">", 1)
    title, description = escape(picture.title), escape(picture.description)
    return f'{opening} role="img"><title>{title}</title><desc>{description}</desc>{rest}'
