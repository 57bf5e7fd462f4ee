"""LibreOffice as another program that opens and saves our workbooks."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def convert(content: bytes, folder: Path, *endings: str, start: str = "xlsx") -> bytes:
    """Return the workbook as LibreOffice saves it, in one format after the other."""
    path = folder / f"book.{start}"
    path.write_bytes(content)
    for number, ending in enumerate(endings):
        place = folder / str(number)
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                str(place),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        path = place / f"book.{ending}"
    return path.read_bytes()
