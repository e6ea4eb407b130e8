"""What the figures of made-up services are held against: targets, breaks of a series, notes on scope."""

from collections.abc import Iterator
from decimal import Decimal

from commissioning.choices import Basis, BreakKind, NumberKind, Polarity, Precision, ScopeHeld
from commissioning.models import ScopeAnswer, ScopeNote, SeriesBreak, ServiceMeasure, Target
from reports.management.portfolio.catalogue import Kind
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.series import Box, rounded
from reports.management.portfolio.services import Delivered

PROFILE = ["0.2", "0.2", "0.3", "0.3"]
BREAKS = {
    BreakKind.DEFINITION: "Repeat contacts are left out.",
    BreakKind.BASIS: "Counted when a case opens, no longer when it closes.",
    BreakKind.COVERAGE: "The north of the county joined.",
    BreakKind.METHOD: "Counted by the new case system.",
}
NOTES = ["includes hospital referrals", "leaves out people helped by telephone alone"]
SHARES = (NumberKind.PERCENTAGE, NumberKind.RATE)
AMOUNTS = (NumberKind.COUNT, NumberKind.MONEY)


def targets(each: Delivered, measure: ServiceMeasure, kind: Kind, boxes: list[Box], chance: Chance) -> Iterator[Target]:
    """A target for most years of a measure that can have one, near what the first provider reaches."""
    if kind.polarity == Polarity.CONTEXT or kind.basis == Basis.CHANGE_ONLY or not chance.of(0.5):
        return
    reached = [box.number for box in boxes if box.number is not None]
    if not reached:
        return
    each_year = each.periods[0].calendar.periods_per_year
    usual = sum(reached, Decimal(0)) / len(reached)
    whole = kind.basis == Basis.IN_PERIOD and kind.number in AMOUNTS
    level = usual * (each_year if whole else 1) * (1 if kind.number in SHARES else len(each.providers))
    straight = chance.of(0.8) or each_year != len(PROFILE)
    for year in dict.fromkeys(period.year_label for period in each.periods):
        if chance.of(0.85):
            yield Target(
                service_measure=measure,
                year_label=year,
                value=rounded(level * Decimal(str(chance.between(0.85, 1.12))), 0 if kind.number in AMOUNTS else 2),
                precision=Precision.ABOUT if chance.of(0.05) else Precision.EXACT,
                profile=[] if straight else PROFILE,
                condition="once a coordinator is in post" if chance.of(0.03) else "",
            )


def breaks(each: Delivered, measure: ServiceMeasure, chance: Chance) -> Iterator[SeriesBreak]:
    if chance.of(0.08):
        kind = chance.pick(list(BREAKS))
        yield SeriesBreak(service_measure=measure, period=chance.pick(each.periods), kind=kind, text=BREAKS[kind])


def notes(
    each: Delivered, measure: ServiceMeasure, kind: Kind, chance: Chance
) -> Iterator[tuple[ScopeNote, list[ScopeAnswer]]]:
    """Now and then a note on scope, with whether it held in each period: yes, no, don't know."""
    if kind.headline and chance.of(0.15):
        note = ScopeNote(service_measure=measure, text=chance.pick(NOTES))
        held = [ScopeHeld.YES] * 4 + [ScopeHeld.NO, ScopeHeld.UNKNOWN]
        yield note, [ScopeAnswer(note=note, period=period, held=chance.pick(held)) for period in each.periods]
