from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cluster.database import db
from cluster.domain.errors import NotAllowed, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.rulebook import (
    CRITERION_KIND_NAMES,
    CriterionKind,
    RuleBook,
    rulebook_from_data,
    rulebook_to_data,
)
from cluster.domain.rulebook_words import FORMULA_NAMES
from cluster.domain.vietnamese import fold
from cluster.language import say
from cluster.models import AuditEntry, Year
from cluster.services import rulebook, spreadsheets
from cluster.services.spreadsheets import BookProposal, Upload
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.rulebook import make_rulebook
from tests.make.scoring import COMPARED, acting
from tests.make.years import make_year
from tests.spreadsheets.libreoffice import convert, needs_libreoffice

KEY = "the installation's own"
SAMPLE = rulebook_from_data({**rulebook.sample_data(), "version": 1})


def download(year: Year, locale: str = "vi") -> bytes:
    return spreadsheets.rulebook_workbook(SYSTEM, year.id, locale=locale, now=NOW).content


def template(year: Year) -> bytes:
    return spreadsheets.template_workbook(SYSTEM, year.id, locale="vi", now=NOW).content


def saved(workbook: Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def sheet_of(workbook: Workbook, mark: str) -> Worksheet:
    return next(sheet for sheet in workbook.worksheets if sheet["A1"].value == mark)


def cell_of(sheet: Worksheet, code: str, key: str, nth: int = 0) -> Any:
    column = next(c.column for c in sheet[1] if c.value == key)
    rows = [cell.row for (cell,) in sheet.iter_rows(min_row=3, max_col=1) if cell.value == code]
    return sheet.cell(rows[nth], column)


def changed(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    workbook = load_workbook(BytesIO(content))
    change(workbook)
    return saved(workbook)


def preview(
    app: Flask, year: Year, content: bytes, actor: Actor = SYSTEM, name: str = "tieu-chi.xlsx"
) -> BookProposal:
    upload = Upload(filename=name, content=BytesIO(content), store=app.extensions["files"])
    return spreadsheets.preview_rulebook(actor, year.id, upload, key=KEY)


def save(year: Year, proposal: BookProposal) -> None:
    assert proposal.token is not None
    spreadsheets.save_rulebook(SYSTEM, year.id, proposal.token, key=KEY, now=NOW)


def stored(year: Year) -> RuleBook:
    db.session.rollback()
    return rulebook.view(SYSTEM, year.id).book


def draft(book: RuleBook = RULEBOOK) -> Year:
    year = make_year()
    make_rulebook(year, rulebook_to_data(book), published=False)
    return year


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(RULEBOOK, id="the tests' rule book"),
        pytest.param(SAMPLE, id="the sample"),
        pytest.param(COMPARED, id="members compared"),
    ],
)
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_what_is_downloaded_changes_nothing_when_it_comes_back(
    app: Flask, book: RuleBook, locale: str
) -> None:
    year = draft(book)

    proposal = preview(app, year, download(year, locale))
    assert (proposal.faults, proposal.new, proposal.token) == ((), stored(year), None)


@needs_libreoffice
def test_nor_after_libreoffice_has_saved_it(app: Flask, tmp_path: Path) -> None:
    year = draft(SAMPLE)
    content = convert(download(year), tmp_path, "ods")

    proposal = preview(app, year, content, name="tieu-chi.ods")
    assert (proposal.faults, proposal.token) == ((), None)


def test_a_rule_book_is_made_from_the_template(app: Flask) -> None:
    year = make_year()

    def fill(workbook: Workbook) -> None:
        lines = sheet_of(workbook, "CTD-LINES")
        keys = [cell.value for cell in lines[1]]
        rows: list[dict[str, Any]] = [
            {
                "CTD-LINES": "I",
                "kind": say(CRITERION_KIND_NAMES[CriterionKind.SECTION], "vi"),
                "name_vi": "Kết quả",
                "name_en": "Results",
            },
            {
                "CTD-LINES": "I.1",
                "parent_code": "I",
                "kind": say(CRITERION_KIND_NAMES[CriterionKind.CONTENT], "en").upper(),
                "name_vi": "Báo cáo đúng hạn",
                "name_en": "Reports on time",
                "max_points": "100",
                "formula": fold(say(FORMULA_NAMES["yes_no"], "vi")),
            },
        ]
        for number, row in enumerate(rows, start=3):
            for key, value in row.items():
                lines.cell(number, keys.index(key) + 1).value = value
        parts = sheet_of(workbook, "CTD-PARTS")
        for number, (key, name, points) in enumerate(
            [("on_time", "Đúng hạn", 100), ("late", "Trễ hạn", "50,5")], start=3
        ):
            for column, value in zip(
                (1, 2, 3, 4, 6), ("I.1", key, name, name, points), strict=True
            ):
                parts.cell(number, column).value = value

    proposal = preview(app, year, changed(template(year), fill))

    assert (proposal.faults, proposal.problems, proposal.old) == ((), (), None)
    save(year, proposal)
    book = stored(year)
    assert [line.code for line in book.criteria] == ["I", "I.1"]
    assert [part.points for part in book.get("I.1").formula.choices] == [  # type: ignore[union-attr]
        Decimal(100),
        Decimal("50.5"),
    ]
    rulebook.publish(SYSTEM, rulebook.view(SYSTEM, year.id).version.id, now=NOW)


