"""Write a line whose accents stand apart from their letters, each raised to its place."""

import uharfbuzz as harfbuzz

from cluster.documents.faces import face_of
from cluster.documents.pdf_writer import decimal


def with_accents(line: str, file: str, size: float) -> tuple[bytes, float]:
    """Return a line as an operand of TJ without its brackets, and its width, as large as `size`.

    An accent interrupts the operand: it is shown by itself, above the line (operator Ts).
    """
    face, buffer = face_of(file), harfbuzz.Buffer()
    font = harfbuzz.Font(face)
    buffer.add_str(line)
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
    harfbuzz.shape(font, buffer, {"liga": False, "clig": False})
    parts: list[bytes] = []
    total = 0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        own = font.get_glyph_h_advance(info.codepoint)
        before, after = (
            decimal(shift * 1000 / face.upem)
            for shift in (-place.x_offset, own + place.x_offset - place.x_advance)
        )
        rise = decimal(place.y_offset * size / face.upem)
        glyph = b"%b<%04x>%b" % (before, info.codepoint, after)
        parts.append(glyph if not place.y_offset else b"]TJ %b Ts[%b]TJ 0 Ts[" % (rise, glyph))
        total += place.x_advance
    return b"".join(parts), total * size / face.upem
