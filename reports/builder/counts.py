"""The counts behind an update's figures, and what follows from what: what `reports.suppression` needs to know.

A count has one key wherever it is printed, in this update and in any other: its measure's code and the period, with a
provider's or a category's number where it is that part alone (`keys`: no new name frees it or loses it). Of a share
both parts are counts; a share that is printed tells them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from commissioning.choices import ObservationState
from commissioning.figures import Held, MeasureFigure
from commissioning.models import Observation, ReportingPeriod, WaitingListLine
from commissioning.ratings.combining import Combined, over_periods
from commissioning.ratings.comparators import Comparator, ComparatorKind
from commissioning.ratings.values import SHARES, Basis, NumberKind, Value
from reports.builder.keys import of_category, of_provider
from reports.suppression import Cell, Total

Followed = Cell | Total
PART, WHOLE = " (part)", " (of)"
LONGEST_NAME = 60  # of a waiting list, in its key
RUNNING = frozenset({Basis.YEAR_TO_DATE, Basis.PROGRAMME_TO_DATE})


def keys_of(figure: MeasureFigure, period: ReportingPeriod | None = None) -> tuple[str, ...]:
    """The counts that the figure's value at a period tells; its own period's where none is given."""
    at = period or figure.period
    return tuple(f"{code_of(figure)} {at.slug}{end}" for end in _numbers(figure, as_known(figure.series.at(at))))


def keys_of_part(figure: MeasureFigure, held: Held) -> tuple[str, ...]:
    """The counts that one provider's part of the value tells."""
    key = f"{code_of(figure)} {figure.period.slug}"
    return tuple(of_provider(key + end, held.provider) for end in _numbers(figure, held.value))


def keys_stored(row: Observation) -> tuple[str, ...]:
    """The counts that one stored observation tells: a provider's part of its period's value."""
    kind = NumberKind(row.version.number_kind)
    ends = [""] if kind == NumberKind.COUNT else [PART, WHOLE] if kind in SHARES and row.numerator is not None else []
    told = ends if row.version.about_people and row.state == ObservationState.REPORTED else []
    key = f"{row.service_measure.code} {row.period.slug}"
    return tuple(of_provider(key + end, row.provider_id) for end in told)


def keys_so_far(figure: MeasureFigure, period: ReportingPeriod | None = None) -> tuple[str, ...]:
    """The counts that the year's value up to a period tells, with those that it is made of where some are missing."""
    if not is_counted(figure):
        return ()
    if figure.definition.basis != Basis.IN_PERIOD:
        return keys_of(figure, period)
    at = period or figure.period
    return tuple(f"{code_of(figure)} year to {at.slug}{end}" for end in _numbers(figure, _so_far(figure, at)))


def keys_beside(figure: MeasureFigure, *comparators: Comparator) -> tuple[str, ...]:
    """The counts that comparisons tell: the other period's, and for the year's both."""
    reference = figure.series.reference
    found: list[str] = []
    for comparator in comparators:
        if comparator.value is None or comparator.value.number is None:
            continue
        if comparator.kind == ComparatorKind.PREVIOUS_PERIOD:
            found += _at(figure, reference.previous(figure.period))
        elif comparator.kind == ComparatorKind.SAME_LAST_YEAR:
            found += _at(figure, reference.same_last_year(figure.period))
        else:
            found += keys_so_far(figure)
            found += keys_so_far(figure, reference.same_last_year(figure.period) or figure.period)
    return tuple(dict.fromkeys(found))


def _at(figure: MeasureFigure, period: ReportingPeriod | None) -> tuple[str, ...]:
    return keys_of(figure, period) if period is not None else ()


def key_of_waiting(line: WaitingListLine, end: str = "") -> tuple[str, ...]:
    """The count of a waiting list: whose it is, of when, which list, and how many, for two may be called alike.

    A line that was taken away and entered anew, or that a later return says again as it was, tells the same count.
    """
    if line.waiting is None:
        return ()
    at = (line.unchanged_from or line.parent.period).slug
    which = " ".join(line.name.casefold().split())[:LONGEST_NAME]
    service = line.parent.service
    of = service.code if service is not None else f"item {line.parent.code}"
    key = f"waiting {of} {at} “{which}” {line.waiting}{end}"
    return (of_provider(key, line.quarterly_return.provider_id) if line.quarterly_return else key,)


