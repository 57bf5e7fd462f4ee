"""What a certificate says: blocks of fixed words with named gaps, agreed for each award.

A gap is a field's name in braces; there is no other language in a block. A block whose gap has
nothing to say for a paper is left out of that paper.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Message, RuleViolation, _

MOST_BLOCKS = 12
LONGEST = 300
"""Letters of one block."""

_GAP = re.compile(r"\{([a-z_]+)\}")


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
    BlockStyle.FORM: _("Form of award: the largest"),
    BlockStyle.OFFICE: _("Office: large"),
    BlockStyle.TERM: _("Term: golden"),
    BlockStyle.RECIPIENT: _("Recipient: bold"),
    BlockStyle.DESCRIPTION: _("Position and unit: slanted"),
    BlockStyle.LEAD_IN: _("Small word between, slanted"),
    BlockStyle.REASON: _("Achievement: running text"),
    BlockStyle.ENGLISH: _("English beneath: small, slanted"),
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some words of a certificate, and how they are set."""

    style: BlockStyle
    text: str


GAPS: dict[CertificateForm, dict[str, Message]] = {
    CertificateForm.CERTIFICATE: {
        "authority": _("Who decides, in capitals"),
        "form": _("Name of the award, in capitals"),
        "form_en": _("Name of the award in English"),
        "recipient": _("Recipient with form of address"),
        "description": _("Position and unit"),
        "reason": _("Achievement"),
    },
    CertificateForm.LEADER: {
        "authority": _("Who decides, in capitals"),
        "recipient": _("The alliance that leads"),
        "title": _("Name of the award, in capitals"),
        "title_en": _("Name of the award in English"),
        "term": _("The year that it leads"),
        "reason": _("Achievement"),
    },
}
"""For each form of paper the gaps that its blocks may name, and what stands in them."""

NEEDED: dict[CertificateForm, tuple[str, ...]] = {
    CertificateForm.CERTIFICATE: ("recipient", "reason"),
    CertificateForm.LEADER: ("recipient", "term"),
}
"""The gaps without which the paper would not say whom it is for, and for what."""


def _blocks(*pairs: tuple[BlockStyle, str]) -> tuple[Block, ...]:
    return tuple(Block(style=style, text=text) for style, text in pairs)


_FOR_WHOM = (
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.DESCRIPTION, "{description}"),
    (BlockStyle.REASON, "{reason}"),
)
CERTIFICATE = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "TẶNG"),
    (BlockStyle.FORM, "{form}"),
    *_FOR_WHOM,
)
FLAG = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "CHỨNG NHẬN"),
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.DESCRIPTION, "{description}"),
    (BlockStyle.LEAD_IN, "được tặng"),
    (BlockStyle.OFFICE, "{form}"),
    (BlockStyle.REASON, "{reason}"),
)
MOVEMENT = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "GHI NHẬN"),
    *_FOR_WHOM[:2],
    (BlockStyle.LEAD_IN, "đã tham gia tích cực phong trào thi đua"),
    (BlockStyle.OFFICE, "{form}"),
    (BlockStyle.REASON, "{reason}"),
)
BILINGUAL_CERTIFICATE = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "TẶNG"),
    (BlockStyle.ENGLISH, "awards the"),
    (BlockStyle.FORM, "{form}"),
    (BlockStyle.ENGLISH, "{form_en}"),
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.DESCRIPTION, "{description}"),
    (BlockStyle.REASON, "{reason}"),
)
BILINGUAL_FLAG = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "CHỨNG NHẬN"),
    (BlockStyle.ENGLISH, "certifies that"),
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.DESCRIPTION, "{description}"),
    (BlockStyle.LEAD_IN, "được tặng"),
    (BlockStyle.OFFICE, "{form}"),
    (BlockStyle.ENGLISH, "has been awarded the {form_en}"),
    (BlockStyle.REASON, "{reason}"),
)
BILINGUAL_MOVEMENT = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "GHI NHẬN"),
    (BlockStyle.ENGLISH, "recognises"),
    *_FOR_WHOM[:2],
    (BlockStyle.LEAD_IN, "đã tham gia tích cực phong trào thi đua"),
    (BlockStyle.OFFICE, "{form}"),
    (BlockStyle.ENGLISH, "for an active part in the movement “{form_en}”"),
    (BlockStyle.REASON, "{reason}"),
)
LEADER = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "CÔNG NHẬN"),
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.LEAD_IN, "là"),
    (BlockStyle.OFFICE, "{title}"),
    (BlockStyle.TERM, "{term}"),
    (BlockStyle.REASON, "{reason}"),
)
BILINGUAL_LEADER = _blocks(
    (BlockStyle.AUTHORITY, "{authority}"),
    (BlockStyle.VERB, "CÔNG NHẬN"),
    (BlockStyle.ENGLISH, "recognises"),
    (BlockStyle.RECIPIENT, "{recipient}"),
    (BlockStyle.LEAD_IN, "là"),
    (BlockStyle.OFFICE, "{title}"),
    (BlockStyle.ENGLISH, "as {title_en}"),
    (BlockStyle.TERM, "{term}"),
    (BlockStyle.REASON, "{reason}"),
)


