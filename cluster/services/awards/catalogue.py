"""What there is to give: titles and forms of commendation, two lists that all years share."""

import csv
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.awards import AwardList, CertificateForm
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.models import AwardKind
from cluster.services import audit, years
from cluster.services.awards.money import install_rules

CATALOGUE = files("cluster") / "data" / "award_kinds.csv"


@cache
def _english_names() -> dict[str, str]:
    with CATALOGUE.open(encoding="utf-8") as lines:
        return {row["name_vi"].casefold(): row["name_en"] for row in csv.DictReader(lines)}


def english_name(name_vi: str) -> str:
    """Return what a title or form that the law knows is called in English; "" for another."""
    return _english_names().get(name_vi.casefold(), "")


@atomic()
def install_catalogue(actor: Actor, *, now: datetime) -> None:
    """Give a fresh installation the titles and forms that the law knows; keeps what is there."""
    permissions.require(actor.administers)
    known = set(db.session.scalars(select(AwardKind.code)))
    with CATALOGUE.open(encoding="utf-8") as lines:
        missing = [row for row in csv.DictReader(lines) if row["code"] not in known]
    if not missing:
        return
    db.session.add_all(
        AwardKind(
            code=row["code"],
            list=AwardList(row["list"]),
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            for_collectives=row["for_collectives"] == "yes",
            for_individuals=row["for_individuals"] == "yes",
            decided_by=row["decided_by"],
            certificate=CertificateForm(row["certificate"]),
            citation=row["citation"],
            built_in=row["built_in"],
        )
        for row in missing
    )
    audit.record(
        actor,
        "award_kind.installed",
        ("award_kind", "all"),
        now,
        after={"codes": [row["code"] for row in missing]},
    )
    db.session.flush()
    install_rules(actor, now=now)


def list_kinds() -> list[AwardKind]:
    """Return the catalogue: titles first, then forms of commendation, each in its order."""
    kinds = db.session.scalars(select(AwardKind).order_by(AwardKind.id))
    return sorted(kinds, key=lambda kind: kind.list is AwardList.FORM)


@atomic()
def add_kind(
    actor: Actor,
    year_id: int,
    *,
    code: str,
    list_: AwardList,
    name_vi: str,
    name_en: str,
    for_collectives: bool,
    for_individuals: bool,
    decided_by: str,
    certificate: CertificateForm,
    citation: str,
    now: datetime,
) -> AwardKind:
    """Add a title or form to the catalogue, which all years share."""
    year = years.get_to_run(actor, year_id)
    if db.session.scalar(select(AwardKind.id).where(AwardKind.code == code)) is not None:
        raise RuleViolation(_("This code is taken."), field="code")
    if not (for_collectives or for_individuals):
        raise RuleViolation(_("Say who may receive it."), field="for_collectives")
    kind = AwardKind(
        code=code,
        list=list_,
        name_vi=name_vi,
        name_en=name_en,
        for_collectives=for_collectives,
        for_individuals=for_individuals,
        decided_by=decided_by,
        certificate=certificate,
        citation=citation,
    )
    db.session.add(kind)
    db.session.flush()
    audit.record(
        actor,
        "award_kind.added",
        ("award_kind", kind.id),
        now,
        where=audit.within(year),
        after={"code": code, "list": list_.value, "name": name_vi},
    )
    return kind
