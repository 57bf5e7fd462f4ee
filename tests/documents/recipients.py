"""Certificates for invented people and collectives, each different, the same for one seed."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from cluster.documents.awards import Certificate
from tests.documents import samples

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh"
)
MIDDLE = (
    "Văn Thị Đức Hữu Minh Ngọc Quang Thanh Hồng Xuân Mỹ Bảo Gia Khánh Thế Công Tuấn Kim Như Đình"
)
GIVEN = (
    "An Ánh Ẩn Bình Cường Dũng Duyên Đạt Đễ Giang Hà Hải Hạnh Hiếu Hòa Hưng Hường Khuê Lan Linh "
    "Long Lượng Mai Nghĩa Ngữ Nhung Ổn Phúc Phượng Quân Quyền Sơn Tâm Thảo Thủy Trí Tuyết Tường "
    "Uyên Vân Việt Vỹ Xoan Yến"
)
POSITIONS = (
    "Giám đốc", "Phó Giám đốc", "Chủ tịch Hội đồng quản trị", "Kế toán trưởng",
    "Trưởng ban Kiểm soát", "Tổ trưởng tổ sản xuất", "Chuyên viên Phòng Phong trào – Tổng hợp",
)  # fmt: skip
UNITS = (
    "Hợp tác xã Dịch vụ nông nghiệp", "Hợp tác xã Vận tải", "Hợp tác xã Nông sản sạch",
    "Quỹ Tín dụng nhân dân", "Liên hiệp Hợp tác xã", "Hợp tác xã Thủy sản",
)  # fmt: skip
PLACES = (
    "Xuân Lộc", "Ninh Hòa", "Krông Pắc", "Chư Sê", "Đức Trọng", "Bình Sơn", "Củ Chi", "Vạn Ninh",
    "Tuy Phước", "Ea H'leo", "Hoài Ân", "Lộc Ninh", "Định Quán", "Trảng Bom",
)  # fmt: skip
REASONS = (
    "Đã có thành tích xuất sắc trong phong trào thi đua năm 2025",
    "Đã hoàn thành xuất sắc nhiệm vụ xây dựng, phát triển kinh tế tập thể giai đoạn 2021 – 2025",
    samples.THREE_LINES,
)
FOLDER = "https://thidua.example/v/"
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def certificates(count: int, *, seed: int) -> Iterator[Certificate]:
    """Yield certificates of one decision, of all the lengths that occur."""
    random = Random(seed)
    for number in range(count):
        name = " ".join(random.choice(part.split()) for part in (FAMILY, MIDDLE, GIVEN))
        unit = f"{random.choice(UNITS)} {random.choice(PLACES)}"
        collective = random.random() < 0.15
        yield replace(
            samples.certificate(),
            recipient=unit if collective else f"{random.choice(('Ông', 'Bà'))} {name}",
            description=(
                f"tỉnh {random.choice(samples.MEMBERS)}"
                if collective
                else f"{random.choice(POSITIONS)} {unit}, tỉnh {random.choice(samples.MEMBERS)}"
            ),
            reason=random.choices(REASONS, (5, 3, 2))[0],
            golden_book_number=f"{seed:03}{number + 1:05}",
            check=FOLDER + "".join(random.choices(CODE_LETTERS, k=17)),
        )
