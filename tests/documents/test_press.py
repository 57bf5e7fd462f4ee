import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from cluster.documents import platecheck, platekeeping
from cluster.documents.awards import Paper
from cluster.documents.plate import style_name
from cluster.documents.press import Press, open_press
from cluster.documents.qr import DRAWN_SINGLY
from cluster.documents.shaping import Pen
from cluster.domain.errors import RuleViolation
from tests.documents import samples
from tests.documents.pictures import codes_in, differing_dots, picture, without_code
from tests.documents.reading import embedded_fonts, read
from tests.documents.recipients import certificates

FONTS = {"Tinos", "Tinos-Bold", "Tinos-Italic", "Playfair-Display-Bold"}
GREEK = replace(samples.certificate(), recipient="Ông Ωmega")
"""The plate holds no Greek letters."""
CHECK = "https://thidua.example/v/7K3M9QXZ4TBW0HNCR"
LONG_CHECK = "https://thidua.lienminhhtx.khanhhoa.example/v/7K3M9QXZ4TBW0HNCR"
PAPERS: dict[str, Callable[[], Paper]] = {
    "a certificate": samples.certificate,
    "a leader's award": samples.leader_award,
    "long words in small sizes": samples.crowded_certificate,
    "a leader's award with a code": lambda: replace(samples.leader_award(), check=CHECK),
    "a code and no golden book": lambda: replace(
        samples.certificate(), golden_book_number="", check=CHECK
    ),
    "an address of many letters": lambda: replace(samples.certificate(), check=LONG_CHECK),
    "an address too wide for its line": lambda: replace(
        samples.certificate(), check=f"https://{'thidua.' * 9}example/v/7K3M9QXZ4TBW0HNCR"
    ),
    "a sample": lambda: replace(samples.certificate(), sample=True),
    "a sample of the leader's award": lambda: replace(samples.leader_award(), sample=True),
    "no position": lambda: replace(samples.certificate(), description=""),
    "no golden book": lambda: replace(samples.certificate(), golden_book_number=""),
    "left to the pen": lambda: replace(
        samples.leader_award(), dated=None, signer=replace(samples.LEADER, name="")
    ),
    "decomposed letters": lambda: replace(
        samples.certificate(), recipient="Ông Bùi Minh Du\N{COMBINING TILDE}ng"
    ),
    "marks of a string": lambda: replace(samples.certificate(), reason=r"Đạt (99\100) & <b>"),
    "capitals with two accents": lambda: replace(
        samples.certificate(), recipient="BÀ NGUYỄN THỊ ẨN, ẤP ĐỄ, XÃ ỔN, HUYỆN ỨNG AVATAR TẾ"
    ),
    "letters that join": lambda: replace(samples.certificate(), reason="Đạt official fifa flow"),
    "a name of figures": lambda: replace(samples.certificate(), recipient="1975"),
    "two spaces in the number": lambda: replace(samples.certificate(), decision_number="5  /QĐ"),
    "a number of two lines": lambda: replace(samples.certificate(), decision_number="512/QĐ " * 9),
    "letters of another script": lambda: GREEK,
    "letters of the Highlands": lambda: replace(
        samples.certificate(),
        recipient="Ông Y Ƀhiŏ Niê, HʼČhĭn Êñuôl, Siu Č",
        description="Giám đốc Hợp tác xã Čư Ñĭk, buôn Ƀông, AVĔT KŬT",
        reason="H'Blŭ, Drāng, Pǐl, Kēr, Jōng, Tūm đã có thành tích xuất sắc",
    ),
    "an accent set above its letter": lambda: replace(
        samples.certificate(), recipient="Bà H’Ê̆ñuôl Rơ̆ng"
    ),
    **{
        f"recipient {number}": lambda paper=paper: paper
        for number, paper in enumerate(certificates(10, seed=4))
    },
}
LAID_OUT = {
    "an address too wide for its line",
    "a name of figures",
    "two spaces in the number",
    "a number of two lines",
    "letters of another script",
    "an accent set above its letter",
}


@pytest.fixture(scope="session")
def plates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plates")
    platekeeping.load(folder)
    return folder


@pytest.fixture
def press(plates: Path) -> Press:
    return Press(platekeeping.load(plates))


def printed(press: Press, papers: Sequence[Paper]) -> bytes:
    out = BytesIO()
    press.print(papers, out)
    return out.getvalue()


@cache
def fully_laid_out(name: str) -> bytes:
    return samples.in_full(PAPERS[name]())


@pytest.mark.parametrize("name", PAPERS)
def test_a_stamped_page_and_its_full_layout_are_one_picture(press: Press, name: str) -> None:
    paper = PAPERS[name]()
    pdf = printed(press, [paper])

    stamped, laid_out = picture(pdf), picture(fully_laid_out(name))
    assert read(pdf)[0].text == read(fully_laid_out(name))[0].text
    assert codes_in(stamped) == codes_in(laid_out) == ([paper.check] if paper.check else [])
    if paper.check:
        stamped, laid_out = without_code(stamped), without_code(laid_out)
    assert differing_dots(stamped, laid_out) == 0