def counts_of(figures: Iterable[MeasureFigure], waiting: Iterable[WaitingListLine]) -> Iterator[Followed]:
    """Every count of these figures over eight periods, and every total that a reader knows of."""
    yield from of_figures(figure for figure in figures if is_counted(figure))
    lists: dict[tuple[int | None, int | None], list[WaitingListLine]] = {}
    for line in waiting:
        if line.state == ObservationState.REPORTED and line.waiting is not None:
            lists.setdefault((line.quarterly_return_id, line.office_item_id), []).append(line)
            yield Cell(key_of_waiting(line)[0], line.waiting, about_people=True)
    for lines in lists.values():
        yield from _of_lists(lines)


def _of_lists(lines: list[WaitingListLine]) -> Iterator[Followed]:
    """A list without a name beside named ones is read as all of them together."""
    wholes, parts = [line for line in lines if not line.name], [line for line in lines if line.name]
    if len(wholes) != 1 or not parts:
        return
    (key,), (rest,) = key_of_waiting(wholes[0]), key_of_waiting(wholes[0], " (rest)")
    numbers = {key_of_waiting(line)[0]: line.waiting or 0 for line in parts}
    if sum(numbers.values()) == wholes[0].waiting:
        yield Total(key, tuple(numbers))
    else:
        yield from rest_of(rest, key, wholes[0].waiting or 0, numbers)


def of_figures(figures: Iterable[MeasureFigure]) -> Iterator[Followed]:
    """The counts of figures that belong together: whole ones, or those of one category."""
    counted = list(figures)
    for figure in counted:
        for period in periods_of(figure):
            yield from _of_period(figure, period)
            if figure.definition.basis == Basis.IN_PERIOD and figure.series.category is None:
                yield from _of_year(figure, period)
        if figure.definition.basis in RUNNING and not figure.definition.is_share:
            yield from _since(figure)
    yield from _of_wholes(counted)
    yield from _of_families(counted)


def periods_of(figure: MeasureFigure) -> list[ReportingPeriod]:
    """The periods of which a reader may know the count. Of a category a publication tells one alone: what others told
    is remembered of them, and what a running count grew by needs the one before.
    """
    if figure.series.category is None:
        return figure.series.periods()
    return figure.series.periods()[-2 if figure.definition.basis in RUNNING else -1 :]


def code_of(figure: MeasureFigure) -> str:
    """What a figure's counts are known by in every period."""
    code, category = figure.measure.code, figure.series.category
    return code if category is None else of_category(code, category)


def is_counted(figure: MeasureFigure) -> bool:
    """Whether the figure counts people: an average, a duration or an amount of money tells no count."""
    definition = figure.definition
    counts = definition.kind == NumberKind.COUNT or definition.is_share
    return figure.version.about_people and counts and definition.basis != Basis.CHANGE_ONLY


def told_at(figure: MeasureFigure, period: ReportingPeriod) -> dict[int, tuple[str, int]]:
    """The count of a period with its key: under 0 over the providers as far as it is known, and each one's by the
    provider's key where there are several.
    """
    key, parts = f"{code_of(figure)} {period.slug}", figure.series.parts(period)
    told = {0: (key, _numbers(figure, as_known(figure.series.at(period))))}
    if len(parts) > 1:
        told |= {part.provider: (of_provider(key, part.provider), _numbers(figure, part.value)) for part in parts}
    return {of: (name, numbers[""]) for of, (name, numbers) in told.items() if "" in numbers}


def as_known(combined: Combined) -> Value:
    """What is held over the providers, where some are missing of those that are."""
    return combined.value if combined.value.is_number or combined.known is None else combined.known


def _numbers(figure: MeasureFigure, value: Value) -> dict[str, int]:
    """The whole numbers that a value tells, by the end of their keys."""
    if not is_counted(figure):
        return {}
    told: dict[str, Decimal | None] = {"": value.number}
    if figure.definition.is_share:
        told = {PART: value.numerator, WHOLE: value.denominator} if value.has_parts else {}
    return {end: int(number) for end, number in told.items() if number is not None and number == int(number)}


