"""The ways to print certificates that are compared: ours, and what others do.

Each way prints papers and returns their bytes. Typst, ReportLab and LibreOffice are handed data in
their own form, and the dots of finished QR codes, before the clock starts. Typst finds the sizes
that fit, as we do; ReportLab and LibreOffice are told sizes and places, and only break the lines.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from cluster.documents import awards, platekeeping
from cluster.documents.assets import ASSETS, FONTS
from cluster.documents.awards import Certificate
from cluster.documents.press import Press
from cluster.documents.qr import codes_like
from cluster.documents.shapes import PIXELS_PER_MM, Layout
from tests.documents.recipients import FOLDER, certificates
from tests.documents.samples import in_full

PLATES = Path(tempfile.gettempdir()) / "cluster-benchmark-plates"
POINTS = 0.75
"""In a pixel."""
PAGE = (841.89, 595.276)
READING = awards.READING_WIDTH * PIXELS_PER_MM
TYPST = """
#set page(width: 297mm, height: 210mm, margin: 0pt, background: {
  place(top + left, image("border", width: 297mm, height: 210mm))
  place(top + left, dx: 85.5mm, dy: 46mm, image("drum", width: 126mm, height: 126mm))
})
#set text(lang: "vi", hyphenate: false, top-edge: 0.8em, bottom-edge: -0.2em)
#let words(slot, size) = text(
  font: slot.family, weight: slot.weight, style: slot.style, fill: rgb(slot.color),
  size: size * 1pt, tracking: slot.spacing * 1em, slot.text,
)
#let fitted(slot) = context {
  for (size, lines) in slot.sizes {
    let block = { set par(leading: (slot.leading - 1) * size * 1pt); words(slot, size) }
    let room = lines * slot.leading * size * 1pt
    let width = slot.width * 1mm
    if measure(block).width <= width or (
      lines > 1 and measure(width: width, block).height <= room
    ) { return box(width: width, align(center, block)) }
  }
}
#let dots = read("codes", encoding: none)
#for (index, paper) in json("papers.json").enumerate() {
  if index > 0 { pagebreak() }
  place(top + left, dy: 43mm, box(width: 297mm, height: 92mm,
    align(center + horizon, stack(dir: ttb, spacing: 4mm, ..paper.column.map(fitted)))))
  for b in paper.blocks {
    place(top + left, dx: b.left * 1pt, dy: (b.baseline - 0.8 * b.size) * 1pt,
      box(width: b.width * 1pt, align(if b.centred { center } else { left }, words(b, b.size))))
  }
  place(top + left, dx: 117.5mm, dy: 41.3mm, line(length: 62mm, stroke: .3mm))
  place(top + left, dx: 38mm, dy: 158mm, image(
    dots.slice(index * side * side, count: side * side), width: 20mm, scaling: "pixelated",
    format: (encoding: "luma8", width: side, height: side),
  ))
}
"""


MERGED = (
    '<?xml version="1.0"?><office:document office:version="1.2"'
    ' office:mimetype="application/vnd.oasis.opendocument.text"'
    + "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("style", "style"),
            ("text", "text"),
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
            ("draw", "drawing"),
        )
    )
    + "><office:automatic-styles>@STYLES@"
    '<style:page-layout style:name="sheet"><style:page-layout-properties fo:page-width="297mm"'
    ' fo:page-height="210mm" style:print-orientation="landscape" fo:margin="25mm">'
    '<style:background-image style:repeat="stretch"><office:binary-data>@ART@'
    "</office:binary-data></style:background-image></style:page-layout-properties>"
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Standard" style:page-layout-name="sheet"/>'
    "</office:master-styles><office:body><office:text>@PAGES@</office:text></office:body>"
    "</office:document>"
)
OFFICE = Path(tempfile.gettempdir()) / "cluster-benchmark-office"


@dataclass(frozen=True, kw_only=True)
class Block:
    """One or more lines of text, and where the first stands (points from the left and the top)."""

    family: str
    weight: str
    style: str
    file: str
    size: float
    color: str
    spacing: float
    left: float
    width: float
    centred: bool
    baseline: float
    height: float
    text: str


def ours(papers: Sequence[Certificate]) -> bytes:
    """Stamp them from a plate."""
    out = BytesIO()
    _press().print(papers, out)
    return out.getvalue()


@cache
def _press() -> Press:
    return Press(platekeeping.load(PLATES))


def weasyprint_pages(papers: Sequence[Certificate]) -> bytes:
    """Lay each page out and print it on its own, as such systems usually do."""
    return b"".join(map(in_full, papers))


def weasyprint_document(papers: Sequence[Certificate]) -> bytes:
    """Lay all pages out, and print them as one document."""
    from cluster.documents import pdf

    pages = [awards.page(paper, awards.compose(paper)) for paper in papers]
    return pdf.write(pdf.lay_out(*pages))


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A paper in the form that a peer takes, and its QR code: grey dots, so many in a row."""

    words: Any
    dots: bytes
    side: int

    @property
    def code(self) -> Image.Image:
        return Image.frombytes("L", (self.side, self.side), self.dots).convert("1")


