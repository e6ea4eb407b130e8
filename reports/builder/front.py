"""The front pages: what a reader can take away, exceptions first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from commissioning import figures
from commissioning.choices import CommitmentState
from commissioning.ratings.comparators import Direction
from commissioning.ratings.findings import without_capital
from reports.builder.chosen import Candidate, candidates, printed
from reports.builder.findings import (
    Place,
    better,
    current,
    keys_compared,
    recurring_causes,
    vacancies,
    watching,
)
from reports.builder.material import Material
from reports.builder.money import pace_bars
from reports.builder.references import Resolver
from reports.document import Audience, Column, Entry, Finding, Front, Headline, Row, Table
from tracker import formats

MOST_ROWS = 10


def lists(material: Material, places: dict[int, Place]) -> dict[str, list[Candidate]]:
    """All that could stand on the front page, by list, in the order in which it does: exceptions by the rules' rank."""
    found = {"better": better(material, places), "watching": watching(material, places)}
    return {kind: candidates(kind, each, material.finding_choices) for kind, each in found.items()}


def build_front(material: Material, entries: list[Entry], places: dict[int, Place], resolve: Resolver) -> Front:
    """The front pages from the material and the paragraphs already built. `places` is the paragraph of each service."""
    listed = lists(material, places)
    groups = [figures.summary(rows) for rows in figures.groups(material.positions).values()]
    without = [entry for entry in entries if entry.no_figure]
    return Front(
        lead=_lead(material, groups, places),
        better=printed(listed["better"], resolve),
        watching=printed(listed["watching"], resolve),
        comparable=_comparable(material, places),
        no_figure=tuple(Finding("no-figure", entry.heading, "", entry.code, entry.audience) for entry in without),
        no_figure_words=f"Of {len(entries)} paragraphs, {len(without)} carry no headline figure.",
        money=tuple(_money(material)),
        money_words=" ".join(_money_words(groups, places)),
        pace=tuple(bar for group in groups for bar in pace_bars(group.positions)),
        people=tuple(islice(vacancies(material, places), MOST_ROWS)),
        promises=promises_table(material, places, until=_next_quarter_end(material)),
        promises_words=_promises_words(material),
        received_words=_received_words(material),
        not_received=tuple(
            Finding("not-received", entry.heading, text, entry.code) for entry in entries for text in entry.not_received
        ),
    )


def _comparable(material: Material, places: dict[int, Place]) -> Table | None:
    """The headline figures that can be compared: where they are many, those that moved most."""
    found = [
        figure
        for figure in current(material)
        if figure.measure.headline and figure.comparator.shown and figure.measure.service_id in places
    ]
    most = sorted(found, key=lambda figure: abs(figure.comparator.percent or Decimal(0)), reverse=True)[:MOST_ROWS]
    rows = tuple(_comparable_row(figure, places[figure.measure.service_id]) for figure in found if figure in most)
    columns = (
        Column("Service and figure"),
        Column("This quarter", True),
        Column("Earlier", True),
        Column("Change", True),
        Column("Read as"),
    )
    note = "Compared with the same quarter last year or, where that is not held, with the quarter before; not added up."
    if len(found) > len(rows):
        note += f" The {len(rows)} that moved most, of {len(found)}; all of them stand in the annex “All figures”."
    return Table("comparable", "Figures with an earlier one", columns, rows, notes=(note,)) if rows else None


def _comparable_row(figure: figures.MeasureFigure, place: Place) -> Row:
    comparator = figure.comparator
    then = comparator.value
    earlier = (
        formats.value(figure.definition.kind, then.number, then.precision) if then and then.number is not None else ""
    )
    difference = comparator.difference
    change = "" if difference is None else formats.change(figure.definition.kind, difference, comparator.percent)
    return Row(
        (
            f"{place.heading}: {without_capital(figure.measure.label)}",
            figure.words,
            f"{earlier} in {comparator.period}",
            change,
            _verdict(comparator.better),
        ),
        anchor=place.anchor,
        service=figure.measure.service.code,
        audience=Audience(figure.measure.audience),
        counts=keys_compared(figure),
    )


def _verdict(better: bool | None) -> str:
    return {True: "better", False: "worse", None: "no verdict: context"}[better]


def _whole_pounds(amount: Decimal) -> str:
    return formats.money(formats.rounded(amount, 0))


