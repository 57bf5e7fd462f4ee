"""What is hidden is hidden everywhere: canaries in every layer, and every page read by each role.

One member's secrets are planted in a year, each with words and figures that stand nowhere else.
Everybody opens every address that answers to GET, in all its spellings; what they came upon must
be what `SEEN` says, neither more (a leak) nor less (a page that no longer tells).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from html import unescape
from io import BytesIO
from itertools import product
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from time_machine import travel
from werkzeug.routing import AnyConverter, Rule

from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.printing import SCORE_PAPERS
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, vietnam_day
from cluster.models import User, Year
from cluster.services import (
    achievements,
    objections,
    printing,
    ranking,
    reopening,
    scoring,
    years,
)
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.achievements import attach, make_draft
from tests.make.people import actor, make_user
from tests.make.queries import statements
from tests.make.scoring import FULL, acting, give, ids_of, make_scoring_year, self_score

pytestmark = pytest.mark.long

Login = Callable[[FlaskClient, User], FlaskClient]
CODE = "III.1"
OUTSIDE = ("static", "bootstrap.", "security.")
"""Files for the looks, and the pages at the door, one of which signs out."""

FAR = (
    *("people.", "members.", "leadership.", "pledges.", "pledge_text.", "ballots.", "awards."),
    *("certificate_texts.", "rulebook.", "spreadsheets.rulebook", "spreadsheets.template"),
)
"""Pages that tell nothing of scores or reports in any phase: read in one phase only."""

QUERIES = {
    "scoring.index": ("", "?as=self", "?as=appraisal", "?as=final"),
    "scoring.sheet": ("", "?fill=1"),
    "audit.index": ("", "?area=scoring", "?area=achievements"),
}
"""What else an address can be asked."""


class Secret(StrEnum):
    """What of the member could come to light."""

    DRAFT = "draft"
    REPORT = "report"
    SELF = "self"
    CROSS = "cross"
    APPRAISAL = "appraisal"
    FINAL = "final"
    RESULT = "result"
    NOTE = "note"
    OBJECTION = "objection"


D, R, S, X, A, F, E, N, Q = Secret

CANARIES: dict[Secret, tuple[str, ...]] = {
    D: ("Chim nháp", "chim-nhap.png"),
    R: ("Chim báo cáo", "chim-bao-cao.png", "16,27"),
    S: ("Chim tự chấm", "17,31", "8,66", "93,66"),
    X: ("Chim chấm chéo", "18,47", "9,24", "94,24"),
    A: ("Chim thẩm định", "19,53", "9,77", "94,77"),
    F: ("Chim kết luận", "21,67"),
    E: ("10,84", "95,84"),
    N: ("Chim trả lại",),
    Q: ("Chim kiến nghị",),
}
"""Words, figures, the points that come of the figures, and the totals that come of the points."""

WHO = (
    "its officer",
    "its signer",
    "another officer",
    "a cross-scorer who has not scored",
    "a cross-scorer who has",
    "an appraiser",
    "the council",
    "the chair",
    "the secretary",
    "the leader’s own secretary",
    "the auditor",
    "the administrator",
)
STRANGER = "somebody who is not signed in"
NOTHING: frozenset[Secret] = frozenset()
SEEN: dict[Phase, tuple[frozenset[Secret], ...]] = {
    Phase.REPORT: (
        *(frozenset({D, R, S}), frozenset({D, R, S})),
        *(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
        *(frozenset({S}), NOTHING, NOTHING, frozenset({D, R, S}), NOTHING),
    ),
    Phase.REVIEW: (
        *(frozenset({D, R, S, N}), frozenset({D, R, S, N})),
        *(NOTHING, frozenset({R, S}), frozenset({R, S, X})),
        *(frozenset({R, S, A, N}), frozenset({R})),
        *(frozenset({R, S, A, N}), frozenset({S, A, N}), frozenset({S, A, N})),
        *(frozenset({D, R, S, X, A, N}), NOTHING),
    ),
    Phase.COUNCIL: (
        *(frozenset({D, R, S, A, N, Q}), frozenset({D, R, S, A, N, Q})),
        *(NOTHING, frozenset({R, S}), frozenset({R, S, X})),
        *(frozenset({R, S, A, N, Q}), frozenset({R, S, X, A, F, E, Q})),
        *(frozenset({R, S, X, A, F, E, N, Q}), frozenset({S, X, A, F, E, N, Q})),
        *(frozenset({S, X, A, F, E, N, Q}), frozenset(Secret), NOTHING),
    ),
    Phase.FROZEN: (
        *(frozenset(Secret), frozenset(Secret)),
        *(NOTHING, frozenset({R, S}), frozenset({R, S, X})),
        *(frozenset({R, S, A, N, Q}), frozenset({R, S, X, A, F, E, Q})),
        *(frozenset({R, S, X, A, F, E, N, Q}), frozenset({S, X, A, F, E, N, Q})),
        *(frozenset({S, X, A, F, E, N, Q}), frozenset(Secret), NOTHING),
    ),
    Phase.PUBLISHED: (
        *(frozenset(Secret), frozenset(Secret)),
        *(frozenset({E}), frozenset({S, F, E}), frozenset({S, X, F, E})),
        *(frozenset({S, A, F, E, N, Q}), frozenset({S, X, A, F, E, Q})),
        *(frozenset({S, X, A, F, E, N, Q}), frozenset({S, X, A, F, E, N, Q})),
        *(frozenset({S, X, A, F, E, N, Q}), frozenset(Secret), frozenset({E})),
    ),
}
"""What each of `WHO` comes upon, phase by phase; the auditor reads drafts in the record only. Once
published, the sentence that explains a result tells the figure that it was made of.
"""


@dataclass(frozen=True, kw_only=True)
class World:
    """A year in some phase, who looks at it, and the numbers that its addresses are made of."""

    year: Year
    people: dict[str, User]
    ids: dict[str, list[object]]


def figure(number: str) -> Measure:
    return Measure(actual=Decimal(number))


def people_of(year: Year) -> dict[str, User]:
    """Make one account for each of `WHO`."""
    leader, own, waiting, scorer, council = ids_of(year)
    hats: tuple[tuple[tuple[Role, int | None], ...], ...] = (
        ((Role.OFFICER, own),),
        ((Role.SIGNER, own),),
        ((Role.OFFICER, council),),
        ((Role.OFFICER, waiting),),
        ((Role.OFFICER, scorer),),
        ((Role.REVIEWER, council),),
        ((Role.COUNCIL, council),),
        ((Role.CHAIR, None),),
        ((Role.SECRETARY, None),),
        ((Role.SECRETARY, None), (Role.OFFICER, leader)),
        ((Role.AUDITOR, None),),
    )
    here = year.cluster_id
    grants = [[Grant(role, here, of) for role, of in held] for held in hats]
    grants.append([Grant(Role.SYSADMIN)])
    return {
        who: make_user(*held, full_name=f"Người {place}")
        for place, (who, held) in enumerate(zip(WHO, grants, strict=True))
    }


def plant(phase: Phase) -> World:
    """Bring a year of five to the phase; the second member's secrets are planted on the way."""
    year = make_scoring_year(alliances=5)
    leader, own, waiting, scorer, council = ids_of(year)
    people = people_of(year)
    reporter = actor(people["its officer"])
    draft = make_draft(year, reporter, own, CODE, description="Chim nháp")
    report = make_draft(
        year, reporter, own, CODE, description="Chim báo cáo", quantity=Decimal("16.27")
    )
    files = [
        attach(reporter, draft, filename="chim-nhap.png"),
        attach(reporter, report, filename="chim-bao-cao.png"),
    ]
    achievements.submit(reporter, report.id, now=NOW)
    for alliance_id in (leader, waiting, scorer, council):
        self_score(year, alliance_id)
    self_score(year, own, FULL | {CODE: figure("17.31")})
    give(reporter, year, own, CODE, Layer.SELF, figure("17.31"), reason="Chim tự chấm", revision=1)
    for after in STEPS[: STEPS.index(phase) + 1]:
        ENTER[after](year, people)
    return World(
        year=year,
        people=people,
        ids={
            "year_id": [year.id],
            "alliance_id": [own],
            "code": [CODE],
            "claim_id": [draft.id, report.id],
            "evidence_id": [file.id for file in files],
            "layer": ["self", f"cross-{waiting}", f"cross-{scorer}", "appraisal", "final"],
        },
    )