def typst(papers: Sequence[Ready]) -> bytes:
    """Print with Typst: ornaments as SVG, tagged."""
    art = {
        "border": ASSETS["border-wide.svg"].read_bytes(),
        "drum": ASSETS["drum.svg"].read_bytes(),
    }
    return _typst(papers, art, tagged=True)


def typst_tuned(papers: Sequence[Ready]) -> bytes:
    """Print with Typst at its fastest: ornaments as PDF, not tagged."""
    return _typst(papers, _art(), tagged=False)


def _typst(papers: Sequence[Ready], art: dict[str, bytes], *, tagged: bool) -> bytes:
    import typst as program

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, picture in art.items():
            kind = ".pdf" if picture.startswith(b"%PDF") else ".svg"
            (folder / f"{part}{kind}").write_bytes(picture)
        source = TYPST.replace('"border"', f'"border{kind}"').replace('"drum"', f'"drum{kind}"')
        (folder / "main.typ").write_text(f"#let side = {papers[0].side}\n{source}")
        (folder / "papers.json").write_text(json.dumps([paper.words for paper in papers]))
        (folder / "codes").write_bytes(b"".join(paper.dots for paper in papers))
        printed = program.compile(
            folder / "main.typ",
            root=folder,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_tags=tagged,
        )
    return bytes(printed)


def _for_typst(paper: Certificate) -> dict[str, list[dict[str, Any]]]:
    """Return the words to be fitted, and those whose size and place are always the same."""
    slots = awards.column_of(paper)
    column = [
        _face(place.face.file, "#a81c1c" if place.name in {"authority", "form"} else "#000000")
        | {
            "text": text,
            "spacing": place.face.spacing,
            "width": place.width,
            "leading": place.leading,
            "sizes": place.sizes,
        }
        for place, text in slots
    ]
    heading = len([*_heading()])
    blocks = placed(paper)
    del blocks[heading : heading + len(slots)]
    return {"column": column, "blocks": [vars(block) for block in blocks]}


def _face(file: str, color: str) -> dict[str, Any]:
    return {
        "family": "Playfair Display" if "Playfair" in file else "Tinos",
        "weight": "bold" if "700" in file else "regular",
        "style": "italic" if "Italic" in file else "normal",
        "color": color,
    }


@cache
def _art() -> dict[str, bytes]:
    from weasyprint import HTML

    return {
        part: HTML(
            string=f"<style>@page{{size:{width}mm {height}mm;margin:0}}img{{display:block;"
            f'width:100%}}body{{margin:0}}</style><img src="{ASSETS[file].as_uri()}">'
        ).write_pdf()
        for part, file, width, height in (
            ("border", "border-wide.svg", 297, 210),
            ("drum", "drum.svg", 126, 126),
        )
    }


