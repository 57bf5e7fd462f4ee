"""Whether an Office file is what its ending says, and harmless to open.

New files (OOXML, OpenDocument) are archives: every part is unpacked and counted, since what an
archive says of its own size may be a lie. Old files (OLE) must have the head, the directory and
the main stream of their kind.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cluster.domain.errors import RuleViolation, _

MOST_MEMBERS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
PIECE = 256 * 1024
LOCAL_HEAD = 30

ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
EMBEDDED = re.compile(r"(?:word|xl|ppt)/embeddings/[^/]+\.(?:docx|xlsx|pptx)", re.IGNORECASE)
MARKUP = (".xml", ".rels", ".rdf")
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|^\\")

PASSWORD_NEEDED = _("The file is protected by a password; nobody could read it as evidence.")
DAMAGED = _("The Office file is damaged or not what its ending says.")
DANGEROUS_SIZE = _("The file would unpack to a dangerous size.")

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
OLE_SECTORS = {3: 9, 4: 12}
OLE_ENTRY = 128
OLE_ROOT = 5

Check = Callable[[IO[bytes]], None]


def check_archive(marker: str, content: bytes | None = None) -> Check:
    """Return the check of an Office file: a sound archive that has the member `marker`."""

    def check(file: IO[bytes]) -> None:
        try:
            with ZipFile(file) as archive:
                _check_parts(archive, file, holds_files=True)
                if marker not in archive.namelist():
                    raise BadZipFile
                if content is not None and archive.read(marker).strip() != content:
                    raise BadZipFile
        except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
            raise RuleViolation(DAMAGED, field="files") from None

    return check


def check_old(*streams: str) -> Check:
    """Return the check of an old Office file: one of these streams stands in its directory."""
    names = [name.encode("utf-16-le") + b"\0\0" for name in streams]

    def check(file: IO[bytes]) -> None:
        if not (_has_ole_root(file) and any(_has_entry(file, name) for name in names)):
            raise RuleViolation(DAMAGED, field="files")

    return check


def _check_parts(archive: ZipFile, file: IO[bytes], *, holds_files: bool) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise RuleViolation(DANGEROUS_SIZE, field="files")
    for member in members:
        _check_named(member)
    unpacked = 0
    for member in members:
        with TemporaryFile() as kept:
            is_file = holds_files and EMBEDDED.fullmatch(member.filename) is not None
            for piece in _part(file, member, before=unpacked, is_file=is_file):
                unpacked += len(piece)
                if is_file:
                    kept.write(piece)
            if is_file:
                with ZipFile(kept) as inner:
                    _check_parts(inner, kept, holds_files=False)


def _check_named(member: ZipInfo) -> None:
    """Refuse what is locked, holds macros, or would be unpacked outside its folder."""
    if member.flag_bits & 1:
        raise RuleViolation(PASSWORD_NEEDED, field="files")
    if member.filename.lower().endswith("vbaproject.bin"):
        raise RuleViolation(
            _("The Office file contains macros. Save it without macros."), field="files"
        )
    if OUTSIDE.search(member.orig_filename):
        raise BadZipFile


def _part(file: IO[bytes], member: ZipInfo, *, before: int, is_file: bool) -> Iterator[bytes]:
    """Give a part in pieces as they are really unpacked, and refuse what it must not hold.

    `before`: how many bytes the parts before it were; `is_file`: an embedded Office file.
    """
    size, last = 0, b""
    is_markup = PurePosixPath(member.filename.lower()).suffix in MARKUP
    for piece in _unpacked(file, member):
        if not (size or is_file) and piece.startswith(ARCHIVES):
            raise RuleViolation(
                _(
                    "The Office file contains another archive, “%(name)s”. Take it out and attach"
                    " what is in it.",
                    name=member.filename,
                ),
                field="files",
            )
        size += len(piece)
        swollen = size > RATIO_COUNTS_FROM and size > MOST_RATIO * max(member.compress_size, 1)
        if swollen or before + size > MOST_UNPACKED:
            raise RuleViolation(DANGEROUS_SIZE, field="files")
        if is_markup and any(sign in last + piece for sign in DOCTYPES):
            raise RuleViolation(
                _(
                    "The Office file contains a definition (DOCTYPE) that office programs do not"
                    " write. Save it under a new name and attach that file."
                ),
                field="files",
            )
        last = piece[-32:]
        yield piece
    if size != member.file_size:
        raise BadZipFile


def _unpacked(file: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """Unpack a part piece by piece, without trusting the size that the archive claims."""
    file.seek(member.header_offset)
    head = file.read(LOCAL_HEAD)
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = member.compress_size
    if member.compress_type == ZIP_STORED:
        while piece := file.read(min(PIECE, left)):
            left -= len(piece)
            yield piece
        return
    if member.compress_type != ZIP_DEFLATED:
        raise BadZipFile
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or file.read(min(PIECE, left))
        left -= 0 if unpacker.unconsumed_tail else len(packed)
        piece = unpacker.decompress(packed, PIECE)
        if not piece and not packed and not unpacker.eof:
            raise BadZipFile
        if piece:
            yield piece


def _has_ole_root(file: IO[bytes]) -> bool:
    """Tell whether the head is sound and the directory that it names begins with its root."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(512)
    shift = OLE_SECTORS.get(_number(head, 26, 2))
    if not head.startswith(OLE_MAGIC) or shift is None or len(head) < 512:
        return False
    sound = (_number(head, 28, 2), _number(head, 30, 2), _number(head, 32, 2)) == (0xFFFE, shift, 6)
    directory = (_number(head, 48, 4) + 1) << shift
    if not sound or not _number(head, 44, 4) or directory + OLE_ENTRY > size:
        return False
    file.seek(directory)
    entry = file.read(OLE_ENTRY)
    return entry[66] == OLE_ROOT and entry.startswith("Root Entry".encode("utf-16-le"))


def _has_entry(file: IO[bytes], name: bytes) -> bool:
    """Tell whether an entry of the directory has this name; entries stand at steps of 128."""
    file.seek(0)
    while piece := file.read(PIECE):
        at = piece.find(name)
        while at >= 0:
            if at % OLE_ENTRY == 0 and piece[at + 64 : at + 66] == len(name).to_bytes(2, "little"):
                return True
            at = piece.find(name, at + 1)
    return False


def _number(head: bytes, at: int, size: int) -> int:
    return int.from_bytes(head[at : at + size], "little")
