"""The register of papers: numbers without a gap, reprints, void papers, copies to take along."""

from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, IssuedPaper, Year
from cluster.services import printing, years
from cluster.services.printing import register
from cluster.services.printing.register import RegisterLine, Standing, Wanted
from cluster.spreadsheets.reading import read_workbook
from tests.conftest import NOW
from tests.documents.reading import read
from tests.make.awards import decide, issue, make_frozen_year, member_of, propose_person
from tests.make.orders import order_list, run, start
from tests.make.queries import count_queries
from tests.make.scoring import acting


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


def certify(year: Year, *names: str) -> list[IssuedPaper]:
    """Issue a certificate for each of these persons."""
    awards = [propose_person(year, name) for name in names]
    decide(year, awards, number=f"{names[0]}/QĐ")
    return [issue(year, PaperKind.AWARD, award.id) for award in awards]


def listed_papers(year: Year, *names: str) -> list[IssuedPaper]:
    """Print a certificate for each of these persons from a list."""
    order = order_list(year, [{"Họ và tên": name} for name in names])
    start(year, order)
    run(order)
    return list(db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)))


def listed(year: Year, **wanted: object) -> list[RegisterLine]:
    return register.list_register(SYSTEM, year.id, Wanted(**wanted)).lines


def void(year: Year, paper: IssuedPaper, **changes: Any) -> None:
    register.void(SYSTEM, year.id, paper.id, **({"reason": "Sai tên"} | changes), now=NOW)


def reprint(year: Year, paper: IssuedPaper, reason: str = "Rách") -> bytes:
    store = current_app.extensions["files"]
    return register.reprint_with_reason(SYSTEM, store, year.id, paper.id, reason=reason, now=NOW)[1]


def test_each_kind_of_paper_has_a_series_of_its_own(year: Year) -> None:
    certify(year, "An", "Bình")
    issue(year, PaperKind.STANDINGS)
    certify(year, "Cúc")

    assert [(line.serial, line.kind) for line in listed(year)] == [
        ("3/2026/GCN-CTĐ", PaperKind.AWARD),
        ("1/2026", PaperKind.STANDINGS),
        ("2/2026/GCN-CTĐ", PaperKind.AWARD),
        ("1/2026/GCN-CTĐ", PaperKind.AWARD),
    ]


def test_the_office_says_how_a_series_is_written_and_where_it_begins(year: Year) -> None:
    printing.set_series(
        SYSTEM, year.id, series="award", pattern="{n:04}/GK-{year}", first=121, now=NOW
    )
    certify(year, "An")
    printing.set_series(SYSTEM, year.id, series="award", pattern="{n}", first=121, now=NOW)
    certify(year, "Bình")

    assert [line.serial for line in listed(year)] == ["122", "0121/GK-2026"]
    with pytest.raises(RuleViolation, match="2 numbers have been given"):
        printing.set_series(SYSTEM, year.id, series="award", pattern="{n}", first=1, now=NOW)
    series = {each.series: each for each in printing.list_series(SYSTEM, year.id)}
    assert (series["award"].given, series["award"].next) == (2, "123")
    assert series["golden_book"].next == ""


@pytest.mark.parametrize(
    ("series", "pattern", "field"),
    [
        pytest.param("poster", "{n}", "series", id="a series that does not exist"),
        pytest.param("award", "", "pattern", id="no pattern"),
    ],
)
def test_a_wrong_numbering_is_refused(year: Year, series: str, pattern: str, field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        printing.set_series(SYSTEM, year.id, series=series, pattern=pattern, first=1, now=NOW)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("nguyen thi an", ["Nguyễn Thị Ẩn"], id="without accents"),
        pytest.param("THỊ ẨN", ["Nguyễn Thị Ẩn"], id="with accents and capitals"),
        pytest.param("nguyen", ["Nguyễn Đức", "Nguyễn Thị Ẩn"], id="several, newest first"),
        pytest.param("2/2026", ["Nguyễn Đức"], id="by its number"),
        pytest.param("nobody", [], id="nobody"),
    ],
)
def test_papers_are_found_by_name_whatever_the_accents(
    year: Year, words: str, found: list[str]
) -> None:
    certify(year, "Nguyễn Thị Ẩn", "Nguyễn Đức", "Lê Bình")

    assert [line.title.removeprefix("Bằng khen – Ông ") for line in listed(year, words=words)] == (
        found
    )


