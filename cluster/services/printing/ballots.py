"""What the minutes of a ballot say, taken from the closed ballot as this person sees it."""

from collections.abc import Iterator
from datetime import date, datetime

from cluster.documents.ballots import BallotRecord, VoteLine
from cluster.documents.letterhead import Signer
from cluster.domain.ballot_results import Settlement
from cluster.domain.ballots import Method
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.vietnamese import format_number
from cluster.domain.years import vietnam_day
from cluster.language import say
from cluster.models import Year
from cluster.services import ballots
from cluster.services.ballots.reading import BallotView, Result, list_closed
from cluster.services.printing.composing import Composition, filename
from cluster.services.printing.heads import head_of, secretary_of

METHODS = {
    Method.SCREEN: "bỏ phiếu kín trên phần mềm, phần mềm tự kiểm phiếu",
    Method.PAPER: "bỏ phiếu kín bằng phiếu giấy, hai người kiểm phiếu độc lập",
    Method.HANDS: "biểu quyết giơ tay",
}
SETTLED_BY = {
    Settlement.CHAIR: "chủ trì quyết định chọn",
    Settlement.LOT: "rút thăm chọn",
}


def compose(actor: Actor, year: Year, ballot_id: int) -> Composition:
    """Return the minutes of one round of a closed ballot."""
    ballot = ballots.get_ballot(actor, year.id, ballot_id)
    if ballot.result is None or ballot.closed_at is None:
        raise RuleViolation(_("There are no minutes before the ballot is closed."))
    by_hands = ballot.line.method is Method.HANDS
    name = "Biên bản biểu quyết" if by_hands else "Biên bản kiểm phiếu"
    subject = _subject(ballot.line.title, ballot.line.round)
    return Composition(
        paper=_record(year, ballot, ballot.result, ballot.closed_at, name=name, subject=subject),
        title=f"{name} – {subject}",
        filename=filename(name, subject),
    )


def list_printable(year: Year) -> list[tuple[int, str]]:
    """Return the closed ballots of the year: number and title."""
    return [(each, _subject(title, number)) for each, title, number in list_closed(year)]


def _subject(title: str, number: int) -> str:
    return title if number == 1 else f"{title} (vòng {number})"


def _record(
    year: Year, ballot: BallotView, result: Result, closed_at: datetime, *, name: str, subject: str
) -> BallotRecord:
    day = vietnam_day(closed_at)
    head = head_of(year, day, dated=day)
    return BallotRecord(
        letterhead=head.letterhead,
        title=name.upper(),
        subject=subject,
        method=METHODS[ballot.line.method],
        opened_at=ballot.line.opened_at,
        closed_at=closed_at,
        members=tuple(voter.member.short_name for voter in ballot.voters),
        seats=ballot.seats,
        on_paper=ballot.line.method is not Method.HANDS,
        entitled=len(ballot.voters),
        issued=result.count.issued,
        returned=result.count.returned,
        valid=result.count.valid,
        invalid=result.count.invalid,
        lines=tuple(
            VoteLine(
                member=line.member.name,
                votes=line.share.votes,
                of_valid=f"{format_number(line.share.of_valid, 2)} %",
                of_entitled=f"{format_number(line.share.of_entitled, 2)} %",
                is_elected=line.share.is_elected,
            )
            for line in result.lines
        ),
        rules=tuple(say(sentence, "vi") for sentence in result.explanation),
        conclusion=conclusion_of(result),
        tellers=ballot.tellers,
        signers=(*_recorders(year, ballot, day), head.signer),
        sample=year.cluster.is_sample,
    )


def conclusion_of(result: Result) -> str:
    """Say in a sentence or two what a ballot came to."""
    parts = []
    if result.settled:
        parts.append(
            f"Số phiếu ngang nhau sau khi bỏ phiếu lại; {SETTLED_BY[result.settled.how]}:"
            f" {_named(result.settled.chosen)}. Lý do: {result.settled.reason.rstrip('.')}."
        )
    if result.elected:
        parts.append(f"Kết quả: {_named(result.elected)} được chọn.")
    if result.next_round and result.lines and not result.settled:
        parts.append(
            f"Còn {result.outcome.open_seats} vị trí chưa được chọn; bỏ phiếu vòng tiếp theo giữa:"
            f" {_named(result.next_round)}."
        )
    return " ".join(parts) or "Cuộc bỏ phiếu không có kết quả."


def _named(chosen: tuple[Member, ...]) -> str:
    return "; ".join(member.name for member in chosen)


def _recorders(year: Year, ballot: BallotView, day: date) -> Iterator[Signer]:
    """Give who records the result: the tellers of papers, else the secretary."""
    if ballot.line.method is Method.PAPER:
        for teller in ballot.tellers or ("",):
            yield Signer(position="NGƯỜI KIỂM PHIẾU", name=teller)
    else:
        yield Signer(position="THƯ KÝ", name=secretary_of(year, day, ballot.closed_by))
