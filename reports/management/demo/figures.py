"""The figures of a return: what it reports, what it quotes of earlier quarters, and what it only says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from commissioning.choices import ObservationState, Precision, Standing, ValueSource
from commissioning.models import (
    Category,
    Observation,
    ObservationValue,
    QuarterlyReturn,
    ReportingPeriod,
    ServiceMeasure,
    StatedComparison,
)
from tracker.models import User

STATED_FIELDS = ("against", "against_words", "direction", "text")


def load_figures(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    for figure in row.get("figures", []):
        _reported(quarterly_return, figure, by=by, at=at)
    for figure in row.get("earlier", []):
        _earlier(quarterly_return, figure, by=by, at=at)
    for said in row.get("stated", []):
        _stated(quarterly_return, said)


def _reported(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    measure = ServiceMeasure.objects.get(code=row["measure"])
    observation = Observation.objects.get(
        quarterly_return=quarterly_return, service_measure=measure, category__code=Category.ALL
    )
    source = {"source": ValueSource.RETURN, "quarterly_return": quarterly_return}
    _write(observation, _value_of(row) | source, standing=Standing.DRAFT, raw=_raw(row), by=by, at=at)


def _earlier(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    """A figure of an earlier quarter that this return quotes: taken over, and no return of that quarter."""
    measure = ServiceMeasure.objects.get(code=row["measure"])
    observation = Observation.objects.create(
        service_measure=measure,
        provider=quarterly_return.provider,
        period=ReportingPeriod.objects.get(slug=row["period"]),
        category=Category.objects.get(code=Category.ALL),
        version=measure.measure.versions.get(),
        standing=Standing.TAKEN_OVER,
    )
    source = {
        "source": ValueSource.EARLIER_QUOTED,
        "source_detail": f"quoted in the return for {quarterly_return.period}",
    }
    _write(observation, _value_of(row) | source, standing=Standing.TAKEN_OVER, raw=_raw(row), by=by, at=at)


def _write(
    observation: Observation, value: dict[str, Any], *, standing: Standing, raw: dict[str, str], by: User, at: datetime
) -> None:
    kept = ObservationValue.objects.create(
        observation=observation, number=1, standing=standing, raw=raw, by=by, at=at, **value
    )
    value.pop("quarterly_return", None)
    Observation.objects.filter(pk=observation.pk).update(**value, standing=standing, latest=kept)


def _value_of(row: dict[str, Any]) -> dict[str, Any]:
    reported = "value" in row
    return {
        "state": ObservationState.REPORTED if reported else row["state"],
        "value": Decimal(row["value"]) if reported else None,
        "decimals": len(row.get("value", "").partition(".")[2]),
        "precision": row.get("precision", Precision.EXACT),
        "sample_size": row.get("sample_size"),
        "provisional": row.get("provisional", False),
        "reason": row.get("reason", ""),
    }


def _raw(row: dict[str, Any]) -> dict[str, str]:
    return {"value": row.get("raw", row.get("value", ""))}


def _stated(quarterly_return: QuarterlyReturn, row: dict[str, Any]) -> None:
    StatedComparison.objects.create(
        quarterly_return=quarterly_return,
        service_measure=ServiceMeasure.objects.get(code=row["measure"]),
        period=quarterly_return.period,
        value=Decimal(row["value"]) if "value" in row else None,
        **{field: row[field] for field in STATED_FIELDS if field in row},
    )
