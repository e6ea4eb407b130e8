"""The figures of a return: what it reports, what it quotes of earlier quarters, and what it only says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from commissioning import workflow
from commissioning.choices import ObservationState, Precision, ValueSource
from commissioning.models import (
    Observation,
    QuarterlyReturn,
    ReportingPeriod,
    ServiceMeasure,
    StatedComparison,
)
from commissioning.workflow.corrections import correct_figure
from reports.management.demo.source import moment
from tracker.models import User

FIRST = "first_sent"
STATED_FIELDS = ("against", "against_words", "direction", "text")


def load_figures(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    for figure in row.get("figures", []):
        _reported(quarterly_return, figure, by=by, at=at)
    for figure in row.get("earlier", []):
        _earlier(quarterly_return, figure, by=by, at=at)
    for said in row.get("stated", []):
        _stated(quarterly_return, said)


def _reported(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    rows = Observation.objects.filter(quarterly_return=quarterly_return, service_measure__code=row["measure"])
    sent = {**row, **row.get(FIRST, {})}
    written = [(rows.whole().get(), sent)]
    for code, numbers in row.get("by", {}).items():
        of = rows.filter(category__breakdown__code=code)
        written += [(of.get(category__name=name), {"value": number}) for name, number in numbers.items()]
    for observation, value in written:
        workflow.write_value(
            observation=observation, value=_value(value), by=by, at=at, quarterly_return=quarterly_return
        )


def correct_figures(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User) -> None:
    """Put right what was first sent otherwise, once it is approved: an example of a figure with a past."""
    for figure in row.get("figures", []):
        if FIRST in figure:
            correct_figure(
                observation=Observation.objects.whole().get(
                    quarterly_return=quarterly_return, service_measure__code=figure["measure"]
                ),
                value=_value(figure),
                why=figure[FIRST]["why"],
                evidence=figure[FIRST]["evidence"],
                by=by,
                at=moment(figure[FIRST]["corrected"]),
            )


def _earlier(quarterly_return: QuarterlyReturn, row: dict[str, Any], *, by: User, at: datetime) -> None:
    """A figure of an earlier quarter that this return quotes: the office takes it over, and no return is made of it."""
    quoted = _value(row, source=ValueSource.EARLIER_QUOTED, source_detail=f"Return for {quarterly_return.period}")
    workflow.add_earlier_figure(
        service_measure=ServiceMeasure.objects.get(code=row["measure"]),
        provider=quarterly_return.provider,
        period=ReportingPeriod.objects.get(slug=row["period"]),
        value=quoted,
        by=quarterly_return.service.lead_officer or by,
        at=at,
    )


def _value(row: dict[str, Any], *, source: str = ValueSource.RETURN, source_detail: str = "") -> workflow.NewValue:
    typed: str = row.get("value", "")
    return workflow.NewValue(
        state=row.get("state", ObservationState.REPORTED),
        value=Decimal(typed) if typed else None,
        decimals=len(typed.partition(".")[2]),
        precision=row.get("precision", Precision.EXACT),
        sample_size=row.get("sample_size"),
        provisional=row.get("provisional", False),
        reason=row.get("reason", ""),
        source=source,
        source_detail=source_detail,
        raw={"value": row.get("raw", typed)},
    )


def _stated(quarterly_return: QuarterlyReturn, row: dict[str, Any]) -> None:
    StatedComparison.objects.create(
        quarterly_return=quarterly_return,
        service_measure=ServiceMeasure.objects.get(code=row["measure"]),
        period=quarterly_return.period,
        value=Decimal(row["value"]) if "value" in row else None,
        **{field: row[field] for field in STATED_FIELDS if field in row},
    )
