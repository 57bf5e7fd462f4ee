"""Awards: what may be proposed, decided, handed out and certified."""

from dataclasses import replace
from datetime import date

import pytest

from cluster.domain.awards import (
    AWARD_LIST_NAMES,
    AWARD_STATUS_NAMES,
    CERTIFICATE_FORM_NAMES,
    MOVES,
    RECIPIENT_NAMES,
    AwardList,
    AwardStatus,
    CertificateForm,
    Nomination,
    Recipient,
    check_certificate,
    check_decision,
    check_handing_out,
    check_leader,
    check_move,
    check_proposable,
    check_standing,
    cited,
    is_flag,
)
from cluster.domain.errors import RuleViolation

TODAY = date(2026, 12, 12)
FINE = Nomination(
    member="Đắk Lắk",
    recipient=Recipient.COLLECTIVE,
    recipient_name="",
    for_collectives=True,
    for_individuals=False,
    certificate=CertificateForm.CERTIFICATE,
    barred_by=None,
    is_next_leader=None,
    is_known=False,
    has_rival=False,
    reason="Đã có thành tích xuất sắc",
)


def test_every_state_and_list_has_a_name() -> None:
    named = (AWARD_LIST_NAMES, RECIPIENT_NAMES, CERTIFICATE_FORM_NAMES, AWARD_STATUS_NAMES, MOVES)

    assert [list(names) for names in named] == [
        list(kind) for kind in (AwardList, Recipient, CertificateForm, AwardStatus, AwardStatus)
    ]


@pytest.mark.parametrize(
    "nomination",
    [
        pytest.param(FINE, id="the member alliance itself"),
        pytest.param(
            replace(
                FINE,
                recipient=Recipient.INDIVIDUAL,
                recipient_name="Nguyễn Văn An",
                for_individuals=True,
            ),
            id="a person by name",
        ),
        pytest.param(
            replace(FINE, certificate=CertificateForm.LEADER, is_next_leader=True),
            id="the next leader",
        ),
        pytest.param(
            replace(FINE, certificate=CertificateForm.LEADER),
            id="a leader before the next one is named",
        ),
        pytest.param(
            replace(FINE, is_next_leader=False, has_rival=True),
            id="another member for an ordinary award",
        ),
    ],
)
def test_what_fits_may_be_proposed(nomination: Nomination) -> None:
    assert check_proposable(nomination) is None


