"""What the certificates of awards say, taken from award and decision."""

from sqlalchemy import select

from cluster.database import db, get_or_raise
from cluster.domain.awards import CertificateForm, check_certificate, check_leader
from cluster.domain.errors import NotFound, _
from cluster.models import Award, AwardKind, Decision, Year
from cluster.services import members
from cluster.services.awards.nominations import next_leader
from cluster.services.awards.papers import paper_of
from cluster.services.awards.reading import name_of
from cluster.services.printing.composing import Composition, filename


def compose(year: Year, award_id: int) -> Composition:
    """Return the certificate of a decided award, named as on the day of the decision."""
    award = get_or_raise(Award, award_id)
    if award.year_id != year.id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    kind = get_or_raise(AwardKind, award.kind_id)
    check_certificate(award.status, kind.certificate)
    decision = get_or_raise(Decision, award.decision_id)
    alliance = members.labels([award.alliance_id], decision.decided_on)[award.alliance_id]
    recipient = name_of(award, alliance)
    if kind.certificate is CertificateForm.LEADER:
        check_leader(award.alliance_id, next_leader(year), alliance.short_name)
    return Composition(
        paper=paper_of(year, award, kind, decision, alliance),
        title=f"{kind.name_vi} – {recipient}",
        filename=filename(kind.name_vi, year.number, recipient),
        alliance_id=award.alliance_id,
    )


def list_printable(year_id: int) -> list[tuple[int, str]]:
    """Return the decided awards of the year that come with a certificate: id and title."""
    rows = db.session.execute(
        select(Award, AwardKind.name_vi, Decision.decided_on)
        .join(AwardKind, Award.kind_id == AwardKind.id)
        .join(Decision, Award.decision_id == Decision.id)
        .where(Award.year_id == year_id, AwardKind.certificate != CertificateForm.NONE)
        .order_by(Award.id)
    ).all()
    named = members.labels_at((award.alliance_id, day) for award, _kind, day in rows)
    return [
        (award.id, f"{kind_vi} – {name_of(award, named[award.alliance_id, day])}")
        for award, kind_vi, day in rows
    ]
