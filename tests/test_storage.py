import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from obstore.store import ObjectStore

from cluster import storage
from cluster.domain.errors import RuleViolation
from cluster.storage import kinds
from tests.make.achievements import SMALLEST_PNG

LIMIT = 1024 * 1024


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Return a store in a folder, and one that knows no folders."""
    return storage.open_store(tmp_path / "files" if request.param == "folder" else "memory:///")


def receive_and_keep(store: ObjectStore, content: bytes) -> str:
    with storage.receive(store, BytesIO(content), limit=LIMIT) as incoming:
        storage.keep(store, incoming)
        return incoming.sha256


def test_what_is_kept_is_given_back_under_its_hash(store: ObjectStore) -> None:
    content = bytes(range(256)) * 3000
    sha256 = receive_and_keep(store, content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert storage.read(store, sha256) == content
    assert b"".join(storage.stream(store, sha256)) == content


def test_the_same_bytes_are_written_once(store: ObjectStore) -> None:
    assert storage.put(store, b"abc") == receive_and_keep(store, b"abc")


def test_a_file_that_was_torn_on_the_disk_is_healed_when_it_comes_again(tmp_path: Path) -> None:
    store = storage.open_store(tmp_path)
    sha256 = storage.put(store, b"whole")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"who")

    storage.put(store, b"whole")
    assert storage.read(store, sha256) == b"whole"


@pytest.mark.parametrize("read", [storage.read, storage.stream])
def test_a_lost_file_is_told_at_once(
    store: ObjectStore, read: Callable[[ObjectStore, str], object]
) -> None:
    with pytest.raises(FileNotFoundError):
        read(store, "0" * 64)


def test_a_file_that_nobody_keeps_leaves_nothing(tmp_path: Path) -> None:
    store = storage.open_store(tmp_path)
    with storage.receive(store, BytesIO(b"abc"), limit=LIMIT) as incoming:
        assert (incoming.size, incoming.file.read()) == (3, b"abc")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class Endless(BytesIO):
    """A file that never ends; it counts what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.given += size or 0
        return b"x" * (size or 0)


def test_of_a_file_that_is_too_large_no_more_is_read_than_needed(store: ObjectStore) -> None:
    source = Endless()
    with (
        pytest.raises(RuleViolation, match="larger than 1 MB"),
        storage.receive(store, source, limit=LIMIT),
    ):
        pass

    assert source.given <= LIMIT + storage.PIECE


def test_an_empty_file_is_refused(store: ObjectStore) -> None:
    with (
        pytest.raises(RuleViolation, match="empty"),
        storage.receive(store, BytesIO(), limit=LIMIT),
    ):
        pass


def archive(*members: str, mimetype: str = "", content: bytes = b"<x/>") -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for member in members:
            file.writestr(member, content)
    return packed.getvalue()


def pdf(*, password: str = "", pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    written = BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(written, encryption=locked)
    return written.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODT = archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")
OLD = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1024)
JPEG = bytes.fromhex("FFD8FFE000104A46494600010100000100010000FFD9")
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + bytes(32)


