"""What the score summary table and the standings say: the frozen result, until then a draft."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.scores import (
    ExplainedLine,
    ExplainedMember,
    Score,
    ScoreLine,
    ScoreSection,
    ScoreSummary,
    Standing,
    Standings,
)
from cluster.domain.permissions import Actor
from cluster.domain.printing import check_score_paper
from cluster.domain.revising import Stamp
from cluster.domain.rulebook import Criterion, CriterionKind
from cluster.domain.scoring import LAYER_NAMES
from cluster.domain.totals import MemberTotal
from cluster.domain.vietnamese import format_number
from cluster.domain.years import naming_day, vietnam_day
from cluster.language import say
from cluster.models import Year
from cluster.services import ranking
from cluster.services.printing.composing import Composition, filename, numbered
from cluster.services.printing.heads import head_of
from cluster.services.scoring import Cell, ScoreTable
from cluster.services.scoring.basis import gather
from cluster.services.scoring.explaining import Explanations, explanations_of
from cluster.services.scoring.table import table_of

ZERO = Decimal(0)
Points = tuple[Decimal | None, ...]


def compose_summary(actor: Actor, year: Year, today: date) -> Composition:
    """Return the table criteria × members."""
    check_score_paper(year.phase)
    basis = gather(actor, year.id)
    table = table_of(basis)
    places = {row.member.alliance_id: row.place for row in ranking.standings_of(basis).rows}
    letterhead, signers = _head(year, table.stamp, today)
    lines = table.book.lines
    paper = ScoreSummary(
        letterhead=letterhead,
        title="BẢNG TỔNG HỢP ĐIỂM THI ĐUA",
        subject=_subject(year),
        members=tuple(member.seat for member in table.members),
        sections=tuple(content_sections(table)),
        content_max=table.content_maximum,
        content_totals=_if_complete(table, [total.content for total in table.totals]),
        bonus=_adjustment(
            table,
            f"Điểm thưởng (cộng tối đa {format_number(table.book.bonus_cap)} điểm)",
            lines(CriterionKind.BONUS),
            totals=tuple(total.bonus for total in table.totals),
            maximum=table.book.bonus_cap,
        ),
        penalty=_adjustment(
            table,
            "Điểm trừ",
            lines(CriterionKind.PENALTY),
            totals=tuple(total.penalty for total in table.totals),
        ),
        totals=tuple(total.total for total in table.totals),
        ranks=tuple(places[member.alliance_id] for member in table.members),
        notes=tuple(_notes(table)),
        frozen=_frozen(table.stamp),
        annex=tuple(_annex(table, explanations_of(basis))),
        signers=signers,
        sample=year.cluster.is_sample,
    )
    return _filed(paper, "Bảng tổng hợp điểm thi đua", year)


def compose_standings(actor: Actor, year: Year, today: date) -> Composition:
    """Return the list of places."""
    check_score_paper(year.phase)
    standings = ranking.standings(actor, year.id)
    letterhead, signers = _head(year, standings.stamp, today)
    paper = Standings(
        letterhead=letterhead,
        title="BẢNG XẾP HẠNG THI ĐUA",
        subject=_subject(year),
        rows=tuple(
            Standing(
                rank=row.place,
                member=row.member.name,
                content=None if row.missing else row.content,
                bonus=row.bonus,
                penalty=row.penalty,
                total=row.total,
                note=_note(row),
            )
            for row in standings.rows
        ),
        frozen=_frozen(standings.stamp),
        signers=signers,
        sample=year.cluster.is_sample,
    )
    return _filed(paper, "Bảng xếp hạng thi đua", year)


def _head(year: Year, stamp: Stamp | None, today: date) -> tuple[Letterhead, tuple[Signer, Signer]]:
    """Return head and signers; who froze the result has made the table of it."""
    dated = vietnam_day(stamp.at) if stamp else None
    compiler = Signer(position="NGƯỜI LẬP BẢNG", name=stamp.by if stamp else "")
    head = head_of(year, dated or naming_day(year.number, today), dated=dated)
    return head.letterhead, (compiler, head.signer)


def _frozen(stamp: Stamp | None) -> str:
    return say(stamp.sentence, "vi") if stamp else ""


def _annex(table: ScoreTable, explanations: Explanations) -> Iterator[ExplainedMember]:
    """Give every member's points line by line, each with the sentence that explains it."""
    scored = [row for row in table.rows if not row.is_section]
    for place, member in enumerate(table.members):
        yield ExplainedMember(
            member=member.name,
            lines=tuple(
                ExplainedLine(
                    code=row.criterion.code,
                    name=row.criterion.name_vi,
                    points=cell.points,
                    layer=say(LAYER_NAMES[cell.layer], "vi"),
                    explanation=say(explanations[row.criterion.code][member.alliance_id], "vi"),
                )
                for row in scored
                if (cell := row.cells[place]).points is not None and cell.layer is not None
            ),
            total=say(table.totals[place].explanation, "vi"),
        )


