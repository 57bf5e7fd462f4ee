"""Make a plate: lay the award template out once, in all its looks and sizes, and take it apart.

One printing holds a page for each look, and one that shows every letter in every style: so the
fonts are embedded once, complete, for fixed and stamped words alike.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
from weasyprint.document import Page
from weasyprint.formatting_structure.boxes import BlockBox, LineBox
from weasyprint.text.fonts import font_features

from cluster.documents import awards, pdf
from cluster.documents.lines import (
    BOLD,
    POINTS_PER_PIXEL,
    REGULAR,
    Column,
    Face,
    Setting,
    form_of,
    has_letter,
)
from cluster.documents.pdf_reader import ROOTS, Excerpt, glyph_widths
from cluster.documents.pdf_writer import decimal
from cluster.documents.plate import (
    ALL_LETTERS,
    FIRST_OBJECT,
    TITLE,
    Plate,
    Sheet,
    Square,
    Style,
    sheet_name,
    style_name,
)
from cluster.documents.shapes import BESIDE_CODE
from cluster.documents.shaping import Pen
from cluster.domain.certificate_text import BlockStyle

LETTERS_IN_ONE = " fi fl ff ffi ffl"
"""Pairs for which a font may have one glyph."""
MARKER = 7.125
"""A size in points that no style has: where the marker stands, the page's own words will."""
ONE_UPON_THE_OTHER = (
    "@page { background: none }.words > div { position: absolute; top: 0; left: 0; right: 0 }"
)
"""So that all styles of a specimen have room on one page."""
FIXED_LINES = 2
"""Country and motto, which are the same on each page."""

_MARKED = re.compile(rb"/Span\n<</MCID (\d+)>>\nBDC\n.*?EMC\n", re.DOTALL)


class PlateError(Exception):
    """The template cannot be stamped to the pixel; it must be laid out page by page."""


@dataclass(frozen=True, kw_only=True)
class _Specimen:
    """A page with a line of every style, one upon the other, and every letter in every font."""

    html: str
    lines: tuple[tuple[str, float, Face], ...]
    """Name, size in points and font of its lines, in the page's order."""


def make_plate() -> Plate:
    """Lay the award template out in all looks and styles, and keep what its pages share."""
    looks = dict(_looks())
    specimen = _specimen()
    with pdf.one_layout_at_a_time:
        layout = pdf.lay_out(*looks.values(), specimen.html)
        printed = pdf.write(layout)
    with pikepdf.open(BytesIO(printed)) as document:
        return _plate(document, tuple(looks), specimen, layout.pages)


def _looks() -> Iterator[tuple[str, str]]:
    """Yield the pages that hold nothing but a marker where the words will stand."""
    unsigned = replace(awards.ANY_SIGNER, name="")
    for sample in (False, True):
        yield _look(replace(awards.ANY_CERTIFICATE, sample=sample, signer=unsigned))
        yield _look(replace(awards.ANY_LEADER_AWARD, sample=sample, signer=unsigned))


def _look(paper: awards.Certificate | awards.LeaderAward) -> tuple[str, str]:
    marker = Setting(form_of(awards.PLACES[BlockStyle.VERB], MARKER, 1), ("A",))
    composition = awards.compose(paper)._replace(
        title=TITLE,
        column=_at_the_top(marker),
        basis=(),
        signature=(),
    )
    return sheet_name(composition.ground, sample=paper.sample), awards.page(paper, composition)


def _at_the_top(*settings: Setting) -> Column:
    return Column(settings, above=0, gap=0)


def _specimen() -> _Specimen:
    shown: set[Face] = set()
    column: list[Setting] = []
    signature: list[Setting] = []
    faces: dict[str, Face] = {}
    for place, size in awards.every_setting():
        text = "A" if place.face in shown else _letters_of(place.face)
        shown.add(place.face)
        faces[place.name] = place.face
        setting = Setting(form_of(place, size, 1), (text,))
        (signature if place.name in awards.SIGNATURE_LINES else column).append(setting)
    paper = replace(awards.ANY_CERTIFICATE, check="https://A")
    composition = awards.compose(paper)._replace(
        column=_at_the_top(*column),
        basis=("A",),
        signature=tuple(signature),
    )
    html = awards.page(paper, composition)
    return _Specimen(
        html=html.replace("</head>", f"<style>{ONE_UPON_THE_OTHER}</style></head>"),
        lines=(
            *((setting.name, setting.size, faces[setting.name]) for setting in column),
            (BESIDE_CODE, 0, REGULAR),
            ("address", 0, REGULAR),
            *((setting.name, setting.size, faces[setting.name]) for setting in signature),
            ("signer", 0, BOLD),
        ),
    )


def _letters_of(face: Face) -> str:
    return "".join(letter for letter in ALL_LETTERS if has_letter(face, letter)) + LETTERS_IN_ONE