@pytest.mark.parametrize(
    ("filename", "content", "media_type"),
    [
        pytest.param("a.pdf", pdf(), "application/pdf", id="PDF"),
        pytest.param("a.PNG", SMALLEST_PNG, "image/png", id="PNG, ending in capitals"),
        pytest.param("a.jpg", JPEG, "image/jpeg", id="JPEG"),
        pytest.param("a.jpeg", JPEG, "image/jpeg", id="JPEG with the long ending"),
        pytest.param("a.heic", HEIC, "image/heic", id="picture of a telephone"),
        pytest.param("a.heif", HEIC.replace(b"heic", b"mif1", 1), "image/heic", id="HEIF"),
        pytest.param("a.webp", WEBP, "image/webp", id="WebP"),
        pytest.param("a.docx", DOCX, kinds.OPEN_XML + "wordprocessingml.document", id="Word"),
        pytest.param("a.xlsx", XLSX, kinds.OPEN_XML + "spreadsheetml.sheet", id="Excel"),
        pytest.param(
            "a.pptx",
            archive("[Content_Types].xml", "ppt/presentation.xml"),
            kinds.OPEN_XML + "presentationml.presentation",
            id="PowerPoint",
        ),
        pytest.param("a.odt", ODT, kinds.OPEN_DOCUMENT + "text", id="OpenDocument"),
        pytest.param("a.doc", OLD, "application/msword", id="old Word"),
        pytest.param("a.xls", OLD, "application/vnd.ms-excel", id="old Excel"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(
    filename: str, content: bytes, media_type: str
) -> None:
    assert kinds.check_kind(BytesIO(content), filename) == media_type


NOT_TAKEN = "are not taken"
NOT_SO = "is not what its ending"
DAMAGED = "damaged"


@pytest.mark.parametrize(
    ("filename", "content", "sentence"),
    [
        pytest.param("a.html", b"<html>", NOT_TAKEN, id="a page"),
        pytest.param("a.svg", b"<svg/>", NOT_TAKEN, id="a drawing that may hold a script"),
        pytest.param("a.exe", b"MZ", NOT_TAKEN, id="a program"),
        pytest.param("a.docm", DOCX, NOT_TAKEN, id="Word with macros"),
        pytest.param("giao-uoc", pdf(), NOT_TAKEN, id="no ending"),
        pytest.param("a.pdf", SMALLEST_PNG, NOT_SO, id="a picture named PDF"),
        pytest.param("a.png", b"MZ" + bytes(64), NOT_SO, id="a program named picture"),
        pytest.param("a.jpg", b"hello", NOT_SO, id="a text named picture"),
        pytest.param("a.docx", OLD, NOT_SO, id="old Word named new"),
        pytest.param("a.doc", DOCX, NOT_SO, id="new Word named old"),
        pytest.param("a.docx", XLSX, DAMAGED, id="Excel named Word"),
        pytest.param("a.docx", archive("a.txt"), DAMAGED, id="any archive named Word"),
        pytest.param("a.ods", ODT, DAMAGED, id="a text named spreadsheet"),
        pytest.param("a.docx", DOCX[:-30], DAMAGED, id="a torn archive"),
        pytest.param("a.pdf", b"%PDF-1.7\nnothing", DAMAGED, id="only the head of a PDF"),
        pytest.param("a.pdf", pdf(pages=0), DAMAGED, id="a PDF without pages"),
        pytest.param("a.pdf", pdf(password="x"), "password", id="a locked PDF"),
        pytest.param(
            "a.docx",
            archive("word/document.xml", "word/vbaProject.bin"),
            "macros",
            id="macros under an honest name",
        ),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    filename: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(RuleViolation, match=sentence) as caught:
        kinds.check_kind(BytesIO(content), filename)

    assert caught.value.field == "files"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            archive("word/document.xml", content=bytes(50 * 1024 * 1024)), id="one that swells"
        ),
        pytest.param(
            archive("word/document.xml", *(f"word/{n}" for n in range(5001))), id="too many parts"
        ),
    ],
)
def test_an_archive_of_dangerous_size_is_never_unpacked(content: bytes) -> None:
    with pytest.raises(RuleViolation, match="dangerous size"):
        kinds.check_kind(BytesIO(content), "a.docx")


def test_a_locked_office_file_is_refused() -> None:
    locked = bytearray(DOCX)
    central = locked.rindex(b"PK\x01\x02")
    locked[central + 8] |= 1

    with pytest.raises(RuleViolation, match="password"):
        kinds.check_kind(BytesIO(bytes(locked)), "a.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("Báo cáo.pdf", "Báo cáo.pdf", id="an honest name"),
        pytest.param("C:\\anh\\hoi nghi.png", "hoi nghi.png", id="folders of Windows"),
        pytest.param("../../etc/passwd", "passwd", id="a way out"),
        pytest.param("gi\u202efdp.exe", "gifdp.exe", id="letters turned round"),
        pytest.param("a\r\nX: y.pdf", "aX: y.pdf", id="line breaks"),
        pytest.param("  .. ", "file", id="nothing left"),
        pytest.param("x" * 300 + ".pdf", "x" * 116 + ".pdf", id="too long"),
        pytest.param("Da\u0302\u0301u.pdf", "Dấu.pdf", id="decomposed accents"),
    ],
)
def test_the_name_of_a_file_is_made_harmless(given: str, kept: str) -> None:
    assert kinds.clean_filename(given) == kept


def test_the_endings_offered_are_those_taken() -> None:
    assert ".pdf" in kinds.accepted_endings()
    assert len(kinds.accepted_endings()) == len(kinds.KINDS)
