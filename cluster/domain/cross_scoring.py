"""Cross-scoring: which member scores which others."""

from collections.abc import Sequence

from cluster.domain.errors import RuleViolation, _


def balanced_round(members: Sequence[int], each: int) -> list[tuple[int, int]]:
    """Return (scorer, scored) so that each member scores the next `each` and is scored as often."""
    count = len(members)
    if not 1 <= each < count:
        raise RuleViolation(
            _(
                "Each member can score from 1 to %(most)s others, not %(each)s.",
                most=max(count - 1, 1),
                each=each,
            ),
            field="each",
        )
    return [
        (scorer, members[(place + step) % count])
        for place, scorer in enumerate(members)
        for step in range(1, each + 1)
    ]


def check_pair(scorer_id: int, alliance_id: int, members: Sequence[int]) -> None:
    """Refuse a member scoring itself, and alliances that are no members of the year."""
    if scorer_id == alliance_id:
        raise RuleViolation(_("No member scores itself."), field="scorer_id")
    for field, alliance in (("scorer_id", scorer_id), ("alliance_id", alliance_id)):
        if alliance not in members:
            raise RuleViolation(_("Choose a member of the year."), field=field)


def check_no_scores(scorer_names: Sequence[str]) -> None:
    """Refuse to take an assignment away from who has given scores under it."""
    if scorer_names:
        raise RuleViolation(
            _(
                "These members have given cross-scores already, so theirs cannot be taken away:"
                " %(names)s.",
                names=", ".join(scorer_names),
            )
        )
