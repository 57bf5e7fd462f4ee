"""Awards: proposed by the cluster, decided by an authority above, handed out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.years import Phase


class AwardList(StrEnum):
    """Titles and forms of commendation are two lists; a mix-up corrupts every report."""

    TITLE = "title"
    FORM = "form"


class Recipient(StrEnum):
    """Who is honoured."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class CertificateForm(StrEnum):
    """Which paper goes with an award; some titles come with a decision and money only."""

    NONE = "none"
    CERTIFICATE = "certificate"
    LEADER = "leader"


class AwardStatus(StrEnum):
    """How far an award has come."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    HANDED_OUT = "handed_out"
    WITHDRAWN = "withdrawn"


AWARD_LIST_NAMES: dict[AwardList, Message] = {
    AwardList.TITLE: _("Emulation title"),
    AwardList.FORM: _("Form of commendation"),
}
RECIPIENT_NAMES: dict[Recipient, Message] = {
    Recipient.COLLECTIVE: _("Collective"),
    Recipient.INDIVIDUAL: _("Individual"),
}
CERTIFICATE_FORM_NAMES: dict[CertificateForm, Message] = {
    CertificateForm.NONE: _("No certificate"),
    CertificateForm.CERTIFICATE: _("Certificate"),
    CertificateForm.LEADER: _("Cluster leader award"),
}
AWARD_STATUS_NAMES: dict[AwardStatus, Message] = {
    AwardStatus.PROPOSED: _("Proposed"),
    AwardStatus.DECIDED: _("Decided"),
    AwardStatus.HANDED_OUT: _("Handed out"),
    AwardStatus.WITHDRAWN: _("Withdrawn"),
}

MOVES: dict[AwardStatus, frozenset[AwardStatus]] = {
    AwardStatus.PROPOSED: frozenset({AwardStatus.DECIDED, AwardStatus.WITHDRAWN}),
    AwardStatus.DECIDED: frozenset({AwardStatus.HANDED_OUT}),
    AwardStatus.HANDED_OUT: frozenset(),
    AwardStatus.WITHDRAWN: frozenset(),
}

PROPOSING = (Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED)
DECIDING = (Phase.FROZEN, Phase.PUBLISHED, Phase.ARCHIVED)
"""When awards are proposed, and when they are decided and handed out."""

DOCUMENTS = {
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "BB": "Biên bản",
    "TB": "Thông báo",
}
"""Kinds of document by the letters in their symbol, as decree 30/2020/NĐ-CP abbreviates them."""


def cited(number: str) -> str:
    """Return a decision as papers cite it: "05/BB-CTĐ" is the "Biên bản số 05/BB-CTĐ".

    What does not begin with a digit names its document already.
    """
    if not number[:1].isdigit():
        return number
    _number, _slash, symbol = number.partition("/")
    letters, _dash, _issuer = symbol.partition("-")
    return f"{DOCUMENTS.get(letters.strip().upper(), 'Văn bản')} số {number}"


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """What is checked before an award is proposed, and again before it is decided.

    `member`: what the alliance is called for short. `recipient_name` empty: the member alliance
    itself. `barred_by`: the document for which the member may not be nominated at present.
    `is_next_leader`: whether the member leads the next year, None while nobody is named.
    `is_known`: the same award was proposed before. `has_rival`: another leader award of the year
    stands; once the next leader is named, only one for it counts.
    """

    member: str
    recipient: Recipient
    recipient_name: str
    for_collectives: bool
    for_individuals: bool
    certificate: CertificateForm
    barred_by: str | None
    is_next_leader: bool | None
    is_known: bool
    has_rival: bool
    reason: str


def is_flag(name_vi: str) -> bool:
    """Tell whether an award of this name is a flag: “Cờ thi đua …”, “Cờ luân lưu …”."""
    return name_vi.casefold().startswith("cờ ")


def check_proposable(nomination: Nomination) -> None:
    """Refuse an award that does not fit its recipient, or that its member may not have."""
    _check_recipient(nomination)
    check_standing(nomination)
    if nomination.is_known:
        raise RuleViolation(
            _("This award is proposed for this recipient already."), field="recipient_name"
        )
    if not nomination.reason.strip():
        raise RuleViolation(_("Say what the award is for."), field="reason")


def check_standing(nomination: Nomination) -> None:
    """Refuse an award for a member under review (KC.2), and a second or wrong leader award.

    Holds when it is proposed, and again when it is decided: much may happen in between.
    """
    if nomination.barred_by is not None:
        raise RuleViolation(
            _(
                "%(member)s cannot be nominated at present: %(document)s.",
                member=nomination.member,
                document=nomination.barred_by,
            ),
            field="alliance_id",
        )
    if nomination.certificate is not CertificateForm.LEADER:
        return
    if nomination.is_next_leader is False:
        raise _not_the_leader(nomination.member)
    if nomination.has_rival:
        raise RuleViolation(
            _("The year has another leader award already, and only one member leads the next."),
            field="alliance_id",
        )


def check_leader(alliance_id: int, next_leader: int | None, member: str) -> None:
    """Refuse the leader award of a member when another one leads the next year."""
    if next_leader is not None and next_leader != alliance_id:
        raise _not_the_leader(member)


def _not_the_leader(member: str) -> RuleViolation:
    return RuleViolation(
        _(
            "This award is for the member that leads the next year, which is not %(member)s.",
            member=member,
        ),
        field="alliance_id",
    )


def _check_recipient(nomination: Nomination) -> None:
    fits = (
        nomination.for_collectives
        if nomination.recipient is Recipient.COLLECTIVE
        else nomination.for_individuals
    )
    if not fits:
        raise RuleViolation(
            _(
                "This award is not given to: %(recipient)s.",
                recipient=RECIPIENT_NAMES[nomination.recipient],
            ),
            field="kind_id",
        )
    if nomination.recipient is Recipient.INDIVIDUAL and not nomination.recipient_name.strip():
        raise RuleViolation(_("Enter the person’s name."), field="recipient_name")


def check_move(before: AwardStatus, after: AwardStatus) -> None:
    """Refuse a step that skips one: nothing is handed out before it is decided."""
    if after not in MOVES[before]:
        raise RuleViolation(
            _(
                "An award cannot go from “%(before)s” to “%(after)s”.",
                before=AWARD_STATUS_NAMES[before],
                after=AWARD_STATUS_NAMES[after],
            )
        )


def check_decision(decided_on: date, awards: int, today: date) -> None:
    """Refuse a decision of the future, or one that decides nothing."""
    if decided_on > today:
        raise RuleViolation(_("The date lies in the future."), field="decided_on")
    if not awards:
        raise RuleViolation(_("Choose the awards that were decided."), field="award_ids")


def check_handing_out(handed_out_on: date, decided_on: date, today: date) -> None:
    """Refuse handing out before the decision or in the future."""
    if handed_out_on < decided_on:
        raise RuleViolation(
            _("The award was decided only on %(day)s.", day=decided_on), field="handed_out_on"
        )
    if handed_out_on > today:
        raise RuleViolation(_("The date lies in the future."), field="handed_out_on")


def check_certificate(status: AwardStatus, form: CertificateForm) -> None:
    """Refuse a certificate without a decision, or for a title that has none."""
    if form is CertificateForm.NONE:
        raise RuleViolation(_("There is no certificate for this title."))
    if status not in {AwardStatus.DECIDED, AwardStatus.HANDED_OUT}:
        raise RuleViolation(_("There is no certificate without a decision."))
