"""A pledge amended after it was signed, and amendments given up."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM
from cluster.domain.pledges import PledgeStatus
from cluster.domain.years import Phase
from cluster.models import Pledge, RuleBook, Year
from cluster.services import pledges, rulebook, years
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.pledges import (
    first_member,
    last_entry,
    make_officer,
    make_pledge,
    make_pledge_year,
    make_secretary,
    make_signed_pledge,
    make_signer,
    second_member,
    set_targets,
    sign,
)

pytestmark = pytest.mark.usefixtures("app")


def test_an_amendment_takes_over_when_all_have_signed_again() -> None:
    year = make_pledge_year()
    first = make_signed_pledge(year, Decimal(10))
    amendment = pledges.amend(make_secretary(year), first.id, reason="Bão số 5", now=NOW)

    assert (amendment.version, amendment.status, amendment.amendment_reason) == (
        2,
        PledgeStatus.DRAFT,
        "Bão số 5",
    )
    for member in members_of(year):
        set_targets(year, amendment, member.alliance_id, Decimal(7))
    assert pledges.targets_in_force(year.id)[first_member(year), "I.1"].value == Decimal(10)
    assert pledges.paper_data(SYSTEM, year.id).version == 1
    signers = [make_signer(year, member.alliance_id) for member in members_of(year)]
    for member, signer in zip(members_of(year), signers, strict=True):
        assert pledges.paper_data(SYSTEM, year.id).version == 1
        sign(amendment, signer, member.alliance_id)

    assert pledges.targets_in_force(year.id)[first_member(year), "I.1"].value == Decimal(7)
    assert pledges.paper_data(SYSTEM, year.id).version == 2
    assert [
        (version.version, version.status, version.signatures)
        for version in pledges.list_versions(SYSTEM, year.id)
    ] == [(2, PledgeStatus.IN_FORCE, 2), (1, PledgeStatus.SUPERSEDED, 2)]


def test_an_amendment_starts_with_the_targets_that_stand() -> None:
    year = make_pledge_year()
    first = make_signed_pledge(year, Decimal(10))
    pledges.amend(SYSTEM, first.id, reason="Bão số 5", now=NOW)

    assert pledges.view(SYSTEM, year.id).targets == pledges.view(SYSTEM, year.id, 1).targets


def test_a_version_given_up_while_it_was_being_signed_is_signed_no_more() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    sign(pledge, make_signer(year, first_member(year)), first_member(year))
    pledges.amend(SYSTEM, pledge.id, reason="Sai chỉ tiêu", now=NOW)

    with pytest.raises(RuleViolation, match="sign that one"):
        sign(pledge, make_signer(year, second_member(year)), second_member(year))


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_amendment_needs_a_reason(reason: str) -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)

    with pytest.raises(RuleViolation) as caught:
        pledges.amend(SYSTEM, pledge.id, reason=reason, now=NOW)
    assert caught.value.field == "reason"


def test_only_the_newest_version_is_amended() -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    pledges.amend(SYSTEM, pledge.id, reason="Bão số 5", now=NOW)

    with pytest.raises(RuleViolation, match="Only the newest version"):
        pledges.amend(SYSTEM, pledge.id, reason="Bão số 6", now=NOW)


def newest_book(year: Year) -> int:
    ids = select(RuleBook.id).where(RuleBook.year_id == year.id).order_by(RuleBook.version.desc())
    return db.session.scalars(ids).first() or 0


def amended(*, book_too: bool = False, signed: int = 0) -> tuple[Year, int]:
    """Return a year that reports, with an open amendment; `signed`: by how many members."""
    year = make_pledge_year(number=2026)
    pledge = make_signed_pledge(year)
    years.move(SYSTEM, year.id, Phase.REPORT, now=NOW)
    if book_too:
        draft = rulebook.new_version(
            make_secretary(year), year.id, reason="Trung ương đổi cách chấm", now=NOW
        )
        rulebook.publish(SYSTEM, draft, now=NOW)
    amendment = pledges.amend(SYSTEM, pledge.id, reason="Thêm chỉ tiêu", now=NOW)
    for member in members_of(year)[:signed]:
        sign(amendment, make_signer(year, member.alliance_id), member.alliance_id)
    return year, amendment.id


@pytest.mark.parametrize("signed", [0, 1], ids=["nobody has signed", "one member has signed"])
@pytest.mark.parametrize("book_too", [False, True], ids=["pledge alone", "with a new rule book"])
def test_an_amendment_that_is_given_up_keeps_the_year_from_nothing(
    book_too: bool, signed: int
) -> None:
    year, amendment_id = amended(book_too=book_too, signed=signed)
    with pytest.raises(RuleViolation):
        years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    given_up = pledges.give_up(SYSTEM, amendment_id, reason="Một đơn vị không ký", now=NOW)
    view = pledges.view(SYSTEM, year.id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    assert given_up.status is PledgeStatus.GIVEN_UP
    assert (view.version, view.status) == (1, PledgeStatus.IN_FORCE)
    assert rulebook.current(year.id).version == 1
    assert last_entry("pledge.given_up").reason == "Một đơn vị không ký"
    assert [v.status for v in pledges.list_versions(SYSTEM, year.id)] == [
        PledgeStatus.GIVEN_UP,
        PledgeStatus.IN_FORCE,
    ]


def test_after_one_amendment_is_given_up_another_can_be_made_and_signed() -> None:
    year, amendment_id = amended(book_too=True, signed=1)
    pledges.give_up(SYSTEM, amendment_id, reason="Viết lại", now=NOW)
    rulebook.publish(SYSTEM, newest_book(year), now=NOW)
    first = pledges.view(SYSTEM, year.id)

    second = pledges.amend(SYSTEM, first.id, reason="Bản viết lại", now=NOW)
    for member in members_of(year):
        sign(second, make_signer(year, member.alliance_id), member.alliance_id)

    assert (second.version, second.status) == (3, PledgeStatus.IN_FORCE)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)


def test_who_gives_up_an_amendment_and_which() -> None:
    year, amendment_id = amended()
    in_force = pledges.view(SYSTEM, year.id, 1).id
    officer = make_officer(year, first_member(year))

    with pytest.raises(NotAllowed):
        pledges.give_up(officer, amendment_id, reason="x", now=NOW)
    with pytest.raises(RuleViolation, match="Say why"):
        pledges.give_up(SYSTEM, amendment_id, reason=" ", now=NOW)
    with pytest.raises(RuleViolation, match="not all have signed"):
        pledges.give_up(SYSTEM, in_force, reason="x", now=NOW)
    with pytest.raises(NotFound):
        pledges.give_up(SYSTEM, 999, reason="x", now=NOW)
    pledges.give_up(SYSTEM, amendment_id, reason="x", now=NOW)
    signer = make_signer(year, first_member(year))
    amendment = db.session.get_one(Pledge, amendment_id)
    with pytest.raises(RuleViolation, match="has been given up"):
        sign(amendment, signer, first_member(year))
