"""Funders, streams, allocations and awards: only what the published update states, the rest "not stated"."""

from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.models import (
    Allocation,
    Award,
    AwardService,
    Funder,
    FundingSplit,
    FundingStream,
    ReportingPeriod,
    Service,
    Variation,
)
from providers.models import Provider
from reports.management.demo.source import read

AWARD_FIELDS = (
    "code", "kind", "title", "purpose", "length_years", "extension_years", "extension_state", "group"
)  # fmt: skip
ALLOCATION_FIELDS = ("code", "stage", "precision", "purpose")


def load_money() -> None:
    rows = read("money")
    Funder.objects.bulk_create(Funder(**row) for row in rows["funders"])
    funders = Funder.objects.in_bulk(field_name="code")
    FundingStream.objects.bulk_create(
        FundingStream(code=row["code"], name=row["name"], funder=funders[row["funder"]]) for row in rows["streams"]
    )
    for row in rows["allocations"]:
        _allocation(row)
    for row in rows["awards"]:
        _award(row)


def pounds(amount: int | str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _allocation(row: dict[str, Any]) -> None:
    Allocation.objects.create(
        **{field: row[field] for field in ALLOCATION_FIELDS},
        stream=FundingStream.objects.get(code=row["stream"]),
        year_label=row["year"],
        amount=pounds(row["amount"]),
        announced_in=ReportingPeriod.objects.get(slug=row["announced_in"]),
    )


def _award(row: dict[str, Any]) -> None:
    award = Award.objects.create(
        **{field: row[field] for field in AWARD_FIELDS if field in row},
        provider=Provider.objects.get(code=row["provider"]),
        starts_on=_day(row["starts"]),
        ends_on=_day(row["ends"]),
        stated_group_total=pounds(row.get("stated_group_total")),
    )
    for code in row["services"]:
        AwardService.objects.create(award=award, service=Service.objects.get(code=code))
    for split in row["splits"]:
        _split(award, split)
    for variation in row.get("variations", []):
        _variation(award, variation)


def _split(award: Award, row: dict[str, Any]) -> None:
    stream = FundingStream.objects.get(code=row["stream"])
    FundingSplit.objects.create(award=award, stream=stream, year_label=row["year"], amount=pounds(row["amount"]))


def _variation(award: Award, row: dict[str, Any]) -> None:
    Variation.objects.create(
        award=award,
        code=row["code"],
        kind=row["kind"],
        effective_on=date.fromisoformat(row["effective_on"]),
        reason=row["reason"],
        posts=row["posts"],
        announced_in=ReportingPeriod.objects.get(slug=row["announced_in"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
