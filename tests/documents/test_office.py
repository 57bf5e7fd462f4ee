"""Word templates: what the office may change in them, and what nobody may smuggle in."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement

from cluster.documents.letterhead import Signer
from cluster.documents.office import BLOCKS, PLACEHOLDERS, check_template, fill
from cluster.documents.office_template import built_in_template
from cluster.documents.official import TEXT_WIDTH, WIDE_TEXT_WIDTH, Section
from cluster.domain.errors import RuleViolation
from tests.documents import samples

Change = Callable[[Any], None]


def changed(change: Change) -> bytes:
    """Return the built-in template as somebody has changed it in Word."""
    document = Document(BytesIO(built_in_template()))
    change(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def with_text(text: str) -> Change:
    return lambda document: document.add_paragraph(text)


def refusal(template: bytes) -> str:
    with pytest.raises(RuleViolation) as refused:
        check_template(template)
    assert refused.value.field == "file"
    return str(refused.value)


def text_of(word: bytes) -> str:
    document = Document(BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_the_built_in_template_can_be_filled_in() -> None:
    check_template(built_in_template())

    text = text_of(fill(samples.official_paper(rows=2), built_in_template()))

    assert "{{ so }}" not in text
    assert "Số: 05/TTr-CTĐ" in text
    assert not any(name in text for name in PLACEHOLDERS if "_" in name)


def test_the_same_paper_and_template_give_the_same_bytes() -> None:
    paper = samples.official_paper(rows=2)

    assert fill(paper, built_in_template()) == fill(paper, built_in_template())


def test_what_the_office_has_changed_is_kept() -> None:
    def change(document: Any) -> None:
        document.add_paragraph("Điện thoại: 0258 000 000, số {{ so }}")
        split = document.sections[0].header.paragraphs[0]
        for piece in ("{", "{ trich", "_yeu }", "}"):
            split.add_run(piece)

    word = fill(samples.official_paper(rows=2), changed(change))

    assert "Điện thoại: 0258 000 000, số 05/TTr-CTĐ" in text_of(word)
    header = Document(BytesIO(word)).sections[0].header.paragraphs[0].text
    assert samples.official_paper().subject in header


def test_an_unknown_placeholder_is_refused_with_the_names_that_are_known() -> None:
    sentence = refusal(changed(with_text("Kính gửi {{ ten_don_vi }} và {{ ten_don_vi }}")))

    assert sentence.startswith(
        "The template has what nobody can fill in: {{ ten_don_vi }}. What can be filled in is:"
        " {{ co_quan_chu_quan }}, "
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ ''.__class__.__mro__[1].__subclasses__() }}", id="Python's insides"),
        pytest.param("{{ so.__init__.__globals__ }}", id="the insides of a known name"),
        pytest.param("{{ self }}", id="Jinja's own names"),
        pytest.param("{{ so|attr('format') }}", id="a filter"),
        pytest.param("{% for x in range(10 ** 9) %}x{% endfor %}", id="an endless loop"),
        pytest.param("{% include '/etc/passwd' %}", id="another file"),
        pytest.param("{# so #}", id="a comment"),
        pytest.param("{{ so", id="an open brace"),
        pytest.param("so }}", id="a closing brace"),
    ],
)
@pytest.mark.parametrize("place", ["page", "header", "footer"])
def test_a_template_runs_nothing(text: str, place: str) -> None:
    def change(document: Any) -> None:
        page = document.sections[0]
        where = {"page": document, "header": page.header, "footer": page.footer}[place]
        where.add_paragraph(text)

    assert "nobody can fill in" in refusal(changed(change))


def test_the_properties_of_the_file_are_never_filled_in() -> None:
    def change(document: Any) -> None:
        document.core_properties.title = "{{ 7 * 7 }}"
        document.core_properties.author = "{% for x in y %}"

    about = Document(BytesIO(fill(samples.official_paper(), changed(change)))).core_properties

    assert (about.title, about.author) == ("", "")


def drop(name: str) -> Change:
    def change(document: Any) -> None:
        for paragraph in document.paragraphs:
            if name in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)

    return change


@pytest.mark.parametrize("name", ["ten_van_ban", "noi_dung", "ky_ten"])
def test_what_every_paper_has_may_not_be_left_out(name: str) -> None:
    assert refusal(changed(drop(name))).endswith(f"of the page: {{{{ {name} }}}}.")


@pytest.mark.parametrize("name", BLOCKS)
def test_a_part_of_many_paragraphs_stands_alone_in_one(name: str) -> None:
    assert f"{{{{ {name} }}}}" in refusal(changed(with_text(f"Xem: {{{{ {name} }}}}")))


def test_whom_it_is_addressed_to_may_be_left_out() -> None:
    check_template(changed(drop("kinh_gui")))


def test_a_template_without_our_styles_names_them() -> None:
    def change(document: Any) -> None:
        document.styles["Ô bảng"].delete()

    assert refusal(changed(change)) == "The template lacks the styles: Ô bảng."


def fetch_a_picture(document: Any) -> None:
    document.part.relate_to("file:///etc/passwd", RELATIONSHIP_TYPE.IMAGE, is_external=True)


def hide_macros(document: Any) -> None:
    name = PackURI("/word/vbaProject.bin")
    part = Part(name, "application/vnd.ms-office.vbaProject", b"macro", document.part.package)
    document.part.relate_to(part, "http://schemas.microsoft.com/office/2006/vbaProject")


def fetch_a_text(document: Any) -> None:
    field = OxmlElement("w:instrText")
    field.text = ' INCLUDETEXT "/etc/passwd" '
    document.add_paragraph().add_run()._r.append(field)


@pytest.mark.parametrize("change", [fetch_a_picture, hide_macros, fetch_a_text])
def test_a_template_fetches_nothing(change: Change) -> None:
    assert refusal(changed(change)).startswith("The template fetches or runs something")


def empty_archive() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "a")
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7", id="a PDF"),
        pytest.param(empty_archive(), id="another archive"),
    ],
)
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "This is not a Word file (.docx) that can be read."


def test_words_keep_their_lines_and_a_symbol_its_hyphen_which_reads_as_any_other() -> None:
    said = ("Quyết định số 00/QĐ-LMHTXVN\nngày 05/12/2026",)
    paper = replace(samples.official_paper(), sections=(Section(paragraphs=said),))

    document = Document(BytesIO(fill(paper, built_in_template())))

    (run,) = next(each for each in document.paragraphs if "Quyết định" in each.text).runs
    assert run.text.replace("\u00a0", " ") == said[0]
    assert [child.tag.split("}")[1] for child in run._r] == ["t", "noBreakHyphen", "t", "br", "t"]


def test_every_row_of_a_table_stays_whole_and_its_headings_return() -> None:
    document = Document(BytesIO(fill(samples.official_paper(rows=3), built_in_template())))
    table = next(table for table in document.tables if table.cell(0, 0).text == "TT")
    marks = [[child.tag.split("}")[1] for child in row._tr.trPr] for row in table.rows]

    assert marks == [["tblHeader", "cantSplit"]] + [["cantSplit"]] * 4


def test_the_head_of_a_wide_paper_is_as_wide_as_its_sheet() -> None:
    paper = samples.official_paper()
    widths = [
        sum(column.width.mm for column in Document(BytesIO(word)).tables[0].columns)
        for word in (
            fill(paper, built_in_template()),
            fill(replace(paper, is_wide=True), built_in_template()),
        )
    ]
    assert widths == pytest.approx([TEXT_WIDTH, WIDE_TEXT_WIDTH], abs=0.1)


def test_names_of_several_signers_stand_in_one_row() -> None:
    paper = replace(
        samples.official_paper(),
        signers=(Signer(position="THƯ KÝ", name="Bà Một"), replace(samples.LEADER, name="Ông Hai")),
    )
    closing = Document(BytesIO(fill(paper, built_in_template()))).tables[-1]
    assert [cell.text for cell in closing.rows[1].cells] == ["Bà Một", "Ông Hai"]
