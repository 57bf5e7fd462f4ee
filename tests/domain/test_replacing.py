"""Which paper may take the place of a void one."""

from dataclasses import replace

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.printing import PaperKind
from cluster.domain.replacing import Filed, check_replacement

WRONG = Filed(
    kind=PaperKind.AWARD,
    serial="1/2026",
    title="Bằng khen – Ông Nguyễn Văn Am",
    subject="1/order-3-5",
    decision="12/QĐ",
    alliance_id=None,
)
OF_MEMBER = replace(WRONG, subject="1/7", alliance_id=4)
CORRECTED = "Bằng khen – Ông Nguyễn Văn An"


@pytest.mark.parametrize(
    ("void", "changes"),
    [
        pytest.param(OF_MEMBER, {"title": CORRECTED}, id="another issue of the same award"),
        pytest.param(
            replace(WRONG, kind=PaperKind.MEMBER_PLEDGE), {}, id="another issue of a pledge"
        ),
        pytest.param(WRONG, {"subject": "1/order-4-5"}, id="the same words in another list"),
        pytest.param(
            WRONG,
            {"subject": "1/order-4-5", "title": "BẰNG KHEN –  Ông Nguyễn Văn Am"},
            id="the same words, other capitals and blanks",
        ),
        pytest.param(
            WRONG, {"subject": "1/7", "alliance_id": 4}, id="a list first, then the award itself"
        ),
    ],
)
def test_a_paper_for_the_same_recipient_takes_the_place(void: Filed, changes: dict) -> None:
    check_replacement(void, replace(void, serial="2/2026", **changes), is_same_recipient=False)


@pytest.mark.parametrize(
    ("void", "changes"),
    [
        pytest.param(WRONG, {"title": CORRECTED}, id="another name: perhaps the corrected one"),
        pytest.param(WRONG, {"title": "Bằng khen – Ông Nguyễn Văn Ám"}, id="another accent"),
        pytest.param(WRONG, {"decision": "13/QĐ"}, id="the same award by another decision"),
        pytest.param(
            OF_MEMBER,
            {"title": CORRECTED, "decision": "13/QĐ"},
            id="an award given anew by a decision that corrects the first",
        ),
    ],
)
def test_where_it_cannot_be_known_somebody_compares(void: Filed, changes: dict) -> None:
    other = replace(void, serial="2/2026", subject="1/another", **changes)

    with pytest.raises(RuleViolation) as question:
        check_replacement(void, other, is_same_recipient=False)
    check_replacement(void, other, is_same_recipient=True)

    assert question.value.field == "is_same_recipient"
    assert str(question.value).startswith(
        f"No. 1/2026 is “{void.title}”, no. 2/2026 is “{other.title}”: are they for the same"
    )


@pytest.mark.parametrize(
    ("void", "changes"),
    [
        pytest.param(OF_MEMBER, {"title": CORRECTED}, id="another award of the same decision"),
        pytest.param(
            OF_MEMBER, {"alliance_id": 5, "decision": "13/QĐ"}, id="an award of another member"
        ),
        pytest.param(
            replace(WRONG, kind=PaperKind.MEMBER_PLEDGE), {}, id="another member’s pledge"
        ),
        pytest.param(WRONG, {"kind": PaperKind.STANDINGS}, id="another kind of paper"),
    ],
)
def test_somebody_elses_paper_never_takes_the_place(void: Filed, changes: dict) -> None:
    other = replace(void, serial="2/2026", subject="1/another", **changes)

    with pytest.raises(RuleViolation) as refusal:
        check_replacement(void, other, is_same_recipient=True)

    assert refusal.value.field == "replaced_by"
    assert str(refusal.value) == (
        f"No. 2/2026, “{other.title}”, belongs to somebody or something else than no. 1/2026,"
        f" “{void.title}”, and cannot take its place."
    )
