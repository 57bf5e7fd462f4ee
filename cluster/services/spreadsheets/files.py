"""Workbooks on their way out and in."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from obstore.store import ObjectStore

from cluster import storage
from cluster.domain.errors import _
from cluster.domain.permissions import Actor
from cluster.spreadsheets.reading import MOST_BYTES, Grid, check_ending, read_workbook
from cluster.spreadsheets.writing import Sheet, write_workbook
from cluster.storage import kinds

CHANGED_MEANWHILE = _(
    "Something has changed since the differences were shown. Nothing is saved: send the sheet"
    " again and look at the differences as they are now."
)
NOT_OURS = _("What was to be confirmed is not what was shown. Send the sheet again.")


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A workbook to give out."""

    filename: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A workbook that somebody sends, not read yet; it passes through the store's folder."""

    filename: str
    content: IO[bytes]
    store: ObjectStore


def write(
    actor: Actor, filename: str, title: str, sheets: tuple[Sheet, ...], *, now: datetime
) -> Workbook:
    """Return the sheets as a workbook."""
    content = write_workbook(sheets, title=title, creator=actor.name, made_at=now)
    return Workbook(filename=f"{filename}.xlsx", content=content)


def read(upload: Upload) -> tuple[Grid, ...]:
    """Return the sheets of a workbook, once it is known to be one that does no harm."""
    name = kinds.clean_filename(upload.filename)
    with storage.receive(upload.store, upload.content, limit=MOST_BYTES) as incoming:
        check_ending(name, incoming.file.read(8))
        kinds.check_kind(incoming.file, name)
        return read_workbook(incoming.file.read())
