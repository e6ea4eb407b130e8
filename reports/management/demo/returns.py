"""What was owed for a quarter, filled with what the published update tells of it."""

from datetime import datetime
from typing import Any

from commissioning.models import Objective, OfficeItem, QuarterlyReturn, ReportingPeriod, Service, Theme
from reports.management.demo.figures import load_figures
from reports.management.demo.lines import Written, load_item_staffing, load_lines, load_pack_lines
from tracker.models import User


def fill(period: ReportingPeriod, row: dict[str, Any], *, at: datetime) -> Written:
    """Write one return or item of the quarter."""
    return _fill_item(period, row) if "item" in row else _fill_return(period, row, at=at)


def writer_of(quarterly_return: QuarterlyReturn) -> User:
    """The provider's own person where the provider has one, else the service's lead officer on its behalf."""
    own = User.objects.filter(membership__provider=quarterly_return.provider).first()
    return own or lead_officer_of(quarterly_return.service)


def lead_officer_of(service: Service | None) -> User:
    """The officer who looks after the service; the first officer where there is none."""
    lead = service.lead_officer if service else None
    return lead or User.objects.get(email="officer@example.org")


def _fill_return(period: ReportingPeriod, row: dict[str, Any], *, at: datetime) -> QuarterlyReturn:
    quarterly_return = QuarterlyReturn.objects.select_related("pack", "service__lead_officer", "provider").get(
        period=period, service__code=row["service"], provider__code=row["provider"]
    )
    load_figures(quarterly_return, row, by=writer_of(quarterly_return), at=at)
    load_lines(quarterly_return, row)
    load_pack_lines(quarterly_return.pack, quarterly_return.service, row)
    return quarterly_return


def _fill_item(period: ReportingPeriod, row: dict[str, Any]) -> OfficeItem:
    service = Service.objects.get(code=row["service"]) if "service" in row else None
    writer = lead_officer_of(service)
    item, _ = OfficeItem.objects.update_or_create(
        period=period,
        code=row["item"],
        defaults={
            "title": row["title"],
            "by_whom": row["by"],
            "service": service,
            "writer": writer,
            "due_on": period.due_on,
            "standing_text": row.get("standing", False),
            **_place(row, service),
        },
    )
    load_lines(item, row)
    load_item_staffing(item, row)
    return item


def _place(row: dict[str, Any], service: Service | None) -> dict[str, str | Objective | Theme | None]:
    """In a section of the update, or in the plan beside its service."""
    if "section" in row or service is None:
        return {"section": row["section"], "objective": None, "theme": None}
    return {"section": "", "objective": service.objective, "theme": service.theme}
