from random import Random

import zxingcpp
from PIL import Image

from cluster.documents.qr import DRAWN_SINGLY, Codes
from tests.documents.recipients import CODE_LETTERS, FOLDER


def test_codes_put_together_are_those_that_the_library_draws() -> None:
    random = Random(1)
    addresses = ["".join(random.choices(CODE_LETTERS, k=17)) for _ in range(DRAWN_SINGLY)]
    codes = Codes(FOLDER, 17)

    drawn = [codes.bits(address) for address in addresses]
    put_together = [codes.bits(address) for address in addresses]

    assert put_together == drawn
    assert len(set(drawn)) == DRAWN_SINGLY


def test_a_camera_reads_the_address() -> None:
    codes = Codes(FOLDER, 17)
    modules, bits = codes.modules, codes.bits("7K3M9QXZ4TBW0HNCR")

    picture = Image.new("L", (modules + 8, modules + 8), "white")
    picture.paste("black", (4, 4), Image.frombytes("1", (modules, modules), bits))

    (found,) = zxingcpp.read_barcodes(picture.resize((400, 400), Image.Resampling.NEAREST))
    assert found.text == f"{FOLDER}7K3M9QXZ4TBW0HNCR"
