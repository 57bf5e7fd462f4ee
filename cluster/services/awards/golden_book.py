"""Which numbers of the golden book are given in a year, and whether new ones can be."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.golden_book import Key, Numbered, faults, key_of
from cluster.domain.printing import PaperKind
from cluster.models import Award, AwardKind, Decision, IssuedPaper


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
    printed = db.session.execute(
        select(
            IssuedPaper.data["authority"].as_string(),
            IssuedPaper.data["golden_book_number"].as_string(),
            IssuedPaper.title,
        ).where(
            IssuedPaper.year_id == year_id,
            IssuedPaper.kind == PaperKind.AWARD,
            IssuedPaper.voided_at.is_(None),
        )
    )
    taken = {key_of(authority, number): title for authority, number, title in printed if number}
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
    for award_id, authority, number, kind, name in decided:
        key = key_of(authority, number)
        if award_id in but_of:
            taken.pop(key, None)
        else:
            taken.setdefault(key, f"{kind} – {name}" if name else kind)
    return taken
