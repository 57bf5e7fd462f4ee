"""File printed papers, each with its serial, in the unit of work at hand."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.printing import PaperKind
from cluster.models import IssuedPaper
from cluster.services import audit
from cluster.services.printing.composing import Composition
from cluster.services.printing.numbering import Numbers


class Filing:
    """Papers of one kind about these subjects on their way into the register of a year.

    What all of them need is read at once, and written at once by `close`.
    """

    def __init__(
        self,
        actor: Actor,
        year_id: int,
        kind: PaperKind,
        subjects: Collection[str],
        *,
        now: datetime,
    ) -> None:
        self.numbers = Numbers(year_id)
        self._actor = actor
        self._kind = kind
        self._now = now
        self._newest = newest_issues(kind, subjects)
        self._papers: list[IssuedPaper] = []

    def file(
        self, subject: str, composed: Composition, *, sha256: str, word: str | None = None
    ) -> IssuedPaper:
        """File a printed paper with its serial; it has no id before the filing is closed.

        It takes the place of an earlier issue that is void.
        """
        newest = self._newest.get(subject)
        paper = IssuedPaper(
            year_id=self.numbers.year.id,
            kind=self._kind,
            subject=subject,
            issue=newest.issue + 1 if newest else 1,
            alliance_id=composed.alliance_id,
            title=composed.title,
            filename=composed.filename,
            is_final=composed.is_final,
            data=to_plain(composed.paper),
            sha256=sha256,
            word_sha256=word,
            code=composed.code,
            issued_at=self._now,
            issued_by=self._actor.name,
        )
        if composed.is_final:
            paper.serial_number, paper.serial = self.numbers.next(self._kind)
        self._papers.append(paper)
        return paper

    def close(self) -> None:
        """Write the papers into the register and into the record of changes."""
        db.session.add_all(self._papers)
        db.session.flush()
        for paper in self._papers:
            newest = self._newest.get(paper.subject)
            if newest is not None and newest.voided_at is not None:
                newest.replaced_by_id = paper.id
            audit.record(
                self._actor,
                "paper.issued",
                ("issued_paper", paper.id),
                self._now,
                where=audit.within(self.numbers.year, paper.alliance_id),
                after={
                    "paper": paper.title,
                    "issue": paper.issue,
                    "serial": paper.serial,
                    "sha256": paper.sha256,
                },
            )


def newest_issues(kind: PaperKind, subjects: Collection[str]) -> dict[str, IssuedPaper]:
    """Return the newest issue of the paper about each subject, void or not; one query."""
    issues = db.session.scalars(
        select(IssuedPaper)
        .where(IssuedPaper.kind == kind, IssuedPaper.subject.in_(subjects))
        .order_by(IssuedPaper.issue)
    )
    return {paper.subject: paper for paper in issues}
