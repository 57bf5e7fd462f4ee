"""The sentence behind every number of a year, as pages, exports and papers show it."""

from cluster.domain.errors import Message
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis

Explanations = dict[str, dict[int, Message]]
"""By criterion and alliance."""


def explanations_of(basis: Basis) -> Explanations:
    """Return the sentence of every line that gives points, made of what this person may see.

    Once the ranking is frozen, they are those stored with it. One query before that.
    """
    if basis.frozen is not None and "explanations" in basis.frozen.table:
        return {
            criterion.code: {
                member.alliance_id: stored.outcome.explanation
                for member in basis.members
                if (stored := basis.stored(criterion, member.alliance_id)) is not None
            }
            for criterion in basis.book.lines()
        }
    lines = figures.by_line(figures.seen(basis.load(), basis.sight))
    return {
        criterion.code: {
            member: settled.outcome.explanation
            for member, settled in basis.settle(criterion, lines.get(criterion.code, ())).items()
            if settled.outcome.points is not None
        }
        for criterion in basis.book.lines()
    }
