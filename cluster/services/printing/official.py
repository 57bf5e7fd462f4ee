"""Official papers of a year: which there are, what each still lacks, drafts of them in Word."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster.database import atomic, db
from cluster.documents.official import OfficialPaper
from cluster.domain.errors import Conflict, Message, NotFound, RuleViolation, _
from cluster.domain.official import (
    OFFICIAL,
    Details,
    check_complete,
    read_out,
    what_is_missing,
)
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.printing import SCORING, SETTLING, PaperKind
from cluster.domain.years import Phase, vietnam_day
from cluster.models import IssuedPaper, PaperDetails, Year
from cluster.services import audit, awards, years
from cluster.services.printing import handovers, lists, reports, templates
from cluster.services.printing.composing import Composition, filename, subject_of
from cluster.services.printing.paper_details import (
    find_details,
    list_details,
    mark_of_details,
    usual_details,
)
from cluster.services.printing.setting import Setting

RATED = (PaperKind.YEAR_REPORT, PaperKind.RATING_MINUTES)
FROZEN = tuple(phase for phase in SETTLING if phase is not Phase.COUNCIL)
TITLES = {
    PaperKind.YEAR_REPORT: "Báo cáo tổng kết thi đua",
    PaperKind.RATING_MINUTES: "Biên bản họp bình xét thi đua",
    PaperKind.AWARD_PROPOSAL: "Tờ trình đề nghị khen thưởng",
    PaperKind.AWARD_LIST: "Danh sách khen thưởng",
    PaperKind.PAYMENT_LIST: "Danh sách chi tiền thưởng",
    PaperKind.HANDOVER_MINUTES: "Biên bản bàn giao Cụm trưởng",
}


@dataclass(frozen=True, kw_only=True)
class OfficialLine:
    """One official paper of the year.

    `blocked`: why there is nothing to write it about yet, not even a draft. `missing`: what keeps
    it from being issued. `last_id`, `issue`, `has_word`: its newest issue. `seen`: the mark of what
    is entered for it.
    """

    kind: PaperKind
    about: int | None
    name: str
    blocked: Message | None
    missing: tuple[Message, ...]
    last_id: int | None = None
    issue: int = 0
    has_word: bool = False
    seen: str = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be issued now."""
        return self.blocked is None and not self.missing


def list_official(actor: Actor, year_id: int, now: datetime) -> list[OfficialLine]:
    """Return the year's official papers with what each lacks, to who runs the year."""
    year = years.get_to_run(actor, year_id)
    newest = {
        (row.kind, row.subject): row
        for row in db.session.execute(
            select(
                IssuedPaper.id,
                IssuedPaper.kind,
                IssuedPaper.subject,
                IssuedPaper.issue,
                IssuedPaper.word_sha256,
            )
            .where(IssuedPaper.year_id == year_id, IssuedPaper.kind.in_(OFFICIAL))
            .order_by(IssuedPaper.issue)
        )
    }
    found = []
    for line in official_lines(actor, year, vietnam_day(now)):
        last = newest.get((line.kind, subject_of(year_id, line.about)))
        found.append(
            replace(line, last_id=last.id, issue=last.issue, has_word=bool(last.word_sha256))
            if last
            else line
        )
    return found


def official_lines(actor: Actor, year: Year, today: date) -> Iterator[OfficialLine]:
    """Give the official papers of the year in their order, without what was issued of them."""
    entered = list_details(year.id)
    defaults: dict[PaperKind, Details] = {}
    for line in _candidates(actor, year, today):
        if line.kind not in defaults:
            defaults[line.kind] = usual_details(year, line.kind, today)
        subject = subject_of(year.id, line.about)
        details = entered.get((line.kind, subject), defaults[line.kind])
        named = replace(details, addressed_to=details.addressed_to or line.name)
        lacks = () if line.blocked else what_is_missing(line.kind, named)
        yield replace(line, missing=(*line.missing, *lacks))


def read_details(
    actor: Actor, year_id: int, kind: PaperKind, about: int | None, today: date
) -> tuple[OfficialLine, Details]:
    """Return one official paper and what is entered for it, else what is usual."""
    year = years.get_to_run(actor, year_id)
    line = _line(actor, year, kind, about, today)
    seen = mark_of_details(find_details(kind, subject_of(year_id, about)))
    return replace(line, seen=seen), _details(year, line, today)


@atomic()
def enter_details(
    actor: Actor,
    year_id: int,
    *,
    kind: PaperKind,
    about: int | None = None,
    details: Details,
    seen: str | None = None,
    now: datetime,
) -> PaperDetails:
    """Keep what the office enters for a paper, whether it is complete or not.

    `seen`: the mark of what was read before. Conflict if somebody has entered something else since.
    """
    year = years.get_to_run(actor, year_id, alone=True)
    line = _line(actor, year, kind, about, vietnam_day(now))
    subject = subject_of(year_id, about)
    row = find_details(kind, subject)
    if row is None:
        row = PaperDetails(year_id=year_id, kind=kind, subject=subject)
        db.session.add(row)
    elif seen not in {None, mark_of_details(row)} and row.details != to_plain(details):
        raise Conflict(
            _("Somebody else has changed this since you opened it."),
            yours=read_out(kind, details),
            theirs=read_out(kind, from_plain(Details, row.details)),
        )
    row.details = to_plain(details)
    db.session.flush()
    audit.record(
        actor,
        "paper.details_entered",
        ("paper_details", row.id),
        now,
        where=audit.within(year),
        after={"paper": _title(year, line), "number": details.number},
    )
    return row


