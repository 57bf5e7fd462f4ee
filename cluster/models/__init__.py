"""The tables; all are imported here, so that migrations see them."""

from cluster.models.achievements import Claim, Evidence, StoredFile
from cluster.models.audit import AuditEntry
from cluster.models.awards import Award, AwardKind, CertificateText, Decision
from cluster.models.ballots import Ballot, BallotCandidate, BallotCount, BallotVoter
from cluster.models.members import Alliance, AllianceName, Cluster, Office, Person
from cluster.models.orders import PrintItem, PrintOrder
from cluster.models.people import RoleGrant, User
from cluster.models.pledges import Pledge, Signature, Target
from cluster.models.printing import IssuedPaper, PaperNumbering, PaperReprint
from cluster.models.ranking import FrozenRanking
from cluster.models.rulebook import Criterion, RuleBook
from cluster.models.scoring import CrossAssignment, NominationBar, Score
from cluster.models.stock import Printer, Stock, StockLayout, StockRun
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
    "CertificateText",
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
    "Office",
    "PaperNumbering",
    "PaperReprint",
    "Person",
    "PhaseDate",
    "Pledge",
    "PrintItem",
    "PrintOrder",
    "Printer",
    "RoleGrant",
    "RuleBook",
    "Score",
    "Signature",
    "Stock",
    "StockLayout",
    "StockRun",
    "StoredFile",
    "Target",
    "User",
    "Year",
    "YearMember",
]