def _of_period(figure: MeasureFigure, period: ReportingPeriod) -> Iterator[Followed]:
    """The count over the providers, each provider's, and what a share leaves of its whole."""
    key, numbers = f"{code_of(figure)} {period.slug}", _numbers(figure, as_known(figure.series.at(period)))
    parts = {part.provider: _numbers(figure, part.value) for part in figure.series.parts(period)}
    alone = figure.series.category is not None and len(parts) == 1  # such a part is printed nowhere
    for end, number in numbers.items():
        yield Cell(key + end, number, about_people=True)
        told = {of_provider(key + end, at): of[end] for at, of in parts.items() if end in of and not alone}
        yield from (Cell(part, value, about_people=True) for part, value in told.items())
        if told:
            yield Total(key + end, tuple(told))
    if WHOLE in numbers:
        yield from rest_of(f"{key} (rest)", key + WHOLE, numbers[WHOLE], {key + PART: numbers[PART]})


def rest_of(key: str, whole: str, value: int, parts: dict[str, int]) -> Iterator[Followed]:
    """What is left of a whole beside these parts: printed nowhere, and known to whoever knows the others."""
    rest = value - sum(parts.values())
    if rest >= 0:
        yield Cell(key, rest, about_people=True, printed=False)
        yield Total(whole, (*parts, key))


def _so_far(figure: MeasureFigure, period: ReportingPeriod) -> Value:
    return as_known(over_periods(figure.definition, figure.series.so_far(period)))


def _of_year(figure: MeasureFigure, period: ReportingPeriod) -> Iterator[Followed]:
    """The year's count up to a period, from those of its periods that are known."""
    series = figure.series
    for end, number in _numbers(figure, _so_far(figure, period)).items():
        key = f"{code_of(figure)} year to {period.slug}{end}"
        yield Cell(key, number, about_people=True)
        known = [
            f"{code_of(figure)} {each.slug}{end}"
            for each in series.reference.year_so_far(period)
            if end in _numbers(figure, as_known(series.at(each))) and not series.is_counted_otherwise(each, period)
        ]
        yield Total(key, tuple(known))


def _since(figure: MeasureFigure) -> Iterator[Followed]:
    """What a running count grew by from one period to the next: people of that period."""
    for before, after in pairwise(periods_of(figure)):
        if figure.definition.basis == Basis.YEAR_TO_DATE and before.year_label != after.year_label:
            continue
        earlier, later = (_numbers(figure, as_known(figure.series.at(each))).get("") for each in (before, after))
        if earlier is not None and later is not None:
            (key,), (of,) = keys_of(figure, after), keys_of(figure, before)
            yield from rest_of(f"{key} (since)", key, later, {of: earlier})


def _of_wholes(figures: list[MeasureFigure]) -> Iterator[Followed]:
    """What each part leaves of its whole, and all its parts together, as far as they may be apart from one another."""
    by_measure = {figure.measure.pk: figure for figure in figures}
    parts: dict[int, list[MeasureFigure]] = {}
    for figure in figures:
        if figure.measure.whole_id in by_measure and _may_be_part(figure, by_measure[figure.measure.whole_id]):
            parts.setdefault(figure.measure.whole_id, []).append(figure)
    for whole, found in parts.items():
        for each in found:
            yield from _left(by_measure[whole], [each], "rest beside " + each.measure.code)
        apart = [each for each in found if not each.measure.family]
        if len(apart) > 1:
            yield from _left(by_measure[whole], apart, "rest")


def _may_be_part(part: MeasureFigure, whole: MeasureFigure) -> bool:
    return not (part.definition.is_share or whole.definition.is_share) and part.period == whole.period


def _of_families(figures: list[MeasureFigure]) -> Iterator[Followed]:
    """What a wider limit adds to a narrower one: seen within 72 hours and not within 48."""
    families: dict[tuple[int, str], list[MeasureFigure]] = {}
    for figure in figures:
        if figure.measure.family and not figure.definition.is_share:
            families.setdefault((figure.measure.service_id, figure.measure.family), []).append(figure)
    for found in families.values():
        for narrow, wide in pairwise(sorted(found, key=lambda each: each.measure.place)):
            yield from _left(wide, [narrow], "rest beside " + narrow.measure.code)


def _left(whole: MeasureFigure, parts: list[MeasureFigure], name: str) -> Iterator[Followed]:
    for period in periods_of(whole):
        value = _numbers(whole, as_known(whole.series.at(period))).get("")
        numbers = {f"{code_of(each)} {period.slug}": _numbers(each, as_known(each.series.at(period))) for each in parts}
        known = {part: told[""] for part, told in numbers.items() if "" in told}
        if value is not None and len(known) == len(parts):
            key = f"{code_of(whole)} {period.slug}"
            yield from rest_of(f"{key} ({name})", key, value, known)
