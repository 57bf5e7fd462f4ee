"""What the certificate of an award says, taken from award, kind and decision."""

from cluster.documents.awards import Certificate, LeaderAward, Paper
from cluster.documents.letterhead import Signer
from cluster.documents.lettering import check_words
from cluster.domain.awards import CertificateForm, cited
from cluster.domain.errors import RuleViolation
from cluster.domain.membership import Member
from cluster.domain.vietnamese import official_date
from cluster.models import Award, AwardKind, Decision, Year
from cluster.services import members
from cluster.services.awards.reading import name_of
from cluster.services.certificate_texts import blocks_of

FIELDS = {
    "recipient": "recipient_name",
    "description": "position",
    "form": "kind_id",
    "capacity": "signer_title",
}
"""Under which name the words of a place on the paper are entered, where it is another one."""


def paper_of(
    year: Year, award: Award, kind: AwardKind, decision: Decision, alliance: Member
) -> Paper:
    """Return the certificate of an award, its alliance named as given."""
    if kind.certificate is CertificateForm.LEADER:
        return _leader_award(year, award, kind, decision, alliance)
    return _certificate(year, award, kind, decision, alliance)


def check_words_fit(year: Year, award: Award, kind: AwardKind, decision: Decision) -> None:
    """Refuse words that the certificate has no room or letters for, at the field of their entry."""
    if kind.certificate is CertificateForm.NONE:
        return
    alliance = members.labels([award.alliance_id], decision.decided_on)[award.alliance_id]
    paper = paper_of(year, award, kind, decision, alliance)
    try:
        check_words(paper)
    except RuleViolation as refusal:
        field = FIELDS.get(refusal.field or "", refusal.field)
        raise RuleViolation(refusal.message, field=field) from refusal


def usual_decision(award: Award, kind: AwardKind) -> Decision:
    """Return the decision to expect for a proposal, to see before it is made what would fit."""
    return Decision(
        number="",
        decided_on=award.proposed_on,
        authority=kind.decided_by,
        place="",
        signer_title="",
        signer_name="",
    )


def _leader_award(
    year: Year, award: Award, kind: AwardKind, decision: Decision, alliance: Member
) -> LeaderAward:
    return LeaderAward(
        authority=decision.authority.upper(),
        recipient=name_of(award, alliance),
        title=kind.name_vi.upper(),
        title_en=kind.name_en,
        term=f"NĂM {year.number + 1}",
        reason=award.reason,
        basis=(cited(decision.number), official_date(decision.decided_on)),
        place=decision.place,
        dated=decision.decided_on,
        signer=_signer(decision),
        sample=year.cluster.is_sample,
        blocks=blocks_of(kind),
    )


def _certificate(
    year: Year, award: Award, kind: AwardKind, decision: Decision, alliance: Member
) -> Certificate:
    above = alliance.name if award.recipient_name not in {"", alliance.name} else ""
    return Certificate(
        authority=decision.authority.upper(),
        form=kind.name_vi.upper(),
        form_en=kind.name_en,
        recipient=name_of(award, alliance),
        description=award.position or above,
        reason=award.reason,
        decision_number=decision.number,
        decision_date=decision.decided_on,
        golden_book_number=award.golden_book_number,
        place=decision.place,
        dated=decision.decided_on,
        signer=_signer(decision),
        sample=year.cluster.is_sample,
        blocks=blocks_of(kind),
    )


def _signer(decision: Decision) -> Signer:
    return Signer(position=decision.signer_title.upper(), name=decision.signer_name)
