"""What official papers still lack, and what of an entry counts as said."""

from dataclasses import replace
from datetime import date

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.official import (
    OFFICIAL,
    SYMBOLS,
    WORDS,
    Details,
    check_complete,
    lines,
    read_out,
    what_is_missing,
)
from cluster.domain.printing import PaperKind

ENTERED = Details(
    number="05/BC-CTĐ",
    place="Khánh Hòa",
    dated=date(2025, 12, 12),
    position="CỤM TRƯỞNG",
    signer_name="Ngô Xuân Trường",
    addressed_to="Chủ tịch Liên minh Hợp tác xã Việt Nam",
)


def complete(kind: PaperKind) -> Details:
    return replace(ENTERED, words=dict.fromkeys(WORDS[kind], "Đã nhập"))


@pytest.mark.parametrize("kind", OFFICIAL)
def test_a_paper_with_everything_entered_lacks_nothing(kind: PaperKind) -> None:
    check_complete(kind, complete(kind))

    assert what_is_missing(kind, complete(kind)) == []


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_complete(PaperKind.YEAR_REPORT, Details(words={"situation": "Ổn định", "x": ""}))

    assert str(refusal.value) == (
        "Please enter what the paper still lacks: Number and symbol; Place on papers; Date;"
        " Signer’s position; Signer’s name; Shortcomings and their causes; Directions for the next"
        " year."
    )


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        pytest.param(PaperKind.AWARD_LIST, [], id="a list is headed by its decision"),
        pytest.param(
            PaperKind.HANDOVER_MINUTES,
            [
                "Number and symbol",
                "Place on papers",
                "Date",
                "Venue",
                "Handed over by",
                "Taken over by",
            ],
            id="both sides of a handover sign, not the leader",
        ),
        pytest.param(
            PaperKind.AWARD_PROPOSAL,
            [
                "Number and symbol",
                "Place on papers",
                "Date",
                "Signer’s position",
                "Signer’s name",
                "Addressed to",
            ],
            id="a proposal goes to somebody",
        ),
        pytest.param(
            PaperKind.PAYMENT_LIST,
            ["Place on papers", "Date", "Signer’s position", "Signer’s name", "Drawn up by"],
            id="a payment list may be numbered by hand",
        ),
    ],
)
def test_each_paper_asks_for_its_own(kind: PaperKind, lacking: list[str]) -> None:
    assert [str(label) for label in what_is_missing(kind, Details())] == lacking


def test_only_papers_of_their_own_have_a_symbol() -> None:
    assert set(SYMBOLS) == set(OFFICIAL) - {PaperKind.AWARD_LIST, PaperKind.PAYMENT_LIST}


def test_blank_lines_and_blanks_say_nothing() -> None:
    assert lines(" - Như trên; \n\n  \n- Lưu: VT.") == ("- Như trên;", "- Lưu: VT.")
    assert Details(words={"venue": "  "}).word("venue") == ""


@pytest.mark.parametrize("kind", OFFICIAL)
def test_what_was_entered_is_read_out_under_the_names_of_the_form(kind: PaperKind) -> None:
    said = {str(name): value for name, value in read_out(kind, complete(kind)).items()}

    assert said["Number and symbol"] == "05/BC-CTĐ"
    assert said["Date"] == date(2025, 12, 12)
    assert list(said.values()).count("Đã nhập") == len(WORDS[kind])
