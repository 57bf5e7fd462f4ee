"""Which files are taken as evidence, and whether a file is what its name says.

The name's ending chooses the kind, the first bytes must agree with it, and what can be taken
apart (PDF, Office) is opened to see that it is whole and harmless in size.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

import pikepdf
import puremagic

from cluster.domain.errors import RuleViolation, _
from cluster.domain.vietnamese import nfc

MOST_MEMBERS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
LONGEST_NAME = 120

UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
PASSWORD_NEEDED = _("The file is protected by a password; nobody could read it as evidence.")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file that is taken: its media type, its first bytes, its check."""

    media_type: str
    sniffed: frozenset[str]
    check: Callable[[IO[bytes]], None] | None = None


def accepted_endings() -> tuple[str, ...]:
    """Return the endings of file names that are taken, as a file chooser wants them."""
    return tuple(KINDS)


def clean_filename(name: str) -> str:
    """Return the bare name of a file: composed, without folders, controls or trickery."""
    bare = UNSAFE.sub("", nfc(name)).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    path = PurePosixPath(bare or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def check_kind(file: IO[bytes], filename: str) -> str:
    """Return the media type of the file, or refuse what is not what its name says."""
    ending = PurePosixPath(filename.lower()).suffix
    kind = KINDS.get(ending)
    if kind is None:
        raise RuleViolation(
            _(
                "Files of the kind “%(ending)s” are not taken. Attach PDF, pictures (JPEG, PNG,"
                " HEIC, WebP) or Office files (Word, Excel, PowerPoint, OpenDocument).",
                ending=ending or filename,
            ),
            field="files",
        )
    if not _first_bytes(file) & kind.sniffed:
        raise RuleViolation(
            _("The file is not what its ending “%(ending)s” says.", ending=ending), field="files"
        )
    if kind.check is not None:
        file.seek(0)
        kind.check(file)
    file.seek(0)
    return kind.media_type


def _first_bytes(file: IO[bytes]) -> set[str]:
    """Return the endings that the first bytes of the file fit."""
    file.seek(0)
    start = file.read(12)
    if start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS:
        return {".heic"}
    file.seek(0)
    try:
        return {match.extension for match in puremagic.magic_stream(file)}
    except puremagic.PureError:
        return set()


def _check_pdf(file: IO[bytes]) -> None:
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError:
        raise RuleViolation(PASSWORD_NEEDED, field="files") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        pages = 0
    if not pages:
        raise RuleViolation(_("The PDF is damaged and cannot be opened."), field="files")


def _zip_with(marker: str, content: bytes | None = None) -> Callable[[IO[bytes]], None]:
    """Return the check of an Office file: a sound archive that has the member `marker`."""

    def check(file: IO[bytes]) -> None:
        try:
            with ZipFile(file) as archive:
                _check_size(archive)
                if marker not in archive.namelist():
                    raise BadZipFile
                if content is not None and archive.read(marker).strip() != content:
                    raise BadZipFile
        except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            raise RuleViolation(
                _("The Office file is damaged or not what its ending says."), field="files"
            ) from None

    return check


def _check_size(archive: ZipFile) -> None:
    """Refuse an archive that would unpack to far more than it weighs, or that hides macros."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swollen = unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(packed, 1)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or swollen:
        raise RuleViolation(_("The file would unpack to a dangerous size."), field="files")
    if any(member.flag_bits & 1 for member in members):
        raise RuleViolation(PASSWORD_NEEDED, field="files")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise RuleViolation(
            _("The Office file contains macros. Save it without macros."), field="files"
        )


OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_XML = "application/vnd.openxmlformats-officedocument."
JPEG = Kind(media_type="image/jpeg", sniffed=frozenset({".jpg"}))
HEIC = Kind(media_type="image/heic", sniffed=frozenset({".heic", ".heif"}))


def _open_xml(name: str, marker: str) -> Kind:
    return Kind(media_type=OPEN_XML + name, sniffed=frozenset({".docx"}), check=_zip_with(marker))


def _open_document(name: str) -> Kind:
    media_type = OPEN_DOCUMENT + name
    check = _zip_with("mimetype", media_type.encode())
    return Kind(media_type=media_type, sniffed=frozenset({".docx"}), check=check)


def _old_office(media_type: str) -> Kind:
    return Kind(media_type=media_type, sniffed=frozenset({".doc"}))


KINDS: dict[str, Kind] = {
    ".pdf": Kind(media_type="application/pdf", sniffed=frozenset({".pdf"}), check=_check_pdf),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": Kind(media_type="image/png", sniffed=frozenset({".png"})),
    ".webp": Kind(media_type="image/webp", sniffed=frozenset({".webp"})),
    ".heic": HEIC,
    ".heif": HEIC,
    ".docx": _open_xml("wordprocessingml.document", "word/document.xml"),
    ".xlsx": _open_xml("spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": _open_xml("presentationml.presentation", "ppt/presentation.xml"),
    ".odt": _open_document("text"),
    ".ods": _open_document("spreadsheet"),
    ".odp": _open_document("presentation"),
    ".doc": _old_office("application/msword"),
    ".xls": _old_office("application/vnd.ms-excel"),
    ".ppt": _old_office("application/vnd.ms-powerpoint"),
}
