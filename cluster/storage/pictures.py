"""Whether a picture can be shown, and without filling the memory of whoever looks at it."""

from typing import IO

from PIL import Image, ImageFile

from cluster.domain.errors import RuleViolation, _

MOST_PIXELS = 80_000_000
MOST_DECODED = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
THUMBNAIL = (256, 256)

TOO_LARGE = _(
    "The picture has more than %(most)s million dots. Save it smaller.",
    most=MOST_PIXELS // 1_000_000,
)


def check_picture(file: IO[bytes]) -> None:
    """Refuse a picture that is torn, or whose size would fill the memory.

    A JPEG is decoded small, others whole up to a size; above it their check sums are compared.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once loaded, lets torn pictures pass
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleViolation(TOO_LARGE, field="files")
            _decode(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RuleViolation(TOO_LARGE, field="files") from None
    except (OSError, SyntaxError, ValueError, MemoryError, EOFError):
        raise RuleViolation(
            _("The picture is damaged and cannot be shown."), field="files"
        ) from None


def _decode(picture: Image.Image) -> None:
    picture.draft("RGB", THUMBNAIL)
    if picture.width * picture.height > MOST_DECODED:
        picture.verify()
    else:
        picture.load()
