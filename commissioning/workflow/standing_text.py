"""Standing text: what is said of a service, or of an item, from quarter to quarter until somebody edits it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from commissioning.choices import Prompt, State
from commissioning.models import Narrative, OfficeItem, ReportingPeriod, Service
from commissioning.workflow.entry import done_before, lock, raise_version
from commissioning.workflow.life import check_open
from commissioning.workflow.refusals import NotNow
from commissioning.workflow.sections.earlier import since
from tracker import formats, records
from tracker.audit import KEY
from tracker.models import User
from tracker.periods import london_date

SET_UP = "commissioning.set_up"
ACT, TEXT = "still-right", "standing_text"
GOOD_FOR = timedelta(days=365)
STANDS = (Prompt.UPDATE_WORDS, Prompt.CONTEXT)  # an office's note is of its quarter alone


def reviewed(values: Mapping[str, Any], *, text: str, by: User | None, at: datetime) -> dict[str, Any]:
    """These values of a service with who reviewed its standing text, where they change it from `text`."""
    new = values.get(TEXT, text)
    if new == text or by is None:
        return dict(values)
    when = (london_date(at), itself(by)) if new else (None, None)
    return {**values, "standing_reviewed_on": when[0], "standing_reviewed_by": when[1]}


def itself(by: User) -> User:
    """The row of a person: a request has it wrapped, and a wrapped one is no value of a record."""
    found: User = User.objects.get(pk=by.pk)
    return found


@transaction.atomic
def still_right(*, service: Service, by: User, at: datetime) -> Service:
    """Say that a service's standing text is still right; said twice on a day, it is said once."""
    if not service.standing_text:
        raise NotNow(f"{service} has no standing text: write it first.")
    values = {"standing_reviewed_on": london_date(at), "standing_reviewed_by": itself(by)}
    kept = records.keep(record=service, values=values, by=by, at=at, permission=SET_UP, act=ACT)
    found: Service = kept.record
    return found


@transaction.atomic
def item_still_right(*, item: OfficeItem, by: User, at: datetime, key: str = "") -> None:
    """Say that the standing text of an item is still right in this quarter."""
    owner = lock(item)
    assert isinstance(owner, OfficeItem)
    if done_before(owner, key):
        return
    check_open(owner, by)
    if not owner.standing_text:
        raise NotNow(f"“{owner.title}” is no standing text.")
    before, now = owner.reviewed_on, london_date(at)
    changes = {"reviewed_on": (formats.day(before) if before else "", formats.day(now))}
    raise_version(owner, by, at, "words", {**changes, **({KEY: ("", key)} if key else {})}, act=ACT)
    OfficeItem.objects.filter(pk=owner.pk).update(reviewed_on=now, reviewed_by=by)


def is_old(reviewed_on: date | None, on: date) -> bool:
    """Whether nobody has looked at a standing text for more than a year."""
    return reviewed_on is None or on - reviewed_on > GOOD_FOR


def reviewed_words(reviewed_on: date | None, by: User | None) -> str:
    """ "Reviewed on 3 May 2022 by Alice Hartley"."""
    if reviewed_on is None:
        return "Never reviewed"
    return f"Reviewed on {formats.day(reviewed_on)}" + (f" by {by}" if by else "")


def standing_before(period: ReportingPeriod) -> list[OfficeItem]:
    """The standing items of the quarters before this one, each as it stood last. One query."""
    rows = OfficeItem.objects.filter(
        period__calendar=period.calendar_id, period__sequence__lt=period.sequence, standing_text=True
    ).select_related("service")
    newest = {row.code: row for row in rows.order_by("period__sequence", "pk")}
    ended = [code for code, row in newest.items() if row.service is not None and row.service.ended_on is not None]
    return [row for code, row in newest.items() if code not in ended and row.state != State.NOT_REQUIRED]


def stand_again(items: Iterable[OfficeItem], period: ReportingPeriod, due_on: date) -> int:
    """These items in the next quarter too, with the words that stand, each marked with since when they do."""
    old = {item.code: item for item in items}
    made = OfficeItem.objects.bulk_create(
        OfficeItem(
            code=item.code,
            period=period,
            title=item.title,
            section=item.section,
            objective_id=item.objective_id,
            theme_id=item.theme_id,
            service_id=item.service_id,
            by_whom=item.by_whom,
            writer_id=item.writer_id,
            standing_text=True,
            reviewed_on=item.reviewed_on,
            reviewed_by_id=item.reviewed_by_id,
            due_on=due_on,
        )
        for item in old.values()
    )
    there = {item.code: item for item in made}
    rows = Narrative.objects.filter(office_item__in=[item.pk for item in old.values()], prompt__in=STANDS)
    Narrative.objects.bulk_create(
        Narrative(
            office_item=there[row.office_item.code],
            prompt=row.prompt,
            text=row.text,
            causes=row.causes,
            audience=row.audience,
            unchanged_from=since(row),
        )
        for row in rows.select_related("office_item__period", "unchanged_from")
        if row.office_item is not None
    )
    return len(made)
