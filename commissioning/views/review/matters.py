"""What needs a decision or a word: money, decisions ahead, questions, warnings, and then what is late."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from commissioning.choices import RecordKind
from commissioning.models import OfficeItem
from commissioning.views.dashboard.exceptions import late_rows, money_rows, question_rows
from commissioning.views.dashboard.links import service_url
from commissioning.views.needs.rows import name_of, page_of, provider_of, sent_words
from commissioning.views.review.found import Review, waits
from commissioning.views.service.money import extension
from commissioning.workflow.standing_text import is_old, reviewed_words
from tracker import formats

Row = dict[str, Any]
AHEAD = timedelta(days=183)  # an award that ends within half a year and may be extended wants a decision


def rows(found: Review) -> list[Row]:
    """One row a matter."""
    return [
        *money_rows(found),
        *decision_rows(found),
        *question_rows(found),
        *warning_rows(found),
        *standing_rows(found),
        *late_rows(found),
    ]


def decision_rows(found: Review) -> Iterator[Row]:
    """Awards with an option to extend that is being talked about, or that end soon."""
    scene = found.scene
    for position in found.positions:
        award = position.award
        soon = award.ends_on is not None and scene.quarter.end < award.ends_on <= scene.quarter.end + AHEAD
        if not award.extension_state and not (award.extension_years and soon):
            continue
        covered = scene.portfolio.services_of_award.get(award.pk, [])
        ends = f"Ends {formats.day(award.ends_on)}. " if award.ends_on else ""
        yield {
            "name": award.title,
            "url": service_url(found, covered[0].service_id, "money") if covered else None,
            "by": award.provider.name,
            "fact": f"{ends}{extension(award)}.",
            "tone": "act",
            "state_label": "Decision",
        }


def warning_rows(found: Review) -> list[Row]:
    """What was sent with a warning that nobody explained: a manager reads it."""
    return [
        {
            "name": name_of(found.scene, each),
            "url": page_of(each),
            "by": provider_of(found.scene, each) if each.kind == RecordKind.RETURN else "",
            "fact": f"{formats.in_words(each.warnings).capitalize()} without a reason. {sent_words(each)}",
            "tone": "check",
            "state_label": "Warning" if each.warnings == 1 else "Warnings",
        }
        for each in found.everything
        if waits(each) and each.warnings
    ]


def standing_rows(found: Review) -> Iterator[Row]:
    """Standing texts that nobody has looked at for more than a year: they print in every update as they are."""
    scene = found.scene
    services = (scene.portfolio.services[key] for key in found.services)
    for each in services:
        if each.standing_text and is_old(each.standing_reviewed_on, scene.on):
            reviewed = reviewed_words(each.standing_reviewed_on, each.standing_reviewed_by)
            yield standing_row(each.name, service_url(found, each.pk), reviewed)
    items = OfficeItem.objects.filter(period=scene.quarter, standing_text=True).select_related("reviewed_by")
    for item in items.order_by("title", "pk"):
        shown = item.service_id is None or item.service_id in found.services
        if shown and is_old(item.reviewed_on, scene.on):
            page = reverse("item-section", args=[item.pk, "words"])
            yield standing_row(item.title, page, reviewed_words(item.reviewed_on, item.reviewed_by))


def standing_row(name: str, url: str | None, reviewed: str) -> Row:
    fact = f"Standing text. {reviewed}: is it still right?"
    return {"name": name, "url": url, "by": "", "fact": fact, "tone": "ask", "state_label": "To review"}
