"""LibreOffice opens our Word files as an office would, and prints them as PDF."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cluster.documents.assets import FONTS

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed, so no Word file can be opened"
)

OUR_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{folder}/fonts</cachedir>
  <alias binding="same">
    <family>Times New Roman</family>
    <prefer><family>Tinos</family></prefer>
  </alias>
</fontconfig>
"""
"""Tinos stands for Times New Roman, which it equals in every width."""


def as_pdf(**words: bytes) -> dict[str, bytes]:
    """Return Word files as LibreOffice prints them, by name; it starts once for all of them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for word, content in words.items():
            (folder / f"{word}.docx").write_bytes(content)
        fonts = folder / "fonts.conf"
        fonts.write_text(OUR_FONTS.format(fonts=FONTS / "tinos", folder=folder))
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf:writer_pdf_Export",
                "--outdir",
                str(folder / "out"),
                *map(str, sorted(folder.glob("*.docx"))),
            ],
            check=True,
            env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
            capture_output=True,
            timeout=180,
        )
        return {word: (folder / "out" / f"{word}.pdf").read_bytes() for word in words}
