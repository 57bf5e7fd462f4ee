"""What the certificates of an award say: versions, pictures, papers that keep theirs."""

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.certificate_text import (
    BILINGUAL_CERTIFICATE,
    CERTIFICATE,
    FLAG,
    Block,
    BlockStyle,
)
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, Year
from cluster.services import awards
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import issue, kind_of, make_decided, make_published_year, member_of, reprint
from tests.make.scoring import acting
from tests.make.years import make_year

THANKS = (*CERTIFICATE, Block(style=BlockStyle.REASON, text="Trân trọng cảm ơn."))


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


def write(year: Year, blocks=THANKS, *, version: int = 0, actor=SYSTEM):
    return awards.write_text(
        actor,
        year.id,
        kind_of("BK"),
        blocks=blocks,
        reason="Hội nghị yêu cầu",
        version=version,
        now=NOW,
    )


def test_an_award_begins_with_its_built_in_text(year: Year) -> None:
    texts = {
        code: awards.view_text(SYSTEM, year.id, kind_of(code)).blocks for code in ("BK", "CTDBN")
    }

    assert texts == {"BK": CERTIFICATE, "CTDBN": FLAG}


def test_a_new_version_is_printed_and_an_issued_paper_keeps_its_own(year: Year) -> None:
    award = make_decided(year)
    before = issue(year, PaperKind.AWARD, award.id)

    write(year)
    after = issue(year, PaperKind.AWARD, award.id)

    assert "cảm ơn" not in read(reprint(year, before))[0].text
    assert "Trân trọng cảm ơn." in read(reprint(year, after))[0].text
    assert after.issue == before.issue + 1


def test_every_version_stays_with_its_reason(year: Year) -> None:
    write(year)
    write(year, BILINGUAL_CERTIFICATE, version=1)
    view = awards.view_text(SYSTEM, year.id, kind_of("BK"))

    assert (view.version, view.blocks) == (2, BILINGUAL_CERTIFICATE)
    assert [(text.number, text.blocks, text.reason) for text in view.earlier] == [
        (2, BILINGUAL_CERTIFICATE, "Hội nghị yêu cầu"),
        (1, THANKS, "Hội nghị yêu cầu"),
    ]
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert [entry.action for entry in entries] == ["award_kind.text_written"] * 2


def test_two_who_change_a_text_at_once_do_not_overwrite_each_other(year: Year) -> None:
    write(year)

    with pytest.raises(Conflict):
        write(year, BILINGUAL_CERTIFICATE, version=0)
    assert awards.view_text(SYSTEM, year.id, kind_of("BK")).blocks == THANKS


def test_a_text_that_is_the_same_is_no_new_version(year: Year) -> None:
    with pytest.raises(RuleViolation, match="Nothing has changed"):
        write(year, CERTIFICATE)


def test_only_who_runs_the_year_writes_texts(year: Year) -> None:
    with pytest.raises(NotAllowed):
        write(year, actor=acting(year, Role.OFFICER, member_of(year)))


def test_an_award_without_certificate_has_no_text(year: Year) -> None:
    with pytest.raises(NotFound):
        awards.view_text(SYSTEM, year.id, kind_of("LDTT"))


def test_pictures_show_long_short_and_real_words_or_say_why_not(year: Year) -> None:
    make_decided(year)
    too_much = (*CERTIFICATE, *[Block(style=BlockStyle.FORM, text="THÀNH TÍCH XUẤT SẮC")] * 5)

    shown = awards.specimens(
        SYSTEM, year.id, kind_of("BK"), BILINGUAL_CERTIFICATE, plates=PLATES, now=NOW
    )
    refused = awards.specimens(SYSTEM, year.id, kind_of("BK"), too_much, plates=PLATES, now=NOW)

    assert [one.picture[:4] for one in shown if one.picture] == [b"\x89PNG"] * 3
    assert len({one.picture for one in shown}) == 3
    assert [one.picture for one in refused] == [None] * 3
    assert "too long for this paper" in str(refused[0].refusal)


def test_a_year_without_members_shows_its_texts_with_short_words(app: Flask) -> None:
    awards.install_catalogue(SYSTEM, now=NOW)
    year = make_year(alliances=0, leader=False)

    shown = awards.specimens(SYSTEM, year.id, kind_of("BK"), CERTIFICATE, plates=PLATES, now=NOW)

    assert [bool(one.picture) for one in shown] == [True] * 3
