"""What needs the finance officer: money and people to check or late, returns to funders, awards out of step."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.urls import reverse

from commissioning.choices import Status
from commissioning.figures import AwardPosition
from commissioning.figures.owed import to_approve
from commissioning.views.dashboard.found import Found, keep_whole, read, unfiltered
from commissioning.views.dashboard.listed import Listed
from commissioning.views.needs import funders, rows
from commissioning.views.needs.office import key_dates
from commissioning.views.providers import money_url
from commissioning.views.quarters import Scene
from commissioning.views.service.money import pace_line

Row = dict[str, Any]


def needs(scene: Scene) -> Row:
    quarter = read(scene, unfiltered(scene))
    packs, user = quarter.owed.packs, scene.user.pk
    waiting = [each for each in to_approve(packs) if user not in (each.entered, each.sent)]
    found: Row = {
        "late": Listed.of(partial(rows.late, scene), rows.longest_late_first(scene, list(packs))),
        "to_check": Listed.of(lambda each: rows.row(scene, each, verb="Check", fact=rows.sent_words(each)), waiting),
        "funders": funders.rows(scene),
        "pace": out_of_step(quarter),
    }
    keep_whole(quarter)
    listed = f"{reverse('returns', args=[scene.quarter.slug])}?part=packs&status={Status.SUBMITTED}"
    return found | {
        "money": True,
        "nothing": not any(found.values()),
        "all_sent": {"url": listed, "label": "All that is to check"},
        "all_awards": reverse("awards", args=[scene.quarter.slug]),
        "key_dates": key_dates(scene),
    }


def out_of_step(found: Found) -> list[Row]:
    """Awards that the rule rates amber or red, in the order of all."""

    def made() -> list[Row]:
        order = found.scene.portfolio.award_order
        lots = found.by_provider("out of step", lambda positions: list(off(found.scene, positions)))
        in_order = sorted((each for lot in lots for each in lot), key=lambda pair: order.get(pair[0], 0))
        return [row for _, row in in_order]

    return found.once("positions", "out of step", made)


def off(scene: Scene, positions: Iterable[AwardPosition]) -> Iterator[tuple[int, Row]]:
    """A line of each, by the key of its award."""
    covered = scene.portfolio.services_of_award
    for each in positions:
        if each.rating.rag in ("red", "amber"):
            url = money_url(scene, covered.get(each.award.pk, []))
            yield each.award.pk, pace_line(each, name=each.award.title, url=url)
