import pytest

from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import (
    BLOCK_STYLE_NAMES,
    BUILT_IN,
    GAPS,
    Block,
    BlockStyle,
    BuiltInKey,
    built_in,
    check_blocks,
    filled,
    gaps_of,
)
from cluster.domain.errors import RuleViolation

FOR_WHOM = (
    Block(style=BlockStyle.RECIPIENT, text="{recipient}"),
    Block(style=BlockStyle.REASON, text="{reason}"),
)


def reason_block(text: str) -> Block:
    return Block(style=BlockStyle.REASON, text=text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("TẶNG", "TẶNG", id="fixed words stand as they are"),
        pytest.param("{recipient}", "Bà Lê An", id="a gap is filled"),
        pytest.param("tặng {recipient} năm nay", "tặng Bà Lê An năm nay", id="among fixed words"),
        pytest.param("Chức vụ: {description}", "", id="a block with nothing to say is left out"),
    ],
)
def test_a_block_says_its_words_with_its_gaps_filled(text: str, words: str) -> None:
    assert filled(text, {"recipient": "Bà Lê An", "description": ""}) == words


def test_what_fills_a_gap_is_never_read_as_a_gap() -> None:
    assert filled("{recipient}", {"recipient": "{reason}", "reason": "x"}) == "{reason}"


@pytest.mark.parametrize("text", BUILT_IN.values(), ids=lambda text: text.key)
def test_every_built_in_text_may_be_written(text) -> None:
    check_blocks(text.form, text.blocks)


def test_each_form_of_paper_has_a_text_to_begin_with_and_one_with_english() -> None:
    assert [text.key for text in built_in(CertificateForm.CERTIFICATE)] == [
        "certificate",
        "flag",
        "movement",
        "bilingual_certificate",
        "bilingual_flag",
        "bilingual_movement",
    ]
    assert [text.key for text in built_in(CertificateForm.LEADER)] == ["leader", "bilingual_leader"]
    assert {key for key, text in BUILT_IN.items() if text.names_in_english} == {
        key for key in BuiltInKey if key.startswith("bilingual")
    }
    assert set(BLOCK_STYLE_NAMES) == set(BlockStyle)


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        pytest.param(
            (*FOR_WHOM, reason_block("{config}")),
            "Block 3 names {config}, which this certificate does not know.",
            id="a gap that does not exist",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("{{ 7 * 7 }}")),
            "Block 3 has a brace of no gap. A gap is written so: {recipient}.",
            id="another template language",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("{recipient.__class__}")),
            "Block 3 has a brace of no gap. A gap is written so: {recipient}.",
            id="a way into the program",
        ),
        pytest.param(
            (*FOR_WHOM, reason_block("x" * 301)),
            "Block 3 is longer than 300 letters.",
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
        check_blocks(CertificateForm.CERTIFICATE, blocks)

    assert str(refused.value) == sentence


def test_gaps_are_told_in_their_order() -> None:
    assert gaps_of("{reason} của {recipient}") == ("reason", "recipient")
    assert set(gaps_of("{title} {term}")) < set(GAPS[CertificateForm.LEADER])
