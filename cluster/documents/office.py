"""Official papers as Word files, filled into a template that the office may change.

A template is not trusted: it may name the placeholders below and nothing else, so that filling
it in can neither run anything nor reach anything but the words of one paper.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cluster.documents import office_blocks as blocks
from cluster.documents.letterhead import unbroken_names, written_day
from cluster.documents.office_pen import GRID, NOTE, STYLES, Pen, set_widths
from cluster.documents.official import WIDE_TEXT_WIDTH, OfficialPaper
from cluster.domain.errors import RuleViolation, _

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDS: dict[str, Callable[[OfficialPaper], str]] = {
    "co_quan_chu_quan": lambda paper: unbroken_names(paper.letterhead.authority),
    "co_quan_ban_hanh": lambda paper: unbroken_names(paper.letterhead.issuer),
    "so": lambda paper: paper.letterhead.number or "…………/………",
    "dia_danh_ngay_thang": lambda paper: (
        f"{paper.letterhead.place}, {written_day(paper.letterhead.dated)}"
    ),
    "ten_van_ban": lambda paper: paper.title,
    "trich_yeu": lambda paper: unbroken_names(paper.subject),
}
"""The placeholders that stand for a few words, anywhere in the template."""
BLOCKS = {
    "kinh_gui": blocks.write_address,
    "can_cu": blocks.write_bases,
    "noi_dung": blocks.write_sections,
    "ky_ten": blocks.write_closing,
}
"""The placeholders that stand for whole parts: each alone in a paragraph of the page."""
NEEDED = ("so", "ten_van_ban", "noi_dung", "ky_ten")
PLACEHOLDERS = (*WORDS, *BLOCKS)

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
ANY_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{\{|\}\}|\{%|%\}|\{#|#\}", re.DOTALL)
FIELD = re.compile(r"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr=\"([^\"]*)\"", re.DOTALL)
HARMLESS_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "TITLE"}
FOREIGN_PARTS = ("/word/vbaProject", "/word/embeddings/", "/word/activeX/", "/word/afchunk")
MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where a block comes, while the words are filled in."""
NO_TIME = (1980, 1, 1, 0, 0, 0)

UNREADABLE = _("This is not a Word file (.docx) that can be read.")


def fill(paper: OfficialPaper, template: bytes) -> bytes:
    """Return the paper as a Word file; the same paper and template give the same bytes.

    Raises RuleViolation for a template that names what is not known.
    """
    opened = _opened(template)
    _check(opened)
    _forget_origin(opened)
    words = {name: word(paper) for name, word in WORDS.items()}
    _leave_out_empty(opened, words)
    opened.render(
        words | {name: f"{MARK}{name}{MARK}" for name in BLOCKS},
        jinja_env=_sandbox(),
        autoescape=True,
    )
    document = Document(BytesIO(_saved(opened.docx)))
    if paper.is_wide:
        _turn(document)
    _write_blocks(document, paper)
    return _without_times(_saved(document))


def check_template(template: bytes) -> None:
    """Refuse a template that cannot be filled in, naming everything in it that is not known."""
    _check(_opened(template))


