"""Money broken down one way: of the awards that somebody asks for, or of all, kept provider by provider (`lots`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.db.models import Model

from commissioning.figures.breakdowns import (
    Line,
    LineSums,
    added_up,
    by_area,
    by_funder,
    by_kind,
    by_plan,
    by_provider,
    by_quarter,
    lines_together,
)
from commissioning.figures.lots import Asked, Lots, Reading, in_runs
from commissioning.figures.pieces import Piece, Sums, from_streams, sums, sums_together
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.runs import Runs
from commissioning.figures.years import Told, told_of
from commissioning.models import Award, FundingStream, Objective, ReportingPeriod
from tracker.periods import financial_year_of

Codes = frozenset[str] | None  # of the streams that are asked for; None: of all
Key = tuple[str, int] | str | None  # what a line is of, as it is kept
EMPTY = sums([])
YEARS = "year"


@dataclass(frozen=True, slots=True)
class Basis:
    """What lines are made from besides the pieces: what was told of their awards, by whose eyes, and which streams."""

    portfolio: Portfolio
    told: Told
    year: str
    audiences: tuple[str, ...]
    codes: Codes = None

    def seen(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Those whose spend these eyes may see."""
        return [each for each in pieces if each.position.audience in self.audiences]

    def asked(self, pieces: Iterable[Piece]) -> list[Piece]:
        """What of them comes from the streams that are asked for."""
        return from_streams(pieces, self.codes)


def _of_year(basis: Basis, pieces: Sequence[Piece]) -> list[Line]:
    """The same awards in every financial year of which anything is known."""
    years: dict[str, list[Piece]] = {}
    for piece in pieces:
        for each in basis.asked(basis.seen(basis.told.pieces(piece.position.award))):
            years.setdefault(each.position.year_label, []).append(each)
    return [Line(year, tuple(years[year])) for year in sorted(years)]


def _of_quarter(basis: Basis, pieces: Sequence[Piece]) -> list[Line]:
    lines = by_quarter(pieces, basis.told.quarters_over(basis.year), basis.told)
    return [Line(line.of, tuple(basis.asked(line.pieces))) for line in lines]


def _of_funder(basis: Basis, pieces: Sequence[Piece]) -> list[Line]:
    lines, codes = by_funder(pieces, streams_of(basis.portfolio)), basis.codes
    if codes is None:
        return lines
    return [Line(each.of, each.pieces) for line in lines for each in line.inside if each.of and each.of.code in codes]


def _placed(
    place: Callable[[Iterable[Piece], Portfolio], list[Line]], basis: Basis, pieces: Sequence[Piece]
) -> list[Line]:
    return place(basis.asked(pieces), basis.portfolio)


WAYS: dict[str, Callable[[Basis, Sequence[Piece]], list[Line]]] = {
    "objective": partial(_placed, by_plan),
    "funder": _of_funder,
    "provider": partial(_placed, by_provider),
    "area": partial(_placed, by_area),
    "kind": partial(_placed, by_kind),
    "quarter": _of_quarter,
    YEARS: _of_year,
}


def streams_of(portfolio: Portfolio) -> list[FundingStream]:
    """All streams with their funders, by funder and name."""
    return portfolio.once("streams with names", lambda: list(FundingStream.objects.with_names()))


@dataclass(frozen=True, slots=True)
class Lot:
    """What so many awards of one provider come to, line by line."""

    number: int
    lines: tuple[LineSums, ...]


@dataclass(frozen=True)
class BrokenDown:
    """All lots together: so many awards, and their lines in order."""

    lots: Runs[tuple[int, Lot]] = field(repr=False)
    order: "Order" = field(repr=False)

    @cached_property
    def number(self) -> int:
        return sum(self.lots.each("number", lambda own: sum(lot.number for _, lot in own)))

    @cached_property
    def lines(self) -> list[LineSums]:
        return self.order.lines(lines_together(self._lines))

    @cached_property
    def sums(self) -> Sums:
        """What all lines come to together."""
        return sums_together(
            self.lots.joined(
                "sums", lambda own: sums_together([line.sums for _, lot in own for line in lot.lines]), sums_together
            )
        )

    @property
    def _lines(self) -> list[list[LineSums]]:
        return self.lots.joined("lines", lambda own: lines_together(lot.lines for _, lot in own), lines_together)


@dataclass(frozen=True, slots=True)
class Order:
    """The records that lines are of, in the order of the lines; and those that have a line though nothing is on it."""

    records: Mapping[Key, tuple[int, Any]]
    always: tuple[Key, ...]

    def lines(self, found: Sequence[LineSums]) -> list[LineSums]:
        held = {each.of for each in found}
        empty = [LineSums(key, 0, frozenset(), EMPTY) for key in self.always if key not in held]
        return [self._of(each) for each in sorted([*found, *empty], key=self._place)]

    def _of(self, line: LineSums) -> LineSums:
        _, record = self.records.get(line.of, (0, line.of))
        inside = line.inside and tuple(self._of(each) for each in sorted(line.inside, key=self._place))
        return LineSums(record, line.number, line.told, line.sums, inside)

    def _place(self, line: LineSums) -> tuple[bool, int, str]:
        """What several share comes last; a kind or a year stands by its name."""
        place, _ = self.records.get(line.of, (0, None))
        return line.of is None, place, line.of if isinstance(line.of, str) else ""


