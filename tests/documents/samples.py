"""Papers of an invented cluster, as long and as short as a test wants them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cluster.documents.awards import Certificate, LeaderAward, Paper, compose, lay_out
from cluster.documents.ballots import BallotRecord, VoteLine
from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.member_pledge import MemberPledge, MemberTarget
from cluster.documents.official import (
    Align,
    Column,
    OfficialPaper,
    Row,
    Section,
    Table,
)
from cluster.documents.pledges import (
    Article,
    JointPledge,
    Party,
    TargetLine,
    TargetSection,
)
from cluster.documents.register import Register, RegisterRow
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

MEMBERS = (
    "TP. Hồ Chí Minh", "Đắk Lắk", "Gia Lai", "Lâm Đồng", "Đồng Nai", "Khánh Hòa", "Quảng Ngãi",
    "Thừa Thiên Huế", "Bà Rịa – Vũng Tàu", "Ninh Thuận", "Bình Thuận", "Tây Ninh", "Bình Phước",
    "Bình Dương", "Quảng Nam",
)  # fmt: skip
HEADS = ("Nguyễn Thị Ẩn", "Trần Văn Hữu", "Lê Quang Đễ", "Phạm Hồng Ngữ", "Đỗ Thị Ổn")
CLUSTER = "Cụm thi đua Liên minh HTX khu vực Duyên hải miền Trung và Đông Nam Bộ"
LETTERHEAD = Letterhead(
    authority="LIÊN MINH HTX VIỆT NAM",
    issuer=CLUSTER.upper(),
    number="01/GƯ-CTĐ",
    place="Khánh Hòa",
    dated=date(2026, 2, 5),
)
LEADER = Signer(
    on_behalf_of="TM. CỤM THI ĐUA",
    position="CỤM TRƯỞNG",
    organization="CHỦ TỊCH LIÊN MINH HTX TỈNH KHÁNH HÒA",
    name="Hoàng Mạnh Khuyến",
)
SIGNED_AT = datetime(2025, 12, 12, 7, 5, tzinfo=UTC)
TASKS = (
    "Tư vấn, hỗ trợ thành lập mới hợp tác xã, liên hiệp hợp tác xã trong năm",
    "Số lớp đào tạo, bồi dưỡng, tập huấn",
    "Hoạt động Quỹ hỗ trợ phát triển hợp tác xã: doanh số cho vay so với kế hoạch",
)
HUNDRED_LETTERS = (
    "Tập thể Phòng Kế hoạch, Hỗ trợ và Xúc tiến thương mại Liên minh Hợp tác xã Thành phố "
    "Hồ Chí Minh mở rộng"
)
THREE_LINES = (
    "Đã có thành tích đặc biệt xuất sắc, dẫn đầu phong trào thi đua phát triển kinh tế tập thể, "
    "hợp tác xã khu vực Duyên hải miền Trung và Đông Nam Bộ; có mô hình mới, sáng kiến được công "
    "nhận; hoàn thành toàn diện các chỉ tiêu Giao ước thi đua và góp phần xây dựng nông thôn mới"
)

LIKE_A_TEMPLATE = "Giữ nguyên {{ 7 * 7 }}, {% if %} & <b>như đã gõ</b>."


def party(place: int, *, signed: bool = True) -> Party:
    return Party(
        member=f"Liên minh Hợp tác xã tỉnh {MEMBERS[place]}",
        short_name=MEMBERS[place],
        head=f"Ông {HEADS[place % 5]} {place}",
        head_position="Chủ tịch",
        signatory=f"{HEADS[place % 5]} {place}" if signed else "",
        signed_at=SIGNED_AT if signed else None,
    )


def joint_pledge(*, members: int = 6, criteria: int = 12) -> JointPledge:
    """The last member has not signed yet, and has no target for the first criterion."""
    lines = tuple(
        TargetLine(
            code=f"I.{number + 1}",
            name=TASKS[number % 3],
            unit="triệu đồng",
            targets=(
                *(Decimal(1234 + number) + Decimal("0.5") for _ in range(members - 1)),
                None if number == 0 else Decimal(number),
            ),
        )
        for number in range(criteria)
    )
    return JointPledge(
        letterhead=LETTERHEAD,
        title="BẢN GIAO ƯỚC THI ĐUA",
        subject=f"Năm 2026 của {CLUSTER}",
        legal_bases=("Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;",) * 3,
        opening="Chúng tôi, các đơn vị thành viên, thống nhất ký kết giao ước với nội dung sau:",
        parties=tuple(party(place, signed=place < members - 1) for place in range(members)),
        articles=(
            Article(heading="I. NỘI DUNG THI ĐUA", paragraphs=(THREE_LINES,) * 5),
            Article(heading="II. TỔ CHỨC THỰC HIỆN", paragraphs=(THREE_LINES,) * 2),
        ),
        closing="Bản giao ước này có hiệu lực kể từ ngày đơn vị cuối cùng ký.",
        sections=(TargetSection(title="I. Hỗ trợ phát triển kinh tế tập thể", lines=lines),),
    )


def member_pledge(*, criteria: int = 40) -> MemberPledge:
    targets = tuple(
        MemberTarget(
            code=f"I.{number + 1}",
            name=TASKS[number % 3],
            unit="lượt người",
            target=Decimal("3732"),
        )
        for number in range(criteria)
    )
    return MemberPledge(
        letterhead=LETTERHEAD,
        title="GIẤY CHỨNG NHẬN",
        subject="Giao ước thi đua năm 2026",
        member="Liên minh Hợp tác xã tỉnh Đồng Nai",
        head="Bà Đỗ Thị Ẩn",
        head_position="Chủ tịch",
        statement=f"đã ký Giao ước thi đua năm 2026 của {CLUSTER}, cam kết thực hiện:",
        targets=targets,
        signatory="Đỗ Thị Ẩn",
        signed_at=SIGNED_AT,
        signers=(
            Signer(position="CHỦ TỊCH", organization="LIÊN MINH HTX TỈNH ĐỒNG NAI"),
            LEADER,
        ),
    )


def leader_award() -> LeaderAward:
    return LeaderAward(
        authority=CLUSTER.upper(),
        recipient="Liên minh Hợp tác xã tỉnh Đồng Nai",
        title="CỤM TRƯỞNG CỤM THI ĐUA",
        term="NĂM 2026",
        reason="Được các đơn vị thành viên suy tôn theo nguyên tắc luân phiên",
        basis=("Biên bản Hội nghị tổng kết số 08/BB-CTĐ", "ngày 12 tháng 12 năm 2025"),
        place="Khánh Hòa",
        dated=date(2025, 12, 12),
        signer=LEADER,
    )


def certificate() -> Certificate:
    return Certificate(
        authority="CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        form="BẰNG KHEN",
        recipient="Ông Bùi Minh Dũng",
        description="Giám đốc Hợp tác xã Dịch vụ nông nghiệp Xuân Lộc, tỉnh Đồng Nai",
        reason="Đã có thành tích xuất sắc trong phong trào thi đua năm 2025",
        decision_number="512/QĐ-LMHTXVN",
        decision_date=date(2026, 1, 15),
        golden_book_number="00127",
        place="Hà Nội",
        dated=date(2026, 1, 15),
        signer=Signer(position="CHỦ TỊCH", name="Nguyễn Văn Minh"),
    )


def crowded_certificate() -> Certificate:
    return replace(
        certificate(),
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH, TRƯỞNG BAN CHỈ ĐẠO ĐỔI MỚI, "
        "PHÁT TRIỂN KINH TẾ TẬP THỂ, HỢP TÁC XÃ",
        recipient=HUNDRED_LETTERS,
        description=f"Liên minh Hợp tác xã Thành phố Hồ Chí Minh, thành viên {CLUSTER}",
        reason=THREE_LINES,
        signer=replace(LEADER, on_behalf_of=f"TM. {CLUSTER.upper()}"),
    )


def score_section(title: str, *, members: int, lines: int, points: Decimal) -> ScoreSection:
    return ScoreSection(
        title=title,
        max_points=points * lines,
        lines=tuple(
            ScoreLine(
                code=f"III.{number + 1}",
                name=TASKS[number % 3],
                max_points=points,
                scores=tuple(Score(points=points) for _ in range(members)),
            )
            for number in range(lines)
        ),
        totals=tuple(points * lines for _ in range(members)),
    )


def score_summary(*, members: int = 6, lines: int = 36) -> ScoreSummary:
    """The second member was not assigned the first line, the last was not scored on it."""
    section = score_section("III. Tư vấn", members=members, lines=lines, points=Decimal("2.75"))
    first = replace(
        section.lines[0],
        scores=(
            Score(points=Decimal(0)),
            Score(assigned=False),
            *(Score(points=Decimal("1.88")) for _ in range(members - 3)),
            Score(),
        ),
    )
    return ScoreSummary(
        letterhead=LETTERHEAD,
        title="BẢNG TỔNG HỢP ĐIỂM THI ĐUA",
        subject=f"Năm 2025 của {CLUSTER}",
        members=MEMBERS[:members],
        sections=(replace(section, lines=(first, *section.lines[1:])),),
        content_max=Decimal(100),
        content_totals=(*(Decimal("97.5") for _ in range(members - 1)), None),
        bonus=score_section("Điểm thưởng", members=members, lines=3, points=Decimal(1)),
        penalty=score_section("Điểm trừ", members=members, lines=3, points=Decimal("-0.5")),
        totals=(*(Decimal("1234.5") for _ in range(members - 1)), None),
        ranks=(*(range(1, members)), None),
        frozen="Chốt lúc 10:00:00 08/12/2025 bởi Thư ký, lần 1, niêm phong 8F3A-01BC-77D2-90EE.",
        signers=(Signer(position="THƯ KÝ", name="Phạm Hồng Ngữ"), LEADER),
    )


def explained_summary() -> ScoreSummary:
    """A short table with the annex of its first two members."""
    return replace(score_summary(lines=3), annex=tuple(map(explained, MEMBERS[:2])))


def explained(member: str) -> ExplainedMember:
    return ExplainedMember(
        member=f"Liên minh Hợp tác xã tỉnh {member}",
        lines=tuple(
            ExplainedLine(
                code=f"III.{number + 1}",
                name=TASKS[number],
                points=Decimal("2.75"),
                layer="Điểm kết luận",
                explanation="Thực hiện 12 trên chỉ tiêu 10: đạt 120 %, được điểm tối đa.",
            )
            for number in range(3)
        ),
        total="97,50 điểm nội dung + 1.137,00 điểm thưởng = 1.234,50 điểm.",
    )


def standings(*, members: int = 6) -> Standings:
    """The last member has open lines, so it has no place."""
    ranked = tuple(
        Standing(
            rank=place + 1,
            member=f"Liên minh Hợp tác xã tỉnh {MEMBERS[place]}",
            content=Decimal(95 - place),
            bonus=Decimal("3.5"),
            penalty=Decimal(0),
            total=Decimal(95 - place) + Decimal("3.5"),
        )
        for place in range(members - 1)
    )
    last = Standing(
        rank=None,
        member=f"Liên minh Hợp tác xã tỉnh {MEMBERS[members - 1]}",
        content=None,
        total=None,
        note="Còn 2 tiêu chí chưa chấm",
    )
    return Standings(
        letterhead=LETTERHEAD,
        title="BẢNG XẾP HẠNG THI ĐUA",
        subject=f"Năm 2025 của {CLUSTER}",
        rows=(*ranked, last),
        frozen="Chốt lúc 10:00:00 08/12/2025 bởi Thư ký, lần 1, niêm phong 8F3A-01BC-77D2-90EE.",
        signers=(Signer(position="THƯ KÝ", name="Phạm Hồng Ngữ"), LEADER),
    )


def ballot_record(*, members: int = 6) -> BallotRecord:
    """The first member has all votes but the last one's, whose paper is invalid."""
    return BallotRecord(
        letterhead=LETTERHEAD,
        title="BIÊN BẢN KIỂM PHIẾU",
        subject="Bầu Cụm trưởng năm 2027",
        method="bỏ phiếu kín bằng phiếu giấy, hai người kiểm phiếu độc lập",
        opened_at=SIGNED_AT,
        closed_at=SIGNED_AT,
        members=MEMBERS[:members],
        seats=1,
        on_paper=True,
        entitled=members,
        issued=members,
        returned=members,
        valid=members - 1,
        invalid=1,
        lines=tuple(
            VoteLine(
                member=f"Liên minh Hợp tác xã tỉnh {name}",
                votes=0 if place else members - 1,
                of_valid="0,00 %" if place else "100,00 %",
                of_entitled="0,00 %" if place else "83,33 %",
                is_elected=place == 0,
            )
            for place, name in enumerate(MEMBERS[:members])
        ),
        rules=("Quá 1/2 của 6 (tổng số đơn vị thành viên) là ít nhất 4 phiếu.",),
        conclusion="Kết quả: Liên minh Hợp tác xã TP. Hồ Chí Minh được chọn.",
        tellers=HEADS[:2],
        signers=(
            *(Signer(position="NGƯỜI KIỂM PHIẾU", name=teller) for teller in HEADS[:2]),
            LEADER,
        ),
    )


