"""The wordings that certificates come with: Vietnamese, or Vietnamese with English beneath.

The English is our own translation; no authority has fixed it.
"""

from enum import StrEnum

from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import Block, BlockStyle, BuiltIn, TextRules
from cluster.domain.errors import Message, _

MOST_BLOCKS = 12
MOST_OF_PLEDGE = 18

_AUTHORITY = (BlockStyle.AUTHORITY, "{authority}")
_RECIPIENT = (BlockStyle.RECIPIENT, "{recipient}")
_DESCRIPTION = (BlockStyle.DESCRIPTION, "{description}")
_REASON = (BlockStyle.REASON, "{reason}")


def _english(text: str) -> tuple[BlockStyle, str]:
    return BlockStyle.ENGLISH, text


def _both(
    key: str, name: Message, with_english: Message, *pairs: tuple[BlockStyle, str]
) -> tuple[BuiltIn, BuiltIn]:
    """Return a text in Vietnamese alone, and the same with English beneath."""
    blocks = tuple(Block(style=style, text=text) for style, text in pairs)
    vietnamese = tuple(block for block in blocks if block.style is not BlockStyle.ENGLISH)
    return (
        BuiltIn(key=key, name=name, blocks=vietnamese),
        BuiltIn(key=f"{key}_english", name=with_english, blocks=blocks),
    )


def _recognition(
    key: str,
    name: Message,
    with_english: Message,
    *,
    verb: tuple[str, str],
    honour: tuple[str, str],
) -> tuple[BuiltIn, BuiltIn]:
    """Return a text that names the honour below its recipient.

    Both hold the Vietnamese and the English; in Vietnamese, `honour` leads in to the name itself.
    """
    return _both(
        key,
        name,
        with_english,
        _AUTHORITY,
        (BlockStyle.VERB, verb[0]),
        _english(verb[1]),
        _RECIPIENT,
        _DESCRIPTION,
        (BlockStyle.LEAD_IN, honour[0]),
        (BlockStyle.OFFICE, "{form}"),
        _english(honour[1]),
        _REASON,
    )


_CERTIFICATES = (
    *_both(
        "certificate",
        _("Certificate of merit or letter of commendation"),
        _("Certificate of merit or letter of commendation, with English beneath"),
        _AUTHORITY,
        (BlockStyle.VERB, "TẶNG"),
        (BlockStyle.FORM, "{form}"),
        _english("awards the {form_en} to"),
        _RECIPIENT,
        _DESCRIPTION,
        _REASON,
    ),
    *_recognition(
        "title",
        _("Emulation title"),
        _("Emulation title, with English beneath"),
        verb=("CÔNG NHẬN", "recognises"),
        honour=("đạt danh hiệu", "as having earned the title of {form_en}"),
    ),
    *_recognition(
        "flag",
        _("Flag certificate"),
        _("Flag certificate, with English beneath"),
        verb=("CHỨNG NHẬN", "certifies that"),
        honour=("được tặng", "has been awarded the {form_en}"),
    ),
    *_recognition(
        "movement",
        _("Recognition of a movement"),
        _("Recognition of a movement, with English beneath"),
        verb=("GHI NHẬN", "recognises that"),
        honour=(
            "đã tích cực tham gia phong trào thi đua",
            "has taken an active part in the emulation movement “{form_en}”",
        ),
    ),
)
_LEADER_AWARDS = _both(
    "leader",
    _("Cluster leader award"),
    _("Cluster leader award, with English beneath"),
    _AUTHORITY,
    (BlockStyle.VERB, "CÔNG NHẬN"),
    _english("recognises"),
    _RECIPIENT,
    (BlockStyle.LEAD_IN, "là"),
    (BlockStyle.OFFICE, "{title}"),
    _english("as {title_en}"),
    (BlockStyle.TERM, "{term}"),
    _REASON,
)
_PLEDGE_CERTIFICATES = _both(
    "pledge",
    _("Pledge certificate"),
    _("Pledge certificate, with English beneath"),
    (BlockStyle.FORM, "GIẤY CHỨNG NHẬN"),
    (BlockStyle.TERM, "Giao ước thi đua năm {year}"),
    _english("Certificate of the {year} Emulation Pledge"),
    (BlockStyle.AUTHORITY, "{cluster}"),
    _english("{cluster_en}"),
    (BlockStyle.VERB, "CHỨNG NHẬN"),
    _english("certifies that"),
    _RECIPIENT,
    _english("{recipient_en}"),
    (BlockStyle.DESCRIPTION, "Người đại diện: {head} – {head_position}"),
    _english("represented by {head}"),
    (
        BlockStyle.REASON,
        "Đã ký kết Giao ước thi đua năm {year}, cam kết phấn đấu hoàn thành các chỉ tiêu sau:",
    ),
    _english("has signed the {year} Emulation Pledge and undertakes to reach these targets:"),
    (BlockStyle.REASON, "{targets}"),
    (
        BlockStyle.REASON,
        "Kết quả thực hiện là căn cứ để Cụm chấm điểm, xếp hạng và bình xét thi đua cuối năm.",
    ),
    _english("The results are the basis for the Cluster’s scores and ranking of the year."),
)

