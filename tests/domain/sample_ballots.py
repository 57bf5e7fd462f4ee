"""Ballots of six members, and counts of them."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cluster.domain.ballots import BallotKind, Count, MajorityOf, Method, Rule, Terms

SIX = (1, 2, 3, 4, 5, 6)
RULE = Rule(
    quorum=Fraction(2, 3),
    majority=Fraction(1, 2),
    is_above=True,
    majority_of=MajorityOf.MEMBERS,
    recused=False,
)
TERMS = Terms(
    kind=BallotKind.LEADER,
    method=Method.SCREEN,
    seats=1,
    candidates=SIX,
    entitled=SIX,
    rule=RULE,
)
NOMINATION = replace(TERMS, kind=BallotKind.NOMINATION)
RECUSED = replace(TERMS, rule=replace(RULE, recused=True))
HANDS = replace(TERMS, method=Method.HANDS)


def counted(votes: Sequence[int], *, invalid: int = 0, valid: int | None = None) -> Count:
    """Return the count of a ballot in which all papers handed out came back."""
    valid = sum(votes) if valid is None else valid
    return Count(
        issued=valid + invalid,
        returned=valid + invalid,
        valid=valid,
        invalid=invalid,
        votes=dict(zip(SIX, votes, strict=False)),
    )
