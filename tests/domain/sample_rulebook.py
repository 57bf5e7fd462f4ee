"""A small rule book with every kind of line, for the tests of scoring and ranking."""

from dataclasses import replace
from decimal import Decimal

from cluster.domain.achievements import Aggregate
from cluster.domain.formulas import (
    Against,
    Band,
    BonusBest,
    BonusCount,
    CountCapped,
    Direction,
    Expert,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    Start,
    StepBand,
    WhenNone,
    YesNo,
)
from cluster.domain.measures import Measure
from cluster.domain.rulebook import (
    ClassBand,
    Criterion,
    CriterionKind,
    RuleBook,
    WorkedExample,
)


def part(key: str, points: str) -> Part:
    return Part(key=key, name_vi=f"{key} (vi)", name_en=key, points=Decimal(points))


def section(code: str, parent_code: str | None = None) -> Criterion:
    return Criterion(
        code=code,
        parent_code=parent_code,
        kind=CriterionKind.SECTION,
        name_vi=f"Mục {code}",
        name_en=f"Section {code}",
    )


NEW_COOPERATIVES = Criterion(
    code="III.1",
    parent_code="III",
    kind=CriterionKind.CONTENT,
    name_vi="Thành lập mới HTX",
    name_en="Newly founded cooperatives",
    unit="HTX",
    max_points=Decimal(15),
    formula=RatioCapped(),
    needs_target=True,
    citation="Mẫu số 04",
    examples=(
        WorkedExample(
            measure=Measure(actual=Decimal(11), target=Decimal(35)), points=Decimal("4.71")
        ),
    ),
)
MEMBER_SHARE = Criterion(
    code="I.3",
    parent_code="I",
    kind=CriterionKind.CONTENT,
    name_vi="Tỷ lệ HTX là thành viên",
    name_en="Share of member cooperatives",
    unit="%",
    max_points=Decimal(4),
    aggregate=Aggregate.SHARE,
    formula=StepBand(
        direction=Direction.UP,
        bands=(
            Band(limit=Decimal(80), points=Decimal(4)),
            Band(limit=Decimal(60), points=Decimal(3)),
            Band(limit=None, points=Decimal(2)),
        ),
    ),
)
DOSSIERS = Criterion(
    code="IV.3",
    parent_code="IV",
    kind=CriterionKind.CONTENT,
    name_vi="Hồ sơ đúng hạn",
    name_en="Dossiers on time",
    unit="hồ sơ",
    max_points=Decimal(3),
    aggregate=Aggregate.SHARE,
    formula=RatioCapped(against=Against.BASE, when_none=WhenNone.EXPERT),
)
MOVEMENTS = Criterion(
    code="IV.2",
    parent_code="IV",
    kind=CriterionKind.CONTENT,
    name_vi="Phong trào thi đua",
    name_en="Emulation movements",
    max_points=Decimal(3),
    formula=Expert(step=Decimal("0.5")),
)
PACT = Criterion(
    code="IV.1",
    parent_code="IV",
    kind=CriterionKind.CONTENT,
    name_vi="Ký giao ước",
    name_en="Pact signed",
    max_points=Decimal(3),
    formula=YesNo(choices=(part("on_time", "3"), part("one_late", "1.5"), part("none", "0"))),
)
REPORTS = Criterion(
    code="VI.1",
    parent_code="VI",
    kind=CriterionKind.CONTENT,
    name_vi="Chế độ báo cáo",
    name_en="Reports on time",
    max_points=Decimal(4),
    formula=PenaltyPerEvent(
        start=Start.MAXIMUM, events=(part("late", "0.5"), part("missing", "1"))
    ),
)
FUND = Criterion(
    code="VI.2",
    parent_code="VI",
    kind=CriterionKind.CONTENT,
    name_vi="Quỹ hỗ trợ",
    name_en="Support fund",
    max_points=Decimal(5),
    formula=CountCapped(each=Decimal("2.5")),
    may_be_not_assigned=True,
)
REST = Criterion(
    code="III.2.1",
    parent_code="III.2",
    kind=CriterionKind.CONTENT,
    name_vi="Phần còn lại",
    name_en="The rest",
    max_points=Decimal("31.5"),
    weight=Decimal(2),
    formula=RatioCapped(),
    needs_target=True,
)
MODELS = Criterion(
    code="TH.1",
    parent_code="TH",
    kind=CriterionKind.BONUS,
    name_vi="Mô hình mới",
    name_en="New models",
    max_points=Decimal(4),
    formula=BonusCount(each=Decimal(1)),
)
FLAGS = Criterion(
    code="TH.3",
    parent_code="TH",
    kind=CriterionKind.BONUS,
    name_vi="Cờ thi đua",
    name_en="Flags received",
    max_points=Decimal(2),
    formula=BonusBest(choices=(part("merit", "1"), part("flag", "1.5"), part("government", "2"))),
)
ABSENCES = Criterion(
    code="TP.2",
    parent_code="TP",
    kind=CriterionKind.PENALTY,
    name_vi="Vắng mặt",
    name_en="Absences",
    max_points=Decimal(-1),
    formula=PenaltyPerEvent(start=Start.ZERO, events=(part("absent", "0.5"),)),
)


def gate(code: str) -> Criterion:
    return Criterion(
        code=code,
        parent_code="KC",
        kind=CriterionKind.GATE,
        name_vi=f"Điều kiện {code}",
        name_en=f"Gate {code}",
    )


def band(key: str, from_total: str, least_share: str | None) -> ClassBand:
    return ClassBand(
        key=key,
        name_vi=key,
        name_en=key,
        from_total=Decimal(from_total),
        least_share=Decimal(least_share) if least_share else None,
        gate="KC.1" if least_share else None,
    )


RULEBOOK = RuleBook(
    version=1,
    scale=Decimal(100),
    bonus_cap=Decimal(5),
    bands=(
        band("excellent", "90", "0.85"),
        band("good", "80", "0.80"),
        band("fair", "70", "0.70"),
        band("below", "0", None),
    ),
    criteria=(
        section("I"),
        MEMBER_SHARE,
        section("III"),
        NEW_COOPERATIVES,
        section("III.2", "III"),
        REST,
        section("IV"),
        PACT,
        MOVEMENTS,
        DOSSIERS,
        section("VI"),
        REPORTS,
        FUND,
        section("TH"),
        MODELS,
        FLAGS,
        section("TP"),
        ABSENCES,
        section("KC"),
        gate("KC.1"),
        gate("KC.2"),
    ),
)
FULL_MARKS = {c.code: c.max_points for c in RULEBOOK.lines(CriterionKind.CONTENT)}


def with_line(criterion: Criterion) -> RuleBook:
    """Return the sample rule book with one line replaced by another of the same code."""
    return replace(
        RULEBOOK,
        criteria=tuple(criterion if c.code == criterion.code else c for c in RULEBOOK.criteria),
    )