def _plate(
    document: pikepdf.Pdf,
    looks: tuple[str, ...],
    specimen: _Specimen,
    pages: Sequence[Page],
) -> Plate:
    numbers = count(FIRST_OBJECT)
    excerpt = Excerpt(numbers.__next__)
    root, first = document.Root, document.pages[0]
    resources = excerpt.number(first.Resources)
    catalogue = excerpt.entries(root, but=ROOTS | {"/Metadata"})
    sheets = {
        look: _sheet(page.Contents.read_bytes(), excerpt, numbers)
        for look, page in zip(looks, document.pages, strict=False)
    }
    fonts = _Fonts(first.Resources.Font)
    outer = {_class(box): box for box in _divisions(pages[-1])}
    basis, signing, signer, code = (outer[name] for name in ("basis", "signing", "signer", "code"))
    return Plate(
        objects=tuple(excerpt.objects[number] for number in sorted(excerpt.objects)),
        resources=resources,
        catalogue=catalogue,
        media_box=excerpt.copied(first.MediaBox),
        metadata=root.Metadata.read_bytes().decode(),
        producer=str(document.docinfo.Producer),
        words_top=outer["words"].position_y,
        basis_bottom=basis.position_y + basis.margin_height(),
        signing_bottom=signing.position_y + signing.margin_height(),
        signer_height=signer.margin_height(),
        height=pages[0].height,
        code=Square(left=code.content_box_x(), top=code.content_box_y(), side=code.width),
        sheets=sheets,
        styles=_styles(pages, specimen, fonts),
        widths=fonts.widths,
    )


def _styles(pages: Sequence[Page], specimen: _Specimen, fonts: "_Fonts") -> dict[str, Style]:
    """Return the styles of the specimen's lines, and of a basis that stands beside no code."""
    lines = [box for box in _divisions(pages[-1]) if _first_line(box)][FIXED_LINES:]
    styles = {
        style_name(name, size): _style(box, face, fonts)
        for box, (name, size, face) in zip(lines, specimen.lines, strict=True)
    }
    (alone,) = (box for box in _divisions(pages[0]) if _class(box) == "basis")
    styles[style_name("basis", 0)] = replace(
        styles[style_name(BESIDE_CODE, 0)], left=alone.content_box_x(), width=alone.width
    )
    return styles


def _sheet(content: bytes, excerpt: Excerpt, numbers: Iterator[int]) -> Sheet:
    """Cut a look's content in two where the marker stands."""
    size = decimal(int(MARKER / POINTS_PER_PIXEL * 1024) / 1024)
    (marker,) = (mark for mark in _MARKED.finditer(content) if b" %b Tf" % size in mark[0])
    place = int(marker[1])

    def earlier(mark: re.Match[bytes]) -> bytes:
        return mark[0].replace(b"MCID " + mark[1], b"MCID %d" % (int(mark[1]) - 1), 1)

    before, after = content[: marker.start()], content[marker.end() :]
    after, marks_after = _MARKED.subn(earlier, after)
    parts = []
    for part in (before, after):
        data = zlib.compress(part, 9)
        number = next(numbers)
        excerpt.objects[number] = b"<</Filter/FlateDecode/Length %d>>stream\n%b\r\nendstream" % (
            len(data),
            data,
        )
        parts.append(number)
    return Sheet(before=parts[0], after=parts[1], marks_before=place, marks_after=marks_after)


class _Fonts:
    """The embedded fonts, found again by their files through the widths of all their glyphs."""

    def __init__(self, resources: pikepdf.Object) -> None:
        self._embedded = {
            name.removeprefix("/"): glyph_widths(font.DescendantFonts[0].W)
            for name, font in resources.items()
        }
        self._names: dict[str, str] = {}
        self.widths: dict[str, dict[int, int]] = {}

    def name(self, file: str) -> str:
        """Return the resource name of a font; raises PlateError when glyphs or widths differ."""
        if file not in self._names:
            matching = [name for name, widths in self._embedded.items() if _fits(file, widths)]
            if len(matching) != 1:
                raise PlateError(f"{file} is not the font that was embedded: {matching}")
            self._names[file] = matching[0]
            self.widths[file] = self._embedded[matching[0]]
        return self._names[file]


def _fits(file: str, widths: Mapping[int, int]) -> bool:
    pen = Pen(file, 64, features={}, widths={**widths, **dict.fromkeys(range(4000), 0)})
    return all(pen.natural_width(glyph) == width for glyph, width in widths.items())


def _divisions(page: Page) -> Iterator[Any]:
    """Yield the boxes of all `div` elements, from outside to inside, in the page's order."""
    return _within(pdf.box_of(page))


def _within(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    if isinstance(box, BlockBox) and box.element_tag == "div":
        yield box
    for child in getattr(box, "children", ()):
        yield from _within(child)


def _class(box: Any) -> str:
    return str(box.element.get("class")).partition(" ")[0]


def _first_line(box: Any) -> Any:
    """Return the box of the first words of a `div`, if it holds words of its own."""
    lines = [child for child in box.children if isinstance(child, LineBox)]
    return lines[0] if lines else None


def _style(box: Any, face: Face, fonts: _Fonts) -> Style:
    line = _first_line(box)
    text = line.children[0]
    style = text.style
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    spacing = style["letter_spacing"]
    red, green, blue = style["color"].to("srgb").coordinates
    return Style(
        file=face.file,
        font=fonts.name(face.file),
        size=style["font_size"],
        spacing=0 if spacing == "normal" else spacing,
        features={name: bool(value) for name, value in features.items()},
        color=b" ".join(decimal(part) for part in (red, green, blue)).decode(),
        left=box.content_box_x(),
        width=box.width,
        centred=style["text_align_all"] == "center",
        height=line.height,
        baseline=text.position_y + text.baseline - box.position_y,
        ends_in_space=text.pango_layout.text.endswith(" "),
    )
