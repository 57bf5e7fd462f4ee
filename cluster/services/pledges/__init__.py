"""The joint pledge of a year: its text, everybody's targets, the signatures, amendments."""

from cluster.services.pledges.drafting import amend, create, give_up, set_targets, write_text
from cluster.services.pledges.reading import (
    PledgeView,
    SignatureView,
    TargetValue,
    Version,
    find_view,
    list_versions,
    paper_data,
    targets_in_force,
    view,
)
from cluster.services.pledges.signing import Signatory, sign, signatory_of
from cluster.services.pledges.targets import (
    MemberTargets,
    Overview,
    TargetRow,
    overview,
    targets_of,
)

__all__ = [
    "MemberTargets",
    "Overview",
    "PledgeView",
    "Signatory",
    "SignatureView",
    "TargetRow",
    "TargetValue",
    "Version",
    "amend",
    "create",
    "find_view",
    "give_up",
    "list_versions",
    "overview",
    "paper_data",
    "set_targets",
    "sign",
    "signatory_of",
    "targets_in_force",
    "targets_of",
    "view",
    "write_text",
]
