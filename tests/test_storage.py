import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

import pikepdf
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer
from obstore.store import ObjectStore
from PIL import Image, ImageFile

from cluster import storage
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM
from cluster.services import orders
from cluster.storage import kinds
from tests.make.achievements import SMALLEST_PNG
from tests.make.orders import order_list, pages_of, papers, people, run, start
from tests.make.years import make_year

LIMIT = 1024 * 1024


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Serve an empty bucket by the S3 protocol; return its URL."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_ALLOW_HTTP", "true")
        server = ThreadedMotoServer(port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT", f"http://{host}:{port}")
        with urlopen(Request(f"http://{host}:{port}/cum-thi-dua", method="PUT")):
            yield "s3://cum-thi-dua"
        server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Return a store in a folder, and one in a bucket."""
    if request.param == "folder":
        return storage.open_store(tmp_path / "files")
    return storage.open_store(request.getfixturevalue("bucket"))


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


def test_what_is_written_to_a_file_is_kept_under_its_hash(store: ObjectStore) -> None:
    content = bytes(range(256)) * 3000
    sha256, size = storage.keep_written(store, lambda file: file.write(content))

    assert (sha256, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert storage.read(store, sha256) == content


def test_the_same_bytes_are_written_once(store: ObjectStore) -> None:
    assert storage.put(store, b"abc") == receive_and_keep(store, b"abc")


def test_an_orders_files_come_from_a_bucket(app: Flask, bucket: str) -> None:
    app.extensions["files"] = storage.open_store(bucket)
    year = make_year()
    order = order_list(year, people(3))
    start(year, order, *range(5), singles=True)
    run(order)
    archive = orders.download(SYSTEM, app.extensions["files"], year.id, order.id, singles=True)

    assert len(pages_of(year, order)) == 3
    with zipfile.ZipFile(BytesIO(b"".join(archive.pieces))) as singles:
        held = [hashlib.sha256(singles.read(name)).hexdigest() for name in singles.namelist()]
    assert held == [paper.sha256 for paper in papers()]


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
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def old_office(stream: str, *, root: str = "Root Entry", shift: int = 9) -> bytes:
    """Return an old Office file of a head, a directory and a table of sectors."""
    head = bytearray(512)
    head[:8], head[26:28], head[28:30] = OLE, b"\x03\0", b"\xfe\xff"
    head[30:32], head[32:34], head[44:48] = shift.to_bytes(2, "little"), b"\x06\0", b"\x01\0\0\0"
    head[76:80] = b"\x01\0\0\0"
    directory = bytearray(512)
    for at, (name, kind) in enumerate([(root, 5), (stream, 2)]):
        written = name.encode("utf-16-le") + b"\0\0"
        directory[at * 128 : at * 128 + len(written)] = written
        directory[at * 128 + 64], directory[at * 128 + 66] = len(written), kind
    return bytes(head + directory) + bytes(512)


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    written = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(written, kind)
    return written.getvalue()


def png_of(width: int, height: int) -> bytes:
    """Return a small PNG whose head claims another size."""
    head = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x00\0\0\0"
    good = picture("PNG")
    return good[:12] + head + struct.pack(">I", zlib.crc32(head)) + good[33:]


OLD, OLD_EXCEL = old_office("WordDocument"), old_office("Workbook")
JPEG = picture("JPEG")
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
WEBP = picture("WEBP")


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
        pytest.param("a.xls", OLD_EXCEL, "application/vnd.ms-excel", id="old Excel"),
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


def active_pdf(hang: Callable[[pikepdf.Pdf], None]) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    hang(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))


def opens_with(action: pikepdf.Dictionary) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: setattr(document.Root, "OpenAction", action)


def on_page(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=LAUNCH)
    document.pages[0].obj.Annots = pikepdf.Array([note])


def by_name(document: pikepdf.Pdf) -> None:
    named = pikepdf.Array([pikepdf.String("x"), document.make_indirect(SCRIPT)])
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=named))


def attaching(name: str) -> Callable[[pikepdf.Pdf], None]:
    def hang(document: pikepdf.Pdf) -> None:
        document.attachments[name] = b"MZ"

    return hang


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(active_pdf(opens_with(SCRIPT)), id="a script at opening"),
        pytest.param(active_pdf(opens_with(LAUNCH)), id="a program at opening"),
        pytest.param(active_pdf(on_page), id="a program behind a link"),
        pytest.param(active_pdf(by_name), id="scripts by name"),
        pytest.param(active_pdf(attaching("cai-dat.EXE")), id="an attached program"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(content: bytes) -> None:
    with pytest.raises(RuleViolation, match="scripts or programs"):
        kinds.check_kind(BytesIO(content), "a.pdf")


def test_a_pdf_with_an_attached_table_is_taken() -> None:
    content = active_pdf(attaching("so-lieu.xlsx"))
    assert kinds.check_kind(BytesIO(content), "a.pdf") == "application/pdf"


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(DOCX, id="an archive"),
        pytest.param(DOCX + b"%%EOF", id="an archive that ends like a PDF"),
        pytest.param(b"<script>", id="a script"),
    ],
)
def test_a_pdf_with_something_behind_its_end_is_refused(behind: bytes) -> None:
    with pytest.raises(RuleViolation, match="behind the end"):
        kinds.check_kind(BytesIO(pdf() + behind), "a.pdf")


@pytest.mark.parametrize("filename", ["a.jpg", "a.png", "a.webp"])
def test_a_torn_picture_is_refused(filename: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as printing a paper leaves it
    whole = {".jpg": JPEG, ".png": picture("PNG"), ".webp": WEBP}[filename[1:]]
    with pytest.raises(RuleViolation, match="picture is damaged"):
        kinds.check_kind(BytesIO(whole[: len(whole) // 2]), filename)


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (12_000, 10_000), (9_000, 8_900)])
def test_a_picture_of_dangerous_size_is_never_unpacked(width: int, height: int) -> None:
    with pytest.raises(RuleViolation, match="more than 80 million dots"):
        kinds.check_kind(BytesIO(png_of(width, height)), "a.png")


def test_of_a_large_picture_the_check_sums_are_compared() -> None:
    large = png_of(6_000, 6_000)
    assert kinds.check_kind(BytesIO(large), "a.png") == "image/png"
    torn = large[:60] + bytes([large[60] ^ 1]) + large[61:]
    with pytest.raises(RuleViolation, match="picture is damaged"):
        kinds.check_kind(BytesIO(torn), "a.png")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(OLE + bytes(1024), id="nothing but the first bytes"),
        pytest.param(OLD[:600], id="torn before its directory"),
        pytest.param(old_office("WordDocument", root="Nothing"), id="a directory without root"),
        pytest.param(old_office("WordDocument", shift=8), id="sectors of a wrong size"),
        pytest.param(OLD_EXCEL, id="old Excel named Word"),
        pytest.param(
            old_office("Text") + b"\1" + "WordDocument".encode("utf-16-le") + bytes(200),
            id="the name of the stream in the text only",
        ),
    ],
)
def test_an_old_office_file_without_its_directory_is_refused(content: bytes) -> None:
    with pytest.raises(RuleViolation, match=DAMAGED):
        kinds.check_kind(BytesIO(content), "a.doc")


def lying_about_size(content: bytes, *, says: int) -> bytes:
    """Return the archive with another unpacked size written into its list of members."""
    changed = bytearray(content)
    at = changed.rindex(b"PK\x01\x02")
    changed[at + 24 : at + 28] = says.to_bytes(4, "little")
    return bytes(changed)


def word_with(member: str, content: bytes) -> bytes:
    packed = BytesIO(DOCX)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(member, content)
    return packed.getvalue()


BOMB = archive("xl/workbook.xml", content=bytes(50 * 1024 * 1024))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(
            lying_about_size(archive("word/document.xml", content=bytes(99_999)), says=10),
            DAMAGED,
            id="it says it is smaller than it is",
        ),
        pytest.param(
            lying_about_size(
                archive("word/document.xml", content=bytes(50 * 1024 * 1024)), says=10
            ),
            "dangerous size",
            id="it swells and says it does not",
        ),
        pytest.param(word_with("word/../../x.xml", b"<x/>"), DAMAGED, id="a way out"),
        pytest.param(word_with("/etc/x.xml", b"<x/>"), DAMAGED, id="an absolute path"),
        pytest.param(word_with("C:\\x.xml", b"<x/>"), DAMAGED, id="a drive"),
        pytest.param(
            word_with("word/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "DOCTYPE", id="entities"
        ),
        pytest.param(
            word_with("word/a.xml", "<!DOCTYPE a><a/>".encode("utf-16")), "DOCTYPE", id="in UTF-16"
        ),
        pytest.param(word_with("word/media/a.bin", XLSX), "another archive", id="an archive"),
        pytest.param(word_with("word/embeddings/a.xlsx", BOMB), "dangerous size", id="a bomb"),
        pytest.param(
            word_with("word/embeddings/a.xlsx", word_with("xl/embeddings/b.docx", DOCX)),
            "another archive",
            id="an archive within an embedded file",
        ),
        pytest.param(
            word_with("word/embeddings/a.xlsx", b"PK\x03\x04torn"), DAMAGED, id="a torn table"
        ),
    ],
)
def test_an_office_file_that_hides_something_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        kinds.check_kind(BytesIO(content), "a.docx")


def test_a_word_file_with_an_embedded_table_is_taken() -> None:
    content = word_with("word/embeddings/Bang1.xlsx", XLSX)
    assert kinds.check_kind(BytesIO(content), "a.docx").endswith("wordprocessingml.document")


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
        pytest.param("a\r\nX: y.pdf", "a X: y.pdf", id="line breaks"),
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


def test_a_large_file_is_kept_piece_by_piece_and_again_without_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LARGE", 1000)
    store = storage.open_store(tmp_path)
    content = bytes(range(256)) * 8

    kept = [storage.put(store, content) for _again in range(2)]

    assert [storage.read(store, sha256) for sha256 in kept] == [content, content]
