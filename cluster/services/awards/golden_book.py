"""Which numbers of the golden book are given in a year, and whether new ones can be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.errors import Message, RuleViolation
from cluster.domain.golden_book import Key, Numbered, clash, faults, key_of
from cluster.domain.permissions import Actor
from cluster.domain.printing import PaperKind
from cluster.models import Award, AwardKind, Decision, IssuedPaper
from cluster.services import years


class Given(NamedTuple):
    """A number on a valid paper or with an award; `award_id` None for a paper of a list."""

    key: Key
    number: str
    award_id: int | None
    title: str


def check_numbers(
    year_id: int, authority: str, decided: Sequence[tuple[Award, str]], numbers: Mapping[int, str]
) -> None:
    """Refuse numbers that a decision cannot give its awards, which come with their recipients."""
    entries = [
        Numbered(place=place, name=name, authority=authority, number=numbers.get(award.id, ""))
        for place, (award, name) in enumerate(decided, start=1)
    ]
    wrong = faults(entries, taken_numbers(year_id))
    for entry, (award, _name) in zip(entries, decided, strict=True):
        if entry.place in wrong:
            raise RuleViolation(wrong[entry.place], field=f"golden_book_{award.id}")


def taken_numbers(year_id: int, *, but_of: Collection[int] = ()) -> dict[Key, str]:
    """Return the year's golden book numbers with their papers or recipients; two queries.

    `but_of`: awards that are looked at themselves, whose numbers and papers do not count.
    """
    taken: dict[Key, str] = {}
    for given in _given(year_id):
        if given.award_id is None or given.award_id not in but_of:
            taken.setdefault(given.key, given.title)
    return taken


def list_clashes(actor: Actor, year_id: int) -> dict[int, Message]:
    """Return, by award, that its golden book number was given to somebody else too; two queries.

    It is for who runs the year; others are told nothing.
    """
    if not permissions.can_run_year(actor, years.get_visible(actor, year_id).cluster_id):
        return {}
    holders: defaultdict[Key, list[Given]] = defaultdict(list)
    for given in _given(year_id):
        holders[given.key].append(given)
    return {
        given.award_id: clash(given.number, other.title)
        for held in holders.values()
        for given in held
        for other in held
        if given.award_id is not None and other.award_id != given.award_id
    }


def _given(year_id: int) -> Iterator[Given]:
    """Give the numbers of the year's golden books, those on papers first; two queries."""
    printed = db.session.execute(
        select(
            IssuedPaper.data["authority"].as_string(),
            IssuedPaper.data["golden_book_number"].as_string(),
            IssuedPaper.subject,
            IssuedPaper.title,
        ).where(
            IssuedPaper.year_id == year_id,
            IssuedPaper.kind == PaperKind.AWARD,
            IssuedPaper.voided_at.is_(None),
        )
    )
    for authority, number, subject, title in printed:
        if number:
            about = subject.partition("/")[2]
            award_id = int(about) if about.isdigit() else None
            yield Given(key_of(authority, number), number, award_id, title)
    yield from list_promised(year_id)


def list_promised(year_id: int) -> list[Given]:
    """Return the golden book numbers that stand with the year's awards; one query."""
    decided = db.session.execute(
        select(
            Award.id,
            Decision.authority,
            Award.golden_book_number,
            AwardKind.name_vi,
            Award.recipient_name,
        )
        .join(Decision, Award.decision_id == Decision.id)
        .join(AwardKind, Award.kind_id == AwardKind.id)
        .where(Award.year_id == year_id, Award.golden_book_number != "")
    )
    return [
        Given(key_of(authority, number), number, award_id, f"{kind} – {name}" if name else kind)
        for award_id, authority, number, kind, name in decided
    ]
