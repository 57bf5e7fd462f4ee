"""Looking certificates through: what stops a line, what wants a yes, what is only said."""

from dataclasses import replace
from datetime import date

import pytest

from cluster.domain.entries import Entry
from cluster.domain.findings import SEVERITY_NAMES, Finding, Severity, kind_of, worst
from cluster.domain.preflight import (
    beside_other_papers,
    is_printable,
    look_through,
    printed_already,
)
from cluster.domain.press_findings import Measured, Missing, Shrunk, on_another_sheet

SOUND = Entry(
    place=2,
    is_person=True,
    name="Trần Thị Ẩn",
    position="Giám đốc Hợp tác xã Ninh Hòa",
    award="Giấy khen",
    reason="Vượt gian nan, đạt thành tích xuất sắc tại Đại hội lần thứ XX",
    decision_number="15/QĐ-LMHTX",
    decided_on=date(2026, 2, 27),
    authority="Chủ tịch Liên minh Hợp tác xã tỉnh Khánh Hòa",
    seat="Khánh Hòa",
    signer_title="Chủ tịch",
    signer_name="Nguyễn Văn Mẫu",
)
AT_EASE = Measured()
TODAY = date(2026, 3, 2)
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def said(findings: tuple[Finding, ...]) -> list[tuple[Severity, str]]:
    return [(finding.severity, str(finding.message)) for finding in findings]


def found_in(entry: Entry, measured: Measured = AT_EASE) -> list[tuple[Severity, str]]:
    return said(look_through([entry], {entry.place: measured}, TODAY)[entry.place])


def test_what_is_said_of_a_line_is_said_of_others_without_what_it_quotes() -> None:
    line = replace(SOUND, name="LÊ VĂN BÌNH", reason="TODO", seat="", signer_name="")
    other = replace(SOUND, name="VÕ THỊ EM", reason="xxx", seat="", signer_name="")
    third = replace(SOUND, seat="", signer_title="", reason="TODO")

    kinds = [kind_of(look_through([each], {}, TODAY)[2]) for each in (line, other, third, SOUND)]

    assert said(kinds[0]) == [
        (ERROR, "Missing: Place on papers."),
        (ERROR, "Missing: Signer’s name."),
        (ERROR, "What the award is for: “…” looks like a place left to be filled in."),
    ]
    assert kinds[0] == kinds[1] != kinds[2]
    assert kinds[3] == ()


