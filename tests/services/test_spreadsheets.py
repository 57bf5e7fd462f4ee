from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Score, Year
from cluster.services import scoring, spreadsheets, years
from cluster.services.spreadsheets import Proposal, Upload
from tests.conftest import NOW
from tests.make.queries import count_queries
from tests.make.scoring import (
    COMPARED,
    FULL,
    acting,
    give,
    ids_of,
    make_scoring_year,
    officer,
    self_score,
)
from tests.spreadsheets.libreoffice import convert, needs_libreoffice

KEY = "the installation's own"
LATER = NOW + timedelta(hours=1)
Change = Callable[[Worksheet], None]


def download(actor: Actor, year: Year, alliance_id: int) -> bytes:
    return spreadsheets.member_workbook(
        actor, year.id, alliance_id, key=KEY, locale="vi", now=NOW
    ).content


def row_of(sheet: Worksheet, key: str) -> int:
    return next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == key)


def filled(content: bytes, figures: dict[str, Any], reasons: dict[str, str] | None = None) -> bytes:
    """Return the workbook with figures typed into the first sheet that asks for them."""
    workbook = load_workbook(BytesIO(content))
    for key, value in figures.items():
        sheet = workbook.worksheets[0]
        sheet.cell(row_of(sheet, key), 8).value = value
    for key, value in (reasons or {}).items():
        sheet = workbook.worksheets[0]
        sheet.cell(row_of(sheet, key), 9).value = value
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def preview(
    app: Flask, actor: Actor, year: Year, content: bytes, name: str = "phieu.xlsx", key: str = KEY
) -> Proposal:
    upload = Upload(filename=name, content=BytesIO(content), store=app.extensions["files"])
    return spreadsheets.preview_scores(actor, year.id, upload, key=key, now=LATER)


def save(actor: Actor, year: Year, proposal: Proposal, over: tuple[str, ...] = ()) -> int:
    assert proposal.token is not None
    return spreadsheets.save_scores(actor, year.id, proposal.token, over=over, key=KEY, now=LATER)


def stored() -> list[tuple[Any, ...]]:
    db.session.rollback()
    columns = (Score.alliance_id, Score.criterion_code, Score.layer, Score.revision, Score.points)
    rows = db.session.execute(db.select(*columns).order_by(Score.id)).all()
    return [tuple(row) for row in rows]


def entries() -> int:
    return db.session.scalar(db.select(db.func.count(AuditEntry.seq))) or 0


