"""What a cell says, as one would type it into a box: the text that the one parser reads (rule 6), or a fault."""

from datetime import date
from decimal import Decimal

from commissioning.parsing import Kind
from commissioning.parsing.cells import SHOWN_DIGITS
from commissioning.parsing.numbers import MOST_DECIMALS
from commissioning.workflow.sections import Box, BoxKind
from tracker import formats
from tracker.uploads.cells import Cell, CellKind
from tracker.uploads.faults import Fault, fault_at

CELLS = "Cells that can’t be read"
PENNIES = 2
LONGEST = {Kind.MONEY: PENNIES, Kind.NUMBER: MOST_DECIMALS, Kind.PERCENTAGE: MOST_DECIMALS}


def as_typed(cell: Cell, box: Box) -> str | Fault:
    """The text for the box; a fault for an error, a formula without its result, and a date where a number belongs."""
    if not cell.is_readable:
        return _unreadable(cell)
    if box.kind == BoxKind.DATE:
        return _day(cell)
    if box.kind != BoxKind.NUMBER:
        return cell.text.strip()
    if cell.kind == CellKind.NUMBER:
        return number_text(cell, box.reads)
    if cell.kind == CellKind.DATE:
        return fault_at(
            cell,
            CELLS,
            "The spreadsheet has made a date of what was typed here.",
            "Format the cell as text, and type it again.",
        )
    if cell.kind == CellKind.YES_NO:
        return fault_at(cell, CELLS, f"This cell holds {cell.text}.", "Type the number.")
    return cell.text.strip()


def number_text(cell: Cell, kind: Kind) -> str:
    """A number as its cell holds it; one that was computed to more decimals than a box takes, as its cell shows it."""
    value = cell.value
    number = Decimal(f"{value:.{SHOWN_DIGITS}g}") if isinstance(value, float) else Decimal(str(value))
    percent = "%" in cell.format
    number = number * 100 if percent else number
    exact = f"{number.normalize():f}{'%' if percent else ''}"
    most = LONGEST.get(kind)
    if most is None or _decimals(number) <= most:
        return exact
    if percent or kind == Kind.MONEY:
        return cell.text
    return f"{formats.rounded(number, most):f} (rounded)"


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unreadable(cell: Cell) -> Fault:
    if cell.kind == CellKind.ERROR:
        return fault_at(
            cell, CELLS, f"The spreadsheet shows an error here, {cell.text}.", "Mend the formula, or type the number."
        )
    return fault_at(
        cell,
        CELLS,
        "This cell has a formula, and its result isn’t in the file.",
        "Open the file in a spreadsheet, save it, and send it again; or type the number.",
    )


def _day(cell: Cell) -> str:
    """A date in the form in which its boxes hold it; a text is left to the reader of dates."""
    value = cell.value
    if isinstance(value, date):  # a moment is one too
        return f"{value.year}-{value.month}-{value.day}"
    return cell.text.strip()
