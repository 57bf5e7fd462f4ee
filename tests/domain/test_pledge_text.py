import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.pledge_text import (
    Content,
    PledgedTarget,
    PledgeText,
    fingerprint,
    standard_text,
    targets_revision,
)
from tests.domain.sample_rulebook import RULEBOOK

TEXT = PledgeText(
    title="Bản giao ước thi đua",
    subject="Năm {year} của {cluster}",
    legal_bases=("Căn cứ Luật Thi đua, khen thưởng;",),
    opening="{cluster} ký giao ước năm {year}:",
    contents=(Content(heading="I. Tuyên truyền", paragraphs=("- Tin, bài.",)),),
    implementation=("Báo cáo hằng quý năm {year}.",),
)
TARGET = PledgedTarget(member="KHA", criterion="III.1", value=Decimal(30), not_assigned=False)


def signed(**changes: Any) -> str:
    content: dict[str, Any] = {
        "cluster": "Cụm Nam",
        "year": 2026,
        "version": 1,
        "rulebook_version": 1,
        "amendment_reason": "",
        "text": TEXT,
        "targets": [TARGET],
    }
    return fingerprint(**(content | changes))


def test_a_new_pledge_names_the_year_the_cluster_and_each_section_with_its_lines() -> None:
    text = standard_text(TEXT, year=2026, cluster="Cụm Nam", book=RULEBOOK)

    assert (text.subject, text.opening, text.implementation) == (
        "Năm 2026 của Cụm Nam",
        "Cụm Nam ký giao ước năm 2026:",
        ("Báo cáo hằng quý năm 2026.",),
    )
    assert [content.heading for content in text.contents] == [
        "I. Mục I",
        "III. Mục III",
        "IV. Mục IV",
        "VI. Mục VI",
    ]
    assert all(content.paragraphs[-1].endswith(".") for content in text.contents)


def test_a_section_named_with_its_number_is_not_numbered_twice() -> None:
    sections = [
        replace(c, name_vi=f"{c.code}. Phần") if c.parent_code is None else c
        for c in RULEBOOK.criteria
    ]
    text = standard_text(
        TEXT, year=2026, cluster="Cụm Nam", book=replace(RULEBOOK, criteria=tuple(sections))
    )

    assert text.contents[0].heading == "I. Phần"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        pytest.param(replace(TEXT, title=" "), "title", id="no title"),
        pytest.param(
            replace(TEXT, contents=(*TEXT.contents, Content(heading=" "))),
            "contents-1-heading",
            id="a part without a heading",
        ),
        pytest.param(
            replace(TEXT, contents=(Content(heading="I."),)), "contents", id="nothing promised"
        ),
    ],
)
def test_an_empty_pledge_is_refused_at_the_field(text: PledgeText, field: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        text.check()

    assert caught.value.field == field


def test_a_whole_pledge_is_accepted() -> None:
    TEXT.check()


def test_the_hash_can_be_recomputed_from_plain_json() -> None:
    plain = {
        "amendment_reason": "",
        "cluster": "Cụm Nam",
        "rulebook": 1,
        "targets": [{"criterion": "III.1", "member": "KHA", "not_assigned": False, "value": "30"}],
        "text": {
            "contents": [{"heading": "I. Tuyên truyền", "paragraphs": ["- Tin, bài."]}],
            "implementation": ["Báo cáo hằng quý năm {year}."],
            "legal_bases": ["Căn cứ Luật Thi đua, khen thưởng;"],
            "opening": "{cluster} ký giao ước năm {year}:",
            "subject": "Năm {year} của {cluster}",
            "title": "Bản giao ước thi đua",
        },
        "version": 1,
        "year": 2026,
    }
    written = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    assert signed() == sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"text": replace(TEXT, opening="Khác")}, id="a word"),
        pytest.param({"targets": [replace(TARGET, value=Decimal(31))]}, id="a target"),
        pytest.param({"targets": [replace(TARGET, value=None)]}, id="a target taken away"),
        pytest.param({"version": 2}, id="the version"),
        pytest.param({"rulebook_version": 2}, id="the rules"),
        pytest.param({"amendment_reason": "Bão"}, id="the reason"),
    ],
)
def test_every_change_changes_the_hash(changes: dict[str, Any]) -> None:
    assert signed(**changes) != signed()


OTHER = PledgedTarget(member="GLI", criterion="I.1", value=None, not_assigned=True)


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(
            lambda: signed(targets=[replace(TARGET, value=Decimal("30.00"))]), id="written zeros"
        ),
        pytest.param(
            lambda: signed(text=replace(TEXT, title=unicodedata.normalize("NFD", TEXT.title))),
            id="decomposed accents",
        ),
    ],
)
def test_what_reads_the_same_has_the_same_hash(same: Callable[[], str]) -> None:
    assert same() == signed()


def test_the_order_of_targets_does_not_matter() -> None:
    assert signed(targets=[OTHER, TARGET]) == signed(targets=[TARGET, OTHER])


def test_a_later_change_of_targets_is_noticed() -> None:
    read = targets_revision([TARGET, replace(TARGET, criterion="III.2")])

    assert read == targets_revision([replace(TARGET, criterion="III.2"), TARGET])
    assert read != targets_revision([TARGET])
    assert read != targets_revision(
        [TARGET, replace(TARGET, criterion="III.2", value=None, not_assigned=True)]
    )