def _money(material: Material) -> Iterator[Headline]:
    together = figures.summary(material.positions)
    if not together.awarded.known:
        return
    year = material.quarter.year_label
    yield Headline(_whole_pounds(together.awarded.known), f"in awards whose amount is held, {year}")
    if together.pace is not None and together.pace.used is not None:
        yield Headline(_whole_pounds(together.spent.known), "spent so far, as stated by providers")
        gone = formats.share(together.pace.gone)
        yield Headline(formats.share(together.pace.used), f"used, {gone} of the year gone")


def _money_words(groups: Iterable[figures.MoneySummary], places: dict[int, Place]) -> Iterator[str]:
    for group in groups:
        if group.pace is not None and group.pace.left is not None:
            yield f"{_group_name(group, places)}: {formats.money(group.pace.left)} not used. {_off_pace_words(group)}."


def _group_name(group: figures.MoneySummary, places: dict[int, Place]) -> str:
    """What like awards are called: the paragraph in which they stand."""
    services = [service.pk for each in group.positions for service in each.award.services.all()]
    return next((places[service].heading for service in services if service in places), "Like awards")


def _off_pace_words(group: figures.MoneySummary) -> str:
    off = [each for each in group.positions if each.pace and (each.pace.off_pace or each.pace.over)]
    points = formats.number(group.pace.limit) if group.pace else ""
    number, total = formats.in_words(len(off)).capitalize(), formats.in_words(len(group.positions))
    return f"{number} of the {total} awards stand {points} points or more from the share of the year gone"


def _next_quarter_end(material: Material) -> date:
    """The last day of the next quarter, or of this one where the calendar ends."""
    following = material.reference.at_sequence(material.quarter, material.quarter.sequence + 1)
    return (following or material.quarter).end


def promises_table(material: Material, places: dict[int, Place], *, until: date | None = None) -> Table | None:
    """Every promise told of this quarter, the next due first; with `until` those that are over or due by that day."""
    shown = [
        promise
        for promise in material.promises
        if until is None
        or promise.state != CommitmentState.OPEN
        or (promise.due_on is not None and promise.due_on <= until)
    ]
    if until is not None:
        shown = shown[:MOST_ROWS]
    rows = tuple(_promise_row(promise, places) for promise in shown)
    columns = (Column("Promise"), Column("By"), Column("Due"), Column("Now"))
    return Table("promises", "What was promised", columns, rows, audience=Audience.BOARD) if rows else None


def _promise_row(promise, places) -> Row:
    place = places.get(promise.service_id)
    due = promise.due_words or (formats.day(promise.due_on) if promise.due_on else "no date given")
    return Row(
        (promise.text, promise.get_by_whom_display(), due, promise.get_state_display()),
        anchor=place.anchor if place else "",
        service=promise.service.code if promise.service else "",
        audience=Audience(promise.audience),
    )


def _promises_words(material: Material) -> str:
    counts = Counter(promise.state for promise in material.promises)
    if not counts:
        return "No promise is recorded for this quarter."
    parts = [f"{counts[state]} {state.label.lower()}" for state in CommitmentState if counts[state]]
    said = f"{formats.listing(parts)}, of {len(material.promises)} recorded"
    return f"{said}; all of them stand in an annex, under “What was promised”."


def _received_words(material: Material) -> str:
    owed = [each for rows in material.owed.values() for each in rows if each.state != "not_required"]
    counted = [each for each in owed if ("return", each.pk) in material.counted]
    if len(owed) == len(counted):
        return f"All {len(owed)} returns expected are in and approved."
    return f"{len(counted)} of {len(owed)} returns expected are in and approved."


def _lead(material: Material, groups: list[figures.MoneySummary], places: dict[int, Place]) -> str:
    compared = [each for each in current(material) if each.comparator.shown]
    directions = Counter(each.comparator.direction for each in compared)
    sentences = []
    if compared:
        moved = [
            f"{formats.in_words(directions[way])} went {way}"
            for way in (Direction.UP, Direction.DOWN)
            if directions[way]
        ]
        verb = "figure has" if len(compared) == 1 else "figures have"
        number = formats.in_words(len(compared)).capitalize()
        sentences.append(f"{number} {verb} an earlier one to stand beside: {formats.listing(moved)}.")
    for group in groups:
        if any(each.pace and (each.pace.off_pace or each.pace.over) for each in group.positions):
            sentences.append(f"{_group_name(group, places)}: {without_capital(_off_pace_words(group))}.")
    causes = [cause.label for cause, services in recurring_causes(material).items() if len(services) >= 3]
    if causes:
        verb = "recurs" if len(causes) == 1 else "recur"
        sentences.append(f"{formats.listing(causes).capitalize()} {verb} across the services.")
    return " ".join(sentences) or "No figure of this quarter can yet be set beside an earlier one."
