"""Which files are taken as evidence, and whether a file is what its name says.

The name's ending chooses the kind, the first bytes must agree with it, and what can be taken
apart (pictures, PDF, Office) is opened to see that it is whole and harmless.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic

from cluster.domain.errors import RuleViolation, _
from cluster.domain.vietnamese import clean
from cluster.storage.office import check_archive, check_old
from cluster.storage.pdf import check_pdf
from cluster.storage.pictures import check_picture

LONGEST_NAME = 120

HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


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
    bare = clean(name).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
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


OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_XML = "application/vnd.openxmlformats-officedocument."
JPEG = Kind(media_type="image/jpeg", sniffed=frozenset({".jpg"}), check=check_picture)
PNG = Kind(media_type="image/png", sniffed=frozenset({".png"}), check=check_picture)
WEBP = Kind(media_type="image/webp", sniffed=frozenset({".webp"}), check=check_picture)
HEIC = Kind(media_type="image/heic", sniffed=frozenset({".heic", ".heif"}))


def _open_xml(name: str, marker: str) -> Kind:
    check = check_archive(marker)
    return Kind(media_type=OPEN_XML + name, sniffed=frozenset({".docx"}), check=check)


def _open_document(name: str) -> Kind:
    media_type = OPEN_DOCUMENT + name
    check = check_archive("mimetype", media_type.encode())
    return Kind(media_type=media_type, sniffed=frozenset({".docx"}), check=check)


def _old_office(media_type: str, *streams: str) -> Kind:
    return Kind(media_type=media_type, sniffed=frozenset({".doc"}), check=check_old(*streams))


KINDS: dict[str, Kind] = {
    ".pdf": Kind(media_type="application/pdf", sniffed=frozenset({".pdf"}), check=check_pdf),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".webp": WEBP,
    ".heic": HEIC,
    ".heif": HEIC,
    ".docx": _open_xml("wordprocessingml.document", "word/document.xml"),
    ".xlsx": _open_xml("spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": _open_xml("presentationml.presentation", "ppt/presentation.xml"),
    ".odt": _open_document("text"),
    ".ods": _open_document("spreadsheet"),
    ".odp": _open_document("presentation"),
    ".doc": _old_office("application/msword", "WordDocument"),
    ".xls": _old_office("application/vnd.ms-excel", "Workbook", "Book"),
    ".ppt": _old_office("application/vnd.ms-powerpoint", "PowerPoint Document"),
}
