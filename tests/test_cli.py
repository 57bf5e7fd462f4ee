"""The terminal: a sample year on paper, a fresh installation, accounts."""

import json
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from environs import EnvError
from openpyxl import load_workbook

from cluster.app import create_app
from cluster.cli import main
from cluster.config import load
from cluster.database import db
from cluster.domain.permissions import Role
from cluster.models import Cluster, IssuedPaper, User
from cluster.services.sample import PASSWORD
from tests.conftest import PLATES
from tests.documents.reading import read
from tests.make.orders import make_list

pytestmark = pytest.mark.long


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an installation that the commands find."""
    monkeypatch.setenv("CLUSTER_INSTANCE", str(tmp_path / "instance"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Return the folder of an installation where the demo has printed into `first`, and its words.

    It takes the plates that all tests share.
    """
    folder = tmp_path_factory.mktemp("demo")
    instance = folder / "instance" / "demo"
    instance.mkdir(parents=True)
    (instance / "plates").symlink_to(PLATES)
    PLATES.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLUSTER_INSTANCE", str(instance.parent))
        return folder, run("demo", "--no-serve", "--out", str(folder / "first"))


def bytes_of(papers: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(papers.iterdir())}


def checks_of(instance: Path) -> list[tuple[str, int]]:
    """Return where the installation's certificates are checked, and the length of their codes."""
    application = create_app(load(instance))
    with application.app_context():
        coded = db.select(IssuedPaper).where(IssuedPaper.code.is_not(None))
        papers = [(paper.data["check"], paper.code) for paper in db.session.scalars(coded)]
        db.session.remove()
        db.engine.dispose()
    return [(check.removesuffix(code), len(code)) for check, code in papers]


def test_the_demo_prints_the_papers_of_two_years_and_prints_them_again_alike(
    demo: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first = demo
    monkeypatch.setenv("CLUSTER_INSTANCE", str(folder / "instance"))
    second = run("demo", "--no-serve", "--out", str(folder / "second"))

    papers = bytes_of(folder / "first")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert papers == bytes_of(folder / "second")
    kinds = Counter((Path(name).suffix, content[:4]) for name, content in papers.items())
    assert kinds == {(".pdf", b"%PDF"): 32, (".docx", b"PK\x03\x04"): 11}
    assert PASSWORD in first.output
    assert "thu-ky@cumthidua.example" in first.output
    assert checks_of(folder / "instance" / "demo") == [("http://127.0.0.1:8000/v/", 17)] * 19


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        pytest.param("", "", id="none"),
        pytest.param("https://thidua.example/", "https://thidua.example", id="with a slash"),
        pytest.param("http://10.0.0.7:8000", "http://10.0.0.7:8000", id="within an office"),
    ],
)
def test_the_public_address_is_a_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, setting: str, address: str
) -> None:
    monkeypatch.setenv("CLUSTER_ADDRESS", setting)

    assert load(folder).address == address


@pytest.mark.parametrize("setting", ["thidua.example", "https://a b", "https://a/b?c"])
def test_an_address_that_no_telephone_opens_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("CLUSTER_ADDRESS", setting)

    with pytest.raises(EnvError, match="CLUSTER_ADDRESS"):
        load(folder)


def test_a_fresh_installation_holds_no_sample_data(folder: Path) -> None:
    run("init")

    application = create_app(load(folder / "instance"))
    with application.app_context():
        assert db.session.scalars(db.select(Cluster)).all() == []
        assert db.session.scalars(db.select(User)).all() == []
        db.engine.dispose()


def test_an_account_is_added_from_the_terminal(folder: Path) -> None:
    account = ["--email", "a@example.vn", "--name", "An", "--role", "sysadmin"]
    result = run("user", "add", *account, "--password", "long-enough-1")

    application = create_app(load(folder / "instance"))
    with application.app_context():
        user = db.session.scalars(db.select(User)).one()
        assert (user.email, [grant.role for grant in user.grants]) == (
            "a@example.vn",
            [Role.SYSADMIN],
        )
        db.session.remove()
        db.engine.dispose()
    assert result.exit_code == 0


