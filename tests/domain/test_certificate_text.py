import pytest

from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import (
    BLOCK_STYLE_NAMES,
    Block,
    BlockStyle,
    check_blocks,
    has_english,
    without_empty,
    words_of,
)
from cluster.domain.certificate_wordings import (
    AWARD_TEXTS,
    PLEDGE,
    PLEDGE_TEXT,
    AwardWording,
    form_of,
)
from cluster.domain.errors import RuleViolation

FOR_WHOM = (
    Block(style=BlockStyle.RECIPIENT, text="{recipient}"),
    Block(style=BlockStyle.REASON, text="{reason}"),
)


def reason_block(text: str) -> Block:
    return Block(style=BlockStyle.REASON, text=text)


EVERY_TEXT = [
    pytest.param(rules, text, id=text.key)
    for rules in (*AWARD_TEXTS.values(), PLEDGE_TEXT)
    for text in rules.built_in
]


def test_a_block_with_nothing_to_say_for_a_paper_is_left_out() -> None:
    values = {"recipient": "Bà Lê An", "reason": ""}

    assert words_of(FOR_WHOM, values) == [(BlockStyle.RECIPIENT, "Bà Lê An")]


@pytest.mark.parametrize(("rules", "text"), EVERY_TEXT)
def test_every_built_in_text_may_be_written(rules, text) -> None:
    check_blocks(rules, text.blocks)

    assert has_english(text.blocks) == text.key.endswith("_english")


def test_a_certificate_begins_with_one_of_four_texts_each_also_with_english() -> None:
    certificate = AWARD_TEXTS[CertificateForm.CERTIFICATE]

    assert [text.key for text in certificate.built_in] == [
        "certificate",
        "certificate_english",
        "title",
        "title_english",
        "flag",
        "flag_english",
        "movement",
        "movement_english",
    ]
    assert certificate.begin_with("flag") == certificate.built_in[4].blocks
    assert certificate.begin_with("unknown") == certificate.built_in[0].blocks
    assert set(BLOCK_STYLE_NAMES) == set(BlockStyle)


def test_blocks_without_words_count_as_rows_but_not_as_blocks() -> None:
    empty = reason_block("")

    check_blocks(AWARD_TEXTS[CertificateForm.CERTIFICATE], (*FOR_WHOM, *[empty] * 20))
    assert without_empty((empty, *FOR_WHOM, empty)) == FOR_WHOM


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        pytest.param(
            PLEDGE[:1] + PLEDGE[4:5],
            "No block names {targets}: The table of targets; it takes a block of its own.",
            id="without its targets",
        ),
        pytest.param(
            (*PLEDGE, reason_block("Chỉ tiêu: {targets}")),
            "Block 10: nothing else stands beside {targets}.",
            id="targets in a sentence",
        ),
        pytest.param(
            (*PLEDGE, reason_block("{targets}")),
            "{targets} stands in one block only.",
            id="targets twice",
        ),
    ],
)
def test_the_table_of_targets_takes_a_block_of_its_own(blocks, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_blocks(PLEDGE_TEXT, blocks)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        pytest.param(
            (*FOR_WHOM, reason_block("{config}")),
            "Block 3 names {config}, which this paper does not know.",
            id="a gap that does not exist",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("{{ 7 * 7 }}")),
            "Block 3 has a brace that belongs to no gap: “{{”. A gap is written so: {recipient}.",
            id="another template language",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("{recipient.__class__}")),
            "Block 3 has a brace that belongs to no gap: “{recipient.__class__}”."
            " A gap is written so: {recipient}.",
            id="a way into the program",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("x" * 301)),
            "Block 3 has 301 letters; at most 300 fit.",
            id="too many letters",
        ),
        pytest.param(
            (*FOR_WHOM, *[reason_block("x")] * 11),
            "At most 12 blocks fit on a certificate.",
            id="too many blocks",
        ),
        pytest.param(
            FOR_WHOM[1:],
            "No block names {recipient}: Recipient with form of address.",
            id="for nobody",
        ),
        pytest.param((), "No block names {recipient}: Recipient with form of address.", id="empty"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused(blocks, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_blocks(AWARD_TEXTS[CertificateForm.CERTIFICATE], blocks)

    assert str(refused.value) == sentence


def test_a_refusal_names_the_row_in_which_the_words_stand() -> None:
    with pytest.raises(RuleViolation) as refused:
        check_blocks(PLEDGE_TEXT, (reason_block(""), reason_block("{oops}")))

    assert refused.value.field == "blocks-1-text"


@pytest.mark.parametrize("wording", AwardWording)
def test_an_award_is_worded_on_its_own_form_of_paper(wording: AwardWording) -> None:
    leads = wording in {AwardWording.LEADER, AwardWording.LEADER_ENGLISH}

    assert form_of(wording) is (CertificateForm.LEADER if leads else CertificateForm.CERTIFICATE)
