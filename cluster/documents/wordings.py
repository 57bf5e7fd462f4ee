"""Papers with a page of their own, told as official papers, so that they can be had in Word too."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cluster.documents.ballots import BallotRecord
from cluster.documents.official import (
    TEXT_WIDTH,
    WIDE_TEXT_WIDTH,
    Align,
    Column,
    OfficialPaper,
    Row,
    Section,
    Table,
)
from cluster.documents.paper import density, written_moment, written_number
from cluster.documents.scores import (
    ScoreSection,
    ScoreSummary,
    Standings,
    standings_places,
    summary_legend,
    summary_places,
)

CENTER, RIGHT = Align.CENTER, Align.RIGHT
MEMBER_WIDTHS = {"roomy": 21, "dense": 16, "full": 12}
CODE_WIDTH, MAXIMUM_WIDTH = 13, 14
EXPLAINED = (
    Column(heading="TT", width=14, align=CENTER),
    Column(heading="Tiêu chí", width=79),
    Column(heading="Điểm", width=15, align=RIGHT),
    Column(heading="Lớp điểm", width=29),
    Column(heading="Diễn giải", width=125),
)
ANNEX = "PHỤ LỤC: DIỄN GIẢI TỪNG ĐIỂM SỐ"


def as_official(paper: object) -> OfficialPaper | None:
    """Return the paper as its Word file says it; None for one that has no Word file."""
    match paper:
        case OfficialPaper():
            return paper
        case BallotRecord():
            return _ballot_record(paper)
        case ScoreSummary():
            return _score_summary(paper)
        case Standings():
            return _standings(paper)
        case _:
            return None


def _ballot_record(record: BallotRecord) -> OfficialPaper:
    units = "; ".join(record.members)
    opened, closed = written_moment(record.opened_at), written_moment(record.closed_at)
    votes = Table(
        columns=(
            _column("STT", 11, CENTER),
            Column(heading="Đơn vị", width=85),
            _column("Số phiếu", 14),
            _column("Tỷ lệ trên số phiếu hợp lệ", 27),
            _column("Tỷ lệ trên tổng số đơn vị", 28),
        ),
        rows=tuple(
            Row(
                cells=(
                    str(place),
                    line.member,
                    written_number(line.votes),
                    line.of_valid,
                    line.of_entitled,
                ),
                is_strong=line.is_elected,
            )
            for place, line in enumerate(record.lines, start=1)
        ),
    )
    tellers = f"Người kiểm phiếu: {'; '.join(record.tellers)}." if record.tellers else ""
    sections = (
        Section(
            paragraphs=(
                f"Bắt đầu lúc {opened}, kết thúc lúc {closed}.",
                f"Hình thức: {record.method}. Số đơn vị được chọn: {record.seats}.",
                f"Các đơn vị thành viên có quyền biểu quyết, mỗi đơn vị một phiếu: {units}.",
                *(f"- {name}: {written_number(figure)}." for name, figure in record.counts),
            ),
            table=votes if record.lines else None,
        ),
        Section(paragraphs=record.rules),
        Section(paragraphs=(record.conclusion,), is_strong=True),
        Section(paragraphs=(tellers,) if tellers else ()),
    )
    return OfficialPaper(
        letterhead=record.letterhead,
        title=record.title,
        subject=record.subject,
        sections=sections,
        signers=record.signers,
        is_compact=True,
        sample=record.sample,
    )


def _score_summary(summary: ScoreSummary) -> OfficialPaper:
    places = summary_places(summary)
    member = MEMBER_WIDTHS[density(len(summary.members))]
    name = WIDE_TEXT_WIDTH - CODE_WIDTH - MAXIMUM_WIDTH - member * len(summary.members)
    rows = [
        *(row for section in summary.sections for row in _section_rows(section, places)),
        _strong(
            "Cộng điểm nội dung",
            written_number(summary.content_max),
            *_figures(summary.content_totals, places),
        ),
        *(
            row
            for section in (summary.bonus, summary.penalty)
            if section
            for row in _section_rows(section, places)
        ),
        _strong("TỔNG ĐIỂM", *_figures(summary.totals, places)),
        _strong("XẾP HẠNG", *map(written_number, summary.ranks)),
    ]
    table = Table(
        columns=(
            _column("TT", CODE_WIDTH, CENTER),
            Column(heading="Nội dung, tiêu chí", width=name),
            _column("Điểm tối đa", MAXIMUM_WIDTH),
            *(_column(heading, member) for heading in summary.members),
        ),
        rows=tuple(rows),
    )
    notes = (summary_legend(summary), *summary.notes, _frozen(summary.frozen))
    return OfficialPaper(
        letterhead=summary.letterhead,
        title=summary.title,
        subject=summary.subject,
        sections=(Section(table=table, notes=tuple(filter(None, notes))),),
        signers=summary.signers,
        annex=tuple(_annex(summary)),
        is_draft=not summary.frozen,
        is_wide=True,
        sample=summary.sample,
    )


def _annex(summary: ScoreSummary) -> Iterator[Section]:
    """Give how each point came about: one part for each member, after a heading over them all."""
    if summary.annex:
        yield Section(heading=ANNEX, notes=(_frozen(summary.frozen),))
    for member in summary.annex:
        rows = (
            Row(
                cells=(
                    line.code,
                    line.name,
                    written_number(line.points, 2),
                    line.layer,
                    line.explanation,
                )
            )
            for line in member.lines
        )
        total = Row(cells=(f"Cách tính: {member.total}",), is_strong=True)
        yield Section(heading=member.member, table=Table(columns=EXPLAINED, rows=(*rows, total)))


def _section_rows(section: ScoreSection, places: int) -> Iterator[Row]:
    yield _strong(section.title, _maximum(section.max_points), *_figures(section.totals, places))
    for line in section.lines:
        scores = (
            written_number(score.points, places) if score.assigned else "×" for score in line.scores
        )
        yield Row(cells=(line.code, line.name, _maximum(line.max_points), *scores))


def _standings(standings: Standings) -> OfficialPaper:
    places = standings_places(standings)
    table = Table(
        columns=(
            Column(heading="Xếp hạng", width=12, align=CENTER, is_strong=True),
            Column(heading="Đơn vị", width=TEXT_WIDTH - 12 - 19 - 17 - 16 - 18),
            _column("Điểm nội dung", 19),
            _column("Điểm thưởng", 17),
            _column("Điểm trừ", 16),
            Column(heading="Tổng điểm", width=18, align=RIGHT, is_strong=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    written_number(row.rank),
                    "\n".join(filter(None, (row.member, row.note))),
                    *_figures((row.content, row.bonus, row.penalty, row.total), places),
                )
            )
            for row in standings.rows
        ),
    )
    incomplete = any(row.rank is None for row in standings.rows)
    notes = (
        "Dấu “–”: chưa chấm đủ điểm, chưa xếp hạng." if incomplete else "",
        *standings.notes,
        _frozen(standings.frozen),
    )
    return OfficialPaper(
        letterhead=standings.letterhead,
        title=standings.title,
        subject=standings.subject,
        sections=(Section(table=table, notes=tuple(filter(None, notes))),),
        signers=standings.signers,
        is_draft=not standings.frozen,
        sample=standings.sample,
    )


def _column(heading: str, width: int, align: Align = RIGHT) -> Column:
    return Column(heading=heading, width=width, align=align)


def _strong(*cells: str) -> Row:
    return Row(cells=cells, is_strong=True)


def _figures(figures: Sequence[Decimal | None], places: int) -> Iterator[str]:
    return (written_number(figure, places) for figure in figures)


def _maximum(points: Decimal | None) -> str:
    return "" if points is None else written_number(points)


def _frozen(stamp: str) -> str:
    return stamp or "Bản nháp: điểm chưa được chốt."
