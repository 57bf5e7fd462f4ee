"""The pictures beside the three reports, with the words of the reader's language."""

from dataclasses import dataclass

from cluster.charts import Mark, Picture, draw
from cluster.domain.contest import Watch
from cluster.domain.discrimination import LEAST_LINES, Discrimination, Finding
from cluster.domain.errors import _
from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.domain.severity import REVIEWING
from cluster.language import say, write
from cluster.services.care.reading import Care

SPREADS, SAME, FULL = range(3)


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """SVG texts; None where there is nothing to draw."""

    discrimination: str | None
    severity: str | None
    fragility: str | None


def draw_all(care: Care, locale: str) -> Pictures:
    """Return the pictures of the reports; what was drawn before costs nothing."""
    made = [make(care, locale) for make in (_discrimination, _severity, _fragility)]
    drawn = [draw(picture) if picture.marks else None for picture in made]
    return Pictures(discrimination=drawn[0], severity=drawn[1], fragility=drawn[2])


def _discrimination(care: Care, locale: str) -> Picture:
    return Picture(
        title=say(_("How much each criterion tells the members apart"), locale),
        description=say(
            _(
                "For each criterion the spread of the points in percent of its maximum;"
                " the table has the same figures."
            ),
            locale,
        ),
        axis=say(_("Spread in percent of the maximum"), locale),
        locale=locale,
        kinds=tuple(
            say(kind, locale)
            for kind in (_("tells apart"), _("everybody the same"), _("everybody the maximum"))
        ),
        marks=tuple(
            Mark(
                label=line.code,
                value=line.separation,
                kind=_kind_of(line),
                words=f"{write(line.separation, locale)} %",
            )
            for line in care.lines
            if line.scored >= LEAST_LINES
        ),
    )


def _kind_of(line: Discrimination) -> int:
    if Finding.ALL_MAXIMUM in line.findings:
        return FULL
    return SAME if Finding.ALL_SAME in line.findings else SPREADS


def _severity(care: Care, locale: str) -> Picture:
    return Picture(
        title=say(_("How severe each reviewer is"), locale),
        description=say(
            _(
                "For each reviewer with enough lines the mean difference to the layer below,"
                " in percent of the maximum; left of zero is more severe."
            ),
            locale,
        ),
        axis=say(_("Mean difference to the layer below, in percent of the maximum"), locale),
        locale=locale,
        kinds=tuple(say(LAYER_NAMES[layer], locale) for layer in REVIEWING),
        marks=tuple(
            Mark(
                label=_reviewer(row.name, row.severity.reviewer.layer, locale),
                value=row.severity.below.mean,
                kind=REVIEWING.index(row.severity.reviewer.layer),
                words=say(
                    _(
                        "%(mean)s %% (%(lines)s lines)",
                        mean=row.severity.below.mean,
                        lines=row.severity.below.lines,
                    ),
                    locale,
                ),
            )
            for row in care.reviewers
            if row.severity.below.mean is not None
        ),
    )


def _reviewer(name: str | None, layer: Layer, locale: str) -> str:
    return f"{name or say(_('the system'), locale)} – {say(LAYER_NAMES[layer], locale)}"


def _fragility(care: Care, locale: str) -> Picture:
    return Picture(
        title=say(_("How little would move the first place or a class"), locale),
        description=say(
            _(
                "For each member and direction the smallest change of one figure, in points;"
                " the list has the same changes in words."
            ),
            locale,
        ),
        axis=say(_("Smallest change in points"), locale),
        locale=locale,
        kinds=tuple(say(kind, locale) for kind in (_("first place"), _("class"))),
        marks=tuple(
            Mark(
                label=f"{number}. {row.member} {row.tipping.figure.code}",
                value=row.tipping.size,
                kind=tuple(Watch).index(row.tipping.watch),
                words=write(row.tipping.size, locale),
            )
            for number, row in enumerate(care.tippings or (), start=1)
        ),
    )
