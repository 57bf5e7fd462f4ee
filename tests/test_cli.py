"""The terminal: a sample year on paper, a fresh installation, accounts."""

import json
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from environs import EnvError

from cluster.app import create_app
from cluster.cli import main
from cluster.config import load
from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import Role
from cluster.models import Cluster, IssuedPaper, User
from cluster.services.sample import PASSWORD
from tests.conftest import PLATES
from tests.make.orders import make_list


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an installation that the commands find."""
    monkeypatch.setenv("CLUSTER_INSTANCE", str(tmp_path / "instance"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


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


def test_the_demo_prints_the_papers_of_two_years_and_prints_them_again_alike(folder: Path) -> None:
    first = run("demo", "--no-serve", "--out", str(folder / "first"))
    second = run("demo", "--no-serve", "--out", str(folder / "second"))

    papers = bytes_of(folder / "first")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert papers == bytes_of(folder / "second")
    kinds = Counter((Path(name).suffix, content[:4]) for name, content in papers.items())
    assert kinds == {(".pdf", b"%PDF"): 32, (".docx", b"PK\x03\x04"): 11}
    assert PASSWORD in first.output
    assert "thu-ky@cumthidua.example" in first.output
    assert checks_of(folder / "instance" / "demo") == [("http://127.0.0.1:8000/v/", 17)] * 7


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
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("demo", "--no-serve", "--out", str(folder / "papers"))
    monkeypatch.setenv("CLUSTER_INSTANCE", str(folder / "instance" / "demo"))
    file = folder / "xep-hang-2025.json"

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


def test_a_list_is_printed_without_any_installation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cluster.config.plates_of_user", lambda: PLATES)
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
    assert "Dòng 4 (Giấy khen – Bà Phạm Thị Cúc): Lỗi: Thiếu: Thành tích được khen." in some.output
    assert "Đã in 1 trong 3 bằng." in some.output
    assert sorted(bytes_of(folder / "some")) == [
        "0002-giay-khen-ba-tran-thi-an.pdf",
        "danh-sach.pdf",
    ]
    with pikepdf.open(folder / "more" / "danh-sach.pdf") as merged:
        assert len(merged.pages) == 2
    assert not (folder / "nothing").exists()
    assert not (folder / "instance").exists()


def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cluster.config.plates_of_user", lambda: PLATES)
    (folder / "a.xlsx").write_bytes(b"x")

    with pytest.raises(RuleViolation, match="damaged"):
        run("print", str(folder / "a.xlsx"), "--out", str(folder))
