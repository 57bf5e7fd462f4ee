"""Keep plates on disk, each under the hash of everything that went into it.

So a changed template, style sheet, ornament or font makes a new plate, and an old one is never
printed from by mistake.
"""

import json
from base64 import b85decode, b85encode
from dataclasses import asdict, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cluster.documents.assets import ASSETS, PACKAGE, TEMPLATES
from cluster.documents.plate import Plate, Sheet, Square, Style

FORMAT = 3
"""Raised whenever plates of an earlier program must not be used any more."""
SOURCES = (
    "awards", "lines", "plate", "platecheck", "platemaking", "qr", "shapes", "shaping", "stamp",
)  # fmt: skip
"""The modules that decide how words are set."""


def load(folder: Path) -> Plate:
    """Return the plate of the present template, made and proved now if the folder has none yet."""
    path = folder / f"{fingerprint()}.plate"
    try:
        return _read(path.read_text())
    except FileNotFoundError:
        pass
    from cluster.documents.platecheck import is_true
    from cluster.documents.platemaking import make_plate

    plate = make_plate()
    plate = replace(plate, is_true=is_true(plate))
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False) as part:
        part.write(_written(plate))
    Path(part.name).replace(path)
    return _read(path.read_text())


def fingerprint() -> str:
    """Hash what a plate is made from."""
    digest = sha256(f"{FORMAT} {version('weasyprint')} {version('uharfbuzz')}".encode())
    sources = [
        TEMPLATES / "documents" / "award.html",
        TEMPLATES / "documents" / "paper.html",
        *ASSETS.values(),
        *(PACKAGE / "documents" / f"{name}.py" for name in SOURCES),
    ]
    for path in sources:
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _written(plate: Plate) -> str:
    return json.dumps(asdict(plate), default=lambda data: b85encode(data).decode())


def _read(text: str) -> Plate:
    stored: dict[str, Any] = json.loads(text)
    return Plate(
        **stored
        | {
            "objects": tuple(b85decode(body) for body in stored["objects"]),
            "catalogue": b85decode(stored["catalogue"]),
            "media_box": b85decode(stored["media_box"]),
            "code": Square(**stored["code"]),
            "sheets": {name: Sheet(**sheet) for name, sheet in stored["sheets"].items()},
            "styles": {name: Style(**style) for name, style in stored["styles"].items()},
            "widths": {
                file: {int(glyph): width for glyph, width in widths.items()}
                for file, widths in stored["widths"].items()
            },
        }
    )
