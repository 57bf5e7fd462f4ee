"""What the joint pledge and the members’ certificates of it say."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from cluster.database import db
from cluster.documents.letterhead import Letterhead, Signer
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.services import members, pledges
from cluster.services.members import Called
from cluster.services.printing import pledges as pledge_papers
from tests.conftest import NOW, TODAY
from tests.make.awards import issue, member_of
from tests.make.members import make_new_head, rename
from tests.make.pledges import make_pledge, make_pledge_year, make_signed_pledge, make_signer, sign


def test_the_joint_pledge_is_dated_and_named_as_on_the_day_it_came_into_force(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    rename(member_of(year), starts_on=date(2026, 3, 10))
    make_new_head(member_of(year), starts_on=date(2026, 3, 10))

    paper = pledge_papers.compose_joint(SYSTEM, year, date(2026, 9, 1)).paper

    assert paper.letterhead == Letterhead(
        authority="LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        issuer="CỤM THI ĐUA MIỀN NAM",
        place="TP. Hồ Chí Minh",
        dated=TODAY,
    )
    assert [(p.member, p.head, p.signed_at) for p in paper.parties] == [
        ("Liên minh Hợp tác xã TP. Hồ Chí Minh", f"Người Ký {member_of(year)}", NOW),
        ("Liên minh Hợp tác xã Đắk Lắk", f"Người Ký {member_of(year, 1)}", NOW),
    ]
    assert (paper.version, paper.in_force_since, paper.closing) == (1, NOW, "")


def test_a_draft_of_the_joint_pledge_is_dated_by_hand_and_names_the_heads(app: Flask) -> None:
    year = make_pledge_year()
    make_pledge(year)

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert (paper.letterhead.dated, paper.letterhead.number) == (None, "")
    assert [(p.head, p.head_position, p.signed_at) for p in paper.parties] == [
        ("Nguyễn Văn A", "Chủ tịch", None),
        ("Trần Văn B", "Chủ tịch", None),
    ]


def test_the_joint_pledge_holds_every_target_under_its_section(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year, Decimal(12))

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert [(s.title, [(line.code, line.targets) for line in s.lines]) for s in paper.sections] == [
        ("I. Kết quả", [("I.1", (Decimal(12),) * 2), ("I.2", (Decimal(12),) * 2)])
    ]
    assert paper.articles[-1].heading == "Tổ chức thực hiện"


def test_an_amendment_says_that_it_is_one_and_why(app: Flask) -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    amendment = pledges.amend(SYSTEM, pledge.id, reason="Sáp nhập tỉnh", now=NOW)
    before = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper
    for place in range(2):
        sign(amendment, make_signer(year, member_of(year, place)), member_of(year, place))

    after = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert (before.version, before.closing) == (1, "")
    assert (after.version, after.closing) == (2, "Lý do điều chỉnh: Sáp nhập tỉnh")


def test_a_members_certificate_holds_its_own_targets_and_is_signed_by_the_leader(
    app: Flask,
) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    make_new_head(member_of(year), starts_on=date(2026, 3, 10))

    paper = pledge_papers.compose_member(SYSTEM, year, member_of(year, 1), date(2026, 9, 1)).paper

    assert (paper.member, paper.signed_at) == ("Liên minh Hợp tác xã Đắk Lắk", NOW)
    assert [(t.code, t.target) for t in paper.targets] == [
        ("I.1", Decimal(10)),
        ("I.2", Decimal(10)),
    ]
    assert paper.signers == (
        Signer(
            on_behalf_of="TM. CỤM THI ĐUA",
            position="CỤM TRƯỞNG",
            organization="CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ TP. HỒ CHÍ MINH",
            name="Nguyễn Văn A",
        ),
    )


def test_a_certificate_with_a_letter_of_no_font_is_not_issued(app: Flask) -> None:
    year = make_pledge_year()
    named = Called(name="Liên minh 漢", short_name="漢", name_en="Han", seat="漢")
    members.rename(SYSTEM, member_of(year), called=named, starts_on=date(2026, 1, 1), now=NOW)
    make_signed_pledge(year)

    with pytest.raises(RuleViolation, match=r"draw “漢” \(U\+6F22\) in “LIÊN MINH 漢”"):
        issue(year, PaperKind.MEMBER_PLEDGE, member_of(year))


def test_without_a_leader_place_and_signer_are_left_to_the_pen(app: Flask) -> None:
    year = make_pledge_year()
    db.session.execute(db.text("DELETE FROM leadership"))
    db.session.commit()
    make_pledge(year)

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert paper.letterhead.place == "…………"