def _opened(template: bytes) -> Any:
    try:
        opened = DocxTemplate(BytesIO(template))
        opened.init_docx()
    except (BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise RuleViolation(UNREADABLE, field="file") from None
    return opened


def _saved(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _check(opened: Any) -> None:
    _check_harmless(opened)
    texts = [opened.patch_xml(text) for text in _markup(opened)]
    tags = [tag for text in texts for tag in ANY_TAG.findall(text)]
    unknown = [tag for tag in tags if not _is_known(tag)]
    if unknown:
        raise RuleViolation(
            _(
                "The template has what nobody can fill in: %(unknown)s. What can be filled in is:"
                " %(known)s.",
                unknown=", ".join(dict.fromkeys(map(_shown, unknown))),
                known=", ".join(f"{{{{ {name} }}}}" for name in PLACEHOLDERS),
            ),
            field="file",
        )
    _check_complete(opened, [name for tag in tags for name in PLACEHOLDER.findall(tag)])


def _is_known(tag: str) -> bool:
    match = PLACEHOLDER.fullmatch(tag)
    return match is not None and match[1] in PLACEHOLDERS


def _shown(tag: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", tag).split())[:60]


def _check_complete(opened: Any, named: Sequence[str]) -> None:
    """Refuse a template without what every paper has, or without the styles its parts are set in.

    A block must stand alone in a paragraph of the page itself, since it becomes many of them.
    """
    alone = [paragraph.text.strip() for paragraph in opened.docx.paragraphs]
    missing = [name for name in NEEDED if name not in named]
    matches = [PLACEHOLDER.fullmatch(text) for text in alone]
    standing_alone = Counter(match[1] for match in matches if match)
    missing += [name for name in BLOCKS if named.count(name) != standing_alone[name]]
    if missing:
        raise RuleViolation(
            _(
                "The template lacks, once and alone in a paragraph of the page: %(names)s.",
                names=", ".join(f"{{{{ {name} }}}}" for name in missing),
            ),
            field="file",
        )
    lacking = [name for name in (*STYLES, GRID) if name not in opened.docx.styles]
    if lacking:
        raise RuleViolation(
            _("The template lacks the styles: %(names)s.", names=", ".join(lacking)), field="file"
        )


def _check_harmless(opened: Any) -> None:
    """Refuse what reaches outside the file, runs, or hides another file."""
    package = opened.docx.part.package
    outside = any(
        relation.is_external and not relation.reltype.endswith("/hyperlink")
        for part in (package, *package.iter_parts())
        for relation in part.rels.values()
    )
    foreign = any(str(part.partname).startswith(FOREIGN_PARTS) for part in package.iter_parts())
    said = [
        (complex_ or simple).split()
        for text in _markup(opened)
        for complex_, simple in FIELD.findall(text)
    ]
    fields = {words[0].upper() for words in said if words}
    if outside or foreign or fields - HARMLESS_FIELDS:
        raise RuleViolation(
            _("The template fetches or runs something, which a paper must not."), field="file"
        )


def _markup(opened: Any) -> Iterator[str]:
    """Give the text of every part of the file that is written in XML."""
    for part in opened.docx.part.package.iter_parts():
        if str(part.partname).startswith("/word/") and str(part.partname).endswith(".xml"):
            yield part.blob.decode("utf-8", "replace")


def _sandbox() -> Any:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _leave_out_empty(opened: Any, words: Mapping[str, str]) -> None:
    """Take those lines out of the template's tables that would say nothing, but a cell's last."""
    for cell in (cell for table in opened.docx.tables for row in table.rows for cell in row.cells):
        for paragraph in cell.paragraphs:
            named = PLACEHOLDER.fullmatch(paragraph.text.strip())
            if named and words.get(named[1]) == "" and len(cell.paragraphs) > 1:
                _remove(paragraph)


def _forget_origin(opened: Any) -> None:
    """Leave no words of the template's own in the properties of the file, and no clock."""
    about = opened.docx.core_properties
    for name in ("author", "comments", "identifier", "last_modified_by", "subject", "title"):
        setattr(about, name, "")
    about.language = "vi"
    about.created = about.modified = datetime(*NO_TIME, tzinfo=UTC)
    about.revision = 1


def _write_blocks(document: Any, paper: OfficialPaper) -> None:
    for paragraph in document.paragraphs:
        writer = BLOCKS.get(paragraph.text.strip().strip(MARK)) if MARK in paragraph.text else None
        if writer:
            writer(Pen(document, paragraph), paper)
            _remove(paragraph)
    end = document.add_paragraph()
    blocks.write_annex(Pen(document, end), paper)
    _remove(end)
    top = document.element.body[0]
    for mark in paper.marks:
        top.addprevious(document.add_paragraph(mark, NOTE)._p)  # noqa: SLF001  no public way


def _remove(paragraph: Any) -> None:
    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001  no public way


def _turn(document: Any) -> None:
    """Lay the sheet on its side, with the margins of our wide papers; its tables grow with it."""
    first = document.sections[0]
    room = (first.page_width - first.left_margin - first.right_margin) / Mm(1)
    for paragraph in document.paragraphs:
        _keep_short(paragraph, WIDE_TEXT_WIDTH - room)
    for table in document.tables:
        widths = [(column.width or 0) / Mm(1) for column in table.columns]
        grown = [width * WIDE_TEXT_WIDTH / room for width in widths]
        set_widths(table, grown)
        for row in table.rows:
            for cell, width, before in zip(row.cells, grown, widths, strict=True):
                for paragraph in cell.paragraphs:
                    _keep_short(paragraph, width - before)
    for page in document.sections:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.left_margin, page.right_margin = Mm(20), Mm(297 - 20 - WIDE_TEXT_WIDTH)


def _keep_short(paragraph: Any, more: float) -> None:
    """Leave a line that is held in from both sides as long as it was, in so much more room."""
    layout = paragraph.paragraph_format
    if layout.left_indent and layout.right_indent:
        layout.left_indent += Mm(more / 2)
        layout.right_indent += Mm(more / 2)


def _without_times(word: bytes) -> bytes:
    """Write the parts of the file again without the time at which it was made."""
    written = BytesIO()
    with ZipFile(BytesIO(word)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = ZipInfo(name, NO_TIME)
            part.compress_type = ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return written.getvalue()
