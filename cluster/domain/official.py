"""Official papers of a year: what the office must say in each before it can be issued.

Form and order follow decree 30/2020/NĐ-CP. Everything that the year knows is written by the
program; what only people know is kept here as the office has entered it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.printing import SCORE_PAPERS, PaperKind
from cluster.domain.rulebook_words import listed

OFFICIAL = (
    PaperKind.YEAR_REPORT,
    PaperKind.RATING_MINUTES,
    PaperKind.AWARD_PROPOSAL,
    PaperKind.AWARD_LIST,
    PaperKind.PAYMENT_LIST,
    PaperKind.HANDOVER_MINUTES,
)
IN_WORD = (*OFFICIAL, PaperKind.BALLOT_RECORD, *SCORE_PAPERS)
"""The papers that can be had in Word."""
SYMBOLS = {
    PaperKind.YEAR_REPORT: "BC-CTĐ",
    PaperKind.RATING_MINUTES: "BB-CTĐ",
    PaperKind.AWARD_PROPOSAL: "TTr-CTĐ",
    PaperKind.HANDOVER_MINUTES: "BB-CTĐ",
}
"""What follows the number of those papers that have one of their own, as the decree abbreviates."""
SIGNED_BY_BOTH = (PaperKind.HANDOVER_MINUTES,)
"""Papers that those named in them sign, not the leader of the cluster."""
HEADED_BY_DECISION = (PaperKind.AWARD_LIST,)
"""Papers that bear number, place, day and signer of the decision that they are attached to."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """Something that only people know: how the form asks for it, and whether it may be left out."""

    label: Message
    is_needed: bool = True
    is_long: bool = False


WORDS: dict[PaperKind, dict[str, Word]] = {
    PaperKind.YEAR_REPORT: {
        "situation": Word(label=_("Situation of the year"), is_needed=False, is_long=True),
        "shortcomings": Word(label=_("Shortcomings and their causes"), is_long=True),
        "directions": Word(label=_("Directions for the next year"), is_long=True),
    },
    PaperKind.RATING_MINUTES: {
        "opened": Word(label=_("Meeting opened")),
        "closed": Word(label=_("Meeting closed")),
        "venue": Word(label=_("Venue")),
        "chair": Word(label=_("Chair of the meeting")),
        "secretary": Word(label=_("Secretary of the meeting")),
        "guests": Word(label=_("Guests"), is_needed=False, is_long=True),
        "absent": Word(label=_("Absent, and why"), is_needed=False, is_long=True),
        "opinions": Word(label=_("Opinions given"), is_needed=False, is_long=True),
    },
    PaperKind.AWARD_PROPOSAL: {
        "attached": Word(label=_("Attached papers"), is_needed=False, is_long=True),
    },
    PaperKind.AWARD_LIST: {},
    PaperKind.PAYMENT_LIST: {
        "preparer": Word(label=_("Drawn up by")),
        "accountant": Word(label=_("Chief accountant"), is_needed=False),
    },
    PaperKind.HANDOVER_MINUTES: {
        "venue": Word(label=_("Venue")),
        "giver": Word(label=_("Handed over by")),
        "receiver": Word(label=_("Taken over by")),
        "items": Word(label=_("Seal, flag and files handed over"), is_needed=False, is_long=True),
    },
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What the office enters for one paper; lists have one entry in each line."""

    number: str = ""
    place: str = ""
    dated: date | None = None
    on_behalf_of: str = ""
    position: str = ""
    organization: str = ""
    signer_name: str = ""
    addressed_to: str = ""
    bases: str = ""
    recipients: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Return what was entered under a name; nothing is an empty text."""
        return self.words.get(name, "").strip()


def read_out(kind: PaperKind, details: Details) -> dict[Message, str | date | None]:
    """Return what was entered for a paper under the names of its form, to compare two versions."""
    return {
        _("Number and symbol"): details.number,
        _("Place on papers"): details.place,
        _("Date"): details.dated,
        **{word.label: details.word(name) for name, word in WORDS[kind].items()},
        _("Signs on behalf of"): details.on_behalf_of,
        _("Signer’s position"): details.position,
        _("Below the position"): details.organization,
        _("Signer’s name"): details.signer_name,
        _("Recipients (Nơi nhận)"): details.recipients,
        _("Addressed to"): details.addressed_to,
        _("Legal bases"): details.bases,
    }


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of an entry that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def what_is_missing(kind: PaperKind, details: Details) -> list[Message]:
    """Return everything that must be entered before the paper can be issued, named as in its form.

    A draft may be made at any time.
    """
    if kind in HEADED_BY_DECISION:
        return []
    by_leader = kind not in SIGNED_BY_BOTH
    asked = [
        (kind in SYMBOLS and not details.number.strip(), _("Number and symbol")),
        (not details.place.strip(), _("Place on papers")),
        (details.dated is None, _("Date")),
        (by_leader and not details.position.strip(), _("Signer’s position")),
        (by_leader and not details.signer_name.strip(), _("Signer’s name")),
        (
            kind is PaperKind.AWARD_PROPOSAL and not lines(details.addressed_to),
            _("Addressed to"),
        ),
    ]
    return [label for is_missing, label in asked if is_missing] + [
        word.label
        for name, word in WORDS[kind].items()
        if word.is_needed and not details.word(name)
    ]


def check_complete(kind: PaperKind, details: Details) -> None:
    """Refuse to issue a paper while something is missing; the refusal names all of it."""
    missing = what_is_missing(kind, details)
    if missing:
        raise RuleViolation(
            _("Please enter what the paper still lacks: %(names)s.", names=listed(missing))
        )
