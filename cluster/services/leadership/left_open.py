"""What a year leaves open for the next leader, read from pledges, figures, awards and papers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select

from cluster.database import db
from cluster.domain.awards import AwardStatus, CertificateForm
from cluster.domain.ballots import BallotStatus
from cluster.domain.handover import ComingDay, NextYear, Situation
from cluster.domain.printing import SCORE_PAPERS, PaperKind
from cluster.domain.score_sight import SETTLED
from cluster.domain.years import Phase
from cluster.models import Award, AwardKind, Ballot, IssuedPaper, PhaseDate, Pledge, RuleBook, Year
from cluster.services.dashboard.progress import progress_of
from cluster.services.members import members_of


def find_year(cluster_id: int, number: int) -> Year | None:
    """Return a year of the cluster, if it is opened."""
    return db.session.scalar(
        select(Year).where(Year.cluster_id == cluster_id, Year.number == number)
    )


def situation_of(
    year: Year, next_year: Year | None, *, has_next_leader: bool, today: date
) -> Situation:
    """Return what the year leaves behind, and how far the next one is prepared."""
    without_report, without_score = _unfinished(year, today)
    awards = _awards(year.id)
    return Situation(
        year_number=year.number,
        phase=year.phase,
        has_next_leader=has_next_leader,
        without_report=without_report,
        without_score=without_score,
        open_ballots=db.session.scalars(
            select(Ballot.title).where(
                Ballot.year_id == year.id, Ballot.status == BallotStatus.OPEN
            )
        ).all(),
        proposed=awards[AwardStatus.PROPOSED],
        decided=awards[AwardStatus.DECIDED],
        not_issued=_not_issued(year),
        next_year=_prepared(next_year, today) if next_year else None,
    )


def coming_days(year: Year, next_year: Year | None) -> list[ComingDay]:
    """Return the planned days of both years that have not begun, in order."""
    both = {each.id: each.number for each in (year, next_year) if each is not None}
    rows = db.session.execute(
        select(PhaseDate.year_id, PhaseDate.phase, PhaseDate.planned_on)
        .where(PhaseDate.year_id.in_(both), PhaseDate.began_at.is_(None))
        .where(PhaseDate.planned_on.is_not(None))
        .order_by(PhaseDate.planned_on)
    )
    return [
        ComingDay(year_number=both[row.year_id], phase=row.phase, day=row.planned_on)
        for row in rows
    ]


def _unfinished(year: Year, today: date) -> tuple[list[str], list[str]]:
    """Return the members without all reports while reporting, and those without all scores."""
    if year.phase in SETTLED:
        return [], []
    pledge = _newest_pledge(year)
    found = progress_of(year, members_of(year), pledge.id if pledge else None, today)
    reporting = year.phase is Phase.REPORT
    return (
        [each.short_name for each in found if reporting and each.reported < each.lines],
        [each.short_name for each in found if not reporting and each.scored < each.lines],
    )


def _awards(year_id: int) -> Counter[AwardStatus]:
    rows = db.session.execute(
        select(Award.status, func.count()).where(Award.year_id == year_id).group_by(Award.status)
    )
    return Counter({row[0]: row[1] for row in rows})


def _not_issued(year: Year) -> dict[PaperKind, int]:
    """Return how many of the year's papers were never issued, by kind; drafts do not count."""
    issued = {
        (row.kind, row.subject)
        for row in db.session.execute(
            select(IssuedPaper.kind, IssuedPaper.subject).where(
                IssuedPaper.year_id == year.id, IssuedPaper.is_final
            )
        )
    }
    pledge = _newest_pledge(year)
    whole = [PaperKind.JOINT_PLEDGE] if pledge is not None else []
    if year.phase in SETTLED:
        whole += SCORE_PAPERS
    expected = [
        *((kind, f"{year.id}") for kind in whole),
        *((PaperKind.BALLOT_RECORD, f"{year.id}/{each}") for each in _closed_ballots(year)),
        *((PaperKind.AWARD, f"{year.id}/{each}") for each in _certificates(year)),
    ]
    return dict(Counter(kind for kind, subject in expected if (kind, subject) not in issued))


def _closed_ballots(year: Year) -> Sequence[int]:
    return db.session.scalars(
        select(Ballot.id).where(Ballot.year_id == year.id, Ballot.status == BallotStatus.CLOSED)
    ).all()


def _certificates(year: Year) -> Sequence[int]:
    """Return the decided awards that come with a certificate."""
    return db.session.scalars(
        select(Award.id)
        .join(AwardKind, Award.kind_id == AwardKind.id)
        .where(
            Award.year_id == year.id,
            Award.status.in_([AwardStatus.DECIDED, AwardStatus.HANDED_OUT]),
            AwardKind.certificate != CertificateForm.NONE,
        )
    ).all()


def _newest_pledge(year: Year) -> Pledge | None:
    return db.session.scalar(
        select(Pledge).where(Pledge.year_id == year.id).order_by(Pledge.version.desc()).limit(1)
    )


def _prepared(year: Year, today: date) -> NextYear:
    """Return how far a year is prepared; who has not signed counts once the targets are set."""
    pledge = _newest_pledge(year)
    found = progress_of(year, members_of(year), pledge.id, today) if pledge else []
    without_targets = [each.short_name for each in found if each.targets_missing]
    unsigned = [each.short_name for each in found if not each.has_signed]
    return NextYear(
        rulebook_published=bool(
            db.session.scalar(
                select(
                    exists().where(RuleBook.year_id == year.id, RuleBook.published_at.is_not(None))
                )
            )
        ),
        pledge=pledge.status if pledge else None,
        without_targets=without_targets,
        unsigned=[] if without_targets else unsigned,
    )