def official_paper(*, rows: int = 40) -> OfficialPaper:
    """A proposal whose table goes on for pages; its words look like a template's."""
    table = Table(
        columns=(
            Column(heading="TT", width=11, align=Align.CENTER),
            Column(heading="Tập thể", width=54),
            Column(heading="Thành tích", width=65),
            Column(heading="Số tiền (đồng)", width=35, align=Align.RIGHT),
        ),
        rows=(
            *(
                Row(cells=(str(row + 1), MEMBERS[row % 15], TASKS[row % 3], "3.510.000"))
                for row in range(rows)
            ),
            Row(cells=("Cộng", "140.400.000"), is_strong=True),
        ),
    )
    return OfficialPaper(
        letterhead=replace(LETTERHEAD, number="05/TTr-CTĐ"),
        title="TỜ TRÌNH",
        subject="Về việc đề nghị khen thưởng phong trào thi đua năm 2025",
        addressed_to=("Chủ tịch Liên minh Hợp tác xã Việt Nam", "Ban Phong trào"),
        bases=("Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;",) * 2,
        sections=(
            Section(
                paragraphs=(THREE_LINES, "Giữ nguyên {{ 7 * 7 }}, {% if %} & <b>như đã gõ</b>.")
            ),
            Section(
                heading="I. TẬP THỂ",
                paragraphs=("Đề nghị tặng Bằng khen cho:",),
                table=table,
                notes=("Bằng chữ: Một trăm bốn mươi triệu bốn trăm nghìn đồng.",),
            ),
            Section(heading="II. KIẾN NGHỊ", paragraphs=("- Xem xét, quyết định./.",)),
        ),
        recipients=("- Như trên;", "- Các đơn vị thành viên;", "- Lưu: VT."),
        signers=(LEADER,),
    )


def register(*, papers: int = 60) -> Register:
    """Every tenth paper is void, and one has a name that no column holds."""
    return Register(
        letterhead=replace(LETTERHEAD, number=""),
        title="SỔ THEO DÕI CẤP BẰNG, VĂN BẢN",
        subject="Năm 2026",
        rows=tuple(
            RegisterRow(
                serial=f"{number}/2026/GCN-CTĐ",
                title=f"Bằng khen – Ông {HEADS[number % 5]}"
                + (f", {HUNDRED_LETTERS}" if number == 3 else ""),
                golden_book_number=f"{number:05}",
                issued_at=SIGNED_AT,
                issued_by="Nguyễn Thị Bích Ngọc",
                remark="Đã hủy ngày 12/12/2025: Sai tên" if number % 10 == 0 else "",
            )
            for number in range(1, papers + 1)
        ),
        printed_at=SIGNED_AT,
    )


def in_full(paper: Paper) -> bytes:
    """Print a certificate or an award without a plate."""
    return lay_out(paper, compose(paper))
