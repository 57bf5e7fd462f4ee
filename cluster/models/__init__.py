"""The tables; all are imported here, so that migrations see them."""

from cluster.models.achievements import Claim, Evidence, StoredFile
from cluster.models.audit import AuditEntry
from cluster.models.award_money import AwardFund, AwardRate, BaseSalaryRule
from cluster.models.awards import Award, AwardKind, CertificateText, Decision
from cluster.models.ballots import (
    Ballot,
    BallotCandidate,
    BallotCount,
    BallotSettlement,
    BallotVoter,
)
from cluster.models.handover import HandoverTick
from cluster.models.members import Alliance, AllianceName, Cluster, Office, Person
from cluster.models.objections import Objection
from cluster.models.orders import PrintItem, PrintOrder
from cluster.models.people import RoleGrant, User
from cluster.models.pledges import Pledge, Signature, Target
from cluster.models.printing import (
    IssuedPaper,
    OfficeTemplate,
    PaperDetails,
    PaperNumbering,
    PaperReprint,
)
from cluster.models.ranking import (
    CorrectedFigure,
    Correction,
    CorrectionApproval,
    FrozenRanking,
)
from cluster.models.reopening import ReopenedLine, Reopening
from cluster.models.rulebook import Criterion, RuleBook
from cluster.models.scoring import CrossAssignment, NominationBar, Score
from cluster.models.stock import Printer, Stock, StockLayout, StockRun
from cluster.models.years import Leadership, PhaseDate, Year, YearMember

__all__ = [
    "Alliance",
    "AllianceName",
    "AuditEntry",
    "Award",
    "AwardFund",
    "AwardKind",
    "AwardRate",
    "Ballot",
    "BallotCandidate",
    "BallotCount",
    "BallotSettlement",
    "BallotVoter",
    "BaseSalaryRule",
    "CertificateText",
    "Claim",
    "Cluster",
    "CorrectedFigure",
    "Correction",
    "CorrectionApproval",
    "Criterion",
    "CrossAssignment",
    "Decision",
    "Evidence",
    "FrozenRanking",
    "HandoverTick",
    "IssuedPaper",
    "Leadership",
    "NominationBar",
    "Objection",
    "Office",
    "OfficeTemplate",
    "PaperDetails",
    "PaperNumbering",
    "PaperReprint",
    "Person",
    "PhaseDate",
    "Pledge",
    "PrintItem",
    "PrintOrder",
    "Printer",
    "ReopenedLine",
    "Reopening",
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