def test_papers_are_found_by_kind_state_and_order(year: Year) -> None:
    first, second = certify(year, "An", "Bình")
    standings = issue(year, PaperKind.STANDINGS)
    void(year, first)
    order = order_list(year, [{"Họ và tên": "Lê Văn Cúc"}])
    start(year, order)
    run(order)
    (ordered,) = listed(year, order_id=order.id)

    assert ordered.title == "Giấy khen – Bà Lê Văn Cúc"
    assert [x.id for x in listed(year, kind=PaperKind.STANDINGS)] == [standings.id]
    assert [x.id for x in listed(year, standing=Standing.VOID)] == [first.id]
    assert [x.id for x in listed(year, standing=Standing.VALID)] == [
        ordered.id,
        standings.id,
        second.id,
    ]


def test_the_register_is_shown_a_page_at_a_time(year: Year) -> None:
    papers = certify(year, "An", "Bình", "Cúc")

    page = register.list_register(SYSTEM, year.id, Wanted(), first=1, most=1)

    assert (page.total, [line.id for line in page.lines]) == (3, [papers[1].id])


def test_a_reprint_is_the_same_bytes_and_its_reason_is_kept(year: Year) -> None:
    (paper,) = certify(year, "An")
    store = current_app.extensions["files"]
    before = printing.reprint(SYSTEM, store, year.id, paper.id)[1]

    assert reprint(year, paper, "Bị rách khi trao") == before
    reprint(year, paper, "Ướt mưa")
    line, reprints, order_id = register.get_line(SYSTEM, year.id, paper.id)
    assert [each.reason for each in reprints] == ["Bị rách khi trao", "Ướt mưa"]
    assert (line.reprints, order_id) == (2, None)


def test_without_a_reason_nothing_is_reprinted_or_void(year: Year) -> None:
    (paper,) = certify(year, "An")

    with pytest.raises(RuleViolation, match="Say why"):
        reprint(year, paper, " ")
    with pytest.raises(RuleViolation, match="Say why"):
        void(year, paper, reason=" ")


def test_a_void_paper_is_void_for_good(year: Year) -> None:
    (paper,) = certify(year, "An")
    void(year, paper)

    assert [line.void_reason for line in listed(year)] == ["Sai tên"]
    with pytest.raises(RuleViolation, match="is void and is not printed again"):
        reprint(year, paper)
    with pytest.raises(RuleViolation, match="void already"):
        void(year, paper)


def test_the_next_issue_takes_the_place_of_a_void_one_under_a_new_number(year: Year) -> None:
    (paper,) = certify(year, "An")
    void(year, paper, reason="Mất")

    again = issue(year, PaperKind.AWARD, int(paper.subject.partition("/")[2]))

    assert [(line.serial, line.replaced_by, line.issue) for line in listed(year)] == [
        ("2/2026/GCN-CTĐ", "", 2),
        ("1/2026/GCN-CTĐ", "2/2026/GCN-CTĐ", 1),
    ]
    assert again.sha256 == paper.sha256


def test_a_void_paper_names_the_one_that_takes_its_place(year: Year) -> None:
    wrong, right, lost = listed_papers(year, "Nguyễn Văn Am", "Nguyễn Văn An", "Lê Văn Bình")
    void(year, lost)
    with pytest.raises(RuleViolation, match="are they for the same recipient") as question:
        void(year, wrong, replaced_by=right.serial)
    void(year, wrong, replaced_by=right.serial, is_same_recipient=True)

    assert question.value.field == "is_same_recipient"
    assert listed(year)[-1].replaced_by == right.serial
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.after["replaced_by"] == f"{right.serial}: {right.title}"
    for serial in (right.serial, lost.serial, "99"):
        with pytest.raises(RuleViolation, match="no other valid paper") as refusal:
            void(year, right, replaced_by=serial)
        assert refusal.value.field == "replaced_by"


