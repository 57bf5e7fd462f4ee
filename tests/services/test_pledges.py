from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Pledge, RuleBook, Score, Target, Year
from cluster.services import members as register
from cluster.services import pledges, rulebook, years
from cluster.services.members import Post, members_of
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.make.achievements import make_report_year, make_submitted
from tests.make.members import make_alliances, make_cluster
from tests.make.pledges import (
    make_officer,
    make_person,
    make_pledge,
    make_pledge_year,
    make_secretary,
    make_signed_pledge,
    make_signer,
    set_targets,
    sign,
)
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook, small_book
from tests.make.years import make_year

pytestmark = pytest.mark.usefixtures("app")


def last_entry(action: str) -> AuditEntry:
    entry = db.session.scalar(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq.desc())
    )
    assert entry is not None
    return entry


def first_member(year: Year) -> int:
    return members_of(year)[0].alliance_id


def second_member(year: Year) -> int:
    return members_of(year)[1].alliance_id


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


def open_next(year: Year) -> Year:
    following = years.open_year(SYSTEM, year.cluster_id, year.number + 1, now=NOW)
    members = [member.alliance_id for member in members_of(year)]
    years.set_members(SYSTEM, following.id, members, now=NOW)
    make_rulebook(following, small_book())
    return following


def test_a_target_stands_beside_last_year_and_the_others() -> None:
    before = make_report_year()
    member, other = first_member(before), second_member(before)
    make_submitted(before, make_officer(before, member), member, "I.1", quantity=Decimal(12))
    year = open_next(before)
    pledge = make_pledge(year, None)
    set_targets(year, pledge, member, {"I.1": TargetValue(value=Decimal(9))})
    set_targets(year, pledge, other, {"I.1": TargetValue(value=Decimal(20))})

    page = pledges.targets_of(make_officer(year, member, "Cán Bộ Mới"), year.id, member)
    line = page.rows[0].line
    assert (page.last_year, line.value, line.last_target, line.last_result, line.peers) == (
        2026,
        Decimal(9),
        Decimal(10),
        Decimal(12),
        Decimal(20),
    )
    assert [str(row.warning) for row in page.rows] == [
        "The target 9 is easier than last year's result 12.",
        "The target is missing.",
    ]
    assert [row.stops for row in page.rows] == [False, True]
    table = pledges.overview(make_secretary(year), year.id)
    assert [[cell.is_low for cell in row.cells] for row in table.rows] == [
        [True, False],
        [False, False],
    ]
    assert [row.middle for row in table.rows] == [Decimal("14.5"), None]


def test_the_figure_of_the_final_score_is_last_years_result() -> None:
    before = make_report_year()
    member = first_member(before)
    make_submitted(before, make_officer(before, member), member, "I.1", quantity=Decimal(12))
    for revision, actual in enumerate(("11", "8"), start=1):
        db.session.add(
            Score(
                year_id=before.id,
                alliance_id=member,
                criterion_code="I.1",
                layer=Layer.FINAL,
                revision=revision,
                points=Decimal(4),
                measure={"actual": actual, "base": None},
                scored_at=NOW + timedelta(minutes=revision),
            )
        )
    db.session.commit()
    year = open_next(before)
    make_pledge(year, None)

    page = pledges.targets_of(SYSTEM, year.id, member)
    assert page.rows[0].line.last_result == Decimal(8)


def test_the_overview_is_for_whoever_runs_the_year() -> None:
    year = make_pledge_year()
    make_pledge(year)

    with pytest.raises(NotAllowed):
        pledges.overview(make_officer(year, first_member(year)), year.id)


def test_pages_ask_the_same_number_of_questions_for_any_number_of_members() -> None:
    alliances = make_alliances(12)
    few = make_year(2026, alliances=alliances[:2])
    many = make_year(2030, alliances=alliances, cluster=few.cluster)
    for year, lines in ((few, 2), (many, 25)):
        make_rulebook(year, small_book(lines))
        make_pledge(year)

    ids = [few.id, many.id]
    for read in (pledges.view, pledges.overview):
        asked = [count_queries(partial(read, SYSTEM, year_id)) for year_id in ids]
        assert asked[0] == asked[1]


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


@pytest.mark.parametrize("read", [pledges.view, pledges.find_view, pledges.list_versions])
def test_an_appraiser_reads_the_pledge_once_there_is_something_to_appraise(
    read: Callable[[Actor, int], object],
) -> None:
    year = make_report_year()
    own = Grant(Role.REVIEWER, year.cluster_id, first_member(year))
    appraiser = Actor(user_id=1, name="x", grants=(own,))
    with pytest.raises(NotFound):
        read(appraiser, year.id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    assert read(appraiser, year.id) is not None


def test_who_only_administers_has_no_business_with_the_pledge() -> None:
    year = make_report_year()
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    administrator = Actor(user_id=1, name="x", grants=(Grant(Role.SYSADMIN),))

    for read in (pledges.view, pledges.find_view, pledges.list_versions, pledges.paper_data):
        with pytest.raises(NotFound):
            read(administrator, year.id)


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
