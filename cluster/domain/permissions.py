"""Who may: roles, and what each may do to what of whom.

A role is granted for a cluster, and where it speaks for an alliance, for that alliance.
When something may be done is the year's phase (`years`), never asked here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cluster.domain.errors import Message, NotAllowed, NotFound, RuleViolation, _


class Role(StrEnum):
    """What a person does in the cluster's year."""

    SIGNER = "signer"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    COUNCIL = "council"
    CHAIR = "chair"
    SECRETARY = "secretary"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


ROLE_NAMES: dict[Role, Message] = {
    Role.SIGNER: _("Authorised signer"),
    Role.OFFICER: _("Emulation officer"),
    Role.REVIEWER: _("Appraiser"),
    Role.COUNCIL: _("Council member"),
    Role.CHAIR: _("Chair"),
    Role.SECRETARY: _("Secretary"),
    Role.AUDITOR: _("Auditor"),
    Role.SYSADMIN: _("System administrator"),
}

SPEAKS_FOR_AN_ALLIANCE = frozenset({Role.SIGNER, Role.OFFICER, Role.REVIEWER, Role.COUNCIL})

FORBIDDEN_TOGETHER: tuple[tuple[frozenset[Role], frozenset[Role]], ...] = (
    (frozenset({Role.CHAIR, Role.SECRETARY}), frozenset({Role.SYSADMIN})),
    (frozenset({Role.AUDITOR}), frozenset(Role) - {Role.AUDITOR}),
)


@dataclass(frozen=True)
class Grant:
    """One role in one cluster; the system administrator's belongs to none."""

    role: Role
    cluster_id: int | None = None
    alliance_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whoever acts: a signed-in person with the roles valid today, or the system itself."""

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    request_id: str = ""
    is_system: bool = False

    def holds(self, cluster_id: int, *roles: Role) -> bool:
        """Tell whether one of the roles is held in this cluster."""
        return any(grant.cluster_id == cluster_id and grant.role in roles for grant in self.grants)

    def speaks_for(self, cluster_id: int, alliance_id: int, *roles: Role) -> bool:
        """Tell whether one of the roles is held for this alliance in this cluster."""
        return any(
            grant.cluster_id == cluster_id
            and grant.alliance_id == alliance_id
            and grant.role in roles
            for grant in self.grants
        )

    def alliances(self, cluster_id: int) -> frozenset[int]:
        """Return the alliances this person speaks for in the cluster."""
        return frozenset(
            grant.alliance_id
            for grant in self.grants
            if grant.cluster_id == cluster_id and grant.alliance_id is not None
        )

    @property
    def clusters(self) -> frozenset[int]:
        """Return the clusters in which this person holds any role."""
        return frozenset(g.cluster_id for g in self.grants if g.cluster_id is not None)

    @property
    def administers(self) -> bool:
        """Tell whether this person looks after accounts and settings."""
        return self.is_system or any(grant.role is Role.SYSADMIN for grant in self.grants)


SYSTEM = Actor(user_id=None, name="system", is_system=True)


def require(allowed: bool) -> None:  # noqa: FBT001  reads as require(can_sign_for(…))
    """Refuse what the roles of this person do not include."""
    if not allowed:
        raise NotAllowed(_("Your role does not include this."))


def require_sight(visible: bool) -> None:  # noqa: FBT001  reads as require_sight(can_see_…(…))
    """Hide what this person may not know of: it does not exist for them."""
    if not visible:
        raise NotFound(_("There is no such entry, or it is not yours to see."))


def can_see_cluster(actor: Actor, cluster_id: int) -> bool:
    """Anybody with a role in the cluster sees its years and rule books."""
    return actor.administers or cluster_id in actor.clusters


def can_see_pledge(actor: Actor, cluster_id: int, *, reporting_closed: bool) -> bool:
    """Members, council, who runs the year and the auditor see the pledge with its targets.

    Appraisers see it once they appraise; who only administers never.
    """
    roles = set(Role) - {Role.SYSADMIN, Role.REVIEWER}
    if reporting_closed:
        roles.add(Role.REVIEWER)
    return actor.is_system or actor.holds(cluster_id, *roles)


def can_run_year(actor: Actor, cluster_id: int) -> bool:
    """The secretary runs the cycle; the chair may do the same."""
    return actor.is_system or actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR)


def can_see_register(actor: Actor) -> bool:
    """Anybody with a role sees the register of clusters, alliances and offices."""
    return actor.administers or bool(actor.clusters)


def can_register(actor: Actor) -> bool:
    """The administrator starts the register; the secretary and chair of any cluster add to it."""
    return actor.administers or any(
        grant.role in {Role.SECRETARY, Role.CHAIR} for grant in actor.grants
    )


def can_keep_alliance(actor: Actor, cluster_ids: Collection[int]) -> bool:
    """Those who run a cluster it competes in keep an alliance; one in none, any registrar."""
    if not cluster_ids:
        return can_register(actor)
    return any(can_run_year(actor, cluster_id) for cluster_id in cluster_ids)


def can_keep_offices(actor: Actor, cluster_ids: Collection[int], alliance_id: int) -> bool:
    """Who holds office is kept by those who keep the alliance, and by its own signer."""
    return can_keep_alliance(actor, cluster_ids) or any(
        grant.role is Role.SIGNER and grant.alliance_id == alliance_id for grant in actor.grants
    )


def can_keep_cluster(actor: Actor, cluster_id: int) -> bool:
    """The cluster's name is kept by those who run it and by the administrator."""
    return actor.administers or can_run_year(actor, cluster_id)