@pytest.mark.parametrize("kind", [PaperKind.AWARD, PaperKind.MEMBER_PLEDGE])
def test_somebody_elses_paper_takes_no_place(year: Year, kind: PaperKind) -> None:
    if kind is PaperKind.AWARD:
        mine, theirs = certify(year, "An", "Bình")
    else:
        mine, theirs = (issue(year, kind, member_of(year, place)) for place in (0, 1))

    with pytest.raises(RuleViolation, match="somebody or something else") as refusal:
        void(year, mine, replaced_by=theirs.serial, is_same_recipient=True)

    assert refusal.value.field == "replaced_by"
    assert [line.voided_at for line in listed(year)] == [None, None]


def test_a_draft_of_scores_takes_no_number(app: Flask) -> None:
    from tests.make.scoring import make_settled_year

    year = make_settled_year(2)
    issue(year, PaperKind.STANDINGS)

    assert [line.serial for line in listed(year)] == [""]


def test_the_workbook_lists_what_is_looked_for_in_the_order_of_issue(year: Year) -> None:
    wrong, right = listed_papers(year, "Nguyễn Văn Am", "Nguyễn Văn An")
    issue(year, PaperKind.STANDINGS)
    void(year, wrong, replaced_by=right.serial, is_same_recipient=True)

    content = printing.register_workbook(SYSTEM, year.id, Wanted(kind=PaperKind.AWARD), now=NOW)
    (grid,) = read_workbook(content)

    assert [(row[0], row[2], row[8]) for row in grid.rows[2:]] == [
        ("Số", "Văn bản", "Ghi chú"),
        (
            "1/2026/GCN-CTĐ",
            "Giấy khen – Bà Nguyễn Văn Am",
            "Đã hủy ngày 02/03/2026: Sai tên; thay bằng số 2/2026/GCN-CTĐ",
        ),
        ("2/2026/GCN-CTĐ", "Giấy khen – Bà Nguyễn Văn An", None),
    ]


def test_the_register_on_paper_says_the_same(year: Year) -> None:
    (paper,) = certify(year, "Nguyễn Văn An")
    void(year, paper)

    text = read(printing.register_paper(SYSTEM, year.id, Wanted(), now=NOW))[0].text

    for words in ("1/2026/GCN-CTĐ", "Nguyễn Văn An", "Sai tên", "Danh sách có 1 văn bản"):
        assert words in text


def test_a_letter_that_the_list_on_paper_cannot_have_is_named_and_excel_has_it(year: Year) -> None:
    (paper,) = certify(year, "Y Ƀhiŏ Ê̆ñuôl")
    assert [line.id for line in listed(year, words="bhio enuol")] == [paper.id]
    void(year, paper, reason="Sai 😀")

    with pytest.raises(RuleViolation, match=r"draw “😀” .* in Excel shows it all"):
        printing.register_paper(SYSTEM, year.id, Wanted(), now=NOW)
    assert printing.register_workbook(SYSTEM, year.id, Wanted(), now=NOW)


def test_the_register_of_thousands_is_read_in_parts(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify(year, "An", "Bình", "Cúc")
    whole = listed(year)
    monkeypatch.setattr(register, "AT_ONCE", 2)

    assert listed(year) == whole


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNCIL, Role.SYSADMIN])
def test_the_register_is_not_for_everybody(year: Year, role: Role) -> None:
    with pytest.raises(NotAllowed):
        register.list_register(acting(year, role), year.id, Wanted())


def test_the_auditor_reads_and_changes_nothing(year: Year) -> None:
    (paper,) = certify(year, "An")
    auditor = acting(year, Role.AUDITOR)

    assert len(register.list_register(auditor, year.id, Wanted()).lines) == 1
    with pytest.raises(NotAllowed):
        register.void(auditor, year.id, paper.id, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        printing.list_series(auditor, year.id)


def test_a_paper_of_another_year_does_not_exist_here(year: Year) -> None:
    (paper,) = certify(year, "An")
    other = years.open_year(SYSTEM, year.cluster_id, 2030, now=NOW)

    with pytest.raises(NotFound):
        register.get_line(SYSTEM, other.id, paper.id)
    with pytest.raises(NotFound):
        register.void(SYSTEM, other.id, paper.id, reason="x", now=NOW)


def test_the_register_asks_the_same_number_of_questions_for_few_and_many(year: Year) -> None:
    certify(year, "An")
    few = count_queries(lambda: listed(year))
    certify(year, "Bình", "Cúc", "Dũng")

    assert count_queries(lambda: listed(year)) == few