def compose(
    actor: Actor, year: Year, kind: PaperKind, about: int | None, today: date
) -> Composition:
    """Return an official paper to be issued; refused while anything is missing."""
    line = _line(actor, year, kind, about, today)
    details = _details(year, line, today)
    if line.missing:
        raise RuleViolation(line.missing[0])
    check_complete(kind, details)
    paper = _write(Setting(actor=actor, year=year, details=details, today=today), line)
    title = _title(year, line)
    return Composition(paper=paper, title=title, filename=filename(title))


def draft(
    actor: Actor,
    store: ObjectStore,
    year_id: int,
    *,
    kind: PaperKind,
    about: int | None = None,
    now: datetime,
) -> tuple[str, bytes]:
    """Return a draft in Word, without a number and marked as a draft, and the name of its file."""
    from cluster.documents import office  # slow import

    year, today = years.get_to_run(actor, year_id), vietnam_day(now)
    line = _line(actor, year, kind, about, today)
    details = replace(_details(year, line, today), number="")
    paper = _write(Setting(actor=actor, year=year, details=details, today=today), line)
    word = office.fill(replace(paper, is_draft=True), templates.template_of(store, kind))
    return filename(f"{_title(year, line)} dự thảo").replace(".pdf", ".docx"), word


def _write(setting: Setting, line: OfficialLine) -> OfficialPaper:
    match line.kind, line.about:
        case PaperKind.YEAR_REPORT, None:
            return reports.year_report(setting)
        case PaperKind.RATING_MINUTES, None:
            return reports.rating_minutes(setting)
        case PaperKind.HANDOVER_MINUTES, None:
            return handovers.handover_minutes(setting)
        case PaperKind.AWARD_PROPOSAL, int(award_id):
            return lists.proposal(setting, award_id)
        case PaperKind.AWARD_LIST, int(decision_id):
            return lists.award_list(setting, decision_id)
        case PaperKind.PAYMENT_LIST, int(decision_id):
            return lists.payment_list(setting, decision_id)
        case _:
            raise NotFound(_("There is no such entry, or it is not yours to see."))


def _candidates(actor: Actor, year: Year, today: date) -> Iterator[OfficialLine]:
    for kind in RATED:
        yield OfficialLine(
            kind=kind,
            about=None,
            name="",
            blocked=None if year.phase in SCORING else _("Nothing is scored yet."),
            missing=() if year.phase in FROZEN else (_("The ranking is not frozen yet."),),
        )
    yield from _of_awards(actor, year, today)
    yield OfficialLine(
        kind=PaperKind.HANDOVER_MINUTES,
        about=None,
        name="",
        blocked=None if handovers.is_next_named(year) else handovers.NOBODY_NAMED,
        missing=(),
    )


def _of_awards(actor: Actor, year: Year, today: date) -> Iterator[OfficialLine]:
    sheet = awards.money_sheet(actor, year.id, today)
    asked = lists.authorities(sheet)
    for award_id, authority in asked.items():
        yield _about(PaperKind.AWARD_PROPOSAL, award_id, authority)
    if not asked:
        yield _nothing(PaperKind.AWARD_PROPOSAL, _("No proposal waits for a decision."))
    decided = lists.decisions(year)
    for kind in (PaperKind.AWARD_LIST, PaperKind.PAYMENT_LIST):
        for decision in decided:
            paid = [each for each in sheet.awards if each.decision_id == decision.id]
            unknown = lists.unknown_money(paid) if kind is PaperKind.PAYMENT_LIST else None
            yield replace(_about(kind, decision.id, decision.number), blocked=unknown)
        if not decided:
            yield _nothing(kind, _("No decision is entered yet."))


def _about(kind: PaperKind, about: int, name: str) -> OfficialLine:
    return OfficialLine(kind=kind, about=about, name=name, blocked=None, missing=())


def _nothing(kind: PaperKind, why: Message) -> OfficialLine:
    return OfficialLine(kind=kind, about=None, name="", blocked=why, missing=())


def _line(
    actor: Actor, year: Year, kind: PaperKind, about: int | None, today: date
) -> OfficialLine:
    for line in _candidates(actor, year, today):
        if (line.kind, line.about) == (kind, about):
            if line.blocked:
                raise RuleViolation(line.blocked)
            return line
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def _details(year: Year, line: OfficialLine, today: date) -> Details:
    row = find_details(line.kind, subject_of(year.id, line.about))
    if row is not None:
        return from_plain(Details, row.details)
    usual = usual_details(year, line.kind, today)
    if line.kind is PaperKind.AWARD_PROPOSAL:
        return replace(usual, addressed_to=line.name)
    return usual


def _title(year: Year, line: OfficialLine) -> str:
    title = f"{TITLES[line.kind]} năm {year.number}"
    return f"{title} – {line.name}" if line.name else title