def test_a_sound_line_has_nothing_to_be_said_of_it() -> None:
    assert found_in(SOUND) == []
    assert is_printable(SOUND)
    assert worst(()) is None


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(
            {"decision_number": ""},
            (ERROR, "No decision: its number and its day are missing."),
            id="a decision without its number",
        ),
        pytest.param(
            {"decided_on": None},
            (ERROR, "No decision: its number and its day are missing."),
            id="a decision without its day",
        ),
        pytest.param({"name": " "}, (ERROR, "Missing: Name."), id="nobody"),
        pytest.param({"reason": ""}, (ERROR, "Missing: What the award is for."), id="for nothing"),
        pytest.param(
            {"signer_name": ""}, (ERROR, "Missing: Signer’s name."), id="signed by nobody"
        ),
        pytest.param(
            {"reason": "Thành tích ......"},
            (
                ERROR,
                "What the award is for: “......” looks like a place left to be filled in.",
            ),
            id="dots to be filled in",
        ),
        pytest.param(
            {"reason": "#DIV/0!"},
            (
                ERROR,
                "What the award is for: “#DIV/0!” looks like a place left to be filled in.",
            ),
            id="a formula's error, copied as text",
        ),
        pytest.param(
            {"name": "[Họ tên]"},
            (ERROR, "Name: “[” looks like a place left to be filled in."),
            id="brackets",
        ),
        pytest.param(
            {"position": "NaN"},
            (ERROR, "Position and unit: “NaN” looks like a place left to be filled in."),
            id="what a spreadsheet writes for nothing",
        ),
        pytest.param(
            {"printed_as": "7/2026/GCN"},
            (
                ERROR,
                "Printed already: no. 7/2026/GCN. Print that one again from the register.",
            ),
            id="printed already",
        ),
        pytest.param(
            {"position": ""},
            (WARNING, "No position: nothing but the unit stands below the name."),
            id="a person without position",
        ),
        pytest.param(
            {"name": "TRẦN THỊ ẨN"},
            (WARNING, "The name is written in capitals only: “TRẦN THỊ ẨN”."),
            id="capitals only",
        ),
        pytest.param(
            {"name": "trần thị ẩn"},
            (WARNING, "The name is written without capitals: “trần thị ẩn”."),
            id="no capitals",
        ),
        pytest.param(
            {"name": "Trần Thị Ẩn 2"},
            (WARNING, "There are figures in the name: “Trần Thị Ẩn 2”."),
            id="figures in a person's name",
        ),
        pytest.param(
            {"name": "LÊ văn Ba"},
            (WARNING, "Look at the capitals in the name: “LÊ văn Ba”."),
            id="capitals here and there",
        ),
        pytest.param(
            {"name": "Lê Văn Mười; Lê Thị Tám"},
            (
                WARNING,
                (
                    "“;” in the name “Lê Văn Mười; Lê Thị Tám”: one person for each line, and only"
                    " the name."
                ),
            ),
            id="two people in one line",
        ),
        pytest.param(
            {"name": "Nguyen Van Tam"},
            (WARNING, "The name seems to have lost its accents: “Nguyen Van Tam”."),
            id="no accents",
        ),
        pytest.param(
            {"honorific": "Bà", "name": "Ông Lê Tám"},
            (WARNING, "The form of address stands twice: “Bà Ông Lê Tám”."),
            id="two forms of address",
        ),
        pytest.param(
            {"honorific": "Ông", "name": "Hợp tác xã Ninh Hòa"},
            (
                WARNING,
                "A person’s form of address before a collective: “Hợp tác xã Ninh Hòa”.",
            ),
            id="a person's form of address before a collective",
        ),
        pytest.param(
            {"position": "Giám đốc Hợp tác xã \N{LATIN CAPITAL LETTER ETH}oàn Kết"},
            (
                WARNING,
                (
                    "Position and unit: “Ð” in “Ðoàn” is a foreign letter that only looks like"
                    " ours. Type the word again."
                ),
            ),
            id="the letter that an old keyboard types for Đ",
        ),
        pytest.param(
            {"name": "Nguyễn V\N{CYRILLIC SMALL LETTER A}n Mười"},
            (
                WARNING,
                (
                    "Name: “\N{CYRILLIC SMALL LETTER A}” in “V\N{CYRILLIC SMALL LETTER A}n” is a"
                    " Cyrillic letter that only looks like ours. Type the word again."
                ),
            ),
            id="a Cyrillic letter from somewhere",
        ),
        pytest.param(
            {"name": "\N{GREEK CAPITAL LETTER OMICRON} Văn Mười"},
            (
                WARNING,
                (
                    "Name: “\N{GREEK CAPITAL LETTER OMICRON}” in “\N{GREEK CAPITAL LETTER OMICRON}”"
                    " is a Greek letter that only looks like ours. Type the word again."
                ),
            ),
            id="a Greek letter from somewhere",
        ),
        pytest.param(
            {"name": "Nguyễn Văn A"},
            (ERROR, "Name: “Nguyễn Văn A” looks like a place left to be filled in."),
            id="how a form names somebody",
        ),
        pytest.param(
            {"signer_name": "(đã ký)"},
            (ERROR, "Signer’s name: “(đã ký)” looks like a place left to be filled in."),
            id="a copy's word for a signature",
        ),
        pytest.param(
            {"reason": "Đã có thành tích xuất sắc năm 20.."},
            (ERROR, "What the award is for: “0..” looks like a place left to be filled in."),
            id="a year to be filled in",
        ),
        pytest.param(
            {"decision_number": "/QĐ-LMHTX"},
            (ERROR, "The decision has no number yet: “/QĐ-LMHTX”."),
            id="a decision whose number is not given yet",
        ),
        pytest.param(
            {"decided_on": date(2026, 3, 3)},
            (WARNING, "The decision is dated after today: 2026-03-03."),
            id="a decision of tomorrow",
        ),
        pytest.param(
            {"decided_on": date(1926, 2, 27)},
            (WARNING, "The decision is very old: 1926-02-27."),
            id="a decision of another century",
        ),
        pytest.param(
            {"reason": "Đã có thành tích …"},
            (ERROR, "What the award is for: “…” looks like a place left to be filled in."),
            id="a single ellipsis on its own",
        ),
        pytest.param(
            {"name": "«Ho_ten»"},
            (ERROR, "Name: “«” looks like a place left to be filled in."),
            id="a merge field of Word",
        ),
        pytest.param(
            {"typed_apart": True},
            (NOTE, "Accents typed apart from their letters were put together."),
            id="accents typed apart",
        ),
    ],
)
def test_each_fault_is_named(change: dict[str, object], finding: tuple[Severity, str]) -> None:
    assert found_in(replace(SOUND, **change)) == [finding]


