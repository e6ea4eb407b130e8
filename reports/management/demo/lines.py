"""The words and lines under a return or an item: text, waiting lists, risks, promises, news, cases, money, people."""

from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.choices import Audience, DatePrecision, ObservationState, Prompt
from commissioning.models import (
    Award,
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Risk,
    RiskReview,
    Service,
    SpendLine,
    StaffingLine,
    WaitingListLine,
)

Written = QuarterlyReturn | OfficeItem
POSTS = ("funded", "in_post", "vacant")


def load_lines(parent: Written, row: dict[str, Any]) -> None:
    under = _under(parent)
    for narrative in row.get("narratives", []):
        _narrative(under, narrative)
    for waiting in row.get("waiting", []):
        WaitingListLine.objects.create(
            **under, name=waiting["name"], state=ObservationState.UNCOUNTED, note=waiting["note"]
        )
    for risk in row.get("risks", []):
        _risk(under, risk, _stated_service_of(parent, risk))
    for promise in row.get("commitments", []):
        _commitment(under, promise, _service_of(parent, promise))
    for news in row.get("news", []):
        _news(under, news, _service_of(parent, news))
    for case in row.get("cases", []):
        CaseStudy.objects.create(**under, title=case["title"], text=case["text"])


def _under(parent: Written) -> dict[str, Written]:
    return {"quarterly_return" if isinstance(parent, QuarterlyReturn) else "office_item": parent}


def _service_of(parent: Written, row: dict[str, Any]) -> Service | None:
    return Service.objects.get(code=row["service"]) if "service" in row else parent.service


def _stated_service_of(parent: Written, row: dict[str, Any]) -> Service:
    service = _service_of(parent, row)
    if service is None:
        raise ValueError(f"{parent} has no service for: {row}")
    return service


def _narrative(under: dict[str, Written], row: dict[str, Any]) -> None:
    audience = Audience.PUBLIC if row["prompt"] == Prompt.UPDATE_WORDS else Audience.INTERNAL
    Narrative.objects.create(
        **under, prompt=row["prompt"], text=row["text"], causes=row.get("causes", []), audience=audience
    )


def _risk(under: dict[str, Written], row: dict[str, Any], service: Service) -> None:
    """Likelihood and impact stay empty: nobody stated them."""
    risk = Risk.objects.create(
        service=service,
        title=row["title"],
        mitigation=row.get("mitigation", ""),
        owner=row.get("owner", ""),
        audience=row.get("audience", Audience.INTERNAL),
    )
    RiskReview.objects.create(**under, risk=risk, note=row.get("note", ""))


def _commitment(under: dict[str, Written], row: dict[str, Any], service: Service | None) -> None:
    Commitment.objects.create(
        **under,
        service=service,
        text=row["text"],
        by_whom=row["by"],
        due_on=date.fromisoformat(row["due_on"]) if "due_on" in row else None,
        due_words=row["due_words"],
    )


def _news(under: dict[str, Written], row: dict[str, Any], service: Service | None) -> None:
    NewsItem.objects.create(
        **under,
        service=service,
        kind=row["kind"],
        text=row["text"],
        on=date.fromisoformat(row["on"]) if "on" in row else None,
        precision=row.get("precision", DatePrecision.PERIOD),
        by_whom=row["by"],
        partners=row.get("partners", ""),
        attended=row.get("attended", ""),
    )


def load_pack_lines(pack: Pack, service: Service, row: dict[str, Any]) -> None:
    for staffing in row.get("staffing", []):
        _staffing({"pack": pack}, staffing, service)
    for spend in row.get("spend", []):
        _spend(pack, spend)


def load_item_staffing(item: OfficeItem, row: dict[str, Any]) -> None:
    for staffing in row.get("staffing", []):
        _staffing({"office_item": item}, staffing, _stated_service_of(item, staffing))


def _staffing(under: dict[str, Pack | OfficeItem], row: dict[str, Any], service: Service) -> None:
    posts = {field: Decimal(row[field]) for field in POSTS if row.get(field) is not None}
    line = StaffingLine.objects.create(
        **under, role=row["role"], expected=row.get("expected", ""), note=row["note"], **posts
    )
    line.services.add(service)


def _spend(pack: Pack, row: dict[str, Any]) -> None:
    stated = "to_date" if "to_date" in row else "in_quarter"
    SpendLine.objects.create(
        pack=pack,
        award=Award.objects.get(code=row["award"]),
        **{stated: Decimal(row[stated])},
        raw={stated: row["raw"]},
        note=row.get("note", ""),
    )
