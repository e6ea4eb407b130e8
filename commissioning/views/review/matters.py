"""What needs a decision or a word: money, decisions ahead, questions, warnings, and then what is late."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.urls import reverse

from commissioning.choices import RecordKind
from commissioning.figures.owed import Owing
from commissioning.models import Award, OfficeItem, Service
from commissioning.views.dashboard.exceptions import late_rows, money_rows, question_rows
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url
from commissioning.views.dashboard.listed import Listed
from commissioning.views.needs.rows import name_of, page_of, provider_of, sent_words
from commissioning.views.review.found import Review
from commissioning.views.service.money import extension
from commissioning.workflow.standing_text import is_old, reviewed_words
from tracker import formats

Row = dict[str, Any]
AHEAD = timedelta(days=183)  # an award that ends within half a year and may be extended wants a decision


class Decision(NamedTuple):
    """An award about which something is to be decided; `service` is the first that it covers."""

    title: str
    provider: str
    service: int | None
    fact: str


def rows(found: Review) -> Listed:
    """One row a matter."""
    quarter = found.quarter
    first = money_rows(quarter) + decision_rows(quarter) + question_rows(quarter)
    return first + warning_rows(found) + standing_rows(found) + late_rows(quarter)


def decision_rows(found: Found) -> Listed:
    ahead = found.once("set-up", "decisions", lambda: list(decisions(found, found.awards)))
    return Listed.of(partial(decision_row, found), ahead)


def decisions(found: Found, awards: Iterable[Award]) -> Iterator[Decision]:
    """Awards with an option to extend that is being talked about, or that end soon."""
    quarter, services = found.scene.quarter, found.scene.portfolio.services_of_award
    for award in awards:
        soon = award.ends_on is not None and quarter.end < award.ends_on <= quarter.end + AHEAD
        if award.extension_state or (award.extension_years and soon):
            covered = services.get(award.pk, [])
            ends = f"Ends {formats.day(award.ends_on)}. " if award.ends_on else ""
            service = covered[0].service_id if covered else None
            yield Decision(award.title, award.provider.name, service, f"{ends}{extension(award)}.")


def decision_row(found: Found, ahead: Decision) -> Row:
    return {
        "name": ahead.title,
        "url": service_url(found, ahead.service, "money") if ahead.service else None,
        "by": ahead.provider,
        "fact": ahead.fact,
        "tone": "act",
        "state_label": "Decision",
    }


def warning_rows(found: Review) -> Listed:
    """What was sent with a warning that nobody explained: a manager reads it."""
    return Listed.of(partial(warning_row, found), [each for each in found.quarter.owed.to_approve if each.warnings])


def warning_row(found: Review, owing: Owing) -> Row:
    return {
        "name": name_of(found.scene, owing),
        "url": page_of(owing),
        "by": provider_of(found.scene, owing) if owing.kind == RecordKind.RETURN else "",
        "fact": f"{formats.in_words(owing.warnings).capitalize()} without a reason. {sent_words(owing)}",
        "tone": "check",
        "state_label": "Warning" if owing.warnings == 1 else "Warnings",
    }


def standing_rows(found: Review) -> Listed:
    """Standing texts that nobody has looked at for more than a year: they print in every update as they are."""
    on, shown = found.scene.on, found.quarter.services
    texts = (each for each in found.scene.portfolio.with_standing_text if each.pk in shown)
    old = [each for each in texts if is_old(each.standing_reviewed_on, on)]
    written = (each for each in found.standing if each.service_id is None or each.service_id in shown)
    items = [each for each in written if is_old(each.reviewed_on, on)]
    return Listed((partial(service_row, found.quarter), old), (item_row, items))


def service_row(found: Found, service: Service) -> Row:
    reviewed = reviewed_words(service.standing_reviewed_on, service.standing_reviewed_by)
    return standing_row(service.name, service_url(found, service.pk), reviewed)


def item_row(item: OfficeItem) -> Row:
    page = reverse("item-section", args=[item.pk, "words"])
    return standing_row(item.title, page, reviewed_words(item.reviewed_on, item.reviewed_by))


def standing_row(name: str, url: str | None, reviewed: str) -> Row:
    fact = f"Standing text. {reviewed}: is it still right?"
    return {"name": name, "url": url, "by": "", "fact": fact, "tone": "ask", "state_label": "To review"}
