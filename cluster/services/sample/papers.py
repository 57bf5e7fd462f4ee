"""Print every paper of the sample's two years into a folder."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import SYSTEM
from cluster.models import Cluster, Year
from cluster.services import printing
from cluster.services.sample.loading import CODE


def print_papers(
    store: ObjectStore, folder: Path, *, plates: Path, now: datetime
) -> Iterator[Path]:
    """Issue each paper that the years are ready for, and yield the file it was written to."""
    folder.mkdir(parents=True, exist_ok=True)
    found = select(Year).join(Cluster).where(Cluster.code == CODE).order_by(Year.number)
    for year in db.session.scalars(found).all():
        for ready in printing.list_issuable(SYSTEM, year.id):
            paper = printing.issue(
                SYSTEM,
                store,
                year.id,
                kind=ready.kind,
                about=ready.about,
                plates=plates,
                now=now,
            )
            _paper, content = printing.reprint(SYSTEM, store, year.id, paper.id)
            path = folder / paper.filename
            path.write_bytes(content)
            yield path
