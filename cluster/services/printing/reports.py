"""What the report of the year says, and the minutes of the meeting that rated its members."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from cluster.documents.letterhead import Signer
from cluster.documents.official import Column, OfficialPaper, Row, Section, Table
from cluster.domain.awards import AwardStatus, Recipient
from cluster.domain.ballots import Count, Method
from cluster.domain.official import lines
from cluster.domain.printing import check_score_paper
from cluster.domain.vietnamese import format_number, official_date
from cluster.domain.years import vietnam_day
from cluster.services import awards, ballots, members, pledges, ranking, scoring
from cluster.services.ballots.reading import BallotView, list_closed
from cluster.services.printing.ballots import METHODS, conclusion_of
from cluster.services.printing.heads import leader_of
from cluster.services.printing.scores import content_sections
from cluster.services.printing.setting import CENTER, NUMBER, RIGHT, Setting, points, said

GIVEN = (AwardStatus.DECIDED, AwardStatus.HANDED_OUT)
WITHDRAWN = AwardStatus.WITHDRAWN


def year_report(setting: Setting) -> OfficialPaper:
    """Return the report of the year: pledge, scores and places, ballots, awards, what follows."""
    year, details = setting.year, setting.details
    check_score_paper(year.phase)
    sections = (
        Section(
            heading="TÌNH HÌNH CHUNG",
            paragraphs=(*_situation(setting), *lines(details.word("situation"))),
        ),
        _scores(setting),
        _places(setting, "KẾT QUẢ XẾP HẠNG, XẾP LOẠI"),
        Section(heading="BÌNH XÉT, SUY TÔN", paragraphs=tuple(_ballots_in_short(setting))),
        _awards(setting),
        said("TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", details.word("shortcomings")),
        Section(
            heading=f"PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {year.number + 1}",
            paragraphs=(*lines(details.word("directions")), *_next_leader(setting)),
        ),
    )
    return setting.paper(
        "BÁO CÁO",
        f"Tổng kết công tác thi đua, khen thưởng năm {year.number} của {year.cluster.name}",
        sections,
    )


def rating_minutes(setting: Setting) -> OfficialPaper:
    """Return the minutes of the rating meeting: who was there, places, votes, who is proposed."""
    year, details = setting.year, setting.details
    check_score_paper(year.phase)
    closing = (
        f"Cuộc họp kết thúc lúc {details.word('closed')}. Biên bản đã được đọc lại cho những người"
        " dự họp cùng nghe và nhất trí thông qua."
    )
    sections = (
        Section(heading="THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN", paragraphs=tuple(_present(setting))),
        _places(setting, "KẾT QUẢ CHẤM ĐIỂM, XẾP HẠNG"),
        *_ballots(setting),
        said("Ý KIẾN TẠI CUỘC HỌP", details.word("opinions")),
        _proposed(setting),
        Section(paragraphs=(closing,)),
    )
    return setting.paper(
        "BIÊN BẢN",
        f"Họp bình xét thi đua năm {year.number} của {year.cluster.name}",
        sections,
        Signer(position="THƯ KÝ", name=details.word("secretary")),
        setting.signer,
    )


def _situation(setting: Setting) -> Iterator[str]:
    year, day = setting.year, setting.named_on
    units = members.members_of(year, day)
    leader = leader_of(year.cluster_id, year.number, day)
    yield (
        f"Năm {year.number}, {year.cluster.name} có {len(units)} đơn vị thành viên:"
        f" {'; '.join(unit.name for unit in units)}."
        + (f" Cụm trưởng: {leader.name}." if leader else "")
    )
    if year.theme:
        yield f"Chủ đề thi đua: “{year.theme}”."
    pledge = pledges.find_view(setting.actor, year.id)
    if pledge is not None and pledge.in_force_at is not None:
        yield (
            f"{len(pledge.signatures)}/{len(units)} đơn vị đã ký Giao ước thi đua;"
            f" giao ước có hiệu lực từ {official_date(vietnam_day(pledge.in_force_at))}."
        )


def _scores(setting: Setting) -> Section:
    """Say for each section of the rule book what its members reached: best, least, on average."""
    table = scoring.score_table(setting.actor, setting.year.id)
    rows = []
    for section in content_sections(table):
        scored = [total for total in section.totals if total is not None]
        found: tuple[Decimal | None, ...] = (None,) * 3
        if scored:
            found = (max(scored), min(scored), sum(scored, Decimal(0)) / len(scored))
        maximum = "–" if section.max_points is None else format_number(section.max_points)
        rows.append(Row(cells=(section.title, maximum, *map(points, found))))
    columns = (
        Column(heading="Nội dung thi đua", width=85),
        *(
            Column(heading=heading, width=20, align=RIGHT)
            for heading in ("Điểm tối đa", "Cao nhất", "Thấp nhất", "Bình quân")
        ),
    )
    return Section(
        heading="KẾT QUẢ THỰC HIỆN CÁC NỘI DUNG THI ĐUA",
        paragraphs=("Điểm các đơn vị đạt được theo từng nội dung của bảng tiêu chí:",),
        table=Table(columns=columns, rows=tuple(rows)),
    )


def _places(setting: Setting, heading: str) -> Section:
    standings = ranking.standings(setting.actor, setting.year.id)
    frozen = standings.frozen_at
    table = Table(
        columns=(
            Column(heading="Hạng", width=13, align=CENTER),
            Column(heading="Đơn vị", width=68),
            Column(heading="Điểm nội dung", width=19, align=RIGHT),
            Column(heading="Điểm thưởng", width=16, align=RIGHT),
            Column(heading="Điểm trừ", width=13, align=RIGHT),
            Column(heading="Tổng điểm", width=18, align=RIGHT),
            Column(heading="Xếp loại", width=18, align=CENTER),
        ),
        rows=tuple(
            Row(
                cells=(
                    "–" if row.place is None else str(row.place),
                    row.member.name,
                    *map(points, (row.content, row.bonus, row.penalty, row.total)),
                    row.band.vi if row.band else "–",
                )
            )
            for row in standings.rows
        ),
    )
    return Section(
        heading=heading,
        paragraphs=(
            f"Kết quả đã được chốt {official_date(vietnam_day(frozen))}:"
            if frozen
            else "Kết quả chưa được chốt:",
        ),
        table=table,
    )


def _closed_ballots(setting: Setting) -> list[BallotView]:
    found = list_closed(setting.year)
    return [
        ballots.get_ballot(setting.actor, setting.year.id, ballot_id)
        for ballot_id, _title, _round in found
    ]


def _ballots_in_short(setting: Setting) -> Iterator[str]:
    for ballot in _closed_ballots(setting):
        if ballot.result is not None:
            yield f"{_name(ballot)}: {conclusion_of(ballot.result)}"


def _ballots(setting: Setting) -> Iterator[Section]:
    """Give each ballot with papers and votes, the first under the heading of them all."""
    heading = "BỎ PHIẾU, BIỂU QUYẾT"
    for ballot in _closed_ballots(setting):
        result = ballot.result
        if result is None:
            continue
        yield Section(
            heading=heading,
            paragraphs=(
                (
                    f"{_name(ballot)} ({METHODS[ballot.line.method]}): {len(ballot.voters)} đơn vị"
                    f" có quyền biểu quyết; {_counted(ballot.line.method, result.count)}."
                ),
            ),
            table=Table(
                columns=(
                    NUMBER,
                    Column(heading="Đơn vị", width=94),
                    Column(heading="Số phiếu", width=22, align=RIGHT),
                    Column(heading="Tỷ lệ trên số phiếu hợp lệ", width=38, align=RIGHT),
                ),
                rows=tuple(
                    Row(
                        cells=(
                            str(number),
                            line.member.name,
                            str(line.share.votes),
                            f"{format_number(line.share.of_valid, 2)} %",
                        ),
                        is_strong=line.share.is_elected,
                    )
                    for number, line in enumerate(result.lines, start=1)
                ),
            )
            if result.lines
            else None,
            notes=(conclusion_of(result),),
        )
        heading = ""


def _counted(method: Method, count: Count) -> str:
    if method is Method.HANDS:
        return (
            f"có mặt {count.returned}, biểu quyết {count.valid}, không biểu quyết {count.invalid}"
        )
    return (
        f"phát ra {count.issued}, thu về {count.returned}, hợp lệ {count.valid}, không hợp lệ"
        f" {count.invalid}"
    )


def _name(ballot: BallotView) -> str:
    line = ballot.line
    return line.title if line.round == 1 else f"{line.title} (vòng {line.round})"


def _awards(setting: Setting) -> Section:
    """Say how many awards of each kind were decided, to collectives and to individuals."""
    given: Counter[tuple[str, Recipient]] = Counter()
    waiting = 0
    for line in awards.list_awards(setting.actor, setting.year.id):
        if line.status in GIVEN:
            given[line.kind_vi, line.recipient] += 1
        waiting += line.status is AwardStatus.PROPOSED
    rows = tuple(
        Row(
            cells=(
                str(number),
                kind,
                str(given[kind, Recipient.COLLECTIVE]),
                str(given[kind, Recipient.INDIVIDUAL]),
            )
        )
        for number, kind in enumerate(dict.fromkeys(kind for kind, _who in given), start=1)
    )
    columns = (
        NUMBER,
        Column(heading="Danh hiệu thi đua, hình thức khen thưởng", width=98),
        Column(heading="Tập thể", width=28, align=RIGHT),
        Column(heading="Cá nhân", width=28, align=RIGHT),
    )
    return Section(
        heading="KHEN THƯỞNG",
        paragraphs=("Các danh hiệu, hình thức khen thưởng đã có quyết định:",)
        if rows
        else ("Chưa có quyết định khen thưởng.",),
        table=Table(columns=columns, rows=rows) if rows else None,
        notes=(f"Đang đề nghị cấp có thẩm quyền xem xét: {waiting}.",) if waiting else (),
    )


def _next_leader(setting: Setting) -> Iterator[str]:
    following = setting.year.number + 1
    leader = leader_of(setting.year.cluster_id, following, setting.named_on)
    if leader:
        yield f"Cụm trưởng Cụm thi đua năm {following}: {leader.name}."


def _present(setting: Setting) -> Iterator[str]:
    details = setting.details
    yield f"Thời gian: bắt đầu lúc {details.word('opened')}. Địa điểm: {details.word('venue')}."
    yield f"Chủ trì: {details.word('chair')}. Thư ký: {details.word('secretary')}."
    units = members.members_of(setting.year, setting.named_on)
    names = "; ".join(unit.name for unit in units)
    yield f"Đại diện {len(units)} đơn vị thành viên được triệu tập: {names}."
    for label, word in (("Khách mời", "guests"), ("Vắng mặt", "absent")):
        for line in lines(details.word(word)):
            yield f"{label}: {line}"


def _proposed(setting: Setting) -> Section:
    """Name those whom the meeting puts forward."""
    return Section(
        heading="ĐỀ NGHỊ KHEN THƯỞNG",
        paragraphs=tuple(
            f"- {line.kind_vi}: {line.recipient_name}"
            + (f" ({line.position})" if line.position else "")
            + "."
            for line in awards.list_awards(setting.actor, setting.year.id)
            if line.status is not WITHDRAWN
        ),
    )
