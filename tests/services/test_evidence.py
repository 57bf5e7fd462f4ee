import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Claim, Evidence, StoredFile, Year
from cluster.services import achievements, evidence, years
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.achievements import SMALLEST_PNG, attach, make_draft, make_report_year
from tests.make.pledges import make_officer, make_person

pytestmark = pytest.mark.usefixtures("app")


def draft_of_first(year: Year) -> tuple[Claim, Actor]:
    member = members_of(year)[0].alliance_id
    officer = make_officer(year, member)
    return make_draft(year, officer, member), officer


def kept_files() -> list[str]:
    """Return the names of all files on the disk of the store."""
    root = Path(current_app.extensions["files"].prefix)
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_an_accepted_file_is_kept_under_its_hash_and_given_back_bit_by_bit() -> None:
    claim, officer = draft_of_first(make_report_year())
    receipt = attach(officer, claim, filename="Ảnh hội nghị.png")
    store = current_app.extensions["files"]

    assert kept_files() == [receipt.sha256]
    back = evidence.download(officer, receipt.id, store=store)
    assert (back.filename, back.media_type, back.size, back.sha256) == (
        "Ảnh hội nghị.png",
        "image/png",
        len(SMALLEST_PNG),
        receipt.sha256,
    )
    assert b"".join(back.pieces) == SMALLEST_PNG
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "evidence.attached"))
    assert entry is not None
    assert entry.after == {"filename": "Ảnh hội nghị.png", "sha256": receipt.sha256}


def test_the_same_bytes_are_kept_once_for_all_reports() -> None:
    year = make_report_year()
    claim, officer = draft_of_first(year)
    second = make_draft(year, officer, claim.alliance_id)

    assert attach(officer, claim).sha256 == attach(officer, second, filename="b.png").sha256
    assert len(kept_files()) == 1
    assert len(db.session.scalars(select(StoredFile)).all()) == 1


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        pytest.param(b"", "a.png", "The file is empty.", id="empty"),
        pytest.param(
            SMALLEST_PNG * 40_000, "a.png", "The file is larger than 1 MB.", id="too large"
        ),
        pytest.param(b"<script>", "a.html", "are not taken", id="a kind that is not taken"),
        pytest.param(SMALLEST_PNG, "a.pdf", "is not what its ending", id="not what it claims"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(content: bytes, filename: str, sentence: str) -> None:
    claim, officer = draft_of_first(make_report_year())

    with pytest.raises(RuleViolation, match=sentence) as caught:
        attach(officer, claim, content, filename)
    assert caught.value.field == "files"
    assert kept_files() == []
    assert db.session.scalars(select(Evidence)).all() == []


def test_the_same_file_is_attached_to_a_report_once() -> None:
    claim, officer = draft_of_first(make_report_year())
    attach(officer, claim)

    with pytest.raises(RuleViolation, match="attached to the report already"):
        attach(officer, claim, filename="khac.png")


class Unread(BytesIO):
    """A file of which no byte may be read."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("A byte was read before anybody asked who may.")


def test_who_may_is_asked_before_a_byte_is_read() -> None:
    year = make_report_year()
    claim, _officer = draft_of_first(year)
    stranger = make_officer(year, members_of(year)[1].alliance_id)

    with pytest.raises(NotFound):
        evidence.attach(
            stranger,
            claim.id,
            store=current_app.extensions["files"],
            filename="a.png",
            content=Unread(),
            limit=10,
            now=NOW,
        )


def test_a_file_is_on_the_disk_for_good_before_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, officer = draft_of_first(make_report_year())
    rows_at_flush: list[int] = []
    fsync = os.fsync

    def counted(descriptor: int) -> None:
        rows_at_flush.append(len(db.session.scalars(select(Evidence)).all()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    attach(officer, claim)

    assert rows_at_flush == [0, 0, 0]


def test_a_file_is_taken_off_a_draft_and_not_off_a_submitted_report() -> None:
    claim, officer = draft_of_first(make_report_year())
    first = attach(officer, claim)

    assert evidence.detach(officer, first.id, now=NOW) == claim.id
    assert achievements.view(officer, claim.id).claim.evidence == ()
    second = attach(officer, claim)
    achievements.submit(officer, claim.id, now=NOW)
    with pytest.raises(RuleViolation, match="cannot be changed"):
        evidence.detach(officer, second.id, now=NOW)


def test_a_file_of_another_member_does_not_exist() -> None:
    year = make_report_year()
    claim, officer = draft_of_first(year)
    file = attach(officer, claim)
    achievements.submit(officer, claim.id, now=NOW)
    stranger = make_officer(year, members_of(year)[1].alliance_id)
    store = current_app.extensions["files"]

    for act in (
        lambda: evidence.download(stranger, file.id, store=store),
        lambda: evidence.detach(stranger, file.id, now=NOW),
        lambda: evidence.download(stranger, 10**6, store=store),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_reviewer_downloads_once_reporting_is_closed() -> None:
    year = make_report_year(members=3)
    claim, officer = draft_of_first(year)
    file = attach(officer, claim)
    achievements.submit(officer, claim.id, now=NOW)
    reviewer = make_person(
        "Thẩm Định",
        Role.REVIEWER,
        cluster_id=year.cluster_id,
        alliance_id=members_of(year)[2].alliance_id,
    )
    store = current_app.extensions["files"]

    with pytest.raises(NotFound):
        evidence.download(reviewer, file.id, store=store)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    assert b"".join(evidence.download(reviewer, file.id, store=store).pieces) == SMALLEST_PNG
