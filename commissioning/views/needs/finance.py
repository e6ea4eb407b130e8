"""What needs the finance officer: money and people to check or late, returns to funders, awards out of step."""

from typing import Any

from commissioning.choices import State
from commissioning.figures import award_positions
from commissioning.figures.owed import owed_in
from commissioning.views.needs import funders, rows
from commissioning.views.needs.office import key_dates
from commissioning.views.providers import money_url
from commissioning.views.quarters import Scene
from commissioning.views.service.money import pace_line

Row = dict[str, Any]


def needs(scene: Scene) -> Row:
    packs = owed_in(scene.quarter, on=scene.on, user=scene.user).packs
    waiting = [
        each for each in packs if each.state == State.SUBMITTED and scene.user.pk not in (each.entered, each.sent)
    ]
    found: Row = {
        "late": [rows.late(scene, each) for each in rows.longest_late_first(scene, list(packs))],
        "to_check": [rows.row(scene, each, verb="Check", fact=rows.sent_words(each)) for each in waiting],
        "funders": funders.rows(scene),
        "pace": out_of_step(scene),
    }
    return found | {"money": True, "nothing": not any(found.values()), "key_dates": key_dates(scene)}


def out_of_step(scene: Scene) -> list[Row]:
    """Awards that the rule rates amber or red."""
    awards = scene.portfolio.awards_at(scene.quarter)
    positions = award_positions(awards, scene.quarter, with_submitted=True, points=scene.office.pace_points)
    off = [each for each in positions if each.rating.rag in ("red", "amber")]
    covered = scene.portfolio.services_of_award
    return [
        pace_line(each, name=each.award.title, url=money_url(scene, covered.get(each.award.pk, []))) for each in off
    ]