def test_what_is_downloaded_changes_nothing_when_it_comes_back(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    self_score(year, first, {**FULL, "III.1": Measure(actual=Decimal("1234.5"))})

    for content in (download(officer(year, first), year, first),):
        proposal = preview(app, officer(year, first), year, content)
        assert (proposal.changes, proposal.faults, proposal.token) == ((), (), None)


@needs_libreoffice
@pytest.mark.parametrize("endings", [("ods",), ("ods", "xlsx")])
def test_nor_after_libreoffice_has_saved_it(
    app: Flask, tmp_path: Path, endings: tuple[str, ...]
) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    self_score(year, first)
    content = convert(download(officer(year, first), year, first), tmp_path, *endings)

    proposal = preview(app, officer(year, first), year, content, f"phieu.{endings[-1]}")
    assert (proposal.changes, proposal.faults) == ((), ())


def test_a_dry_run_shows_the_difference_and_changes_nothing(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    self_score(year, first)
    before, noted = stored(), entries()
    content = filled(
        download(officer(year, first), year, first),
        {"III.1|actual": "15,5", "IV.1|choice": None},
        {"IV.1|choice": "Báo cáo nhầm"},
    )

    proposal = preview(app, officer(year, first), year, content)

    assert [
        (c.criterion.code, c.old.points, c.new.points, c.new.reason, c.clash)
        for c in proposal.changes
    ] == [
        ("III.1", Decimal("15.00"), Decimal("7.75"), "Theo báo cáo", False),
        ("IV.1", Decimal("3.00"), None, "Báo cáo nhầm", False),
    ]
    assert list(proposal.changes[0].new.said.values()) == [Decimal("15.5")]
    assert proposal.token is not None
    assert (stored(), entries()) == (before, noted)


def test_confirming_saves_what_was_shown_with_its_record(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    self_score(year, first)
    content = filled(download(officer(year, first), year, first), {"III.1|actual": 15})
    before, noted = stored(), entries()

    assert save(officer(year, first), year, preview(app, officer(year, first), year, content)) == 1
    assert stored() == [*before, (first, "III.1", Layer.SELF, 2, Decimal("7.50"))]
    assert entries() == noted + 1


def test_confirming_twice_saves_once(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    content = filled(download(officer(year, first), year, first), {"III.1|actual": 15})
    proposal = preview(app, officer(year, first), year, content)

    assert save(officer(year, first), year, proposal) == 1
    assert save(officer(year, first), year, proposal) == 0
    assert len(stored()) == 1


def test_every_bad_cell_is_named_and_nothing_can_be_confirmed(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    content = download(officer(year, first), year, first)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = {key: row_of(sheet, key) for key in ("III.1|actual", "IV.1|choice", "VI.1|event:late")}
    content = filled(
        content,
        {"III.1|actual": "nhiều", "IV.1|choice": "chắc là có", "VI.1|event:late": 1.5},
    )

    proposal = preview(app, officer(year, first), year, content)

    assert [fault.cell for fault in proposal.faults] == [f"H{row}" for row in rows.values()]
    assert {fault.sheet for fault in proposal.faults} == {sheet.title}
    assert proposal.token is None


def test_a_figure_that_the_rule_refuses_is_named_at_its_cell(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    content = download(officer(year, first), year, first)
    row = row_of(load_workbook(BytesIO(content)).worksheets[0], "IV.2|judged")

    proposal = preview(
        app, officer(year, first), year, filled(content, {"IV.2|judged": 2, "III.1|actual": -1})
    )

    assert [(f.cell, str(f.problem)) for f in proposal.faults][1] == (
        f"I{row}",
        "A judgement needs a reason.",
    )


def test_what_somebody_else_saved_since_stays_unless_it_is_ticked(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    member = officer(year, first)
    content = filled(download(member, year, first), {"III.1|actual": 15, "III.2.1|actual": 5})
    give(member, year, first, "III.1", Layer.SELF, Measure(actual=Decimal(20)))

    proposal = preview(app, member, year, content)
    assert [(c.criterion.code, c.clash, c.old.points) for c in proposal.changes] == [
        ("III.1", True, Decimal("10.00")),
        ("III.2.1", False, None),
    ]

    assert save(member, year, proposal) == 1
    assert stored()[-1][1:4] == ("III.2.1", Layer.SELF, 1)
    assert save(member, year, proposal, (proposal.changes[0].id,)) == 1
    assert stored()[-1][1:4] == ("III.1", Layer.SELF, 2)


def test_a_change_between_showing_and_confirming_saves_nothing(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    member = officer(year, first)
    content = filled(download(member, year, first), {"III.1|actual": 15, "III.2.1|actual": 5})
    proposal = preview(app, member, year, content)
    give(member, year, first, "III.2.1", Layer.SELF, Measure(actual=Decimal(1)))
    before = stored()

    with pytest.raises(RuleViolation, match="Something has changed since"):
        save(member, year, proposal)
    assert stored() == before


def tampered(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "III.1|actual"), 5).value = 1


def swapped(sheet: Worksheet) -> None:
    first, second = row_of(sheet, "III.1|actual"), row_of(sheet, "III.2.1|actual")
    sheet.cell(first, 1).value, sheet.cell(second, 1).value = "III.2.1|actual", "III.1|actual"


def unsealed(sheet: Worksheet) -> None:
    sheet["A1"] = None


def resealed(sheet: Worksheet) -> None:
    sheet["A1"] = str(sheet["A1"].value)[:-2] + "xx"


def merged(sheet: Worksheet) -> None:
    row = row_of(sheet, "VI.1|event:late")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=8, end_column=8)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(tampered, "The locked cells of the sheet", id="another target"),
        pytest.param(swapped, "The locked cells of the sheet", id="rows exchanged"),
        pytest.param(unsealed, "There is no sheet of this program", id="no seal"),
        pytest.param(resealed, "was made for another year, or by another", id="forged seal"),
        pytest.param(merged, "These cells are merged: H", id="merged cells"),
    ],
)
def test_a_sheet_that_is_not_whole_is_refused(app: Flask, change: Change, sentence: str) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    workbook = load_workbook(BytesIO(download(officer(year, first), year, first)))
    change(workbook.worksheets[0])

    with pytest.raises(RuleViolation) as refused:
        preview(app, officer(year, first), year, saved(workbook))
    assert sentence in str(refused.value)


def test_a_sheet_of_another_installation_is_refused(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    content = download(officer(year, first), year, first)

    with pytest.raises(RuleViolation, match="by another installation"):
        preview(app, officer(year, first), year, content, key="another")


def test_a_sheet_that_is_in_the_workbook_twice_is_refused(app: Flask) -> None:
    year = make_scoring_year()
    first = ids_of(year)[0]
    workbook = load_workbook(BytesIO(download(officer(year, first), year, first)))
    workbook.worksheets[0].title = "Phiếu"
    workbook.copy_worksheet(workbook.worksheets[0])

    with pytest.raises(RuleViolation, match="is in the workbook twice"):
        preview(app, officer(year, first), year, saved(workbook))


def test_nobody_fills_for_another_member_or_out_of_time(app: Flask) -> None:
    year = make_scoring_year()
    first, second, _third = ids_of(year)
    content = filled(download(officer(year, first), year, first), {"III.1|actual": 15})

    with pytest.raises((NotAllowed, NotFound)):
        preview(app, officer(year, second), year, content)
    proposal = preview(app, officer(year, first), year, content)
    with pytest.raises(RuleViolation, match="is not what was shown"):
        save(Actor(user_id=7, name="x", grants=officer(year, first).grants), year, proposal)
    with pytest.raises(NotFound):
        download(acting(year, Role.REVIEWER), year, first)
    assert stored() == []


def bomb() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40 * 1024 * 1024)
    return file.getvalue()


def test_a_wrong_file_is_refused(app: Flask) -> None:
    year = make_scoring_year()
    actor = officer(year, ids_of(year)[0])

    for name, content, sentence in [
        ("diem.csv", b"a,b", "Send an Excel or OpenDocument workbook"),
        ("diem.xlsx", b"Ten,Diem\nDak Lak,5", "The file is not what its ending"),
        ("diem.xlsx", saved(Workbook()), "There is no sheet of this program"),
        ("diem.xlsx", b"PK" + b"\0" * 11 * 1024 * 1024, "The file is larger than 10 MB"),
        ("diem.xlsx", b"", "The file is empty"),
        ("diem.xlsx", bomb(), "The file would unpack to a dangerous size"),
        ("diem.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") * 99, "protected by a password"),
    ]:
        with pytest.raises(RuleViolation, match=sentence):
            preview(app, actor, year, content, name)


def test_reviewers_fill_their_layer_for_all_members(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    reviewer = acting(year, Role.REVIEWER)
    book = spreadsheets.score_workbook(reviewer, year.id, key=KEY, locale="vi", now=NOW)
    workbook = load_workbook(BytesIO(book.content))
    forms = [sheet for sheet in workbook if str(sheet["A1"].value).startswith("CTD-1:")]
    assert len(forms) == 3
    for sheet in forms:
        sheet.cell(row_of(sheet, "III.1|actual"), 8).value = 15
    proposal = preview(app, reviewer, year, saved(workbook))
    assert {str(fault.problem) for fault in proposal.faults} == {
        "Say why the points differ: 7.50 instead of 15.00."
    }
    for sheet in forms:
        sheet.cell(row_of(sheet, "III.1|actual"), 9).value = "Thiếu minh chứng"

    assert save(reviewer, year, preview(app, reviewer, year, saved(workbook))) == 3


def texts(content: bytes) -> str:
    workbook = load_workbook(BytesIO(content))
    return "\n".join(
        str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row
    )


def test_a_workbook_shows_no_more_than_the_page(app: Flask) -> None:
    year = make_scoring_year(book=COMPARED)
    first, second, _third = ids_of(year)
    self_score(year, first)
    canary = Measure(actual=Decimal("17.625"))
    give(officer(year, second), year, second, "III.1", Layer.SELF, canary, reason="CHIM HOÀNG YẾN")

    for actor in (officer(year, first), acting(year, Role.SECRETARY)):
        book = spreadsheets.score_workbook(actor, year.id, key=KEY, locale="vi", now=NOW)
        shown = texts(book.content)
        assert "17.625" not in shown
        assert "CHIM" not in shown
    content = filled(download(officer(year, first), year, first), {"III.1|actual": 15})
    proposal = preview(app, officer(year, first), year, content)
    assert [change.new.points for change in proposal.changes] == [None]
    own = spreadsheets.score_workbook(officer(year, second), year.id, key=KEY, locale="vi", now=NOW)
    assert "CHIM" in texts(own.content)


def test_a_workbook_takes_as_many_queries_for_six_sheets_as_for_one(app: Flask) -> None:
    year = make_scoring_year(alliances=6)
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)

    def count(*alliance_ids: int) -> int:
        grants = [officer(year, alliance_id).grants for alliance_id in alliance_ids]
        actor = Actor(user_id=None, name="x", grants=tuple(chain(*grants)))
        year_id = year.id
        return count_queries(
            lambda: spreadsheets.score_workbook(actor, year_id, key=KEY, locale="vi", now=NOW)
        )

    assert count(*ids_of(year)) == count(ids_of(year)[0])


def test_the_table_says_what_the_page_says(app: Flask) -> None:
    year = make_scoring_year()
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)
    book = spreadsheets.score_workbook(
        acting(year, Role.AUDITOR), year.id, key=KEY, locale="vi", now=NOW
    )
    table = scoring.score_table(acting(year, Role.AUDITOR), year.id)
    sheet = load_workbook(BytesIO(book.content)).worksheets[0]

    assert book.filename == f"bang-diem-{table.year_number}.xlsx"
    shown = {row[0]: row[3:] for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]}
    assert {code: list(points) for code, points in shown.items()} == {
        row.criterion.code: [None if c.points is None else float(c.points) for c in row.cells]
        for row in table.rows
    }
    assert sheet.freeze_panes == "C4"