def key_of(of: Any) -> Key:
    """What a line is of, without the record."""
    if isinstance(of, Model):
        return str(of._meta.model_name), of.pk
    return of if of is None else str(of)


def _records(portfolio: Portfolio, reference: Reference) -> dict[Key, tuple[int, Any]]:
    streams = streams_of(portfolio)
    themes = [theme for objective in portfolio.objectives for theme in objective.themes.all()]
    listed = [
        *portfolio.services.values(),
        *sorted(themes, key=lambda theme: theme.pk),
        *portfolio.objectives,
        *sorted(portfolio.providers.values(), key=lambda provider: (not provider.stated, provider.name, provider.pk)),
        *portfolio.areas,
        *streams,
        *{each.funder_id: each.funder for each in streams}.values(),
        *sorted(reference.quarters(), key=lambda quarter: quarter.end),
    ]
    return {key_of(each): (place, each) for place, each in enumerate(listed)}


@dataclass(frozen=True, slots=True)
class Broken(Reading[Lot, BrokenDown]):
    """One way."""

    by: str

    @property
    def what(self) -> str:
        return f"by {self.by}"

    @property
    def order(self) -> Order:
        portfolio, reference = self.portfolio, self.reference
        records = portfolio.once("records that lines are of", lambda: _records(portfolio, reference))
        return Order(records, tuple(key_of(each) for each in self.always))

    @property
    def always(self) -> Sequence[Objective | ReportingPeriod]:
        quarter = self.asked.quarter
        if self.by == "quarter":
            year = financial_year_of(quarter.end)
            own = (each for each in self.reference.quarters() if financial_year_of(each.end) == year)
            return [each for each in own if each.end <= quarter.end]
        return self.portfolio.objectives if self.by == "objective" else []

    def lots(self, awards: list[Award]) -> dict[int, Lot]:
        return self.ways(awards, [self.by])[self.by]

    def all(self, head: str) -> Lots[BrokenDown]:
        """With it come the other ways of breaking down the same year: what they are made of is read once."""
        others = [] if self.by == YEARS else [each for each in WAYS if each not in (self.by, YEARS)]
        made = self.ways(self.portfolio.awards_at(self.asked.quarter), [self.by, *others])
        if head:
            for by in others:
                other = Broken(self.asked, self.reference, by)
                other.keep(Lots(head, other.together(in_runs(made[by]))))
        return Lots(head, self.together(in_runs(made[self.by])))

    def together(self, lots: Runs[tuple[int, Lot]]) -> BrokenDown:
        return BrokenDown(lots, self.order)

    def apart(self, added: BrokenDown) -> Runs[tuple[int, Lot]]:
        return added.lots

    def ways(self, awards: list[Award], ways: Sequence[str]) -> dict[str, dict[int, Lot]]:
        """Lots of these awards, each way, by provider."""
        basis = self.basis(awards)
        own: dict[int, list[Piece]] = {}
        for piece in basis.seen(basis.told.piece(award, basis.year) for award in awards):
            own.setdefault(piece.position.award.provider_id, []).append(piece)
        return {by: {key: _lot(basis, by, pieces) for key, pieces in own.items()} for by in ways}

    def basis(self, awards: list[Award], codes: Codes = None) -> Basis:
        asked = self.asked
        told = told_of(
            awards,
            asked.quarter.end,
            self.reference.quarters(),
            with_submitted=asked.with_submitted,
            points=asked.points,
            all_years=self.by == YEARS,
        )
        return Basis(self.portfolio, told, financial_year_of(asked.quarter.end), asked.audiences, codes)


def _lot(basis: Basis, by: str, pieces: Sequence[Piece]) -> Lot:
    lines = (added_up(line, key_of) for line in WAYS[by](basis, pieces) if line.pieces)
    return Lot(len(pieces), tuple(lines))


def broken_down_of(
    asked: Asked, by: str, awards: list[Award], reference: Reference, *, codes: Codes = None
) -> tuple[int, list[Line]]:
    """These awards broken down one way, of some streams or all: how many these eyes may see, and the lines."""
    basis = Broken(asked, reference, by).basis(awards, codes)
    pieces = basis.seen(basis.told.piece(award, basis.year) for award in awards)
    return len(pieces), WAYS[by](basis, pieces)


def broken_down_of_all(asked: Asked, by: str, head: str, reference: Reference) -> BrokenDown:
    """All awards of the quarter's financial year, as it stands now or stood at the event `head` (`Reading.at`)."""
    return Broken(asked, reference, by).at(head)
