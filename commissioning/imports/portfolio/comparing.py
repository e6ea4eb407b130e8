"""A file held against what is stored: each record new, changed field by field, or the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.choices import ObservationState, ValueSource
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.figures import Figure
from commissioning.imports.portfolio.held import held
from commissioning.imports.portfolio.measures import counted_as, service_key
from commissioning.imports.portfolio.records import FieldChange, RecordChange, Ref
from commissioning.imports.portfolio.services import Reports
from commissioning.imports.portfolio.values import Said, two_sentences
from commissioning.imports.portfolio.wording import figure_words, label_of, words_of
from commissioning.models import Observation, ObservationValue
from commissioning.ratings.categories import place, too_many
from commissioning.ratings.values import NumberKind
from commissioning.workflow import NewValue, Taking, taking
from commissioning.workflow.earlier import kept_values
from tracker.uploads.cells import Cell

ORDER = (
    "plan objective theme area provider contact service funder stream allocation award variation project measure "
    "service_measure target"
).split()
FIGURE_KEY = ("service_measure", "provider", "period", "category")
TOO_MANY = "Categories that come to more than their whole"
NAME_KEPT = 110  # characters of the file's name that stand with each figure
Key = tuple[str, str, str, str]  # the category last, which is empty for the whole


def compare(book: Book) -> list[RecordChange]:
    """All records that the file speaks of, in the order in which they can be made. Figures are `compare_figures`'."""
    return [_record(entry, book) for kind in ORDER for entry in book.of(kind) if entry.cell is not None]


def _record(entry: Entry, book: Book) -> RecordChange:
    changes = (_field(entry, name, said, book) for name, said in entry.said.items())
    fields = tuple(change for change in changes if change is not None)
    name = shown_name(entry, book)
    return RecordChange(entry.kind, entry.key, name, entry.stored, fields, entry.cell, cells_of(entry))


def shown_name(entry: Entry, book: Book) -> str:
    """How a record is called on its own: a measure of a service with its service, a target with both."""
    if entry.kind == "service_measure":
        return f"{book.entries['service'][service_key(entry)].name}: {entry.name}"
    if entry.kind == "target":
        own, _, year = entry.key.rpartition(" > ")
        return f"{shown_name(book.entries['service_measure'][own], book)}, {year}"
    return entry.name


def cells_of(entry: Entry) -> dict[str, Cell]:
    return {name: said.cell for name, said in entry.said.items()}


def _field(entry: Entry, name: str, said: Said, book: Book) -> FieldChange | None:
    before = held(entry, name, said.value) if entry.stored is not None else None
    if same(before, said.value):
        return None
    shown = words_of(entry.kind, name, before, book), words_of(entry.kind, name, said.value, book)
    return FieldChange(name, label_of(entry.kind, name, book), *shown, said.value, place_of(said.cell))


def place_of(cell: Cell) -> str:
    return f"{cell.sheet}, {cell.address}" if cell.sheet else ""


def same(before: Any, said: Any) -> bool:
    """Whether a file says what is stored. Nothing, an empty text, no and an empty list are all nothing said."""
    if isinstance(said, str) and isinstance(before, str):
        return " ".join(before.split()) == " ".join(said.split())
    if isinstance(said, Reports) and isinstance(before, Reports):
        return (before.route, before.starts_on, before.ends_on) == (said.route, said.starts_on, said.ends_on)
    if isinstance(said, tuple | list) and isinstance(before, tuple | list) and _holds_refs(said, before):
        return sorted(map(str, map(_bare, before))) == sorted(map(str, map(_bare, said)))
    return before == said or (before in (None, False, (), []) and said in (None, False, (), []))


def _holds_refs(*lists: Iterable[Any]) -> bool:
    """Whether these are sets of records or names, whose order says nothing."""
    return all(isinstance(each, Ref | tuple | str) for values in lists for each in values)