@pytest.mark.parametrize("name", PAPERS)
def test_only_what_the_plate_cannot_print_is_laid_out_in_full(press: Press, name: str) -> None:
    result = press.print([PAPERS[name]()], BytesIO())

    assert (result.pages, result.laid_out) == (1, (0,) if name in LAID_OUT else ())


def test_every_code_of_a_batch_leads_to_its_own_address(press: Press) -> None:
    papers = [*certificates(2 * DRAWN_SINGLY, seed=7)]
    pdf = printed(press, papers)

    for place in (0, DRAWN_SINGLY, DRAWN_SINGLY + 1, 2 * DRAWN_SINGLY - 1):
        assert codes_in(picture(pdf, place)) == [papers[place].check]


def test_pages_of_a_batch_are_those_of_single_printings(press: Press) -> None:
    papers = [*certificates(70, seed=5), GREEK, samples.leader_award()]
    pages = read(printed(press, papers))

    assert [page.text for page in pages] == [read(printed(press, [x]))[0].text for x in papers]


def test_a_page_laid_out_in_full_keeps_its_place_among_the_others(press: Press) -> None:
    pdf = printed(press, [samples.certificate(), GREEK, samples.leader_award()])

    assert differing_dots(picture(pdf, 0), picture(fully_laid_out("a certificate"))) == 0
    assert (
        differing_dots(picture(pdf, 1), picture(fully_laid_out("letters of another script"))) == 0
    )
    assert differing_dots(picture(pdf, 2), picture(fully_laid_out("a leader's award"))) == 0


def test_fonts_and_ornaments_are_stored_once(press: Press) -> None:
    few, many = (printed(press, [*certificates(count, seed=6)]) for count in (10, 210))

    assert embedded_fonts(many) == FONTS
    assert (len(many) - len(few)) / 200 < 1500
    with pikepdf.open(BytesIO(many)) as document:
        fonts = [x for x in document.objects if _is(x, "/FontDescriptor")]
        assert (len(document.pages), len(fonts)) == (210, 4)


def test_the_same_papers_give_the_same_bytes_in_any_press(plates: Path) -> None:
    papers = [*certificates(30, seed=7)]
    warm = Press(platekeeping.load(plates))
    warm.print(certificates(50, seed=8), BytesIO())

    assert printed(warm, papers) == printed(Press(platekeeping.load(plates)), papers)


def test_a_compiled_plate_prints_without_laying_out(plates: Path, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from cluster.documents.press import open_press\n"
        "from tests.documents import samples\n"
        "with open(sys.argv[2], 'wb') as out:\n"
        "    open_press(Path(sys.argv[1])).print([samples.certificate()], out)\n"
        "print([x for x in ('weasyprint', 'pikepdf') if x in sys.modules])"
    )
    pdf = tmp_path / "paper.pdf"
    result = subprocess.run(
        [sys.executable, "-c", program, str(plates), str(pdf)],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )

    assert result.stdout == "[]\n"
    assert read(pdf.read_bytes())[0].text == read(fully_laid_out("a certificate"))[0].text


def test_words_that_cannot_fit_are_refused(plates: Path) -> None:
    with pytest.raises(RuleViolation, match="too long for this paper"):
        open_press(plates).print(
            [replace(samples.certificate(), reason=samples.THREE_LINES * 3)], BytesIO()
        )


def test_nothing_to_print_is_a_file_of_no_pages(press: Press) -> None:
    with pikepdf.open(BytesIO(printed(press, []))) as document:
        assert len(document.pages) == 0


def test_it_is_sound_and_declares_the_archive_format(press: Press) -> None:
    with pikepdf.open(BytesIO(printed(press, [samples.certificate()]))) as document:
        assert document.check_pdf_syntax() == []
        metadata = document.Root.Metadata
        assert "/Filter" not in metadata
        xmp = metadata.read_bytes().decode()
        assert 'pdfaid:part="3" pdfaid:conformance="A"' in xmp
        assert f">{document.docinfo.Title}<" in xmp
        assert str(document.docinfo.Title) == "BẰNG KHEN – Ông Bùi Minh Dũng"
        assert document.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        assert (document.Root.Lang, document.Root.MarkInfo.Marked) == ("vi", True)


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param([samples.certificate()], id="a single certificate"),
        pytest.param([*certificates(120, seed=3), GREEK, *certificates(9, seed=5)], id="a batch"),
    ],
)
def test_a_validator_finds_it_fit_for_the_archive(press: Press, papers: Sequence[Paper]) -> None:
    report = page.validate_pdf_bytes(
        printed(press, papers), profile=page.ValidationProfile.PDF_A_3A
    )
    assert [failure.message for failure in report.failures] == []
    assert report.document.page_count == len(papers)


