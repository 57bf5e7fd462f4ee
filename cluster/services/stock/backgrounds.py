"""A scan of the empty sheet behind the fields of a layout: on the screen, never printed."""

from datetime import datetime
from typing import IO

from obstore.store import ObjectStore

from cluster import storage
from cluster.database import atomic, db, get_or_raise
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.models import StoredFile
from cluster.services import audit
from cluster.services.stock.layouts import get_stock
from cluster.storage import kinds

PICTURES = ("image/jpeg", "image/png", "image/webp")


def set_background(
    actor: Actor,
    year_id: int,
    stock_id: int,
    *,
    store: ObjectStore,
    filename: str,
    content: IO[bytes],
    limit: int,
    now: datetime,
) -> None:
    """Put a scan of the empty sheet behind the fields, on the screen; it is never printed."""
    get_stock(actor, year_id, stock_id)
    name = kinds.clean_filename(filename)
    with storage.receive(store, content, limit=limit) as incoming:
        media_type = kinds.check_kind(incoming.file, name)
        if media_type not in PICTURES:
            raise RuleViolation(_("The background is a picture: JPEG, PNG or WebP."), field="files")
        storage.keep(store, incoming)
        _set_background(
            actor,
            year_id,
            stock_id,
            file=StoredFile(
                sha256=incoming.sha256, size=incoming.size, media_type=media_type, stored_at=now
            ),
            filename=name,
            now=now,
        )


def background(
    actor: Actor, year_id: int, stock_id: int, *, store: ObjectStore
) -> tuple[bytes, str]:
    """Return the picture behind the fields, and its media type."""
    _year, stock = get_stock(actor, year_id, stock_id)
    file = get_or_raise(StoredFile, stock.background_sha256)
    return storage.read(store, file.sha256), file.media_type


@atomic()
def _set_background(
    actor: Actor,
    year_id: int,
    stock_id: int,
    *,
    file: StoredFile,
    filename: str,
    now: datetime,
) -> None:
    year, stock = get_stock(actor, year_id, stock_id)
    if db.session.get(StoredFile, file.sha256) is None:
        db.session.add(file)
    stock.background_sha256 = file.sha256
    audit.record(
        actor,
        "stock.background_set",
        ("stock", stock.id),
        now,
        where=audit.within(year),
        after={"stock": stock.name, "filename": filename, "sha256": file.sha256},
    )
