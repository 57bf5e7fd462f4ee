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
MEMBER_WIDTHS = {"roomy": 20, "dense": 14, "full": 11}


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
    facts = Table(
        columns=(Column(heading="", width=145), _column("", 20)),
        rows=tuple(Row(cells=(name, written_number(figure))) for name, figure in _counts(record)),
        is_plain=True,
    )
    votes = Table(
        columns=(
            _column("STT", 12, CENTER),
            Column(heading="Đơn vị", width=74),
            _column("Số phiếu", 15),
            _column("Tỷ lệ trên số phiếu hợp lệ", 32),
            _column("Tỷ lệ trên tổng số đơn vị", 32),
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
            ),
            table=facts,
        ),
        Section(table=votes if record.lines else None),
        Section(paragraphs=tuple(filter(None, (*record.rules, record.conclusion, tellers)))),
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


def _counts(record: BallotRecord) -> Iterator[tuple[str, int]]:
    yield "Tổng số đơn vị thành viên có quyền biểu quyết", record.entitled
    if record.on_paper:
        yield "Số phiếu phát ra", record.issued
        yield "Số phiếu thu về", record.returned
    else:
        yield "Số đơn vị có mặt", record.returned
    if record.lines:
        yield "Số phiếu hợp lệ" if record.on_paper else "Số đơn vị biểu quyết", record.valid
        yield (
            (
                "Số phiếu không hợp lệ"
                if record.on_paper
                else "Số đơn vị không biểu quyết cho đơn vị nào"
            ),
            record.invalid,
        )


def _score_summary(summary: ScoreSummary) -> OfficialPaper:
    places = summary_places(summary)
    member = MEMBER_WIDTHS[density(len(summary.members))]
    name = WIDE_TEXT_WIDTH - 16 - 15 - member * len(summary.members)
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
            _column("TT", 16, CENTER),
            Column(heading="Nội dung, tiêu chí", width=name),
            _column("Điểm tối đa", 15),
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
        is_draft=not summary.frozen,
        is_wide=True,
        sample=summary.sample,
    )


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
            _column("Xếp hạng", 18, CENTER),
            Column(heading="Đơn vị", width=TEXT_WIDTH - 18 - 4 * 21),
            _column("Điểm nội dung", 21),
            _column("Điểm thưởng", 21),
            _column("Điểm trừ", 21),
            _column("Tổng điểm", 21),
        ),
        rows=tuple(
            Row(
                cells=(
                    written_number(row.rank),
                    f"{row.member} ({row.note})" if row.note else row.member,
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