def can_write_rulebook(actor: Actor, cluster_id: int) -> bool:
    """The secretary writes the rule book."""
    return actor.is_system or actor.holds(cluster_id, Role.SECRETARY)


def can_set_targets(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """A member's own people set its targets."""
    return actor.is_system or actor.speaks_for(cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)


def can_sign_for(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """Only the alliance's authorised signer signs; nobody does it for another."""
    return actor.speaks_for(cluster_id, alliance_id, Role.SIGNER)


def can_report_for(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """A member's emulation officer reports its achievements and scores it."""
    return actor.speaks_for(cluster_id, alliance_id, Role.OFFICER)


def can_see_claims(
    actor: Actor,
    cluster_id: int,
    alliance_id: int,
    *,
    is_draft: bool,
    under_review: bool,
    cross_scores: bool = False,
) -> bool:
    """Own people always, the auditor what was submitted; scorers once reporting is closed.

    `cross_scores`: the actor's alliance was assigned to score this one.
    """
    if actor.speaks_for(cluster_id, alliance_id, Role.OFFICER, Role.SIGNER):
        return True
    if is_draft:
        return False
    if actor.holds(cluster_id, Role.AUDITOR):
        return True
    scores = cross_scores or actor.holds(cluster_id, Role.REVIEWER, Role.COUNCIL, Role.CHAIR)
    return under_review and scores


def can_count_claims(actor: Actor, cluster_id: int) -> bool:
    """Who runs or audits the year sees how many reports there are, not what they say."""
    return actor.is_system or actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR, Role.AUDITOR)


def can_appraise(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """An appraiser scores any member but their own."""
    return actor.holds(cluster_id, Role.REVIEWER) and alliance_id not in actor.alliances(cluster_id)


def can_cross_score(actor: Actor, cluster_id: int, *, scorer_id: int, alliance_id: int) -> bool:
    """An officer scores, for their alliance, another alliance."""
    return scorer_id != alliance_id and actor.speaks_for(cluster_id, scorer_id, Role.OFFICER)


def can_score_in_council(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """A council member settles any score but that of their own alliance."""
    own = actor.alliances(cluster_id)
    return actor.holds(cluster_id, Role.COUNCIL, Role.CHAIR) and alliance_id not in own


def can_see_sent_back(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """What is sent back is between a member and its appraisers; who runs the year reads along."""
    return (
        actor.is_system
        or actor.speaks_for(cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)
        or actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR, Role.AUDITOR)
        or can_appraise(actor, cluster_id, alliance_id)
    )


def can_object(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """A member's own people ask about its appraisal, or object to it."""
    return actor.speaks_for(cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)


def can_see_objections(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """A member's questions are read by itself, its appraisers, council and who runs the year."""
    return can_see_sent_back(actor, cluster_id, alliance_id) or actor.holds(
        cluster_id, Role.COUNCIL
    )


def can_decide_objection(actor: Actor, cluster_id: int, alliance_id: int) -> bool:
    """The chair decides an objection, but none of their own alliance."""
    return actor.holds(cluster_id, Role.CHAIR) and alliance_id not in actor.alliances(cluster_id)


def can_freeze(actor: Actor, cluster_id: int) -> bool:
    """The secretary freezes the ranking."""
    return actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR)


def can_propose_correction(actor: Actor, cluster_id: int) -> bool:
    """The secretary proposes to correct what is frozen."""
    return actor.holds(cluster_id, Role.SECRETARY)


def can_approve_correction(actor: Actor, cluster_id: int) -> bool:
    """The chair approves it, and one more of the council or the secretariat."""
    return actor.user_id is not None and actor.holds(
        cluster_id, Role.CHAIR, Role.COUNCIL, Role.SECRETARY
    )


def can_see_corrections(actor: Actor, cluster_id: int) -> bool:
    """Those who settle or audit the year see a correction before it is approved."""
    return actor.is_system or actor.holds(
        cluster_id, Role.CHAIR, Role.COUNCIL, Role.SECRETARY, Role.AUDITOR
    )


def can_take_package(actor: Actor, cluster_id: int) -> bool:
    """Who runs or audits the year takes the sealed package with every figure of everybody."""
    return actor.is_system or actor.holds(cluster_id, Role.CHAIR, Role.SECRETARY, Role.AUDITOR)


def can_see_all_awards(actor: Actor, cluster_id: int) -> bool:
    """Proposals are seen by who runs the year, the council and the auditor."""
    return actor.is_system or actor.holds(
        cluster_id, Role.SECRETARY, Role.CHAIR, Role.COUNCIL, Role.AUDITOR
    )


def can_read_paper_register(actor: Actor, cluster_id: int) -> bool:
    """The register of papers names everybody: it is read by who runs the year and the auditor."""
    return actor.is_system or actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR, Role.AUDITOR)


def can_read_audit(actor: Actor, cluster_id: int) -> bool:
    """The auditor, the chair and the secretary read the record of changes."""
    return actor.holds(cluster_id, Role.AUDITOR, Role.CHAIR, Role.SECRETARY)


def can_grant(actor: Actor, grant: Grant) -> bool:
    """The administrator gives technical roles, the chair scoring ones, a signer their officers.

    The administrator never gives out a role that scores, signs or votes.
    """
    if actor.is_system:
        return True
    if (
        grant.role in {Role.SYSADMIN, Role.CHAIR, Role.SECRETARY, Role.AUDITOR}
        and actor.administers
    ):
        return True
    if grant.cluster_id is None:
        return False
    if actor.holds(grant.cluster_id, Role.CHAIR):
        return grant.role is not Role.SYSADMIN
    return (
        grant.role is Role.OFFICER
        and grant.alliance_id is not None
        and actor.speaks_for(grant.cluster_id, grant.alliance_id, Role.SIGNER)
    )


def check_grants(grants: Iterable[Grant]) -> None:
    """Refuse roles not to be held together, or that lack the alliance they speak for."""
    held = list(grants)
    for grant in held:
        if (grant.role in SPEAKS_FOR_AN_ALLIANCE) != (grant.alliance_id is not None):
            raise RuleViolation(
                _("The role “%(role)s” and the alliance do not fit.", role=ROLE_NAMES[grant.role]),
                field="alliance_id",
            )
    roles = {grant.role for grant in held}
    for these, those in FORBIDDEN_TOGETHER:
        if roles & these and (roles - (roles & these)) & those:
            one, other = sorted(roles & these)[0], sorted(roles & those)[0]
            raise RuleViolation(
                _(
                    "One person may not be “%(one)s” and “%(other)s”.",
                    one=ROLE_NAMES[one],
                    other=ROLE_NAMES[other],
                ),
                field="role",
            )


def can_see_account(actor: Actor, held: Iterable[Grant]) -> bool:
    """Administrators see all accounts, chair and auditor the cluster's, a signer the alliance's."""
    return actor.administers or any(
        grant.cluster_id is not None
        and (
            actor.holds(grant.cluster_id, Role.CHAIR, Role.AUDITOR)
            or (
                grant.alliance_id is not None
                and actor.speaks_for(grant.cluster_id, grant.alliance_id, Role.SIGNER)
            )
        )
        for grant in held
    )


def can_manage_account(actor: Actor, held: Iterable[Grant]) -> bool:
    """Whoever may give all the roles of an account may invite, close, open and unlock it."""
    roles = list(held)
    return actor.administers or (bool(roles) and all(can_grant(actor, grant) for grant in roles))


def can_invite(actor: Actor) -> bool:
    """Administrators, chairs and authorised signers bring new people in."""
    return actor.administers or any(
        grant.role in {Role.CHAIR, Role.SIGNER} for grant in actor.grants
    )