AWARD_TEXTS: dict[CertificateForm, TextRules] = {
    CertificateForm.CERTIFICATE: TextRules(
        gaps={
            "recipient": _("Recipient with form of address"),
            "authority": _("Who decides, in capitals"),
            "form": _("Name of the award, in capitals"),
            "form_en": _("Name of the award in English"),
            "description": _("Position and unit"),
            "reason": _("Achievement"),
        },
        needed=("recipient", "reason"),
        most=MOST_BLOCKS,
        built_in=_CERTIFICATES,
    ),
    CertificateForm.LEADER: TextRules(
        gaps={
            "recipient": _("The alliance that leads"),
            "authority": _("Who decides, in capitals"),
            "title": _("Name of the award, in capitals"),
            "title_en": _("Name of the award in English"),
            "term": _("The year that it leads"),
            "reason": _("Achievement"),
        },
        needed=("recipient", "term"),
        most=MOST_BLOCKS,
        built_in=_LEADER_AWARDS,
    ),
}
"""The texts of the papers that go with awards."""
PLEDGE_TEXT = TextRules(
    gaps={
        "recipient": _("The alliance that pledges, in capitals"),
        "recipient_en": _("The alliance in English"),
        "head": _("Who signed for it"),
        "head_position": _("Position of who signed"),
        "year": _("The year of the pledge"),
        "cluster": _("The cluster, in capitals"),
        "cluster_en": _("The cluster in English"),
        "targets": _("The table of targets; it takes a block of its own"),
    },
    needed=("recipient", "targets"),
    alone=("targets",),
    most=MOST_OF_PLEDGE,
    built_in=_PLEDGE_CERTIFICATES,
)
"""The text of the certificate that a member has joined the year's pledge."""


class AwardWording(StrEnum):
    """The built-in texts of awards by their keys; `_english`: with English beneath."""

    CERTIFICATE = "certificate"
    CERTIFICATE_ENGLISH = "certificate_english"
    TITLE = "title"
    TITLE_ENGLISH = "title_english"
    FLAG = "flag"
    FLAG_ENGLISH = "flag_english"
    MOVEMENT = "movement"
    MOVEMENT_ENGLISH = "movement_english"
    LEADER = "leader"
    LEADER_ENGLISH = "leader_english"


BUILT_IN: dict[AwardWording, BuiltIn] = {
    AwardWording(text.key): text for rules in AWARD_TEXTS.values() for text in rules.built_in
}


def form_of(wording: AwardWording) -> CertificateForm:
    """Return the form of paper that a built-in text belongs to."""
    text = BUILT_IN[wording]
    return next(form for form, rules in AWARD_TEXTS.items() if text in rules.built_in)


CERTIFICATE = AWARD_TEXTS[CertificateForm.CERTIFICATE].begin_with()
LEADER = AWARD_TEXTS[CertificateForm.LEADER].begin_with()
PLEDGE = PLEDGE_TEXT.begin_with()