def enter_review(year: Year, people: dict[str, User]) -> None:
    """Cross-score, appraise and send back; the member answers without a change."""
    _leader, own, waiting, scorer, _council = ids_of(year)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    for each in (waiting, scorer):
        scoring.assign(SYSTEM, year.id, scorer_id=each, alliance_id=own, now=NOW)
    give(
        actor(people["a cross-scorer who has"]),
        year,
        own,
        CODE,
        Layer.CROSS,
        figure("18.47"),
        reason="Chim chấm chéo",
        scorer_id=scorer,
    )
    appraiser = actor(people["an appraiser"])
    give(appraiser, year, own, CODE, Layer.APPRAISAL, figure("19.53"), reason="Chim thẩm định")
    sent = reopening.send_back(
        appraiser,
        year.id,
        alliance_id=own,
        notes={CODE: "Chim trả lại"},
        due_on=vietnam_day(NOW),
        now=NOW,
    )
    reporter = actor(people["its officer"])
    reopening.answer(reporter, year.id, sent.id, text="Số liệu đã đúng", now=NOW)


def enter_council(year: Year, people: dict[str, User]) -> None:
    """Object, settle the line, refuse the objection."""
    own = ids_of(year)[1]
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    objection = objections.ask(
        actor(people["its officer"]),
        year.id,
        alliance_id=own,
        code=CODE,
        kind=ObjectionKind.OBJECTION,
        text="Chim kiến nghị",
        now=NOW,
    )
    chair = actor(people["the chair"])
    give(chair, year, own, CODE, Layer.FINAL, figure("21.67"), reason="Chim kết luận")
    objections.decide(chair, year.id, objection.id, upheld=False, text="Không đủ căn cứ", now=NOW)
    for kind in SCORE_PAPERS:
        printing.issue(
            SYSTEM,
            current_app.extensions["files"],
            year.id,
            kind=kind,
            plates=PLATES,
            now=NOW,
        )


