"""What heads and closes an official paper, by decree 30/2020/NĐ-CP."""

from dataclasses import dataclass
from datetime import date

from cluster.documents.binding import NAMES
from cluster.domain.vietnamese import official_date


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who issues a paper, under which number, where and on which day.

    An empty number and a missing day leave room to write them by hand.
    """

    authority: str
    """The higher body: "LIÊN MINH HTX VIỆT NAM"; empty for an issuer that has none above it."""
    issuer: str
    """The issuing body: "CỤM THI ĐUA LIÊN MINH HTX KHU VỰC …"."""
    number: str = ""
    """Number and symbol without the word "Số": "01/GƯ-CTĐ"."""
    place: str
    dated: date | None = None


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs a paper, and as what; an empty name leaves a dotted line to write it on."""

    on_behalf_of: str = ""
    """The body signed for: "TM. CỤM THI ĐUA"."""
    position: str
    """The capacity, in capitals: "CỤM TRƯỞNG"."""
    organization: str = ""
    """Under the capacity, in upright capitals: "CHỦ TỊCH LIÊN MINH HTX TỈNH KHÁNH HÒA"."""
    name: str = ""


def unbroken_names(body: str) -> str:
    """Return the name of a body so that no line ends within "khu vực" or "tỉnh Đồng Nai"."""
    return NAMES.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), body)


def written_name(name: str) -> str:
    """Write the name of who signs, or leave room to write it by hand."""
    return name or "…………………………"


def written_day(day: date | None) -> str:
    """Write the day of a paper, or leave room to write it by hand."""
    return official_date(day) if day else "ngày …… tháng …… năm ………"
