"""The ways to print certificates that are compared: ours, and what others do.

Each way prints papers and returns their bytes. The peers are handed finished line breaks, sizes
and places, so that they only have to print.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cluster.documents import awards, platekeeping
from cluster.documents.assets import ASSETS, FONTS
from cluster.documents.awards import Certificate
from cluster.documents.press import Press
from cluster.documents.stamp import _Layout

PLATES = Path(tempfile.gettempdir()) / "cluster-benchmark-plates"
POINTS = 0.75
"""In a pixel."""
PAGE = (841.89, 595.276)
TYPST = """
#set page(width: 297mm, height: 210mm, margin: 0pt, background: {
  place(top + left, image("border", width: 297mm, height: 210mm))
  place(top + left, dx: 85.5mm, dy: 46mm, image("drum", width: 126mm, height: 126mm))
})
#set text(lang: "vi", top-edge: "baseline", bottom-edge: "baseline", hyphenate: false)
#for (index, lines) in json("papers.json").enumerate() {
  if index > 0 { pagebreak() }
  for l in lines {
    let words = text(
      font: l.family, weight: l.weight, style: l.style, size: l.size * 1pt,
      fill: rgb(l.color), tracking: l.spacing * 1pt, l.text,
    )
    place(top + left, dx: l.left * 1pt, dy: l.baseline * 1pt,
      box(width: l.width * 1pt, align(if l.centred { center } else { left }, words)))
  }
  place(top + left, dx: 117.5mm, dy: 41.3mm, line(length: 62mm, stroke: .3mm))
}
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of text, and where it stands (points from the left and the top)."""

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
    return b"".join(awards.certificate(paper) for paper in papers)


def weasyprint_document(papers: Sequence[Certificate]) -> bytes:
    """Lay all pages out, and print them as one document."""
    from cluster.documents import pdf

    pages = [awards.page(paper, awards.compose(paper)) for paper in papers]
    return pdf.write(pdf.lay_out(*pages), identifier=b"benchmark")


def typst(papers: Sequence[list[Line]]) -> bytes:
    """Print with Typst: ornaments as SVG, tagged."""
    art = {
        "border": ASSETS["border-wide.svg"].read_bytes(),
        "drum": ASSETS["drum.svg"].read_bytes(),
    }
    return _typst(papers, art, tagged=True)


def typst_tuned(papers: Sequence[list[Line]]) -> bytes:
    """Print with Typst at its fastest: ornaments as PDF, not tagged."""
    return _typst(papers, _art(), tagged=False)


def _typst(papers: Sequence[list[Line]], art: dict[str, bytes], *, tagged: bool) -> bytes:
    import typst as program

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, picture in art.items():
            kind = ".pdf" if picture.startswith(b"%PDF") else ".svg"
            (folder / f"{part}{kind}").write_bytes(picture)
        source = TYPST.replace('"border"', f'"border{kind}"').replace('"drum"', f'"drum{kind}"')
        (folder / "main.typ").write_text(source)
        lines = [[vars(line) for line in paper] for paper in papers]
        (folder / "papers.json").write_text(json.dumps(lines))
        printed = program.compile(
            folder / "main.typ",
            root=folder,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_tags=tagged,
        )
    return bytes(printed)


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


def reportlab(papers: Sequence[list[Line]]) -> bytes:
    """Print with ReportLab: ornaments as one picture, not tagged."""
    from reportlab.lib.colors import HexColor
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=PAGE)
    for paper in papers:
        canvas.drawImage(_picture(), 0, 0, *PAGE)
        for line in paper:
            if line.file not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(line.file, str(ASSETS[line.file])))
            canvas.setFont(line.file, line.size)
            canvas.setFillColor(HexColor(line.color))
            draw = canvas.drawCentredString if line.centred else canvas.drawString
            left = line.left + line.width / 2 if line.centred else line.left
            draw(left, PAGE[1] - line.baseline, line.text, charSpace=line.spacing)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


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


HANDED_LINES = {"typst", "typst_tuned", "reportlab"}
WAYS: dict[str, Callable[[Any], bytes]] = {
    "ours": ours,
    "weasyprint_pages": weasyprint_pages,
    "weasyprint_document": weasyprint_document,
    "typst": typst,
    "typst_tuned": typst_tuned,
    "reportlab": reportlab,
}


def placed(paper: Certificate) -> list[Line]:
    """Return a certificate's lines where the style sheet places them."""
    sheet = _press()._plate.sheets["drum"]
    composition = awards.compose(paper)
    layout = _Layout(_press()._plate, sheet, composition, signed=True)
    pieces = [*layout._column(), *layout._basis(), *layout._signing()]
    words = [
        *(setting.lines for setting in composition.column.settings),
        composition.basis[:2],
        composition.basis[2:],
        *(setting.lines for setting in composition.signature),
        (paper.signer.name,),
    ]
    return [*_heading(), *_lines(pieces, words)]


def _heading() -> Iterator[Line]:
    for text, size, baseline in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, 125.85),
        ("Độc lập - Tự do - Hạnh phúc", 14, 147.89),
    ):
        yield Line(
            family="Tinos", weight="bold", style="normal", file="Tinos_700Bold.ttf", size=size,
            color="#000000", spacing=0, left=0, width=PAGE[0], centred=True,
            baseline=baseline * POINTS, text=text,
        )  # fmt: skip


def _lines(pieces: list, words: list) -> Iterator[Line]:
    for piece, texts in zip(pieces, words, strict=True):
        style = piece.style
        color = "".join(f"{round(float(part) * 255):02x}" for part in style.color.split())
        for text, baseline in zip(texts, piece.tops, strict=True):
            yield Line(
                family="Playfair Display" if "Playfair" in style.file else "Tinos",
                weight="bold" if "700" in style.file else "regular",
                style="italic" if "Italic" in style.file else "normal",
                file=style.file,
                size=style.size * POINTS,
                color=f"#{color}",
                spacing=style.spacing * POINTS,
                left=style.left * POINTS,
                width=style.width * POINTS,
                centred=style.centred,
                baseline=baseline * POINTS,
                text=text,
            )


def serve() -> None:
    """Print as asked on the standard input; tell time, processor time, bytes and memory."""
    import resource
    import time

    from tests.documents.recipients import certificates

    way = WAYS[sys.argv[1]]
    for request in sys.stdin:
        count, seed = map(int, request.split())
        papers = [*certificates(count, seed=seed)]
        if sys.argv[1] in HANDED_LINES:
            papers = [placed(paper) for paper in papers]
        start, work = time.perf_counter(), time.process_time()
        size = len(way(papers))
        taken, worked = time.perf_counter() - start, time.process_time() - work
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{taken} {worked} {size} {peak}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