def test_a_dry_run_shows_what_changes_and_changes_nothing(app: Flask) -> None:
    year = draft()
    before = stored(year)

    def change(workbook: Workbook) -> None:
        lines = sheet_of(workbook, "CTD-LINES")
        cell_of(lines, "III.1", "name_vi").value = "Thành lập hợp tác xã"
        cell_of(lines, "III.1", "max_points").value = "14,5"

    proposal = preview(app, year, changed(download(year), change))

    assert proposal.new is not None
    assert proposal.new.get("III.1").max_points == Decimal("14.5")
    assert [(found.cell, str(found.problem)) for found in proposal.problems][-1] == (
        "",
        "The content lines add up to 99.5 points, the scale is 100.",
    )
    assert stored(year) == before
    save(year, proposal)
    assert stored(year) == proposal.new


def test_every_line_that_changes_is_recorded(app: Flask) -> None:
    year = draft()

    def change(workbook: Workbook) -> None:
        lines = sheet_of(workbook, "CTD-LINES")
        cell_of(lines, "III.1", "name_vi").value = "Thành lập hợp tác xã"
        settings = sheet_of(workbook, "CTD-SETTINGS")
        settings["B3"] = 200
        cell_of(lines, "VI.2", "CTD-LINES").value = "VI.9"

    save(year, preview(app, year, changed(download(year), change)))

    actions = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions[-5:] == [
        "rulebook.settings_changed",
        "criterion.deleted",
        "criterion.changed",
        "criterion.added",
        "rulebook.imported",
    ]
    assert stored(year).scale == Decimal(200)


def test_a_change_between_showing_and_confirming_saves_nothing(app: Flask) -> None:
    year = draft()

    def change(workbook: Workbook) -> None:
        cell_of(sheet_of(workbook, "CTD-LINES"), "III.1", "name_vi").value = "Tên khác"

    proposal = preview(app, year, changed(download(year), change))
    page = rulebook.view(SYSTEM, year.id)
    line, key = page.book.get("III.2.1"), page.keys["III.2.1"]
    rulebook.change_criterion(
        SYSTEM, key.id, replace(line, unit="lớp"), revision=key.revision, now=NOW
    )
    before = stored(year)

    with pytest.raises(RuleViolation, match="Something has changed since"):
        save(year, proposal)
    assert stored(year) == before


def bad(mark: str, code: str, key: str, value: Any) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        cell_of(sheet_of(workbook, mark), code, key).value = value

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param(
            bad("CTD-LINES", "III.1", "kind", "lung tung"), "is not one of", id="unknown kind"
        ),
        pytest.param(
            bad("CTD-LINES", "III.1", "max_points", "nhiều"), "cannot be read", id="no number"
        ),
        pytest.param(bad("CTD-LINES", "III.1", "name_vi", None), "Fill this cell in", id="no name"),
        pytest.param(
            bad("CTD-LINES", "IV.2", "step", None), "Fill this cell in", id="rule without its step"
        ),
        pytest.param(
            bad("CTD-LINES", "III.1", "parent_code", "X"), "which does not exist", id="no section"
        ),
        pytest.param(bad("CTD-LINES", "VI.2", "CTD-LINES", "III.1"), "more than once", id="twice"),
        pytest.param(
            bad("CTD-PARTS", "IV.1", "CTD-PARTS", "X"), "no line with this code", id="stray part"
        ),
        pytest.param(
            bad("CTD-PARTS", "IV.1", "CTD-PARTS", "III.1"), "has no bands", id="part elsewhere"
        ),
        pytest.param(bad("CTD-PARTS", "IV.1", "points", None), "Fill this cell in", id="no points"),
    ],
)
def test_every_bad_row_is_named(
    app: Flask, change: Callable[[Workbook], None], problem: str
) -> None:
    year = draft()

    proposal = preview(app, year, changed(download(year), change))

    assert problem in str(proposal.faults[0].problem)
    assert (proposal.new, proposal.token) == (None, None)


def test_a_workbook_that_is_no_rule_book_is_refused(app: Flask) -> None:
    year = draft()

    with pytest.raises(RuleViolation, match="has no sheet “Sections and criteria” of a rule book"):
        preview(app, year, saved(Workbook()))


def test_only_who_writes_the_rule_book_may_send_one(app: Flask) -> None:
    year = draft()

    with pytest.raises(NotAllowed):
        preview(app, year, download(year), acting(year, Role.REVIEWER))