@pytest.mark.parametrize(
    ("nomination", "field", "sentence"),
    [
        pytest.param(
            replace(FINE, for_collectives=False, for_individuals=True),
            "kind_id",
            "This award is not given to: Collective.",
            id="a person's title for a collective",
        ),
        pytest.param(
            replace(FINE, recipient=Recipient.INDIVIDUAL),
            "kind_id",
            "This award is not given to: Individual.",
            id="a collective's title for a person",
        ),
        pytest.param(
            replace(FINE, recipient=Recipient.INDIVIDUAL, for_individuals=True),
            "recipient_name",
            "Enter the person’s name.",
            id="a person without a name",
        ),
        pytest.param(
            replace(FINE, barred_by="TB 12/TB-UBKT"),
            "alliance_id",
            "Đắk Lắk cannot be nominated at present: TB 12/TB-UBKT.",
            id="a member under review",
        ),
        pytest.param(
            replace(FINE, certificate=CertificateForm.LEADER, is_next_leader=False),
            "alliance_id",
            "This award is for the member that leads the next year, which is not Đắk Lắk.",
            id="the leader's award for another member",
        ),
        pytest.param(
            replace(FINE, certificate=CertificateForm.LEADER, has_rival=True),
            "alliance_id",
            "The year has another leader award already, and only one member leads the next.",
            id="a second leader award",
        ),
        pytest.param(
            replace(FINE, is_known=True),
            "recipient_name",
            "This award is proposed for this recipient already.",
            id="the same award twice",
        ),
        pytest.param(
            replace(FINE, reason="  "), "reason", "Say what the award is for.", id="no reason"
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    nomination: Nomination, field: str, sentence: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_proposable(nomination)

    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_what_was_proposed_rightly_is_decided_as_it_was_proposed() -> None:
    check_standing(replace(FINE, is_known=True, reason="", for_collectives=False))
    with pytest.raises(RuleViolation, match="cannot be nominated at present"):
        check_standing(replace(FINE, barred_by="TB 12/TB-UBKT"))


def test_the_leaders_award_is_printed_for_whoever_leads_the_next_year() -> None:
    check_leader(1, 1, "Đắk Lắk")
    check_leader(1, None, "Đắk Lắk")
    with pytest.raises(RuleViolation, match="which is not Đắk Lắk"):
        check_leader(1, 2, "Đắk Lắk")


@pytest.mark.parametrize("before", AwardStatus)
@pytest.mark.parametrize("after", AwardStatus)
def test_an_award_goes_from_proposed_over_decided_to_handed_out(
    before: AwardStatus, after: AwardStatus
) -> None:
    steps = {("proposed", "decided"), ("proposed", "withdrawn"), ("decided", "handed_out")}
    try:
        check_move(before, after)
        accepted = True
    except RuleViolation:
        accepted = False

    assert accepted == ((before.value, after.value) in steps)


@pytest.mark.parametrize(
    ("decided_on", "awards", "field"),
    [
        pytest.param(date(2026, 12, 13), 1, "decided_on", id="a decision of tomorrow"),
        pytest.param(TODAY, 0, "award_ids", id="a decision on nothing"),
    ],
)
def test_a_decision_is_of_the_past_and_decides_something(
    decided_on: date, awards: int, field: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_decision(decided_on, awards, TODAY)

    assert refused.value.field == field


def test_a_decision_of_today_is_accepted() -> None:
    assert check_decision(TODAY, 1, TODAY) is None


@pytest.mark.parametrize("handed_out_on", [date(2026, 12, 10), TODAY])
def test_an_award_is_handed_out_between_its_decision_and_today(handed_out_on: date) -> None:
    assert check_handing_out(handed_out_on, date(2026, 12, 10), TODAY) is None


@pytest.mark.parametrize(
    "handed_out_on",
    [
        pytest.param(date(2026, 12, 9), id="before the decision"),
        pytest.param(date(2026, 12, 13), id="tomorrow"),
    ],
)
def test_an_award_is_handed_out_at_no_other_time(handed_out_on: date) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_handing_out(handed_out_on, date(2026, 12, 10), TODAY)

    assert refused.value.field == "handed_out_on"


@pytest.mark.parametrize(
    ("status", "form", "accepted"),
    [
        pytest.param(AwardStatus.PROPOSED, CertificateForm.CERTIFICATE, False, id="proposed"),
        pytest.param(AwardStatus.WITHDRAWN, CertificateForm.CERTIFICATE, False, id="withdrawn"),
        pytest.param(AwardStatus.DECIDED, CertificateForm.CERTIFICATE, True, id="decided"),
        pytest.param(AwardStatus.HANDED_OUT, CertificateForm.LEADER, True, id="handed out"),
        pytest.param(
            AwardStatus.DECIDED, CertificateForm.NONE, False, id="a title that comes without one"
        ),
    ],
)
def test_there_is_no_certificate_without_a_decision(
    status: AwardStatus, form: CertificateForm, accepted: bool
) -> None:
    try:
        check_certificate(status, form)
        found = True
    except RuleViolation:
        found = False

    assert found == accepted


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param("12/QĐ-LMHTXVN", "Quyết định số 12/QĐ-LMHTXVN", id="a decision"),
        pytest.param("05/BB-CTĐ", "Biên bản số 05/BB-CTĐ", id="minutes"),
        pytest.param("7/nq-BTV", "Nghị quyết số 7/nq-BTV", id="small letters"),
        pytest.param("07/XYZ", "Văn bản số 07/XYZ", id="an unknown symbol"),
        pytest.param("31", "Văn bản số 31", id="a number alone"),
        pytest.param(
            "Biên bản Hội nghị số 03/BB-CTĐ",
            "Biên bản Hội nghị số 03/BB-CTĐ",
            id="what names its document already",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_decision_is_cited_by_the_name_of_its_document(number: str, words: str) -> None:
    assert cited(number) == words


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        pytest.param("Cờ thi đua của Chính phủ", True, id="a title"),
        pytest.param("CỜ LUÂN LƯU", True, id="in capitals"),
        pytest.param("Bằng khen", False, id="a certificate"),
        pytest.param("Cổ động viên", False, id="another word"),
    ],
)
def test_a_flag_is_told_by_its_name(name: str, flag: bool) -> None:
    assert is_flag(name) is flag
