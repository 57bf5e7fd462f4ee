"""What the certificates of an award say: versions, pictures, papers that keep theirs."""

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import Block, BlockStyle
from cluster.domain.certificate_wordings import AWARD_TEXTS, CERTIFICATE, PLEDGE, PLEDGE_TEXT
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, Year
from cluster.services import awards, certificate_texts, pledges, printing
from cluster.services.members import members_of
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import issue, kind_of, make_decided, make_published_year, member_of, reprint
from tests.make.members import make_cluster
from tests.make.pledges import make_pledge_year, make_signed_pledge
from tests.make.queries import count_queries
from tests.make.scoring import acting
from tests.make.years import make_year

CERTIFICATES = AWARD_TEXTS[CertificateForm.CERTIFICATE]
BILINGUAL = CERTIFICATES.begin_with("certificate_english")
TITLE = CERTIFICATES.begin_with("title")
FLAG = CERTIFICATES.begin_with("flag")
THANKS = (*CERTIFICATE, Block(style=BlockStyle.REASON, text="Trân trọng cảm ơn."))


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


def write(year: Year, blocks=THANKS, *, version: int = 0, actor=SYSTEM):
    return certificate_texts.write_text(
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
        code: certificate_texts.view_text(SYSTEM, year.id, kind_of(code)).blocks
        for code in ("BK", "CTDBN", "TTLDXS")
    }

    assert texts == {"BK": CERTIFICATE, "CTDBN": FLAG, "TTLDXS": TITLE}


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
    write(year, BILINGUAL, version=1)
    view = certificate_texts.view_text(SYSTEM, year.id, kind_of("BK"))

    assert (view.version, view.blocks) == (2, BILINGUAL)
    assert [(text.number, text.blocks, text.reason) for text in view.earlier] == [
        (2, BILINGUAL, "Hội nghị yêu cầu"),
        (1, THANKS, "Hội nghị yêu cầu"),
    ]
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert [entry.action for entry in entries] == ["award_kind.text_written"] * 2


def test_two_who_change_a_text_at_once_do_not_overwrite_each_other(year: Year) -> None:
    write(year)

    with pytest.raises(Conflict):
        write(year, BILINGUAL, version=0)
    assert certificate_texts.view_text(SYSTEM, year.id, kind_of("BK")).blocks == THANKS


def test_a_text_that_is_the_same_is_no_new_version(year: Year) -> None:
    with pytest.raises(RuleViolation, match="Nothing has changed"):
        write(year, CERTIFICATE)


def test_only_who_runs_the_year_writes_texts(year: Year) -> None:
    with pytest.raises(NotAllowed):
        write(year, actor=acting(year, Role.OFFICER, member_of(year)))


def test_an_award_without_certificate_has_no_text(year: Year) -> None:
    with pytest.raises(NotFound):
        certificate_texts.view_text(SYSTEM, year.id, kind_of("LDTT"))


def test_the_pictures_of_an_award_show_long_short_and_real_words_or_say_why_not(year: Year) -> None:
    make_decided(year)
    too_much = (*CERTIFICATE, *[Block(style=BlockStyle.FORM, text="THÀNH TÍCH XUẤT SẮC")] * 5)

    shown = printing.specimens(SYSTEM, year.id, kind_of("BK"), BILINGUAL, plates=PLATES, now=NOW)
    refused = printing.specimens(SYSTEM, year.id, kind_of("BK"), too_much, plates=PLATES, now=NOW)

    assert [one.picture[:4] for one in shown if one.picture] == [b"\x89PNG"] * 3
    assert len({one.picture for one in shown}) == 3
    assert [one.picture for one in refused] == [None] * 3
    assert "too long for this paper" in str(refused[0].refusal)


def test_the_pictures_of_the_leader_award_show_its_text(year: Year) -> None:
    kind_id = kind_of("CUMTRUONG")
    text = certificate_texts.view_text(SYSTEM, year.id, kind_id)

    shown = printing.specimens(SYSTEM, year.id, kind_id, text.blocks, plates=PLATES, now=NOW)

    assert [bool(one.picture) for one in shown] == [True] * 3
    assert shown[2].name == members_of(year)[0].name


def test_a_year_without_members_shows_its_texts_with_short_words(app: Flask) -> None:
    awards.install_catalogue(SYSTEM, now=NOW)
    year = make_year(alliances=0, leader=False)

    shown = printing.specimens(SYSTEM, year.id, kind_of("BK"), CERTIFICATE, plates=PLATES, now=NOW)

    assert [bool(one.picture) for one in shown] == [True] * 3


def write_pledge(year: Year, blocks, *, version: int = 0):
    return certificate_texts.write_text(
        SYSTEM, year.id, None, blocks=blocks, reason="In song ngữ", version=version, now=NOW
    )