class BuiltInKey(StrEnum):
    """By what a text to begin with is called for; `bilingual_`: with English beneath."""

    CERTIFICATE = "certificate"
    FLAG = "flag"
    MOVEMENT = "movement"
    LEADER = "leader"
    BILINGUAL_CERTIFICATE = "bilingual_certificate"
    BILINGUAL_FLAG = "bilingual_flag"
    BILINGUAL_MOVEMENT = "bilingual_movement"
    BILINGUAL_LEADER = "bilingual_leader"


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """A text to begin with."""

    key: BuiltInKey
    name: Message
    form: CertificateForm
    blocks: tuple[Block, ...]

    @property
    def names_in_english(self) -> bool:
        """Tell whether the award's English name stands in it."""
        return any(name.endswith("_en") for block in self.blocks for name in gaps_of(block.text))


def _certificate(key: BuiltInKey, name: Message, blocks: tuple[Block, ...]) -> BuiltIn:
    return BuiltIn(key=key, name=name, form=CertificateForm.CERTIFICATE, blocks=blocks)


def _leader(key: BuiltInKey, name: Message, blocks: tuple[Block, ...]) -> BuiltIn:
    return BuiltIn(key=key, name=name, form=CertificateForm.LEADER, blocks=blocks)


BUILT_IN: dict[BuiltInKey, BuiltIn] = {
    text.key: text
    for text in (
        _certificate(BuiltInKey.CERTIFICATE, _("Certificate of merit"), CERTIFICATE),
        _certificate(BuiltInKey.FLAG, _("Flag certificate"), FLAG),
        _certificate(BuiltInKey.MOVEMENT, _("Recognition of a movement"), MOVEMENT),
        _certificate(
            BuiltInKey.BILINGUAL_CERTIFICATE,
            _("Certificate of merit with English beneath"),
            BILINGUAL_CERTIFICATE,
        ),
        _certificate(
            BuiltInKey.BILINGUAL_FLAG, _("Flag certificate with English beneath"), BILINGUAL_FLAG
        ),
        _certificate(
            BuiltInKey.BILINGUAL_MOVEMENT,
            _("Recognition of a movement with English beneath"),
            BILINGUAL_MOVEMENT,
        ),
        _leader(BuiltInKey.LEADER, _("Cluster leader award"), LEADER),
        _leader(
            BuiltInKey.BILINGUAL_LEADER,
            _("Cluster leader award with English beneath"),
            BILINGUAL_LEADER,
        ),
    )
}


def built_in(form: CertificateForm) -> tuple[BuiltIn, ...]:
    """Return the texts to begin with for a form of paper, the usual one first."""
    return tuple(text for text in BUILT_IN.values() if text.form is form)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a block's words with its gaps filled; nothing where a gap has nothing to say."""
    parts = _parts(text)
    words = [values[part] if place % 2 else part for place, part in enumerate(parts)]
    return "".join(words) if all(words[1::2]) else ""


def gaps_of(text: str) -> tuple[str, ...]:
    """Return the names of the gaps of a block, in their order."""
    return _parts(text)[1::2]


@lru_cache(maxsize=1_000)
def _parts(text: str) -> tuple[str, ...]:
    """Return fixed words and names of gaps, in turn."""
    return tuple(_GAP.split(text))


def check_blocks(form: CertificateForm, blocks: tuple[Block, ...]) -> None:
    """Refuse a text with a gap that does not exist, or that says too little or too much."""
    if len(blocks) > MOST_BLOCKS:
        raise RuleViolation(_("At most %(most)s blocks fit on a certificate.", most=MOST_BLOCKS))
    for number, block in enumerate(blocks, 1):
        _check_block(form, block, number)
    named = {name for block in blocks for name in gaps_of(block.text)}
    for name in NEEDED[form]:
        if name not in named:
            raise RuleViolation(
                _("No block names {%(gap)s}: %(meaning)s.", gap=name, meaning=GAPS[form][name])
            )


def _check_block(form: CertificateForm, block: Block, number: int) -> None:
    unknown = [name for name in gaps_of(block.text) if name not in GAPS[form]]
    if unknown:
        raise RuleViolation(
            _(
                "Block %(number)s names {%(gap)s}, which this certificate does not know.",
                number=number,
                gap=unknown[0],
            )
        )
    if any(set("{}") & set(fixed) for fixed in _parts(block.text)[::2]):
        raise RuleViolation(
            _(
                "Block %(number)s has a brace of no gap. A gap is written so: {recipient}.",
                number=number,
            )
        )
    if len(block.text) > LONGEST:
        raise RuleViolation(
            _(
                "Block %(number)s is longer than %(most)s letters.",
                number=number,
                most=LONGEST,
            )
        )
