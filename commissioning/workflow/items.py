"""Items to write that follow from no route: new funding, decisions, visits, what a partner did."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from commissioning.choices import ItemBy
from commissioning.models import Objective, OfficeItem, ReportingPeriod, Service, Theme
from commissioning.workflow.opening import due_date
from commissioning.workflow.refusals import NotNow, NotYours
from tracker.audit import record as record_event
from tracker.models import User

CODE_LENGTH = 70


@transaction.atomic
def add_item(
    *,
    period: ReportingPeriod,
    title: str,
    by: User,
    at: datetime,
    section: str = "",
    objective: Objective | None = None,
    theme: Theme | None = None,
    service: Service | None = None,
    writer: User | None = None,
    by_whom: str = ItemBy.OFFICE,
    standing: bool = False,
) -> OfficeItem:
    """Add an item to the quarter, under an objective (and theme) of the plan or in a section of the update.

    It is due with the returns. A standing one stands in the quarters that are opened after it, too. The same title in
    the same place of the quarter is one item, however often it is sent. Refused for a closed quarter.
    """
    if not by.has_perm("commissioning.write_items"):
        raise NotYours("Your role doesn’t allow adding items to write.")
    if ReportingPeriod.objects.select_for_update().get(pk=period.pk).is_closed:
        raise NotNow(f"{period.label} is closed, so nothing can be added to it. A manager can open it again.")
    objective = theme.objective if theme else objective
    place = {"section": section, "objective": objective, "theme": theme}
    twin = OfficeItem.objects.filter(period=period, title=title, **place).first()
    if twin is not None:
        return twin
    item = OfficeItem.objects.create(
        code=free_code(period, title),
        period=period,
        title=title,
        service=service,
        writer=writer,
        by_whom=by_whom,
        standing_text=standing,
        due_on=period.due_on or due_date(period),
        **place,
    )
    record_event(act="add", record=item, by=by, at=at, to_state=item.state, changes={"title": ("", title)})
    return item


def free_code(period: ReportingPeriod, title: str) -> str:
    """A short name from the title that no item of the quarter has yet."""
    start = slugify(title)[:CODE_LENGTH] or "item"
    taken = set(OfficeItem.objects.filter(period=period, code__startswith=start).values_list("code", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(code for code in numbered if code not in taken)
