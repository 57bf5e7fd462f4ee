"""Measuring a certificate before it is printed."""

from dataclasses import replace

import pytest

from cluster.documents.awards import Certificate, LeaderAward, compose
from cluster.documents.fitting import measure
from cluster.documents.press import Press, open_press
from cluster.domain.errors import RuleViolation
from cluster.domain.press_findings import Measured, Missing, Shrunk
from tests.conftest import PLATES
from tests.documents import samples

LONG_NAME = "Hợp tác xã Dịch vụ nông nghiệp tổng hợp Thanh niên xung phong Krông Pắc"

LONG_CAPACITY = "PHÓ CHỦ TỊCH THƯỜNG TRỰC LIÊN MINH HỢP TÁC XÃ TỈNH KHÁNH HÒA"


@pytest.fixture(scope="module")
def press() -> Press:
    return open_press(PLATES)


@pytest.mark.parametrize(
    ("change", "measured"),
    [
        pytest.param({}, Measured(), id="all has room"),
        pytest.param(
            {"recipient": LONG_NAME},
            Measured(tightest=Shrunk(words=LONG_NAME, percent=73)),
            id="a long name in two lines",
        ),
        pytest.param(
            {"reason": samples.THREE_LINES},
            Measured(tightest=Shrunk(words=samples.THREE_LINES, percent=87)),
            id="three lines of reason",
        ),
        pytest.param({"recipient": "Ông Ωmega"}, Measured(is_laid_out=True), id="not on the plate"),
        pytest.param(
            {"recipient": "Ông 😀"},
            Measured(missing=(Missing(words="Ông 😀", letters=("😀",)),), is_laid_out=True),
            id="in no font",
        ),
        pytest.param(
            {"recipient": "Ông Ê̆ñuôl"},
            Measured(is_laid_out=True),
            id="an accent that is set above its letter",
        ),
        pytest.param(
            {"recipient": "Ông Y Ƀhiŏ Niê", "description": "H’Čhĭn, Siu Č"},
            Measured(),
            id="letters of the Highlands",
        ),
        pytest.param(
            {"golden_book_number": "1漢"},
            Measured(missing=(Missing(words="1漢", letters=("漢",)),), is_laid_out=True),
            id="in no font, in small print",
        ),
        pytest.param(
            {"form": "BẰNG ǏK"},
            Measured(missing=(Missing(words="BẰNG ǏK", letters=("Ǐ",)),), is_laid_out=True),
            id="not in the display type",
        ),
        pytest.param(
            {"recipient": "x" * 90 + "漢"},
            Measured(
                tightest=Shrunk(words="x" * 90 + "漢", percent=73, fits=False),
                missing=(Missing(words="x" * 90 + "漢", letters=("漢",)),),
            ),
            id="neither room nor letters",
        ),
    ],
)
def test_what_the_press_finds(press: Press, change: dict[str, str], measured: Measured) -> None:
    assert measure(replace(samples.certificate(), **change), press) == measured


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"reason": samples.THREE_LINES * 3}, id="too many lines"),
        pytest.param({"recipient": "x" * 90}, id="a word wider than the page"),
        pytest.param({"place": "Thành phố Hồ Chí Minh " * 12}, id="too long a place"),
        pytest.param(
            {
                "recipient": f"{LONG_NAME} mở rộng Ninh Hòa Vạn Ninh",
                "authority": "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ " * 4,
                "form": "BẰNG KHEN CỦA CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
                "description": samples.HUNDRED_LETTERS,
                "reason": samples.THREE_LINES + samples.THREE_LINES[:60],
                "place": "Thành phố Hồ Chí Minh mở rộng " * 2,
                "signer": replace(
                    samples.LEADER,
                    on_behalf_of=LONG_CAPACITY,
                    position=LONG_CAPACITY,
                    organization="LIÊN MINH HỢP TÁC XÃ TỈNH KHÁNH HÒA " * 2,
                ),
            },
            id="each has room, all together do not",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_share(press: Press, change: dict[str, object]) -> None:
    paper = replace(samples.certificate(), **change)

    with pytest.raises(RuleViolation):
        compose(paper)
    tightest = measure(paper, press).tightest
    assert tightest is not None
    assert not tightest.fits
    assert 10 < tightest.percent < 100


def test_the_leaders_award_is_measured_too(press: Press) -> None:
    paper: LeaderAward | Certificate = samples.leader_award()

    assert measure(paper, press).is_laid_out is False
