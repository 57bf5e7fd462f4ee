import os
import subprocess
import sys

import pytest

from cluster.documents.assets import ASSETS
from cluster.documents.pdf import ForeignAssetError, print_html

HOSTILE = {
    "a file as picture": '<img src="file:///etc/passwd">',
    "a file as style": '<link rel="stylesheet" href="file:///etc/passwd">',
    "a page of the net": '<img src="http://127.0.0.1:9/x.png">',
    "an attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "a base elsewhere": '<base href="file:///etc/"><img src="passwd">',
    "a style's own import": "<style>@import url(file:///etc/passwd);</style>",
    "a background": '<p style="background: url(https://127.0.0.1:9/x.svg)">x</p>',
    "a font": "<style>@font-face{font-family:X;src:url(file:///x.ttf)}p{font:1em X}</style><p>x",
    "a path out of the package": '<img src="asset:../../../../etc/passwd">',
    "data in the address": '<img src="data:image/png;base64,iVBORw0KGgo=">',
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_nothing_but_packaged_assets_is_fetched(html: str) -> None:
    with pytest.raises(ForeignAssetError, match="Not packaged"):
        print_html(html)


def test_all_fonts_and_ornaments_are_packaged() -> None:
    assert {name for name in ASSETS if not name.endswith(".css")} == {
        "border-tall.svg",
        "border-wide.svg",
        "drum-in-rice.svg",
        "drum.svg",
        "PlayfairDisplay_700Bold.ttf",
        "Tinos_400Regular.ttf",
        "Tinos_400Regular_Italic.ttf",
        "Tinos_700Bold.ttf",
        "Tinos_700Bold_Italic.ttf",
    }


def test_another_process_prints_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256\n"
        "from tests.documents import samples\n"
        "print(sha256(samples.in_full(samples.certificate())).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(prints) == 1
