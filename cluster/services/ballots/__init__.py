"""Ballots: opened, voted in or counted, closed; round after round until the seats are filled."""

from cluster.services.ballots.announcing import announce, settle
from cluster.services.ballots.casting import cast
from cluster.services.ballots.closing import call_off, close
from cluster.services.ballots.counting import enter_count
from cluster.services.ballots.opening import default_rule, open_ballot, open_next_round
from cluster.services.ballots.reading import (
    BallotLine,
    BallotView,
    Result,
    VoterLine,
    get_ballot,
    list_ballots,
)
from cluster.services.ballots.standing import Turnout, elected_in, to_cast, turnout
from cluster.services.ballots.ties import list_tie_ballots

__all__ = [
    "BallotLine",
    "BallotView",
    "Result",
    "Turnout",
    "VoterLine",
    "announce",
    "call_off",
    "cast",
    "close",
    "default_rule",
    "elected_in",
    "enter_count",
    "get_ballot",
    "list_ballots",
    "list_tie_ballots",
    "open_ballot",
    "open_next_round",
    "settle",
    "to_cast",
    "turnout",
]