def test_a_collective_needs_no_position_and_a_short_name_is_not_shouted() -> None:
    assert found_in(replace(SOUND, is_person=False, position="", name="Tổ A")) == []
    assert found_in(replace(SOUND, is_person=False, name="A")) == []


def test_names_as_people_bear_them_are_left_in_peace() -> None:
    for name in (
        "H’Hen Niê", "Y Bhiu Êban", "Phan Thanh Nam", "Lê Thị Vân", "Đỗ Ngọc Ánh-Tuyết",
        "Y Ƀhiŏ Niê", "H'Blŭ Ê̆ñuôl", "HʼČhĭn Mlô", "Siu Č", "Y Č", "K'Van",
        "Rơ̆ Châm Ư̆k", "Drāng Pǐl",
    ):  # fmt: skip
        assert found_in(replace(SOUND, name=name, honorific="Bà")) == []


def test_a_number_of_the_golden_book_that_stands_twice_is_pointed_out() -> None:
    entries = [
        replace(SOUND, place=place, name=name, golden_book_number=number)
        for place, name, number in (
            (2, "Lê Hai", "12"),
            (3, "Lê Ba", ""),
            (4, "Lê Tư", ""),
            (5, "Lê Năm", "12"),
        )
    ]

    found = look_through(entries, {}, TODAY)

    assert [said(findings) for findings in found.values()] == [
        [],
        [],
        [],
        [(WARNING, "The same number in the golden book as line 2: 12.")],
    ]


def test_what_lacks_words_is_not_set_at_all() -> None:
    assert not is_printable(replace(SOUND, seat=""))
    assert is_printable(replace(SOUND, position=""))


def test_whoever_is_named_twice_is_pointed_out() -> None:
    entries = [
        SOUND,
        replace(SOUND, place=3, name="TRần  thị an", position="Kế toán"),
        replace(SOUND, place=4),
        replace(SOUND, place=5, name=""),
        replace(SOUND, place=6, name=""),
    ]

    found = look_through(entries, {}, TODAY)

    assert {place: said(findings) for place, findings in found.items()} == {
        2: [],
        3: [
            (WARNING, "Look at the capitals in the name: “TRần  thị an”."),
            (
                WARNING,
                (
                    "The same name as in line 2: there “Giám đốc Hợp tác xã Ninh Hòa”, here"
                    " “Kế toán”. Is that right?"
                ),
            ),
        ],
        4: [(ERROR, "The same as line 2.")],
        5: [(ERROR, "Missing: Name.")],
        6: [(ERROR, "Missing: Name.")],
    }


@pytest.mark.parametrize(
    ("other", "there", "here"),
    [
        pytest.param({"position": ""}, SOUND.position, "–", id="no position"),
        pytest.param({"award": "Bằng khen"}, SOUND.award, "Bằng khen", id="another award"),
        pytest.param({"reason": "Vì dân"}, SOUND.reason, "Vì dân", id="another reason"),
    ],
)
def test_of_one_name_it_is_told_what_differs(other: dict[str, str], there: str, here: str) -> None:
    found = look_through([SOUND, replace(SOUND, place=3, **other)], {}, TODAY)

    assert (
        WARNING,
        f"The same name as in line 2: there “{there}”, here “{here}”. Is that right?",
    ) in said(found[3])


def test_one_name_in_thousands_of_lines_is_compared_with_the_first_alone() -> None:
    entries = [replace(SOUND, place=place, position=f"Tổ {place}") for place in range(2_000)]

    found = look_through(entries, {}, TODAY)

    assert [place for place, findings in found.items() if not findings] == [0]
    assert said(found[1_999]) == [
        (
            WARNING,
            "The same name as in line 0: there “Tổ 0”, here “Tổ 1999”. Is that right?",
        )
    ]


