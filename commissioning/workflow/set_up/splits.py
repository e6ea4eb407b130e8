"""The money of an award by stream and year: two people's boxes merged, checked together, written row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.choices import Precision
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


def cells_of(award: Award, variation: Variation | None = None) -> dict[Cell, Amount]:
    """What the award itself, or one change to it, holds by stream and year."""
    if not award.pk or (variation is not None and not variation.pk):
        return {}
    rows = FundingSplit.objects.filter(award=award, variation=variation)
    return {(row.stream_id, row.year_label): Amount(row.amount, row.precision) for row in rows.order_by("pk")}


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


def check_all_parts(award: Award, variation: Variation | None, wanted: Cells, effective_on: date | None) -> None:
    """No stream's money in a year falls below nought on any day, over the award and all its changes."""
    names = dict(FundingStream.objects.values_list("pk", "name"))
    others = FundingSplit.objects.filter(award=award.pk) if award.pk else FundingSplit.objects.none()
    if variation is None:
        others = others.exclude(variation=None)
    elif variation.pk:
        others = others.exclude(variation=variation)
    parts = [
        Part(names[row.stream_id], row.year_label, row.amount, row.variation.effective_on if row.variation else None)
        for row in others.select_related("variation")
    ]
    parts += [
        Part(names[stream], year, amount.pounds, effective_on) for (stream, year), amount in wanted.items() if amount
    ]
    check_not_below(parts)


def write_cells(award: Award, variation: Variation | None, wanted: Cells) -> Changes:
    """Write what differs; answers what changed, in words."""
    held = FundingSplit.objects.filter(award=award, variation=variation)
    rows = {(row.stream_id, row.year_label): row for row in held}
    names = dict(FundingStream.objects.values_list("pk", "name"))
    changes: Changes = {}
    for cell in rows.keys() | wanted.keys():
        row, amount = rows.get(cell), wanted.get(cell)
        before = Amount(row.amount, row.precision) if row else None
        if before == amount:
            continue
        changes[f"{names[cell[0]]}, {cell[1]}"] = (before.words if before else "", amount.words if amount else "")
        if amount is None and row is not None:
            row.delete()
        elif amount is not None:
            row = row or FundingSplit(award=award, variation=variation, stream_id=cell[0], year_label=cell[1])
            row.amount, row.precision = amount.pounds, amount.precision
            row.save()
    return changes
