"""Evidence and issued papers, kept under the SHA-256 of their bytes.

A folder by default; the same calls serve an S3 store when the folder is outgrown. What was kept
is on the disk for good (fsync) before the caller writes a row about it.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, from_url

from cluster.domain.errors import RuleViolation, _

PIECE = 256 * 1024
MEGABYTE = 1024 * 1024
LARGE = 32 * MEGABYTE
"""A file beyond this is written piece by piece, never held in memory."""
FLUSHED_AT_ONCE = 8
"""Files whose flushing a disk gathers into one."""


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived but is not kept yet; it is gone when nobody keeps it."""

    file: IO[bytes]
    sha256: str
    size: int


def open_store(place: Path | str) -> ObjectStore:
    """Open the store at a folder (made if missing) or at the URL of a bucket."""
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        return LocalStore(place, mkdir=True)
    return from_url(place)


@contextmanager
def receive(store: ObjectStore, source: IO[bytes], *, limit: int) -> Iterator[Incoming]:
    """Write what arrives to a nameless file beside the store, counting and hashing on the way.

    Refuses an empty file and one of more than `limit` bytes; reads no further than that.
    """
    with tempfile.TemporaryFile(dir=_incoming_folder(store)) as file:
        digest, size = hashlib.sha256(), 0
        while piece := source.read(PIECE):
            size += len(piece)
            if size > limit:
                raise RuleViolation(
                    _("The file is larger than %(limit)s MB.", limit=limit // MEGABYTE),
                    field="files",
                )
            digest.update(piece)
            file.write(piece)
        if not size:
            raise RuleViolation(_("The file is empty."), field="files")
        file.seek(0)
        yield Incoming(file, digest.hexdigest(), size)


def keep(store: ObjectStore, incoming: Incoming) -> None:
    """Keep the file for good; what is kept already, whole, is not written again."""
    _write(store, incoming)
    flush(store, [incoming.sha256])


def keep_written(store: ObjectStore, write: Callable[[BinaryIO], object]) -> tuple[str, int]:
    """Keep for good what `write` puts into a file, however large; return its hash and size."""
    with tempfile.TemporaryFile(dir=_incoming_folder(store)) as file:
        write(file)
        file.seek(0)
        incoming = Incoming(file, hashlib.file_digest(file, "sha256").hexdigest(), file.tell())
        keep(store, incoming)
    return incoming.sha256, incoming.size


def _write(store: ObjectStore, incoming: Incoming) -> None:
    key = _key(incoming.sha256)
    incoming.file.seek(0)
    try:
        if incoming.size > LARGE:
            store.put(key, incoming.file, use_multipart=True)
        else:
            store.put(key, incoming.file, mode="create", use_multipart=False)
    except AlreadyExistsError:
        if _hash_of(store, incoming.sha256) != incoming.sha256:
            incoming.file.seek(0)
            store.put(key, incoming.file, use_multipart=False)


def put(store: ObjectStore, content: bytes) -> str:
    """Keep the bytes and return their hash."""
    sha256 = write(store, content)
    flush(store, [sha256])
    return sha256


def write(store: ObjectStore, content: bytes) -> str:
    """Write the bytes and return their hash; they are kept for good once `flush` was called."""
    sha256 = hashlib.sha256(content).hexdigest()
    _write(store, Incoming(BytesIO(content), sha256, len(content)))
    return sha256


def flush(store: ObjectStore, hashes: Sequence[str]) -> None:
    """Make files and their folder entries survive a power cut; many take little more than one."""
    if not isinstance(store, LocalStore) or store.prefix is None:
        return
    paths = [Path(store.prefix) / _key(sha256) for sha256 in hashes]
    with ThreadPoolExecutor(FLUSHED_AT_ONCE) as pool:
        on_each = pool.map if len(paths) > 1 else map
        list(on_each(_sync, paths))
        list(on_each(_sync, {path.parent for path in paths}))
    _sync(Path(store.prefix))


def read(store: ObjectStore, sha256: str) -> bytes:
    """Return the bytes kept under the hash; raises FileNotFoundError if the store lost them."""
    return bytes(store.get(_key(sha256)).bytes())


def stream(store: ObjectStore, sha256: str) -> Iterator[bytes]:
    """Give the bytes in pieces, so that a large file never sits in memory.

    Raises FileNotFoundError at once if the store lost them.
    """
    return map(bytes, store.get(_key(sha256)).stream(min_chunk_size=PIECE))


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _hash_of(store: ObjectStore, sha256: str) -> str:
    digest = hashlib.sha256()
    for piece in stream(store, sha256):
        digest.update(piece)
    return digest.hexdigest()


def _incoming_folder(store: ObjectStore) -> Path | None:
    """Return the folder for arriving files: on the disk of the store, where it has one."""
    if not isinstance(store, LocalStore) or store.prefix is None:
        return None
    folder = Path(store.prefix) / "incoming"
    folder.mkdir(exist_ok=True)
    return folder


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
