"""Who sees which points of a year, and who may give which: one answer for every page and paper.

A member sees its own self-score while it reports, its appraisal once that is done, and all that
others gave it once the ranking is frozen. Scorers of others see the layers below their own; a
cross-scorer sees no other score of a line before giving one, whatever else this person is. While a
line is sent back to a member, its side sees nobody else's. Since totals and places are computed
from what somebody sees, nothing hidden shows through a sum.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cluster.domain import permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor, Role
from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.domain.years import Phase, check_phase

Pair = tuple[int, int]
"""A cross-scoring assignment: who scores, and whom."""

FROM_REVIEW = frozenset(Phase) - {Phase.SETUP, Phase.PLEDGE, Phase.REPORT}
FROM_COUNCIL = FROM_REVIEW - {Phase.REVIEW}
SETTLED = FROM_COUNCIL - {Phase.COUNCIL}
PUBLIC = SETTLED - {Phase.FROZEN}
EVERYTHING = frozenset(Layer)

PHASE_OF_LAYER: dict[Layer, Phase] = {
    Layer.SELF: Phase.REPORT,
    Layer.CROSS: Phase.REVIEW,
    Layer.APPRAISAL: Phase.REVIEW,
    Layer.FINAL: Phase.COUNCIL,
}

ORGANISERS = (Role.SECRETARY, Role.CHAIR, Role.AUDITOR, Role.REVIEWER, Role.COUNCIL)


@dataclass(frozen=True)
class Voice:
    """A layer and, for cross-scores, the alliance that gives it (0: the layer has one voice)."""

    layer: Layer
    scorer_id: int = 0


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What one person sees of a year's scores, as the year stands.

    `open_lines`: those sent back to members and open to them, by alliance and code.
    `leader_id`: the alliance whose office is the secretariat.
    """

    actor: Actor
    cluster_id: int
    phase: Phase
    assigned: Collection[Pair] = frozenset()
    open_lines: Collection[tuple[int, str]] = frozenset()
    leader_id: int | None = None

    def layers(self, alliance_id: int) -> frozenset[Layer]:
        """Return the layers of a member's lines that are seen; see also `sees_cross`."""
        if self.actor.is_system or self.actor.holds(self.cluster_id, Role.AUDITOR):
            return EVERYTHING
        return (
            self._as_member(alliance_id)
            | self._as_cross_scorer(alliance_id)
            | self._as_reviewer(alliance_id)
            | self._as_organiser()
        )

    def sees_figure(self, alliance_id: int, voice: Voice, *, code: str, own_given: bool) -> bool:
        """Tell whether what one voice says of a member's line is seen.

        `own_given`: an alliance of this person has given its own cross-score of the line. Until
        then it sees what the member says and no other score; while a line of its own is open
        again, nothing of anybody else's.
        """
        if self.is_blind_to_peers(alliance_id, code):
            return False
        if voice.layer is Layer.CROSS:
            return self.sees_cross(alliance_id, scorer_id=voice.scorer_id, own_given=own_given)
        waits = self.phase is Phase.REVIEW and not own_given and self.cross_scorers(alliance_id)
        return voice.layer in self.layers(alliance_id) and (not waits or voice.layer is Layer.SELF)

    def is_blind_to_peers(self, alliance_id: int, code: str) -> bool:
        """Tell whether a line is hidden because a competitor's side could still change its own."""
        return any(
            open_code == code and competitor != alliance_id and self._competes_for(competitor)
            for competitor, open_code in self.open_lines
        )

    def may_compare(self, code: str) -> bool:
        """Tell whether the line is hidden for no member, so that members can be compared."""
        return not any(
            open_code == code and self._competes_for(competitor)
            for competitor, open_code in self.open_lines
        )

    def sees_cross(self, alliance_id: int, *, scorer_id: int, own_given: bool) -> bool:
        """Tell whether one scorer's cross-score of a line is seen.

        `own_given`: an alliance of this person has given its own cross-score of the line.
        """
        own = self.cross_scorers(alliance_id)
        is_due = bool(own) and self.phase is Phase.REVIEW
        if Layer.CROSS in self.layers(alliance_id) and not is_due:
            return True
        return self.phase in FROM_REVIEW and bool(own) and (scorer_id in own or own_given)

    def cross_scorers(self, alliance_id: int) -> frozenset[int]:
        """Return this person's alliances that are to cross-score a member."""
        return frozenset(
            scorer
            for scorer in self._scorers_of.get(alliance_id, ())
            if permissions.can_cross_score(
                self.actor, self.cluster_id, scorer_id=scorer, alliance_id=alliance_id
            )
        )

    def sees_result(self, alliance_id: int) -> bool:
        """Tell whether a member's frozen points are seen: its own at once, all when published."""
        return self.phase in PUBLIC or (
            self.phase in SETTLED and self.layers(alliance_id) == EVERYTHING
        )

    def sees_member(self, alliance_id: int) -> bool:
        """Tell whether a member's lines exist for this person at all."""
        return (
            self.actor.is_system
            or self.actor.holds(self.cluster_id, *ORGANISERS)
            or bool(self.layers(alliance_id))
        )

    def voices(self, alliance_id: int, code: str = "") -> list[Voice]:
        """Return the layers of a member's lines that this person may give points in now.

        `code`: of this line, which may be open to the member again.
        """
        possible = [Voice(Layer.SELF), Voice(Layer.APPRAISAL), Voice(Layer.FINAL)]
        possible[1:1] = [Voice(Layer.CROSS, s) for s in sorted(self.cross_scorers(alliance_id))]
        return [
            voice
            for voice in possible
            if self._is_in_time(alliance_id, voice, code) and self._is_scorer(alliance_id, voice)
        ]

    def check_may_score(self, alliance_id: int, voice: Voice, code: str = "") -> None:
        """Refuse points from whom they are not due, and points out of their phase."""
        permissions.require(self._is_scorer(alliance_id, voice))
        if not self._is_in_time(alliance_id, voice, code):
            doing = _("Entering the layer “%(layer)s”", layer=LAYER_NAMES[voice.layer])
            check_phase(self.phase, [PHASE_OF_LAYER[voice.layer]], doing)

    @cached_property
    def _scorers_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for scorer, scored in self.assigned:
            found.setdefault(scored, []).append(scorer)
        return found

    def _is_in_time(self, alliance_id: int, voice: Voice, code: str) -> bool:
        if voice.layer is Layer.SELF and (alliance_id, code) in self.open_lines:
            return True
        return PHASE_OF_LAYER[voice.layer] is self.phase

    def _competes_for(self, alliance_id: int) -> bool:
        own = self.actor.speaks_for(self.cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)
        hosts = alliance_id == self.leader_id
        return own or (hosts and self.actor.holds(self.cluster_id, Role.SECRETARY))

    def _is_scorer(self, alliance_id: int, voice: Voice) -> bool:
        if voice.layer is Layer.SELF:
            return permissions.can_report_for(self.actor, self.cluster_id, alliance_id)
        if voice.layer is Layer.CROSS:
            return voice.scorer_id in self.cross_scorers(alliance_id)
        if voice.layer is Layer.APPRAISAL:
            return permissions.can_appraise(self.actor, self.cluster_id, alliance_id)
        return permissions.can_score_in_council(self.actor, self.cluster_id, alliance_id)

    def _as_member(self, alliance_id: int) -> frozenset[Layer]:
        if not self.actor.speaks_for(self.cluster_id, alliance_id, Role.OFFICER, Role.SIGNER):
            return frozenset()
        if self.phase in SETTLED:
            return EVERYTHING
        appraised = {Layer.APPRAISAL} if self.phase is Phase.COUNCIL else set()
        return frozenset({Layer.SELF, *appraised})

    def _as_cross_scorer(self, alliance_id: int) -> frozenset[Layer]:
        in_time = self.phase in FROM_REVIEW and self.cross_scorers(alliance_id)
        return frozenset({Layer.SELF}) if in_time else frozenset()

    def _as_reviewer(self, alliance_id: int) -> frozenset[Layer]:
        if not self.actor.holds(self.cluster_id, Role.REVIEWER) or self.phase not in FROM_REVIEW:
            return frozenset()
        own = alliance_id in self.actor.alliances(self.cluster_id)
        return frozenset({Layer.SELF} if own else {Layer.SELF, Layer.APPRAISAL})

    def _as_organiser(self) -> frozenset[Layer]:
        runs = self.actor.holds(self.cluster_id, Role.SECRETARY, Role.CHAIR)
        if self.phase in FROM_COUNCIL:
            settles = runs or self.actor.holds(self.cluster_id, Role.COUNCIL)
            return EVERYTHING if settles else frozenset()
        if runs and self.phase is Phase.REVIEW:
            return frozenset({Layer.SELF, Layer.APPRAISAL})
        return frozenset({Layer.SELF} if self.actor.holds(self.cluster_id, Role.CHAIR) else ())


def sees_provisional_places(sight: Sight) -> bool:
    """Tell whether places are seen before they are frozen: by those who settle or audit them."""
    if sight.actor.is_system:
        return True
    roles = [Role.SECRETARY, Role.CHAIR, Role.AUDITOR]
    if sight.phase in FROM_COUNCIL:
        roles.append(Role.COUNCIL)
    return sight.actor.holds(sight.cluster_id, *roles)


def sees_care(sight: Sight) -> bool:
    """Tell whether the reports on what needs care are seen, made of the figures one sees.

    By those who settle or audit once reporting is over; by appraisers once their own are in.
    """
    if sight.phase not in FROM_REVIEW:
        return False
    appraised = sight.phase in FROM_COUNCIL and sight.actor.holds(sight.cluster_id, Role.REVIEWER)
    return appraised or sees_provisional_places(sight)


def check_reason_for_hidden(points: Decimal, below: Decimal | None, reason: str) -> None:
    """Ask for a reason like `check_reason`, without telling the points below."""
    if below is not None and points != below and not reason.strip():
        raise RuleViolation(
            _("The points differ from those of an earlier layer that you do not see; say why."),
            field="reason",
        )