def test_every_marked_word_belongs_to_an_element_of_its_page(press: Press) -> None:
    papers = [*certificates(66, seed=9), GREEK, replace(samples.leader_award(), sample=True)]
    with pikepdf.open(BytesIO(printed(press, papers))) as document:
        root = document.Root.StructTreeRoot
        sections = list(root.K[0].K)
        owners = _owners(root.ParentTree)
        assert len(sections) == len(document.pages) == len(owners) == 68
        for place, (page, section) in enumerate(zip(document.pages, sections, strict=True)):
            assert page.obj.StructParents == place
            assert section.P.objgen == root.K[0].objgen
            marks = _marks(page)
            assert marks == set(range(len(marks)))
            found = {mark: leaf for leaf in _leaves(section) for mark in leaf.K}
            assert set(found) == marks
            assert all(leaf.Pg.objgen == page.objgen for leaf in found.values())
            assert [found[mark].objgen for mark in sorted(marks)] == owners[place]


def test_elements_are_read_in_the_order_of_the_page(press: Press) -> None:
    with pikepdf.open(BytesIO(printed(press, [samples.crowded_certificate()]))) as document:
        section = document.Root.StructTreeRoot.K[0].K[0]
        assert [str(element.S) for element in section.K].count("/H1") == 1
        assert [len(element.K) for element in section.K] == [2, 1, 1, 1, 1, 1, 1, 2, 1]


def test_glyphs_are_as_wide_for_the_press_as_in_the_file(plates: Path) -> None:
    compiled = platekeeping.load(plates)

    for file, widths in compiled.widths.items():
        for size in (14.0, 16.133, 40.0, 66.667):
            pen = Pen(file, size, features={}, widths=widths)
            assert {glyph: pen.natural_width(glyph) for glyph in widths} == widths


def test_a_size_is_one_whether_it_was_scaled_or_not() -> None:
    assert style_name("form", 35) == style_name("form", 50 * 0.7)


def test_lines_put_together_from_words_are_as_wide_as_whole_lines(plates: Path) -> None:
    compiled = platekeeping.load(plates)
    for file, widths in compiled.widths.items():
        pen = Pen(file, 40, features={}, widths=widths)
        for paper in certificates(40, seed=11):
            for line in (paper.recipient, paper.description, "VÀ TRAO AVATAR Y TẾ – P. F, L’A"):
                whole, width = pen._written(pen._shaped(line))
                assert pen.line(line, ends_in_space=False) == (b"(" + whole + b")", width / 1024)


def test_a_plate_is_proved_before_it_is_used(plates: Path) -> None:
    compiled = platekeeping.load(plates)
    askew = replace(compiled, words_top=compiled.words_top + 1)

    assert compiled.is_true
    assert platecheck.is_true(compiled)
    assert not platecheck.is_true(askew)
    assert not platecheck.is_true(replace(compiled, widths={file: {} for file in compiled.widths}))


def test_nothing_is_stamped_on_a_plate_that_is_not_true(plates: Path) -> None:
    press = Press(replace(platekeeping.load(plates), is_true=False))

    out = BytesIO()
    result = press.print([samples.certificate()], out)

    assert result.laid_out == (0,)
    assert differing_dots(picture(out.getvalue()), picture(fully_laid_out("a certificate"))) == 0


def test_a_changed_style_sheet_makes_a_new_plate(
    plates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = platekeeping.fingerprint()
    changed = tmp_path / "award.css"
    changed.write_bytes(platekeeping.ASSETS["award.css"].read_bytes() + b" ")
    monkeypatch.setitem(platekeeping.ASSETS, "award.css", changed)

    assert platekeeping.fingerprint() != earlier
    assert [path.name for path in plates.iterdir()] == [f"{earlier}.plate"]


def _is(part: Any, kind: str) -> bool:
    return isinstance(part, pikepdf.Dictionary) and part.get("/Type") == pikepdf.Name(kind)


def _marks(page: pikepdf.Page) -> set[int]:
    page.contents_coalesce()
    return {
        int(instruction.operands[1].MCID)
        for instruction in pikepdf.parse_content_stream(page)
        if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]
    }


def _leaves(element: Any) -> list[Any]:
    kids = list(element.K)
    if any(isinstance(kid, int) for kid in kids):
        return [element]
    return [leaf for kid in kids for leaf in _leaves(kid)]


def _owners(tree: Any) -> dict[int, list[tuple[int, int]]]:
    return {
        int(leaf.Nums[index]): [element.objgen for element in leaf.Nums[index + 1]]
        for leaf in tree.Kids
        for index in range(0, len(leaf.Nums), 2)
    }
