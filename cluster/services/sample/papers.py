"""Print every paper of the sample's two years into a folder."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.models import Cluster, Year
from cluster.services import printing
from cluster.services.sample.loading import CODE


def print_papers(
    store: ObjectStore, folder: Path, *, plates: Path, address: str = "", now: datetime
) -> Iterator[Path]:
    """Issue each paper that the years are ready for, and yield the file it was written to."""
    folder.mkdir(parents=True, exist_ok=True)
    found = select(Year).join(Cluster).where(Cluster.code == CODE).order_by(Year.number)
    for year in db.session.scalars(found).all():
        for kind, about in _ready(year.id, now):
            paper = printing.issue(
                SYSTEM,
                store,
                year.id,
                kind=kind,
                about=about,
                plates=plates,
                address=address,
                now=now,
            )
            _paper, content = printing.reprint(SYSTEM, store, year.id, paper.id)
            path = folder / paper.filename
            path.write_bytes(content)
            yield path
            if paper.word_sha256 is not None:
                _paper, word = printing.reprint_in_word(SYSTEM, store, year.id, paper.id)
                path.with_suffix(".docx").write_bytes(word)
                yield path.with_suffix(".docx")


def _ready(year_id: int, now: datetime) -> list[tuple[PaperKind, int | None]]:
    """Return the papers that are ready; what lists all the others comes last."""
    issuable = [(each.kind, each.about) for each in printing.list_issuable(SYSTEM, year_id)]
    official = printing.list_official(SYSTEM, year_id, now)
    ready = issuable + [(line.kind, line.about) for line in official if line.is_ready]
    return sorted(ready, key=lambda paper: paper[0] is PaperKind.HANDOVER_MINUTES)
