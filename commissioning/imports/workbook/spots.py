"""Where in a workbook something stands: remembered by its labels, and found again where they are now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from commissioning.imports.workbook.labels import Labels, names_period, same
from commissioning.parsing.columns import plain_name
from commissioning.parsing.quarters import Listed
from tracker.uploads.cells import Place, Sheet, Workbook, address_of, place_of

LIKE = 0.75  # how alike two labels must be for one to be proposed in place of the other


class Axis(StrEnum):
    """Where a workbook says which quarter a cell is of. Nowhere: each quarter comes in a workbook of its own."""

    COLUMN = "column"
    ROW = "row"
    SHEET = "sheet"
    NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell as it was chosen: its address, the labels around it, and where the quarter is named.

    `nth` tells apart cells of the same labels: the second "Total" from the top.
    """

    sheet: str
    cell: str
    row: str
    column: str
    axis: Axis = Axis.NOWHERE
    nth: int = 1


class Finding(StrEnum):
    SAME = "same"  # where it was, or one quarter on in its own line
    MOVED = "moved"  # the same labels, elsewhere
    LIKE = "like"  # labels that are only alike
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Located:
    """Where a spot is now. `was` and `label` are for people: what was looked for, and what is proposed."""

    finding: Finding
    sheet: Sheet | None = None
    place: Place | None = None
    was: str = ""
    label: str = ""

    @property
    def where(self) -> str:
        return f"{self.sheet.name}!{address_of(*self.place)}" if self.sheet and self.place else ""


class Book:
    """A workbook in one quarter, with the labels of its sheets."""

    def __init__(self, book: Workbook, period: Listed) -> None:
        self.book, self.period = book, period
        self._labels: dict[str, Labels] = {}

    def labels(self, sheet: Sheet) -> Labels:
        if sheet.name not in self._labels:
            self._labels[sheet.name] = Labels(sheet, self.period)
        return self._labels[sheet.name]

    def spot(self, sheet: Sheet, place: Place) -> Spot:
        """A cell that somebody chose, with its labels."""
        labels = self.labels(sheet)
        around = labels.around(place)
        named = ((Axis.COLUMN, around.column), (Axis.ROW, around.row), (Axis.SHEET, sheet.name))
        axis = next((axis for axis, text in named if labels.is_now(text)), Axis.NOWHERE)
        spot = Spot(sheet.name, address_of(*place), around.row, around.column, axis)
        twins = list(_fitting(labels, spot))
        return replace(spot, nth=twins.index(place) + 1 if place in twins else 1)

    def locate(self, spot: Spot) -> Located:
        """The spot in this quarter: by its labels where they still are, else by those that are most alike."""
        sheet = self._sheet(spot)
        if sheet is None:
            return Located(Finding.GONE, was=f"sheet “{spot.sheet}”")
        labels = self.labels(sheet)
        found = list(_fitting(labels, spot))
        if len(found) >= spot.nth:
            place = found[spot.nth - 1]
            return Located(_moved(spot, place), sheet, place, _words(spot), _words_at(labels, place))
        proposed = _most_alike(labels, spot)
        if proposed is None:
            return Located(Finding.GONE, sheet, was=_words(spot))
        return Located(Finding.LIKE, sheet, proposed, _words(spot), _words_at(labels, proposed))

    def _sheet(self, spot: Spot) -> Sheet | None:
        if spot.axis == Axis.SHEET:
            return next((each for each in self.book.sheets if names_period(each.name, self.period)), None)
        if len(self.book.sheets) == 1 and spot.axis == Axis.NOWHERE:
            return self.book.sheets[0]  # a workbook of one sheet may call it anything
        return self.book.sheet(spot.sheet)


def _moved(spot: Spot, place: Place) -> Finding:
    """Whether it stands elsewhere than the quarter alone explains: in the same line, or exactly where it was."""
    then = place_of(spot.cell)
    along = {Axis.COLUMN: 0, Axis.ROW: 1}.get(spot.axis)
    if then is None:
        return Finding.MOVED
    as_before = then == place if along is None else then[along] == place[along]
    return Finding.SAME if as_before else Finding.MOVED


def _fitting(labels: Labels, spot: Spot) -> Iterator[Place]:
    """The places with the spot's labels, from the top; where the quarter is named, with this quarter's."""
    then = place_of(spot.cell)
    if not spot.row and not spot.column and then is not None:
        yield then  # a cell without any label is known by its address alone
        return
    for place, around in labels.at.items():
        if _names(labels, around.column, spot.column, spot.axis == Axis.COLUMN) and _names(
            labels, around.row, spot.row, spot.axis == Axis.ROW
        ):
            yield place


def _names(labels: Labels, text: str, wanted: str, is_quarter: bool) -> bool:
    if is_quarter:
        return labels.is_now(text) and same(labels.beside(text), labels.beside(wanted))
    return same(text, wanted)


def _most_alike(labels: Labels, spot: Spot) -> Place | None:
    """The place whose labels are most like the spot's, if they are alike enough and no other is as like."""
    scored = sorted(
        (
            -min(
                _alike(labels, around.column, spot.column, spot.axis == Axis.COLUMN),
                _alike(labels, around.row, spot.row, spot.axis == Axis.ROW),
            ),
            place,
        )
        for place, around in labels.at.items()
    )
    if not scored or -scored[0][0] < LIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][1]


def _alike(labels: Labels, text: str, wanted: str, is_quarter: bool) -> float:
    if is_quarter:
        return float(labels.is_now(text)) and _ratio(labels.beside(text), labels.beside(wanted))
    return _ratio(text, wanted)


def _ratio(text: str, wanted: str) -> float:
    one, other = plain_name(text), plain_name(wanted)
    return 1.0 if one == other else SequenceMatcher(None, one, other).ratio() if one and other else 0.0


def _words(spot: Spot) -> str:
    return " / ".join(f"“{each}”" for each in (spot.row, spot.column) if each) or spot.cell


def _words_at(labels: Labels, place: Place) -> str:
    around = labels.around(place)
    return " / ".join(f"“{each}”" for each in (around.row, around.column) if each)
