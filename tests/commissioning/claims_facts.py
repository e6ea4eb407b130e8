"""Facts around a text, out of the settings of the claims corpora."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from commissioning.claims import Facts, KnownAmount, KnownCount, KnownFigure
from commissioning.ratings.comparators import Answer, ComparatorKind, Scope, compare
from commissioning.ratings.projections import project, straight_line, target_due
from commissioning.ratings.values import NOT_HELD, Basis, Definition, NumberKind, Point, Polarity, Value, reported
from tests.commissioning.data.claims_settings import SETTINGS

JULY, SEPTEMBER = date(2022, 7, 1), date(2022, 9, 30)
AS_AT = date(2022, 11, 25)
EARLIER = ("Q4 2020/21", "Q1 2021/22", "Q3 2021/22", "Q4 2021/22")


def value_of(definition: Definition, text: str) -> Value:
    """ "410", "386/410" or "" for what nobody has given."""
    if not text:
        return NOT_HELD
    first, _, second = text.partition("/")
    if second:
        return reported(definition, numerator=Decimal(first), denominator=Decimal(second))
    return reported(definition, Decimal(first))


def figure(row: dict[str, Any]) -> KnownFigure:
    definition = Definition(
        NumberKind(row.get("kind", "count")),
        Basis(row.get("basis", "in_period")),
        Polarity(row.get("polarity", "higher")),
    )
    now, before, last_year = (value_of(definition, row.get(name, "")) for name in ("now", "before", "last_year"))
    scope = Scope(row["scope"], Answer.DONT_KNOW) if "scope" in row else None
    quarters = [Point("Q1 2022/23", "Q1", 1, before), Point("Q2 2022/23", "Q2", 2, now)]
    target = Decimal(row["target"]) if "target" in row else None
    added = [point.value.number for point in quarters]
    to_date = sum((each for each in added if each is not None), Decimal(0)) if None not in added else None
    projects = definition.projects
    return KnownFigure(
        name=row["name"],
        unit=row["unit"],
        definition=definition,
        value=now,
        comparators=tuple(
            compare(definition, now, then, kind=kind, period=period, scope=scope)
            for kind, then, period in (
                (ComparatorKind.SAME_LAST_YEAR, last_year, "Q2 2021/22"),
                (ComparatorKind.PREVIOUS_PERIOD, before, "Q1 2022/23"),
            )
        ),
        points=(
            *(
                Point(label, label.split()[0], 1, value_of(definition, text))
                for label, text in zip(EARLIER, row.get("earlier", ()), strict=False)
            ),
            Point("Q2 2021/22", "Q2", 2, last_year),
            quarters[0],
        ),
        year_to_date=reported(definition, to_date)
        if to_date is not None and projects
        else now
        if not projects
        else NOT_HELD,
        target=target,
        due=target_due(definition, target, profile=straight_line(4), place=2) if target is not None else None,
        projection=project(definition, quarters, profile=straight_line(4), target=target) if projects else None,
        headline=row.get("headline", False),
        said=tuple(row.get("said", ())),
    )


def facts(setting: dict[str, Any]) -> Facts:
    return Facts(
        start=JULY,
        end=SEPTEMBER,
        as_at=setting.get("as_at", AS_AT),
        figures=tuple(figure(row) for row in setting.get("figures", ())),
        amounts=tuple(KnownAmount(name, kind, Decimal(amount)) for kind, name, amount in setting.get("amounts", ())),
        counts=tuple(KnownCount(name, kind, Decimal(number)) for kind, name, number in setting.get("counts", ())),
        names=tuple(setting.get("names", ())),
        areas=tuple(setting.get("areas", {}).items()),
    )


@cache
def facts_of(name: str) -> Facts:
    """The facts of one of the invented services."""
    return facts(SETTINGS[name])