PLEDGE_IN_BOTH = PLEDGE_TEXT.begin_with("pledge_english")


@pytest.fixture
def pledged(app: Flask) -> Year:
    year = make_pledge_year()
    make_signed_pledge(year)
    return year


def test_a_pledge_certificate_says_what_was_written_and_an_issued_one_keeps_its_words(
    pledged: Year,
) -> None:
    before = issue(pledged, PaperKind.MEMBER_PLEDGE, member_of(pledged))

    write_pledge(pledged, PLEDGE_IN_BOTH)
    after = issue(pledged, PaperKind.MEMBER_PLEDGE, member_of(pledged))

    english = "Certificate of the 2026 Emulation Pledge"
    assert english not in read(reprint(pledged, before))[0].text
    assert english in read(reprint(pledged, after))[0].text
    assert before.data["blocks"] != after.data["blocks"]
    assert after.issue == before.issue + 1


def test_it_is_told_before_issuing_that_a_pledge_certificate_takes_two_pages(
    pledged: Year,
) -> None:
    def told() -> list[int]:
        return [
            paper.pages
            for paper in printing.list_issuable(SYSTEM, pledged.id)
            if paper.kind is PaperKind.MEMBER_PLEDGE
        ]

    asked = count_queries(told)
    before = told()
    long = Block(style=BlockStyle.REASON, text="Phấn đấu hoàn thành vượt mức kế hoạch. " * 7)
    write_pledge(pledged, (*[long] * 9, *PLEDGE))
    paper = issue(pledged, PaperKind.MEMBER_PLEDGE, member_of(pledged))

    assert (before, told()) == ([1] * len(before), [2] * len(before))
    assert len(read(reprint(pledged, paper))) == 2
    assert count_queries(told) == asked
    write_pledge(pledged, (*PLEDGE, Block(style=BlockStyle.FORM, text="RẤT DÀI " * 30)), version=1)
    assert told() == before


def test_what_was_signed_stays_as_it_was_signed_whatever_its_certificates_say(
    pledged: Year,
) -> None:
    joint = issue(pledged, PaperKind.JOINT_PLEDGE)
    signed = pledges.view(SYSTEM, pledged.id).fingerprint

    write_pledge(pledged, PLEDGE_IN_BOTH)

    view = pledges.view(SYSTEM, pledged.id)
    assert (view.fingerprint, view.is_unchanged) == (signed, True)
    assert issue(pledged, PaperKind.JOINT_PLEDGE).id == joint.id


def test_each_cluster_has_a_text_of_its_own_for_its_pledge(pledged: Year) -> None:
    other = make_year(cluster=make_cluster("BAC"), alliances=0, leader=False)
    write_pledge(pledged, PLEDGE_IN_BOTH)

    view = certificate_texts.view_text(SYSTEM, other.id, None)
    assert (view.version, view.blocks) == (0, PLEDGE)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.year_id) == ("pledge.certificate_text_written", pledged.id)


def test_rows_without_words_are_not_kept(pledged: Year) -> None:
    empty = Block(style=BlockStyle.REASON, text="")

    write_pledge(pledged, (PLEDGE_IN_BOTH[0], empty, *PLEDGE_IN_BOTH[1:], empty))

    assert certificate_texts.view_text(SYSTEM, pledged.id, None).blocks == PLEDGE_IN_BOTH


def test_a_clash_shows_both_texts_row_by_row_with_their_reasons(pledged: Year) -> None:
    write_pledge(pledged, PLEDGE_IN_BOTH)

    with pytest.raises(Conflict) as clash:
        write_pledge(pledged, PLEDGE, version=0)

    yours, theirs = (
        {str(name): str(words) for name, words in words.items()}
        for words in (clash.value.yours, clash.value.theirs)
    )
    assert (yours["Block 2"], theirs["Block 3"], theirs["Why it is changed"]) == (
        "Giao ước thi đua năm {year} (Term or pledge: golden)",
        "Certificate of the {year} Emulation Pledge (English beneath: small, slanted)",
        "In song ngữ",
    )


def test_the_pictures_of_a_pledge_show_its_first_member_as_the_real_name(pledged: Year) -> None:
    shown = printing.specimens(SYSTEM, pledged.id, None, PLEDGE_IN_BOTH, plates=PLATES, now=NOW)

    assert [bool(one.picture) for one in shown] == [True] * 3
    assert shown[2].name == members_of(pledged)[0].name
    assert [one.pages for one in shown][1:] == [1, 1]


def test_a_year_without_a_pledge_shows_its_certificates_too(app: Flask) -> None:
    year = make_pledge_year()

    shown = printing.specimens(SYSTEM, year.id, None, PLEDGE, plates=PLATES, now=NOW)

    assert [bool(one.picture) for one in shown] == [True] * 3
