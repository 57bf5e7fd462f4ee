"""Prove a new plate: words stamped on it must be the glyphs, at the places, of a full layout."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont

from cluster.documents import awards
from cluster.documents.assets import ASSETS
from cluster.documents.letterhead import Signer
from cluster.documents.plate import FIRST_OBJECT, Plate, Sheet
from cluster.documents.shaping import OffPlateError
from cluster.documents.stamp import Stamp

Words = tuple[str, ...]
"""A line as a page shows it: font, size, place, glyphs with their kerning."""
DAY = date(2026, 3, 2)
CHECK = "https://thidua.example/v/7K3M9QXZ4TBW0HNCR"
SIGNER = Signer(position="CHỦ TỊCH", organization="LIÊN MINH", name="Đỗ Thị Ánh Tuyết")
SPECIMENS: tuple[awards.Certificate | awards.LeaderAward, ...] = (
    awards.Certificate(
        authority="CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        form="BẰNG KHEN",
        recipient="Ông Nguyễn Văn Ẩn",
        description="Trưởng phòng Phong trào – Tổng hợp",
        reason="Đã có thành tích xuất sắc trong phong trào thi đua năm 2026",
        decision_number="12/QĐ-LMHTXVN",
        decision_date=DAY,
        golden_book_number="0107",
        place="Hà Nội",
        dated=DAY,
        signer=SIGNER,
        check=CHECK,
    ),
    awards.Certificate(
        authority="CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        form="GIẤY KHEN",
        recipient="Hợp tác xã Dịch vụ nông nghiệp tổng hợp Thanh niên xung phong Krông Pắc",
        description="xã Ea Kly, huyện Krông Pắc, tỉnh Đắk Lắk " * 2,
        reason="Đã hoàn thành xuất sắc nhiệm vụ phát triển kinh tế tập thể, hợp tác xã " * 3,
        decision_number="5/QĐ-LMHTX",
        decision_date=DAY,
        place="Đắk Lắk",
        dated=DAY,
        signer=SIGNER,
        sample=True,
    ),
    awards.LeaderAward(
        authority="CỤM THI ĐUA LIÊN MINH HTX KHU VỰC DUYÊN HẢI MIỀN TRUNG VÀ ĐÔNG NAM BỘ",
        recipient="Liên minh Hợp tác xã tỉnh Đồng Nai",
        title="CỤM TRƯỞNG CỤM THI ĐUA",
        term="NĂM 2026",
        reason="Theo kết quả luân phiên và biểu quyết tại Hội nghị tổng kết năm 2025",
        basis=("Biên bản số 03/BB-CTĐ", "ngày 12 tháng 12 năm 2025"),
        place="Khánh Hòa",
        dated=DAY,
        signer=SIGNER,
        check=CHECK,
    ),
)


def is_true(plate: Plate) -> bool:
    """Tell whether stamped specimens and their full layouts show the same words in one place."""
    stamp = Stamp(plate)
    try:
        return all(_agrees(plate, stamp, paper) for paper in SPECIMENS)
    except OffPlateError:
        return False


def _agrees(plate: Plate, stamp: Stamp, paper: awards.Certificate | awards.LeaderAward) -> bool:
    composition = awards.compose(paper)
    page = stamp.stamped(paper, composition)
    fonts = {style.font: style.file for style in plate.styles.values()}
    names = {file: _plain(name) for file, name in _names(fonts.values()).items()}
    stamped = _words(
        [*_fixed(plate, page.shape.sheet), *page.contents],
        {f"/{font}": names[file] for font, file in fonts.items()},
    )
    with pikepdf.open(BytesIO(awards.lay_out(paper, composition))) as document:
        (whole,) = document.pages
        fonts_there = whole.Resources.Font.items()
        laid_out = _words(
            [whole.Contents.read_bytes()],
            {font: _plain(str(found.BaseFont).partition("+")[2]) for font, found in fonts_there},
        )
    return stamped == laid_out


def _fixed(plate: Plate, sheet: Sheet) -> Iterable[bytes]:
    for number in (sheet.before, sheet.after):
        body = plate.objects[number - FIRST_OBJECT]
        data = body.partition(b"stream\n")[2].removesuffix(b"\nendstream")
        yield zlib.decompress(data)


def _names(files: Iterable[str]) -> dict[str, str]:
    return {file: TTFont(ASSETS[file])["name"].getDebugName(6) for file in set(files)}


def _plain(name: str) -> str:
    return name.replace("-", "").replace("Regular", "").replace(" ", "")


def _words(contents: Iterable[bytes], fonts: Mapping[str, str]) -> Counter[Words]:
    """Return the lines that a page shows, however its content is cut in pieces."""
    found: Counter[Words] = Counter()
    holder = pikepdf.Pdf.new()
    font: Words = ()
    place: Words = ()
    for instruction in pikepdf.parse_content_stream(pikepdf.Stream(holder, b"\n".join(contents))):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            font = (fonts[str(operands[0])], _rounded(operands[1]))
        elif operator == "Tm":
            place = tuple(_rounded(number) for number in operands)
        elif operator == "TJ":
            found[*font, *place, _glyphs(operands[0])] += 1
    return found


def _glyphs(parts: Iterable[pikepdf.Object]) -> str:
    """Write glyphs and the moves between them; moves of nothing, and behind all, do not show."""
    written, move = "", 0.0
    for part in parts:
        if not isinstance(part, pikepdf.String):
            move += float(part)
        elif glyphs := bytes(part).hex():
            written += (f" {move:.3f} " if move else "") + glyphs
            move = 0.0
    return written


def _rounded(number: object) -> str:
    return f"{float(str(number)):.3f}"
