"""The joint pledge as the services keep it: its text, its targets, its signatures."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.years import Phase
from cluster.models import Target
from cluster.services import members as register
from cluster.services import pledges, rulebook, years
from cluster.services.members import Post
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.make.members import make_cluster
from tests.make.pledges import (
    first_member,
    last_entry,
    make_officer,
    make_person,
    make_pledge,
    make_pledge_year,
    make_secretary,
    make_signed_pledge,
    make_signer,
    second_member,
    set_targets,
    sign,
)
from tests.make.rulebook import make_rulebook, small_book
from tests.make.years import make_year

pytestmark = pytest.mark.usefixtures("app")


def test_a_new_pledge_starts_with_the_standard_text_on_the_published_rule_book() -> None:
    year = make_pledge_year()
    pledge = pledges.create(make_secretary(year), year.id, now=NOW)
    view = pledges.view(SYSTEM, year.id)

    assert (view.version, view.status) == (1, PledgeStatus.DRAFT)
    assert view.text.title == "Bản giao ước thi đua"
    assert view.text.subject == f"Năm 2026 của {year.cluster.name}"
    assert [content.heading for content in view.text.contents] == ["I. Kết quả"]
    assert pledge.rulebook_id == rulebook.current(year.id).id
    assert last_entry("pledge.created").after == {"version": 1, "rulebook": 1}


def test_a_year_has_one_pledge() -> None:
    year = make_pledge_year()
    make_pledge(year, None)

    with pytest.raises(RuleViolation, match="has a pledge already"):
        pledges.create(SYSTEM, year.id, now=NOW)


def test_a_pledge_needs_a_published_rule_book() -> None:
    year = make_year(alliances=2)
    make_rulebook(year, small_book(), published=False)

    with pytest.raises(RuleViolation, match="Publish the rule book first"):
        pledges.create(SYSTEM, year.id, now=NOW)


def test_an_officer_starts_no_pledge() -> None:
    year = make_pledge_year()

    with pytest.raises(NotAllowed):
        pledges.create(make_officer(year, first_member(year)), year.id, now=NOW)


def test_a_stranger_knows_of_no_pledge() -> None:
    year = make_pledge_year()
    make_pledge(year)
    elsewhere = make_cluster("BAC", "Cụm thi đua miền Bắc")
    stranger = make_person("Người Lạ", Role.SECRETARY, cluster_id=elsewhere.id)

    with pytest.raises(NotFound):
        pledges.view(stranger, year.id)


def test_a_year_without_a_pledge_has_none() -> None:
    year = make_pledge_year()

    assert pledges.find_view(SYSTEM, year.id) is None
    for read in (pledges.view, pledges.paper_data):
        with pytest.raises(NotFound):
            read(SYSTEM, year.id)


def test_the_text_is_changed_until_somebody_else_did_so_first() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year, None)
    secretary = make_secretary(year)
    text = replace(pledges.view(SYSTEM, year.id).text, opening="Chúng tôi giao ước:")
    pledges.write_text(secretary, pledge.id, text=text, revision=1, now=NOW)

    assert pledges.view(SYSTEM, year.id).text == text
    with pytest.raises(Conflict) as caught:
        pledges.write_text(
            secretary, pledge.id, text=replace(text, opening="Khác"), revision=1, now=NOW
        )
    versions = {str(name): value for name, value in caught.value.theirs.items()}
    assert versions["Opening"] == "Chúng tôi giao ước:"
    assert pledges.view(SYSTEM, year.id).text == text


def test_all_targets_of_a_member_are_set_together() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year, None)
    member = first_member(year)
    officer = make_officer(year, member)
    pledges.set_targets(
        officer,
        pledge.id,
        alliance_id=member,
        targets={"I.1": TargetValue(value=Decimal("2.5")), "I.2": TargetValue(value=Decimal(0))},
        seen=pledges.targets_of(officer, year.id, member).revision,
        now=NOW,
    )

    assert pledges.targets_in_force(year.id) == {
        (member, "I.1"): TargetValue(value=Decimal("2.5")),
        (member, "I.2"): TargetValue(value=Decimal(0)),
    }
    entry = last_entry("pledge.targets_set")
    assert (entry.alliance_id, entry.before) == (member, {})
    assert entry.after == {
        "I.1": {"value": "2.5", "not_assigned": False},
        "I.2": {"value": "0", "not_assigned": False},
    }


def test_a_target_left_empty_is_taken_away() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    set_targets(year, pledge, first_member(year), {"I.2": TargetValue(value=Decimal(3))})

    own = {
        code: target.value
        for (member, code), target in pledges.targets_in_force(year.id).items()
        if member == first_member(year)
    }
    assert own == {"I.2": Decimal(3)}


def test_two_officers_of_one_alliance_see_both_versions() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    member = first_member(year)
    officer = make_officer(year, member)
    read = pledges.targets_of(officer, year.id, member).revision
    set_targets(year, pledge, member, Decimal(20))

    with pytest.raises(Conflict) as caught:
        pledges.set_targets(
            officer,
            pledge.id,
            alliance_id=member,
            targets={"I.1": TargetValue(value=Decimal(30))},
            seen=read,
            now=NOW,
        )
    assert caught.value.yours == {"I.1 Tiêu chí I.1": Decimal(30), "I.2 Tiêu chí I.2": None}
    assert caught.value.theirs == {
        "I.1 Tiêu chí I.1": Decimal(20),
        "I.2 Tiêu chí I.2": Decimal(20),
    }
    assert pledges.targets_in_force(year.id)[member, "I.1"].value == Decimal(20)


def test_two_alliances_set_their_targets_at_the_same_time() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    officer = make_officer(year, first_member(year))
    read = pledges.targets_of(officer, year.id, first_member(year)).revision
    set_targets(year, pledge, second_member(year), Decimal(20))

    pledges.set_targets(
        officer,
        pledge.id,
        alliance_id=first_member(year),
        targets={"I.1": TargetValue(value=Decimal(30))},
        seen=read,
        now=NOW,
    )
    assert pledges.targets_in_force(year.id)[first_member(year), "I.1"].value == Decimal(30)


def test_nobody_sets_the_targets_of_another_alliance() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    officer = make_officer(year, first_member(year))

    with pytest.raises(NotAllowed):
        pledges.set_targets(
            officer,
            pledge.id,
            alliance_id=second_member(year),
            targets={},
            seen=None,
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        pledges.targets_of(officer, year.id, second_member(year))


def test_a_line_is_left_out_only_where_the_rule_book_allows_it() -> None:
    year = make_year(alliances=2)
    book = small_book()
    book["criteria"][1] |= {"may_be_not_assigned": True}
    make_rulebook(year, book)
    pledge = make_pledge(year, None)
    left_out = TargetValue(not_assigned=True)
    set_targets(year, pledge, first_member(year), {"I.1": left_out})

    with pytest.raises(RuleViolation) as caught:
        set_targets(year, pledge, first_member(year), {"I.2": left_out})
    assert caught.value.field == "I.2"
    assert pledges.targets_in_force(year.id) == {(first_member(year), "I.1"): left_out}


def test_the_pledge_is_in_force_with_the_last_signature() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    one, other = first_member(year), second_member(year)

    assert sign(pledge, make_signer(year, one), one).status is PledgeStatus.SIGNING
    assert sign(pledge, make_signer(year, other), other).status is PledgeStatus.IN_FORCE
    view = pledges.view(SYSTEM, year.id)
    assert (view.in_force_at, set(view.signatures)) == (NOW, {one, other})
    assert {signature.text_sha256 for signature in view.signatures.values()} == {view.fingerprint}
    assert view.is_unchanged
    entry = last_entry("pledge.signed")
    assert entry.after is not None
    assert (entry.after["sha256"], entry.after["status"]) == (view.fingerprint, "in_force")


def test_a_signature_copies_name_and_post_of_the_day() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    member = first_member(year)
    office = register.take_office(
        SYSTEM,
        member,
        Post(title="Phó Chủ tịch", title_en="Vice chair", is_head=False),
        full_name="Trần Thị Bình",
        starts_on=date(2026, 1, 1),
        now=NOW,
    )
    signer = make_person(
        "",
        Role.SIGNER,
        cluster_id=year.cluster_id,
        alliance_id=member,
        person_id=office.person_id,
    )
    sign(pledge, signer, member)

    signature = pledges.view(SYSTEM, year.id).signatures[member]
    assert (signature.signatory, signature.position, signature.signed_at) == (
        "Trần Thị Bình",
        "Phó Chủ tịch",
        NOW,
    )


def test_a_member_signs_once() -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    signer = make_person(
        "Người Khác", Role.SIGNER, cluster_id=year.cluster_id, alliance_id=first_member(year)
    )

    with pytest.raises(RuleViolation, match="has signed the pledge already"):
        sign(pledge, signer, first_member(year))
    assert len(pledges.view(SYSTEM, year.id).signatures) == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARY, Role.CHAIR])
def test_only_the_authorised_signer_signs(role: Role) -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    alliance_id = first_member(year) if role is Role.OFFICER else None
    person = make_person("Không Được", role, cluster_id=year.cluster_id, alliance_id=alliance_id)

    with pytest.raises(NotAllowed):
        sign(pledge, person, first_member(year))


def test_not_even_the_system_signs_for_a_member() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)

    with pytest.raises(NotAllowed):
        sign(pledge, SYSTEM, first_member(year))


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        pytest.param({"password_checked": False, "consented": True}, "password", id="password"),
        pytest.param({"password_checked": True, "consented": False}, "consent", id="consent"),
    ],
)
def test_a_signature_needs_the_password_and_consent(answers: dict[str, bool], field: str) -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    member = first_member(year)

    with pytest.raises(RuleViolation) as caught:
        pledges.sign(make_signer(year, member), pledge.id, alliance_id=member, now=NOW, **answers)
    assert caught.value.field == field
    assert pledges.view(SYSTEM, year.id).signatures == {}


def test_a_missing_target_of_another_member_stops_the_first_signature() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    set_targets(year, pledge, second_member(year), {"I.1": TargetValue(value=Decimal(1))})
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)

    with pytest.raises(RuleViolation, match=r"Đắk Lắk \(I\.2\)"):
        sign(pledge, make_signer(year, first_member(year)), first_member(year))


def test_after_the_first_signature_text_and_targets_are_locked() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    sign(pledge, make_signer(year, first_member(year)), first_member(year))

    with pytest.raises(RuleViolation, match="only an amendment"):
        set_targets(year, pledge, second_member(year), Decimal(5))
    with pytest.raises(RuleViolation, match="only an amendment"):
        pledges.write_text(
            SYSTEM,
            pledge.id,
            text=pledges.view(SYSTEM, year.id).text,
            revision=pledge.revision,
            now=NOW,
        )


def test_a_text_changed_behind_the_signatures_shows() -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    target = db.session.scalars(select(Target).where(Target.pledge_id == pledge.id)).first()
    assert target is not None
    target.value = Decimal(1)
    db.session.flush()

    assert not pledges.view(SYSTEM, year.id).is_unchanged


def test_a_draft_stands_on_the_newest_rule_book_until_it_is_signed() -> None:
    year = make_pledge_year(1)
    make_pledge(year, None)
    rulebook.reopen(SYSTEM, rulebook.current(year.id).id, now=NOW)

    with pytest.raises(RuleViolation, match="rule book"):
        years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)


def test_many_clicks_at_once_sign_once(app: Flask) -> None:
    year = make_pledge_year()
    pledge_id = make_pledge(year).id
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    member = first_member(year)
    signer = make_signer(year, member)
    start = Barrier(8)

    def click(_number: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                pledges.sign(
                    signer,
                    pledge_id,
                    alliance_id=member,
                    password_checked=True,
                    consented=True,
                    now=NOW,
                )
            except RuleViolation:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(click, range(8)))

    assert accepted.count(True) == 1
    assert set(pledges.view(SYSTEM, year.id).signatures) == {member}


def test_nobody_signs_for_an_alliance_in_which_they_hold_no_office() -> None:
    year = make_pledge_year()
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    member = first_member(year)
    stranger = make_person("Người Lạ", Role.SIGNER, cluster_id=year.cluster_id, alliance_id=member)

    with pytest.raises(RuleViolation, match="names no office of the signer"):
        sign(pledge, stranger, member)

    assert pledges.view(SYSTEM, year.id).signatures == {}