@pytest.mark.parametrize(
    ("measured", "finding"),
    [
        pytest.param(
            Measured(tightest=Shrunk(words="Rất dài", percent=64, fits=False)),
            (
                ERROR,
                (
                    "“Rất dài” does not fit, even in the smallest letters: there is room for about"
                    " 64 % of it."
                ),
            ),
            id="too long",
        ),
        pytest.param(
            Measured(tightest=Shrunk(words="Dài", percent=79)),
            (WARNING, "“Dài” only fits at 79 % of the usual size."),
            id="much smaller",
        ),
        pytest.param(
            Measured(tightest=Shrunk(words="x" * 61, percent=80)),
            (NOTE, f"“{'x' * 59}…” is set at 80 %."),
            id="a little smaller, its words shortened",
        ),
        pytest.param(
            Measured(
                missing=(Missing(words="Bà Trần Thị Ẩn", letters=("ẩ", "x̣")),), is_laid_out=True
            ),
            (
                ERROR,
                (
                    "Name: No font of ours can draw “ẩ” (U+1EA9), “x̣” (U+0078 U+0323) in"
                    " “Trần Thị Ẩn”. Write it with other letters."
                ),
            ),
            id="letters that no font can draw, named with their field",
        ),
        pytest.param(
            Measured(missing=(Missing(words="Trần Thị Ẩṇ", letters=("ậ̉",)),)),
            (
                ERROR,
                (
                    "The accents of “ậ̉” (U+1EA9 U+0323) in “Trần Thị Ẩṇ” make no letter that"
                    " can be printed. Delete this letter with its accents and type it anew."
                ),
            ),
            id="accents that make no letter",
        ),
        pytest.param(
            Measured(missing=(Missing(words=f"{'x ' * 40}có 漢 ở đây", letters=("漢",)),)),
            (
                ERROR,
                (
                    f"No font of ours can draw “漢” (U+6F22) in “… {'x ' * 13}có 漢 ở đây”."
                    " Write it with other letters."
                ),
            ),
            id="a letter far behind in a long text",
        ),
        pytest.param(
            Measured(missing=(Missing(words="BẰNG 漢", letters=("漢",)),)),
            (
                ERROR,
                (
                    "No font of ours can draw “漢” (U+6F22) in “BẰNG 漢”. Write it with other"
                    " letters."
                ),
            ),
            id="a letter that stands in none of the fields",
        ),
        pytest.param(
            Measured(is_laid_out=True),
            (NOTE, "This page needs a full layout, which takes a second."),
            id="a page that cannot be stamped",
        ),
    ],
)
def test_what_the_press_measured_is_said(measured: Measured, finding: tuple[Severity, str]) -> None:
    assert found_in(SOUND, measured) == [finding]


def test_the_gravest_finding_counts() -> None:
    found = look_through([replace(SOUND, name="", position="", typed_apart=True)], {}, TODAY)

    assert worst(found[2]) is ERROR
    assert list(SEVERITY_NAMES) == list(Severity)


TOO_LONG = Measured(tightest=Shrunk(words="Trần Thị Ẩn", percent=60, fits=False))


def test_on_another_sheet_only_the_room_for_the_words_is_found_anew() -> None:
    entry = replace(SOUND, position="")
    findings = look_through([entry], {entry.place: TOO_LONG}, TODAY)[entry.place]

    there = on_another_sheet(
        findings, lambda: Measured(missing=(Missing(words="Ω", letters=("Ω",)),))
    )

    assert said(there) == [
        (WARNING, "No position: nothing but the unit stands below the name."),
        (
            ERROR,
            "No font of ours can draw “Ω” (U+03A9) in “Ω”. Write it with other letters.",
        ),
    ]
    assert on_another_sheet(there, lambda: TOO_LONG) == findings


def test_a_line_in_error_is_not_set_on_another_sheet() -> None:
    findings = look_through([replace(SOUND, reason="")], {}, TODAY)[SOUND.place]

    assert on_another_sheet(findings, lambda: pytest.fail("It says too little to be set.")) == (
        findings
    )


def test_beside_other_papers_only_what_they_make_to_be_said_is_found_anew() -> None:
    entry = replace(SOUND, position="", printed_as="7/2026")
    findings = look_through([entry], {}, TODAY)[entry.place]

    free = beside_other_papers(findings, [])

    assert said(free) == [(WARNING, "No position: nothing but the unit stands below the name.")]
    assert set(beside_other_papers(free, [printed_already("7/2026")])) == set(findings)