def reportlab(papers: Sequence[Ready]) -> bytes:
    """Print with ReportLab: ornaments as one picture, not tagged."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=PAGE)
    for paper in papers:
        canvas.drawImage(_picture(), 0, 0, *PAGE)
        canvas.drawInlineImage(paper.code, 38 * mm, 32 * mm, 20 * mm, 20 * mm)
        for line in paper.words:
            if line.file not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(line.file, str(ASSETS[line.file])))
            canvas.setFont(line.file, line.size)
            canvas.setFillColor(HexColor(line.color))
            draw = canvas.drawCentredString if line.centred else canvas.drawString
            left = line.left + line.width / 2 if line.centred else line.left
            for index, text in enumerate(simpleSplit(line.text, line.file, line.size, line.width)):
                baseline = line.baseline + index * line.height
                draw(left, PAGE[1] - baseline, text, charSpace=line.spacing)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def libreoffice(papers: Sequence[Ready]) -> bytes:
    """Convert one document, as a mail merge makes it, with LibreOffice: a page for each paper."""
    styles: dict[str, str] = {}
    pages = "".join(_paragraphs(paper, styles) for paper in papers)
    art = b64encode(Path(_picture()).read_bytes()).decode()
    with tempfile.TemporaryDirectory() as name:
        document = Path(name) / "papers.fodt"
        document.write_text(
            MERGED.replace("@STYLES@", "".join(styles.values()))
            .replace("@ART@", art)
            .replace("@PAGES@", pages)
        )
        subprocess.run(
            f"soffice -env:UserInstallation={OFFICE.as_uri()} --headless --convert-to pdf "
            f"--outdir {name} {document}".split(),
            check=True,
            capture_output=True,
        )
        return document.with_suffix(".pdf").read_bytes()


def _paragraphs(paper: Ready, styles: dict[str, str]) -> str:
    """Return a paper's words and code one below the other, on a page of their own."""
    written = []
    for place, block in enumerate(paper.words):
        name = f"P{place == 0}{block.file[:-4]}{block.size:.2f}{block.color[1:]}{block.centred}"
        styles[name] = (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties'
            f' fo:text-align="{"center" if block.centred else "start"}"'
            f' fo:break-before="{"auto" if place else "page"}"/><style:text-properties'
            f' fo:font-family="{block.family}" fo:font-style="{block.style}"'
            f' fo:font-weight="{block.weight.replace("regular", "normal")}"'
            f' fo:font-size="{block.size:.2f}pt" fo:color="{block.color}"/></style:style>'
        )
        written.append(f'<text:p text:style-name="{name}">{escape(block.text)}</text:p>')
    code = BytesIO()
    paper.code.save(code, "PNG")
    written.append(
        '<text:p><draw:frame svg:width="20mm" svg:height="20mm" text:anchor-type="as-char">'
        f"<draw:image><office:binary-data>{b64encode(code.getvalue()).decode()}"
        "</office:binary-data></draw:image></draw:frame></text:p>"
    )
    return "".join(written)


@cache
def _picture() -> str:
    """Return the ornaments as a picture of 150 dots in an inch."""
    import pypdfium2
    from PIL import Image

    border, drum = (
        pypdfium2.PdfDocument(part)[0].render(scale=150 / 72).to_pil() for part in _art().values()
    )
    whole = Image.new("RGB", border.size, "white")
    whole.paste(drum, (round(85.5 / 25.4 * 150), round(46 / 25.4 * 150)))
    whole = Image.blend(whole, border, 0.5)
    path = Path(tempfile.mkdtemp()) / "art.png"
    whole.save(path)
    return str(path)


