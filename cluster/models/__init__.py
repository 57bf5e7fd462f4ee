"""The tables; all are imported here, so that migrations see them."""

from cluster.models.achievements import Claim, Evidence, StoredFile
from cluster.models.audit import AuditEntry
from cluster.models.awards import Award, AwardKind, Decision
from cluster.models.ballots import Ballot, BallotCandidate, BallotCount, BallotVoter
from cluster.models.members import Alliance, AllianceName, Cluster, Office, Person
from cluster.models.objections import Objection
from cluster.models.people import RoleGrant, User
from cluster.models.pledges import Pledge, Signature, Target
from cluster.models.printing import IssuedPaper
from cluster.models.ranking import FrozenRanking
from cluster.models.reopening import ReopenedLine, Reopening
from cluster.models.rulebook import Criterion, RuleBook
from cluster.models.scoring import CrossAssignment, NominationBar, Score
from cluster.models.years import Leadership, PhaseDate, Year, YearMember

__all__ = [
    "Alliance",
    "AllianceName",
    "AuditEntry",
    "Award",
    "AwardKind",
    "Ballot",
    "BallotCandidate",
    "BallotCount",
    "BallotVoter",
    "Claim",
    "Cluster",
    "Criterion",
    "CrossAssignment",
    "Decision",
    "Evidence",
    "FrozenRanking",
    "IssuedPaper",
    "Leadership",
    "NominationBar",
    "Objection",
    "Office",
    "Person",
    "PhaseDate",
    "Pledge",
    "ReopenedLine",
    "Reopening",
    "RoleGrant",
    "RuleBook",
    "Score",
    "Signature",
    "StoredFile",
    "Target",
    "User",
    "Year",
    "YearMember",
]