def _bare(value: Any) -> Any:
    """A share without the noughts that the column adds."""
    if isinstance(value, tuple):
        return tuple(part.normalize() if isinstance(part, Decimal) else part for part in value)
    return value


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a past quarter, what it points to by field, and what would become of it."""

    change: RecordChange
    taking: Taking
    value: NewValue
    points_to: Mapping[str, Ref]


def compare_figures(book: Book, file_name: str) -> list[Compared]:
    """Figures of past quarters with what would become of each: taken over, there already, or beside another."""
    entries = [(entry, new_value(entry, file_name)) for entry in book.of("figure")]
    stored = _observations([entry for entry, _ in entries], book)
    unlike = [
        row for entry, value in entries if (row := stored.get(key_of(entry))) and taking(row, (), value) != Taking.SAME
    ]
    kept = kept_values(unlike)
    _warn_of_too_many(entries, stored, book)
    return [_figure(entry, value, stored.get(key_of(entry)), kept) for entry, value in entries]


def new_value(entry: Entry, file_name: str) -> NewValue:
    said = entry.said["value"]
    figure: Figure = said.value
    return NewValue(
        state=figure.state,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        decimals=figure.decimals,
        precision=figure.precision,
        source=ValueSource.EARLIER_SHEET,
        source_detail=f"{file_name[-NAME_KEPT:]}, {said.cell.sheet}!{said.cell.address}",
        raw={"value": figure.raw},
    )


def _figure(
    entry: Entry, value: NewValue, row: Observation | None, kept: Mapping[int, list[ObservationValue]]
) -> Compared:
    said = entry.said["value"]
    found = taking(row, kept.get(row.pk, ()) if row else (), value)
    fields: tuple[FieldChange, ...] = ()
    if found not in (Taking.SAME, Taking.KEPT):
        words = _stands(row), figure_words(said.value)
        fields = (FieldChange("value", "Figure", *words, said.value, place_of(said.cell)),)
    change = RecordChange("figure", entry.key, entry.name, row, fields, said.cell, cells_of(entry))
    return Compared(change, found, value, points_of(entry))


def points_of(entry: Entry) -> dict[str, Ref]:
    return {name: entry.said[name].value for name in FIGURE_KEY if name in entry.said}


def key_of(entry: Entry) -> Key:
    found = points_of(entry)
    return tuple(found[name].key if name in found else "" for name in FIGURE_KEY)  # type: ignore[return-value]


def _stands(row: Observation | None) -> str:
    if row is None or row.state == ObservationState.NOT_ANSWERED:
        return ""
    words = figure_words(Figure(row.state, row.value, row.numerator, row.denominator, precision=row.precision))
    return f"{words} ({ValueSource(row.source).label})"


def _warn_of_too_many(entries: Sequence[tuple[Entry, NewValue]], stored: Mapping[Key, Observation], book: Book) -> None:
    """Categories that come to more than their whole, of what the file says and else of what is stored.

    The rule that the form uses; here it warns, for past figures are taken over as they were.
    """
    by = {each.key: each.stored.breakdown for each in book.of("category")}
    numbers = {key: row.value for key, row in stored.items()}
    numbers |= {key_of(entry): value.value for entry, value in entries}
    parts: dict[tuple[Key, str], list[Decimal | None]] = defaultdict(list)
    for key, number in numbers.items():
        if key[3]:
            parts[(*key[:3], ""), by[key[3]].name].append(number)
    told = {(*key_of(entry)[:3], ""): entry for entry, _ in entries}
    for (whole, name), amounts in parts.items():
        if whole in told:
            own = book.entries["service_measure"][whole[0]]
            kind, number = NumberKind(counted_as(own, book)[0]), numbers.get(whole)
            sentence = too_many(kind, number, place(number, amounts), name=own.name, by=name.lower())
            if sentence:
                book.warn(told[whole].said["value"].cell, TOO_MANY, *two_sentences(sentence))


def _observations(entries: list[Entry], book: Book) -> dict[Key, Observation]:
    """The figures that are stored of these measures in these periods, by category too. One query."""
    measures, providers, periods = (_stored_keys(entries, name, book) for name in FIGURE_KEY[:3])
    rows = Observation.objects.filter(service_measure__in=measures, period__in=periods).select_related("category")
    return {
        (
            measures[row.service_measure_id],
            providers[row.provider_id],
            periods[row.period_id],
            "" if row.category.breakdown_id is None else row.category.code,
        ): row
        for row in rows
        if row.provider_id in providers
    }


def _stored_keys(entries: list[Entry], name: str, book: Book) -> dict[int, str]:
    """The stored records to which these figures point, by database key: how they are called in the book."""
    refs = {entry.said[name].value for entry in entries if name in entry.said}
    found = (book.entries[ref.kind][ref.key] for ref in refs)
    return {each.stored.pk: each.key for each in found if each.stored is not None}