def enter_frozen(year: Year, _people: dict[str, User]) -> None:
    """Freeze the ranking."""
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)


def enter_published(year: Year, _people: dict[str, User]) -> None:
    """Publish the result."""
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)


ENTER = {
    Phase.REPORT: lambda _year, _people: None,
    Phase.REVIEW: enter_review,
    Phase.COUNCIL: enter_council,
    Phase.FROZEN: enter_frozen,
    Phase.PUBLISHED: enter_published,
}
STEPS = list(ENTER)


def addresses(app: Flask, ids: Mapping[str, Sequence[object]], *, beyond: bool) -> list[str]:
    """Return every address that answers to GET, with the numbers of what was planted.

    `beyond`: also those that are far from scores and reports.
    """
    bound = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(OUTSIDE) or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint.startswith(FAR) and not beyond:
            continue
        names = sorted(rule.arguments)
        for values in product(*(ids.get(name) or one_of(rule, name) for name in names)):
            address = bound.build(rule.endpoint, dict(zip(names, values, strict=True)))
            found += [address + query for query in QUERIES.get(rule.endpoint, ("",))]
    return found


def one_of(rule: Rule, name: str) -> Sequence[object]:
    """Return what may stand at a place of an address: any of its words, or a number."""
    converter = rule._converters[name]
    return sorted(converter.items) if isinstance(converter, AnyConverter) else ["1"]


def in_workbook(body: bytes) -> str:
    """Return what a workbook or an archive says, its numbers as a page writes them."""
    with ZipFile(BytesIO(body)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return re.sub(r"(\d)\.(\d)", r"\1,\2", " ".join(parts))


def come_upon(client: FlaskClient, address: str) -> str:
    """Return all that an address answers: headers, and words of the page or of the paper."""
    answer = client.get(address)
    body = answer.data
    if body.startswith(b"%PDF"):
        text = " ".join(page.text for page in read(body))
    elif body.startswith(b"PK"):
        text = unescape(in_workbook(body))
    else:
        text = unescape(body.decode("utf-8", "replace"))
    return f"{unquote(str(answer.headers))} {text}"


@pytest.mark.parametrize("phase", STEPS, ids=[step.value for step in STEPS])
def test_nobody_comes_upon_what_is_not_theirs_to_see(
    app: Flask, login: Login, phase: Phase
) -> None:
    with travel(NOW + timedelta(hours=1)):
        world = plant(phase)
        everywhere = addresses(app, world.ids, beyond=phase is Phase.COUNCIL)
        found, written = {}, []
        for who, user in [*world.people.items(), (STRANGER, None)]:
            client = login(app.test_client(), user) if user else app.test_client()
            with statements() as sent:
                read_by_them = [come_upon(client, address) for address in everywhere]
            written += [each for each in sent if not each.startswith(("SELECT", "WITH"))]
            found[who] = {
                secret
                for secret, canaries in CANARIES.items()
                if any(canary in text for canary in canaries for text in read_by_them)
            }

    seen_by = dict(zip(WHO, SEEN[phase], strict=True)) | {STRANGER: NOTHING}
    assert found == {who: set(seen) for who, seen in seen_by.items()}
    assert written == [], "Opening a page changes nothing."