WAYS: dict[str, Callable[[Any], bytes]] = {
    "ours": ours,
    "weasyprint_pages": weasyprint_pages,
    "weasyprint_document": weasyprint_document,
    "typst": typst,
    "typst_tuned": typst_tuned,
    "reportlab": reportlab,
}
if shutil.which("soffice"):
    WAYS["libreoffice"] = libreoffice


def ready(paper: Certificate, form: Callable[[Certificate], Any]) -> Ready:
    """Return a certificate as a peer takes it."""
    codes = codes_like(FOLDER, len(paper.check) - len(FOLDER))
    side, row = codes.modules, (codes.modules + 7) // 8 * 8
    bits = int.from_bytes(codes.bits(paper.check.removeprefix(FOLDER)), "big")
    rows = f"{bits:0{row * side}b}"
    kept = "".join(rows[start : start + side] for start in range(0, row * side, row))
    return Ready(
        words=form(paper), dots=kept.translate({48: 255, 49: 0}).encode("latin-1"), side=side
    )


def placed(paper: Certificate) -> list[Block]:
    """Return a certificate's lines where the style sheet places them."""
    sheet = _press()._plate.sheets["drum"]
    composition = awards.compose(paper)
    layout = Layout(_press()._plate, sheet, composition, signed=True, modules=0)
    basis = [replace(piece, tops=(top,)) for piece in layout.basis() for top in piece.tops]
    pieces = [*layout.column(), *basis, *layout.signing()]
    words = [
        *(setting.lines for setting in composition.column.settings),
        *((line,) for line in (*composition.basis, composition.address)),
        *(setting.lines for setting in composition.signature),
        (paper.signer.name,),
    ]
    return [*_heading(), *_blocks(pieces, words)]


def _heading() -> Iterator[Block]:
    for text, size, baseline in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, 125.85),
        ("Độc lập - Tự do - Hạnh phúc", 14, 147.89),
    ):
        yield Block(
            family="Tinos", weight="bold", style="normal", file="Tinos_700Bold.ttf", size=size,
            color="#000000", spacing=0, left=0, width=PAGE[0], centred=True,
            baseline=baseline * POINTS, height=0, text=text,
        )  # fmt: skip


def _blocks(pieces: list, words: list) -> Iterator[Block]:
    for piece, texts in zip(pieces, words, strict=True):
        style = piece.style
        color = "".join(f"{round(float(part) * 255):02x}" for part in style.color.split())
        inset = (style.width - READING) / 2 if piece.name in {"description", "reason"} else 0
        yield Block(
            **_face(style.file, f"#{color}"),
            file=style.file,
            size=style.size * POINTS,
            spacing=style.spacing * POINTS,
            left=(style.left + inset) * POINTS,
            width=(style.width - 2 * inset) * POINTS,
            centred=style.centred,
            baseline=piece.tops[0] * POINTS,
            height=style.height * POINTS,
            text=" ".join(texts),
        )


FORMS: dict[str, Callable[[Certificate], Any]] = {
    "typst": _for_typst,
    "typst_tuned": _for_typst,
    "reportlab": placed,
    "libreoffice": placed,
}


def serve() -> None:
    """Print as asked on the standard input; tell time, processor time, bytes and memory."""
    way = WAYS[sys.argv[1]]
    for request in sys.stdin:
        count, seed = map(int, request.split())
        papers: list[Any] = [*certificates(count, seed=seed)]
        if form := FORMS.get(sys.argv[1]):
            papers = [ready(paper, form) for paper in papers]
        start, work = time.perf_counter(), _work()
        size = len(way(papers))
        taken, worked = time.perf_counter() - start, _work() - work
        sys.stdout.write(f"{taken} {worked} {size} {_peak()}\n")
        sys.stdout.flush()


def _work() -> float:
    """Return the seconds that processors have worked for this process and those it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Return the most megabytes that this process or one that it started has held.

    Not by getrusage for itself: that remembers what its parent held when it was forked.
    """
    own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    serve()
