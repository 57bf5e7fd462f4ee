"""What a certificate says: blocks of fixed words with named gaps, agreed for each award and pledge.

A gap is a field's name in braces. A block whose gap has nothing to say for a paper is left out of
that paper.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.gaps import check_gaps, filled, gaps_of

LONGEST = 300
"""Letters of one block."""


class BlockStyle(StrEnum):
    """How a block is set: the sizes and the colour that the eye expects at that place."""

    AUTHORITY = "authority"
    VERB = "verb"
    FORM = "form"
    OFFICE = "office"
    TERM = "term"
    RECIPIENT = "recipient"
    DESCRIPTION = "description"
    LEAD_IN = "lead_in"
    REASON = "reason"
    ENGLISH = "english"


BLOCK_STYLE_NAMES: dict[BlockStyle, Message] = {
    BlockStyle.AUTHORITY: _("Authority: red capitals"),
    BlockStyle.VERB: _("Verb: small capitals"),
    BlockStyle.FORM: _("Name of the paper: the largest"),
    BlockStyle.OFFICE: _("Office or title: large"),
    BlockStyle.TERM: _("Term or pledge: golden"),
    BlockStyle.RECIPIENT: _("Recipient: bold"),
    BlockStyle.DESCRIPTION: _("Position and unit: slanted"),
    BlockStyle.LEAD_IN: _("Small word between, slanted"),
    BlockStyle.REASON: _("Running text"),
    BlockStyle.ENGLISH: _("English beneath: small, slanted"),
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some words of a certificate, and how they are set."""

    style: BlockStyle
    text: str


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """A text to begin with."""

    key: str
    name: Message
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class TextRules:
    """What the blocks of a paper may name, and the texts to begin with, the usual one first.

    `gaps`: what stands in them. `needed`: those without which the paper would not say whom it is
    for, and for what. `alone`: those that take a whole block, once. `most`: blocks on a page.
    """

    gaps: dict[str, Message]
    needed: tuple[str, ...]
    alone: tuple[str, ...] = ()
    most: int
    built_in: tuple[BuiltIn, ...]

    def begin_with(self, key: str = "") -> tuple[Block, ...]:
        """Return the built-in text of this key, else the usual one."""
        found = (text.blocks for text in self.built_in if text.key == key)
        return next(found, self.built_in[0].blocks)


def without_empty(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that have words."""
    return tuple(block for block in blocks if block.text)


def words_of(blocks: Sequence[Block], values: Mapping[str, str]) -> list[tuple[BlockStyle, str]]:
    """Return what the blocks say for a paper, without those that have nothing to say for it."""
    return [(block.style, words) for block in blocks if (words := filled(block.text, values))]


def has_english(blocks: Sequence[Block]) -> bool:
    """Tell whether English stands beneath the Vietnamese."""
    return any(block.style is BlockStyle.ENGLISH for block in blocks)


def check_blocks(rules: TextRules, blocks: Sequence[Block]) -> None:
    """Refuse a text with a gap that does not exist, or that says too little or too much.

    Blocks are counted as they were written, the empty ones too.
    """
    if len(without_empty(blocks)) > rules.most:
        raise RuleViolation(_("At most %(most)s blocks fit on a certificate.", most=rules.most))
    for number, block in enumerate(blocks, 1):
        _check_block(rules, block, number)
    named = Counter(name for block in blocks for name in gaps_of(block.text))
    for name in rules.needed:
        if not named[name]:
            raise RuleViolation(
                _("No block names {%(gap)s}: %(meaning)s.", gap=name, meaning=rules.gaps[name])
            )
    for name in rules.alone:
        if named[name] > 1:
            raise RuleViolation(_("{%(gap)s} stands in one block only.", gap=name))


def _check_block(rules: TextRules, block: Block, number: int) -> None:
    field = f"blocks-{number - 1}-text"
    where = _("Block %(number)s", number=number)
    check_gaps(block.text, rules.gaps, where=where, field=field)
    for name in gaps_of(block.text):
        if name in rules.alone and block.text != f"{{{name}}}":
            raise RuleViolation(
                _("%(where)s: nothing else stands beside {%(gap)s}.", where=where, gap=name),
                field=field,
            )
    if len(block.text) > LONGEST:
        raise RuleViolation(
            _(
                "%(where)s has %(letters)s letters; at most %(most)s fit.",
                where=where,
                letters=len(block.text),
                most=LONGEST,
            ),
            field=field,
        )
