"""Standing text beside the words of a return or an item: when it was reviewed, and one press that says it is right."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from commissioning.models import OfficeItem, QuarterlyReturn, Service
from commissioning.views.owed import person
from commissioning.views.quarters import Scene
from commissioning.views.set_up.services import SERVICES
from commissioning.workflow.life import Record
from commissioning.workflow.sections import Section, Words, parts_of
from commissioning.workflow.standing_text import is_old, item_still_right, reviewed_words, still_right

STILL = "still-right"


def beside(section: Section, scene: Scene) -> dict[str, Any] | None:
    """What stands beside the words of this page; None where nothing does, or for a provider's own people."""
    words = any(isinstance(part, Words) for part in parts_of(section))
    record = section.record
    if not words or scene.user.is_provider:
        return None
    if isinstance(record, OfficeItem):
        reviewed = (record.reviewed_on, record.reviewed_by)
        return of("", *reviewed, "", scene) if record.standing_text else None
    service = scene.portfolio.services.get(record.service_id) if isinstance(record, QuarterlyReturn) else None
    if service is None or not scene.user.has_perm(SERVICES.permission):
        return None
    change = f"{reverse('set-up-record', args=[SERVICES.slug, service.pk])}#id_standing_text"
    return of(service.standing_text, service.standing_reviewed_on, service.standing_reviewed_by, change, scene)


def of(text: str, on: Any, by: Any, change: str, scene: Scene) -> dict[str, Any]:
    return {"text": text, "reviewed": reviewed_words(on, by), "old": is_old(on, scene.on), "change_url": change}


def confirm(request: HttpRequest, record: Record, at: datetime) -> None:
    """Say that what stands is right, where that was pressed. Raises a refusal."""
    if request.POST.get("do") != STILL:
        return
    if isinstance(record, OfficeItem):
        item_still_right(item=record, by=person(request), at=at, key=f"{STILL}:{request.POST.get('key', '')}")
    elif isinstance(record, QuarterlyReturn):
        still_right(service=Service.objects.get(pk=record.service_id), by=person(request), at=at)
    messages.success(request, "Reviewed today: the standing text is still right.")
