"""The money of an award by stream and year: two people's boxes merged, checked together, written row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.choices import Precision
from commissioning.figures.awards import part_of, splits_of
from commissioning.models import Award, FundingSplit, FundingStream, Variation
from commissioning.ratings.splits import Part, check_not_below
from tracker import formats
from tracker.merging import Base, merge
from tracker.periods import financial_year_bounds
from tracker.refusals import Collision, Faults

Cell = tuple[int, str]  # key of the stream, label of the financial year
Changes = dict[str, tuple[str, str]]
MONEY_BOX = "money"  # the box of a fault that lies in the amounts together
CORRECTION = "correction"  # the box that says why money of a year that has begun is put right


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds as somebody stated them; with none it is not stated, which is not nought."""

    pounds: Decimal | None = None
    precision: str = Precision.EXACT

    @property
    def words(self) -> str:
        """As it is read, and as it can be typed again."""
        return "not stated" if self.pounds is None else formats.money(self.pounds, self.precision)


Cells = Mapping[Cell, Amount | None]  # None: no money from this stream in this year


def split_box(cell: Cell) -> str:
    """The name of a cell's box in forms and faults."""
    return f"split-{cell[0]}-{cell[1].replace('/', '-')}"


class Held:
    """All money of an award, read once: its own, that of each change to it, and how its streams are called."""

    def __init__(self, award: Award) -> None:
        self.rows = splits_of(award) if award.pk else []
        self._names = {row.stream_id: row.stream.name for row in self.rows}

    def cells(self, variation: Variation | None = None) -> dict[Cell, Amount]:
        """What the award itself, or one change to it, holds by stream and year."""
        return cells_from(row for row in self.rows if row.variation_id == key_of(variation))

    def other_parts(self, variation: Variation | None) -> list[Part]:
        """Everything but that."""
        return [part_of(row) for row in self.rows if row.variation_id != key_of(variation)]

    def names(self, streams: Iterable[int]) -> dict[int, str]:
        """The names of the streams, also of those from which the award has no money yet."""
        new = set(streams) - self._names.keys()
        if new:
            self._names |= dict(FundingStream.objects.filter(pk__in=new).values_list("pk", "name"))
        return self._names


UNKEPT = 0  # a change that is not kept yet holds nothing


def key_of(variation: Variation | None) -> int | None:
    return None if variation is None else variation.pk or UNKEPT


def cells_of(award: Award, variation: Variation | None = None) -> dict[Cell, Amount]:
    """What the award itself, or one change to it, holds by stream and year."""
    return Held(award).cells(variation)


def cells_from(rows: Iterable[FundingSplit]) -> dict[Cell, Amount]:
    """Amounts by stream and year from rows that were read already."""
    return {(row.stream_id, row.year_label): Amount(row.amount, row.precision) for row in rows}


def texts_of(cells: Cells) -> dict[str, str]:
    """The boxes of these cells as strings: what a form begins from."""
    return {split_box(cell): amount.words if amount else "" for cell, amount in cells.items()}


def merged_cells(
    typed: Cells, standing: Mapping[Cell, Amount], base: Base | None, chosen: Mapping[str, str]
) -> dict[Cell, Amount]:
    """The cells as they are to stand: those not named stay, those of None go; with a base two people's are merged."""
    wanted = {cell: standing.get(cell) for cell in standing.keys() | typed.keys()}
    if base is None:
        wanted |= typed
    else:
        mine, theirs = texts_of(typed), texts_of(wanted)
        merged, clashes = merge(mine, base, theirs, chosen)
        if clashes:
            raise Collision(clashes, 0, theirs)
        wanted |= {cell: amount for cell, amount in typed.items() if merged[split_box(cell)] == mine[split_box(cell)]}
    return {cell: amount for cell, amount in wanted.items() if amount is not None}


def check_years(cells: Iterable[Cell]) -> None:
    faults = {split_box(cell): fault for cell in cells if (fault := year_fault(cell[1]))}
    if faults:
        raise Faults(faults)


def year_fault(label: str) -> str:
    """What is wrong with a financial year's label, or nothing."""
    try:
        financial_year_bounds(label)
    except ValueError:
        return "Write a financial year like 2022/23."
    return ""


def check_correction(wanted: Cells, standing: Mapping[Cell, Amount], *, reason: str, on: date) -> None:
    """A stated amount of a year that has begun is put right with a reason; what changes an award is a variation."""
    put_right = [
        cell
        for cell, amount in standing.items()
        if amount.pounds is not None and wanted.get(cell) != amount and financial_year_bounds(cell[1])[0] <= on
    ]
    if put_right and not reason.strip():
        years = formats.listing(sorted({year for _, year in put_right}))
        raise Faults(
            {
                CORRECTION: f"Money of {years} was stated otherwise. If the award was changed, add a change to it. "
                "If it was wrong before, say why it is put right: both amounts are kept."
            }
        )


def check_all_parts(held: Held, variation: Variation | None, wanted: Cells, effective_on: date | None) -> None:
    """No stream's money in a year falls below nought on any day, over the award and all its changes."""
    names = held.names(stream for stream, _ in wanted)
    own = [Part(names[cell[0]], cell[1], amount.pounds, effective_on) for cell, amount in wanted.items() if amount]
    check_not_below([*held.other_parts(variation), *own])


def changes_of(held: Held, standing: Mapping[Cell, Amount], wanted: Mapping[Cell, Amount]) -> Changes:
    """What differs, in words."""
    differing = {cell for cell in standing.keys() | wanted.keys() if standing.get(cell) != wanted.get(cell)}
    names = held.names(stream for stream, _ in differing)
    before, after = texts_of(standing), texts_of(wanted)
    return {
        f"{names[cell[0]]}, {cell[1]}": (before.get(split_box(cell), ""), after.get(split_box(cell), ""))
        for cell in sorted(differing, key=lambda cell: (cell[1], names[cell[0]]))
    }


def write_cells(
    award: Award, variation: Variation | None, standing: Mapping[Cell, Amount], wanted: Mapping[Cell, Amount]
) -> None:
    """Write what differs."""
    rows = FundingSplit.objects.filter(award=award, variation=variation)
    for stream, year in standing.keys() - wanted.keys():
        rows.filter(stream=stream, year_label=year).delete()
    new = []
    for cell, amount in wanted.items():
        stream, year = cell
        said = {"amount": amount.pounds, "precision": amount.precision}
        if cell not in standing:
            new.append(FundingSplit(award=award, variation=variation, stream_id=stream, year_label=year, **said))
        elif standing[cell] != amount:
            rows.filter(stream=stream, year_label=year).update(**said)
    FundingSplit.objects.bulk_create(new)