def test_a_frozen_year_is_handed_out_sealed_and_computed_again(
    demo: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTER_INSTANCE", str(demo[0] / "instance" / "demo"))
    file = tmp_path / "xep-hang-2025.json"

    exported = run("ranking", "export", "2025", "--out", str(file))
    equal = run("ranking", "replay", str(file))
    package = json.loads(file.read_text(encoding="utf-8"))
    package["result"]["lines"][0]["total"] = "99.99"
    file.write_text(json.dumps(package), encoding="utf-8")
    forged = run("ranking", "replay", str(file))

    assert exported.output == f"{file}: revision 1, SHA-256 {package['sha256']}\n"
    assert (exported.exit_code, equal.exit_code, forged.exit_code) == (0, 0, 1)
    assert "Year 2025, revision 1: 6 members" in equal.output
    assert "Equal: seals, points, explanations and result" in equal.output
    assert 'result.lines[0].total: stored "99.99", computed' in forged.output


@pytest.fixture
def plates(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let who prints without an installation use the compiled templates of all tests."""
    monkeypatch.setattr("cluster.config.plates_of_user", lambda: PLATES)
    return folder


def test_a_list_is_printed_without_any_installation(plates: Path) -> None:
    folder = plates
    order = folder / "Danh sách.xlsx"
    rows = [{}, {"Họ và tên": "LÊ VĂN BÌNH"}, {"Họ và tên": "Phạm Thị Cúc", "Thành tích": None}]
    order.write_bytes(make_list(rows))

    some = run("print", str(order), "--out", str(folder / "some"), "--each")
    more = run("print", str(order), "--out", str(folder / "more"), "--accept")
    order.write_bytes(make_list(rows[:1]))
    all_of_it = run("print", str(order), "--out", str(folder / "all"))
    order.write_bytes(make_list(rows[2:]))
    nothing = run("print", str(order), "--out", str(folder / "nothing"))

    assert (some.exit_code, more.exit_code, all_of_it.exit_code, nothing.exit_code) == (3, 3, 0, 1)
    assert some.output.splitlines() == [
        (
            "Dòng 3, ô B3 (Giấy khen – Bà LÊ VĂN BÌNH): Cảnh báo:"
            " Tên viết toàn chữ hoa: “LÊ VĂN BÌNH”."
        ),
        "Dòng 4, ô E4 (Giấy khen – Bà Phạm Thị Cúc): Lỗi: Thiếu: Thành tích được khen.",
        "Đã in: 1 trong 3 bằng.",
        f"  {folder / 'some' / 'danh-sach.pdf'}",
        f"  {folder / 'some' / '0002-giay-khen-ba-tran-thi-an.pdf'}",
    ]
    assert sorted(bytes_of(folder / "some")) == [
        "0002-giay-khen-ba-tran-thi-an.pdf",
        "danh-sach.pdf",
    ]
    with pikepdf.open(folder / "more" / "danh-sach.pdf") as merged:
        assert len(merged.pages) == 2
    assert not (folder / "nothing").exists()
    assert not (folder / "instance").exists()


@pytest.mark.parametrize(
    ("template", "language", "award", "words"),
    [
        pytest.param(
            "certificate",
            "vi-en",
            "Bằng khen",
            ("TẶNG", "awards the", "BẰNG KHEN", "Certificate of Merit"),
            id="a certificate of merit with English",
        ),
        pytest.param("flag", "vi", "Cờ thi đua", ("được tặng", "CỜ THI ĐUA"), id="a flag"),
        pytest.param(
            "flag",
            "vi-en",
            "Cờ thi đua của Chính phủ",
            ("certifies that", "has been awarded the Government Emulation Flag"),
            id="a flag with English",
        ),
        pytest.param("movement", "vi", "Xanh – sạch", ("GHI NHẬN", "XANH – SẠCH"), id="a movement"),
        pytest.param(
            "movement",
            "vi-en",
            "Xanh – sạch",
            ("recognises", "has taken an active part in the emulation movement “Green and Clean”"),
            id="a movement with English",
        ),
        pytest.param(
            "leader",
            "vi",
            "Cụm trưởng Cụm thi đua",
            ("CÔNG NHẬN", "NĂM 2027"),
            id="the leader’s award",
        ),
        pytest.param(
            "leader",
            "vi-en",
            "Cụm trưởng Cụm thi đua",
            ("recognises", "as Leader of the emulation cluster", "NĂM 2027"),
            id="the leader’s award with English",
        ),
    ],
)
def test_each_built_in_text_is_printed_from_a_list(
    plates: Path, template: str, language: str, award: str, words: tuple[str, ...]
) -> None:
    more = {"Hình thức khen thưởng": award, "Năm": 2027}
    english = {"Tên tiếng Anh": "Green and Clean"} if template == "movement" else {}
    (plates / "a.xlsx").write_bytes(make_list([more | english]))

    result = run(
        *("print", str(plates / "a.xlsx"), "--out", str(plates / "out")),
        *("--template", template, "--language", language),
    )

    (page,) = read((plates / "out" / "a.pdf").read_bytes())
    assert result.exit_code == 0
    assert "Đã in: 1 trong 1 bằng.\n" in result.output
    assert [said for said in words if said not in page.text] == []


def test_a_list_whose_award_has_no_english_name_is_not_printed_with_english(plates: Path) -> None:
    rows = [{"Hình thức khen thưởng": "Giấy khen cấp xã", "Tên tiếng Anh": None}]
    (plates / "a.xlsx").write_bytes(make_list(rows))

    result = run(
        *("print", str(plates / "a.xlsx"), "--out", str(plates / "out")),
        *("--language", "vi-en", "--messages", "en"),
    )

    assert result.exit_code == 1
    assert result.output == (
        "Line 2, cell M2 (Giấy khen cấp xã – Bà Trần Thị Ẩn): Error:"
        " Missing: Hình thức bằng tiếng Anh.\n"
        "Printed: 0 of 1 certificates.\n"
    )
    assert not (plates / "out").exists()


def test_the_empty_list_is_written_filled_in_and_printed(plates: Path) -> None:
    file = plates / "danh-sach.xlsx"
    written = run("print", "--empty-list", str(file))
    unchanged = run("print", str(file), "--out", str(plates / "out"))
    workbook = load_workbook(file)
    row = next(cell.row for cell in workbook.active["A"] if cell.value == "Ông")
    workbook.active.cell(row, 2).value = "Lê Văn Bình"
    workbook.save(file)
    filled = run("print", str(file), "--out", str(plates / "out"))

    assert (written.exit_code, written.output) == (0, f"{file}\n")
    assert unchanged.exit_code == 1
    assert "dòng ví dụ" in unchanged.output
    assert filled.exit_code == 0


@pytest.mark.parametrize(
    ("out", "code"),
    [
        pytest.param("a.xlsx", 2, id="a file"),
        pytest.param("a.xlsx/below", 1, id="a folder below a file"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    plates: Path, out: str, code: int
) -> None:
    (plates / "a.xlsx").write_bytes(make_list([{}]))

    result = run("print", str(plates / "a.xlsx"), "--out", str(plates / out))

    assert result.exit_code == code
    assert str(plates / out) in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_list_without_rows_is_an_error(plates: Path) -> None:
    (plates / "a.xlsx").write_bytes(make_list([]))

    result = run("print", str(plates / "a.xlsx"), "--out", str(plates), "--messages", "en")

    assert (result.exit_code, result.output) == (1, "The list has no rows.\n")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param("vi", "Bảng tính bị hỏng", id="in Vietnamese"),
        pytest.param("en", "The workbook is damaged", id="in English"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    plates: Path, language: str, sentence: str
) -> None:
    (plates / "a.xlsx").write_bytes(b"x")

    result = run("print", str(plates / "a.xlsx"), "--out", str(plates), "--messages", language)

    assert result.exit_code == 1
    assert sentence in result.output
