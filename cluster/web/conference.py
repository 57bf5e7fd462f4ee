"""The projected screen of the wrap-up conference."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cluster.domain.ballot_results import SETTLEMENT_NAMES, VERDICT_NAMES
from cluster.domain.ballots import METHOD_NAMES, BallotStatus, Method
from cluster.domain.conference import ACT_WORDS, STEP_NAMES, Act, Step
from cluster.domain.errors import RuleViolation
from cluster.services import conference
from cluster.web.filters import say

blueprint = Blueprint("conference", __name__, url_prefix="/years/<int:year_id>/conference")


@blueprint.get("/<step>")
def view(year_id: int, step: str) -> str:
    """Show one step, with the ways back and on."""
    here, steps = _step(step), list(Step)
    place = steps.index(here)
    return render_template(
        "conference/stage.html",
        stage=conference.stage(g.actor, year_id, here, datetime.now(UTC)),
        back=steps[place - 1] if place else None,
        following=steps[place + 1] if place + 1 < len(steps) else None,
        step_names=STEP_NAMES,
        act_words=ACT_WORDS,
        method_names=METHOD_NAMES,
        verdict_names=VERDICT_NAMES,
        settlement_names=SETTLEMENT_NAMES,
        Step=Step,
        Method=Method,
        Status=BallotStatus,
    )


@blueprint.get("/<step>/turnout")
def turnout(year_id: int, step: str) -> dict[str, int | str]:
    """Tell the screen how many have voted or signed, and whether to draw itself anew."""
    done, of, state = conference.turnout(g.actor, year_id, _step(step))
    return {"done": done, "of": of, "state": state}


@blueprint.post("/<step>/<doing>")
def act(year_id: int, step: str, doing: str) -> Response:
    """Do an act of the step, and come back to it; a refusal is said there too."""
    here = _step(step)
    if doing not in set(Act):
        abort(404)
    try:
        conference.act(g.actor, year_id, here, Act(doing), now=datetime.now(UTC))
    except RuleViolation as refusal:
        flash(say(refusal.message), "error")
    return redirect(url_for("conference.view", year_id=year_id, step=here.value))


def _step(word: str) -> Step:
    return Step(word) if word in set(Step) else abort(404)
