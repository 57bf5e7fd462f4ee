"""Live two years of the sample cluster: 2025 from opening to archive, 2026 up to its reports."""

from datetime import date, datetime
from typing import Any

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain.leadership import RotationRule
from cluster.domain.permissions import SYSTEM
from cluster.domain.rulebook import rulebook_from_data
from cluster.domain.years import Phase
from cluster.models import Cluster, Year
from cluster.services import awards, leadership, members, ranking, rulebook, years
from cluster.services.sample import council, people, reports, scores, tables
from cluster.services.sample.cast import Cast, at
from cluster.services.sample.honours import honour, lay_in_stock
from cluster.services.sample.office import prepare_papers
from cluster.services.sample.pledging import pledge

CODE = "DHMT-DNB"
NAME = "Cụm thi đua Liên minh HTX khu vực Duyên hải miền Trung và Đông Nam Bộ"
NAME_EN = "Emulation cluster of cooperative alliances, Central Coast and South-East"
AUTHORITY = "Liên minh Hợp tác xã Việt Nam"
THEME_2025 = (
    "Phát huy vai trò nòng cốt trong phát triển kinh tế tập thể, hợp tác xã; "
    "xây dựng hệ thống Liên minh Hợp tác xã Việt Nam vững mạnh"
)
THEME_2026 = "Thi đua chào mừng 80 năm Ngày Hợp tác xã Việt Nam (11/4/1946 – 11/4/2026)"
PLAN = {
    2025: {
        Phase.SETUP: date(2025, 7, 8),
        Phase.PLEDGE: date(2025, 7, 21),
        Phase.REPORT: date(2025, 7, 28),
        Phase.REVIEW: date(2025, 11, 24),
        Phase.COUNCIL: date(2025, 12, 3),
        Phase.FROZEN: date(2025, 12, 8),
        Phase.PUBLISHED: date(2025, 12, 12),
        Phase.ARCHIVED: date(2026, 1, 30),
    },
    2026: {
        Phase.SETUP: date(2025, 12, 9),
        Phase.PLEDGE: date(2025, 12, 11),
        Phase.REPORT: date(2026, 1, 5),
        Phase.REVIEW: date(2026, 11, 30),
        Phase.COUNCIL: date(2026, 12, 7),
        Phase.FROZEN: date(2026, 12, 11),
        Phase.PUBLISHED: date(2026, 12, 18),
        Phase.ARCHIVED: date(2027, 1, 29),
    },
}


@atomic()
def load(store: ObjectStore) -> None:
    """Load the sample as a whole or not at all; one that is there already is left as it is."""
    if db.session.scalar(select(Cluster.id).where(Cluster.code == CODE)) is not None:
        return
    cast = _found(at(2025, 7, 7))
    finished = _open_2025(cast, at(2025, 7, 8))
    pledge(cast, finished, signing=at(2025, 7, 25))
    years.move(cast.secretary, finished.id, Phase.REPORT, now=at(2025, 7, 28))
    reports.report(cast, finished, store)
    scores.score_all(cast, finished)
    council.vote(cast, finished)
    ranking.freeze(cast.secretary, finished.id, now=at(2025, 12, 8))
    running = _open_2026(cast, finished, at(2025, 12, 9))
    pledge(cast, running, signing=at(2025, 12, 12))
    honour(cast, finished)
    lay_in_stock(cast, finished)
    prepare_papers(cast, finished)
    council.hand_over(cast, finished)
    years.move(cast.secretary, finished.id, Phase.ARCHIVED, now=at(2026, 1, 30))
    years.move(cast.secretary, running.id, Phase.REPORT, now=at(2026, 1, 5))
    reports.report(cast, running, store)


def _found(now: datetime) -> Cast:
    """Register the cluster, its alliances and its people."""
    cluster = members.register_cluster(
        SYSTEM,
        code=CODE,
        name=NAME,
        name_en=NAME_EN,
        authority=AUTHORITY,
        is_sample=True,
        now=now,
    )
    awards.install_catalogue(SYSTEM, now=now)
    leadership.set_rotation(SYSTEM, cluster.id, rule=RotationRule.DEPUTY_FIRST, now=now)
    six = people.register_alliances(now)
    return Cast(
        cluster_id=cluster.id,
        alliances={code: member.alliance_id for code, member in six.items()},
        actors=people.open_accounts(cluster, six, now),
    )


def _open_2025(cast: Cast, now: datetime) -> Year:
    """Open the first year from nothing: members, leader, rule book."""
    year = years.open_year(cast.secretary, cast.cluster_id, 2025, now=now)
    years.set_members(cast.secretary, year.id, list(cast.alliances.values()), now=now)
    _prepare(cast, year, THEME_2025, leader="KHA", deputy="DNI", now=now)
    book = rulebook.import_book(cast.secretary, year.id, _book_of_2025(), now=now)
    rulebook.publish(cast.secretary, book, now=at(2025, 7, 18))
    return year


def _open_2026(cast: Cast, before: Year, now: datetime) -> Year:
    """Open the next year from the last one: only what changes is written anew."""
    year = years.open_year(cast.secretary, cast.cluster_id, 2026, from_year_id=before.id, now=now)
    _prepare(cast, year, THEME_2026, leader="DNI", deputy="GLI", now=now)
    _bring_up_to_date(cast, year, now)
    rulebook.publish(cast.secretary, rulebook.current(year.id).id, now=at(2025, 12, 9, 16))
    leadership.hand_over(
        cast.secretary,
        cast.cluster_id,
        2026,
        on=date(2025, 12, 12),
        note="Bàn giao tại Hội nghị tổng kết năm 2025",
        now=at(2025, 12, 12, 17),
    )
    return year


def _bring_up_to_date(cast: Cast, year: Year, now: datetime) -> None:
    """Change the lines of the copied rule book that the two years have differently."""
    new = rulebook_from_data(rulebook.sample_data() | {"version": 1})
    lines = rulebook.view(cast.secretary, year.id).keys
    for code in tables.changes(2025):
        line = lines[code]
        rulebook.change_criterion(
            cast.secretary, line.id, new.get(code), revision=line.revision, now=now
        )


def _prepare(
    cast: Cast, year: Year, theme: str, *, leader: str, deputy: str, now: datetime
) -> None:
    years.set_theme(cast.secretary, year.id, theme=theme, now=now)
    years.plan(cast.secretary, year.id, PLAN[year.number], now=now)
    leadership.appoint(
        cast.secretary,
        cast.cluster_id,
        year.number,
        leader_id=cast.alliances[leader],
        deputy_id=cast.alliances[deputy],
        now=now,
    )


def _book_of_2025() -> dict[str, Any]:
    book = rulebook.sample_data()
    changes = tables.changes(2025)
    criteria = [each | changes.get(each["code"], {}) for each in book["criteria"]]
    return book | {"criteria": criteria}