def _subject(year: Year) -> str:
    return f"Năm {year.number} của {year.cluster.name}"


def _filed(paper: ScoreSummary | Standings, name: str, year: Year) -> Composition:
    is_final = bool(paper.frozen)
    title = f"{name} năm {year.number}"
    return Composition(
        paper=paper,
        title=title if is_final else f"{title} (bản nháp)",
        filename=filename(title if is_final else f"{title} bản nháp"),
        is_final=is_final,
    )


def content_sections(table: ScoreTable) -> Iterator[ScoreSection]:
    """Give the outermost sections with their content lines and sums."""
    for outermost in table.book.children(None):
        content = _content_under(table, outermost)
        if not content:
            continue
        yield ScoreSection(
            title=numbered(outermost),
            max_points=_maximum(content),
            lines=tuple(_lines(table, outermost)),
            totals=_sums(table, content),
        )


def _content_under(table: ScoreTable, criterion: Criterion) -> list[Criterion]:
    under = (criterion, *table.book.lines_under(criterion.code))
    return [line for line in under if line.kind is CriterionKind.CONTENT]


def _lines(table: ScoreTable, section: Criterion) -> Iterator[ScoreLine]:
    """Give the content lines under a section; a section within it as a line with its sums."""
    for _depth, criterion in table.book.walk(section.code):
        content = _content_under(table, criterion)
        if criterion.kind is CriterionKind.CONTENT:
            yield _line(table, criterion)
        elif content:
            yield ScoreLine(
                code=criterion.code,
                name=criterion.name_vi,
                max_points=_maximum(content),
                scores=tuple(Score(points=points) for points in _sums(table, content)),
            )


def _line(table: ScoreTable, criterion: Criterion, *, unscored: Decimal | None = None) -> ScoreLine:
    return ScoreLine(
        code=criterion.code,
        name=criterion.name_vi,
        max_points=abs(criterion.weighted_maximum),
        scores=tuple(
            Score(points=_weighted(cell, criterion, unscored), assigned=cell.is_assigned)
            for cell in _cells(table, criterion)
        ),
    )


def _adjustment(
    table: ScoreTable,
    title: str,
    lines: Sequence[Criterion],
    *,
    totals: Points,
    maximum: Decimal | None = None,
) -> ScoreSection | None:
    """Return bonus or penalties; a line in which nothing was recorded adds nothing, so it is 0."""
    if not lines:
        return None
    return ScoreSection(
        title=title,
        max_points=maximum,
        lines=tuple(_line(table, line, unscored=ZERO) for line in lines),
        totals=totals,
    )


def _cells(table: ScoreTable, criterion: Criterion) -> tuple[Cell, ...]:
    return next(row.cells for row in table.rows if row.criterion.code == criterion.code)


def _weighted(cell: Cell, criterion: Criterion, unscored: Decimal | None = None) -> Decimal | None:
    return unscored if cell.points is None else cell.points * criterion.weight


def _maximum(lines: Iterable[Criterion]) -> Decimal:
    return sum((line.weighted_maximum for line in lines), ZERO)


def _sums(table: ScoreTable, lines: Sequence[Criterion]) -> Points:
    """Return each member's points in the lines; None while one of them has none."""
    sums: list[Decimal | None] = []
    for column in range(len(table.members)):
        cells = [(_cells(table, line)[column], line) for line in lines]
        given = [_weighted(cell, line) for cell, line in cells if cell.is_assigned]
        scored = [points for points in given if points is not None]
        sums.append(sum(scored, ZERO) if len(scored) == len(given) else None)
    return tuple(sums)


def _if_complete(table: ScoreTable, figures: Iterable[Decimal]) -> Points:
    pairs: Iterable[tuple[Decimal, MemberTotal]] = zip(figures, table.totals, strict=True)
    return tuple(None if total.missing else figure for figure, total in pairs)


def _notes(table: ScoreTable) -> Iterator[str]:
    scale = format_number(table.book.scale)
    if table.book.rebase_not_assigned and any(total.not_assigned for total in table.totals):
        yield (
            "Đơn vị có tiêu chí không giao chỉ tiêu: điểm nội dung được quy đổi"
            f" theo thang {scale} điểm."
        )


def _note(row: ranking.Standing) -> str:
    if row.missing:
        return f"Còn {len(row.missing)} tiêu chí chưa chấm"
    parts = [f"Xếp loại: {row.band.vi}" if row.band else ""]
    parts.append(say(row.broken_by, "vi") if row.broken_by else "")
    return "; ".join(filter(None, parts))
