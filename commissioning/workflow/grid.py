"""Like awards side by side: what of each is kept in its provider's pack, and what in its return."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from commissioning.choices import ReportsFor
from commissioning.figures import total_of
from commissioning.figures.money import year_gone
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Award, Observation, Pack, QuarterlyReturn, ReportingPeriod, SpendLine
from commissioning.parsing import Kind
from commissioning.parsing.columns import Place
from commissioning.workflow.answers import Answer, answers_by_return
from commissioning.workflow.life import kind_of
from commissioning.workflow.sections import Box, BoxKind, figures_page_of
from commissioning.workflow.sections.figures import Row
from commissioning.workflow.sections.money import Money, typed_amount
from tracker.models import User
from tracker.periods import financial_year_of

COLUMNS = {"to_date": "Spent so far", "forecast": "Expected by the end of March"}
NOTE, NOTE_LABEL = "note", "Why it differs"
PARTS, VALUE = ("numerator", "denominator"), "value"
MOST_COLUMNS = 8  # of figures; a share takes two
Key = tuple[str, int]
Asked = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Held:
    """The boxes of a row that one record keeps, and the page of that record by which they are saved."""

    record: Pack | QuarterlyReturn
    section: str
    boxes: tuple[Box, ...]

    @property
    def key(self) -> Key:
        return kind_of(self.record).value, self.record.pk

    @property
    def current(self) -> dict[str, str]:
        return {box.name: box.value for box in self.boxes}

    @property
    def writes(self) -> bool:
        return bool(self.record.is_open and not self.record.is_shut)


@dataclass(frozen=True, slots=True)
class Shared:
    """A figure that every return of the grid asks: a column with a box, or with three where it is a share."""

    asked: Asked
    label: str
    share: bool
    together: tuple[int, int]  # categories of one breakdown of a figure are in the grid all together, or none of them

    @property
    def parts(self) -> tuple[str, ...]:
        return (*PARTS, VALUE) if self.share else (VALUE,)

    @property
    def columns(self) -> int:
        return 2 if self.share else 1

    @property
    def heads(self) -> tuple[str, ...]:
        """What its boxes are called where each has a column of its own."""
        return (f"{self.label}, how many", f"{self.label}, out of", self.label) if self.share else (self.label,)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One award: its money in its provider's pack, and, where it covers one service, its figures in their return."""

    award: Award
    money: Held
    line: SpendLine | None
    last: str
    awarded: Decimal | None
    gone: Decimal
    points: Decimal
    figures: Held | None = None
    answers: tuple[tuple[Asked, Row], ...] = ()

    @property
    def pack(self) -> Pack:
        assert isinstance(self.money.record, Pack)
        return self.money.record

    @property
    def name(self) -> str:
        return self.award.title.split(": ", 1)[-1]

    @property
    def held(self) -> list[Held]:
        return [self.money, self.figures] if self.figures else [self.money]

    @property
    def boxes(self) -> list[Box]:
        return [box for held in self.held for box in held.boxes]

    @property
    def current(self) -> dict[str, str]:
        return {box.name: box.value for box in self.boxes}

    def names_of(self, shared: Shared) -> list[str]:
        """The boxes of this row in a column; none where it has no return."""
        row = dict(self.answers).get(shared.asked)
        return [f"{row.prefix}-{part}" for part in shared.parts] if row else []

    def answer_in(self, shared: Shared) -> Answer | None:
        row = dict(self.answers).get(shared.asked)
        return row.answer if row else None

    def place(self, shared: Sequence[Shared]) -> Place:
        """Where a pasted line may go: the amounts, then the figures in their order."""
        provider, reads = self.award.provider, {box.name: box.reads for box in self.boxes}
        names = (self.name, self.award.title, provider.name, provider.short_name)
        amounts = [(f"award{self.award.pk}-{part}", Kind.MONEY) for part in COLUMNS]
        figures = [(name, reads[name]) for each in shared for name in self.names_of(each)]
        return Place(str(self.award.pk), tuple(filter(None, names)), (*amounts, *figures))


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a group of like awards, and the figures that their returns share."""

    rows: tuple[GridRow, ...]
    shared: tuple[Shared, ...]
    more: int = 0  # shared figures that the grid has no room for

    @property
    def held(self) -> dict[Key, list[Held]]:
        """What is kept in each record, the packs first: one may keep the boxes of several rows."""
        found: dict[Key, list[Held]] = {}
        for each in (*(row.money for row in self.rows), *(row.figures for row in self.rows)):
            if each is not None:
                found.setdefault(each.key, []).append(each)
        return found

    @property
    def heads(self) -> list[str]:
        """What the columns of boxes are called, in the order in which a pasted line fills them."""
        return [*COLUMNS.values(), *(head for each in self.shared for head in each.heads)]


def grid_of(
    portfolio: Portfolio, quarter: ReportingPeriod, group: str, user: User, *, points: Decimal, figures: bool = True
) -> Grid:
    """The grid of a group of like awards, or of a service that several providers report on. Three queries; two without
    figures.
    """
    awards = awards_in(portfolio, quarter, group)
    packs = _packs_of(awards, quarter, user)
    answers = _answers_of(packs.values(), _services_of(portfolio, awards)) if figures else []
    asked = {each.pk: dict(_asked(rows)) for each, rows in answers}
    everything = _shared_by(list(asked.values()))
    shared = _that_fit(everything)
    stated = SpendLine.objects.filter(award__in=[award.pk for award in awards]).select_related("pack__period")
    lines = sorted(stated, key=lambda line: line.pack.period.sequence)
    now = {line.award_id: line for line in lines if line.pack.period_id == quarter.pk}
    year = financial_year_of(quarter.end)
    returns = _returns_by_award(portfolio, awards, [each for each, _ in answers])
    rows = []
    for award in awards:
        if award.provider_id not in packs:
            continue
        own = returns.get(award.pk)
        found = GridRow(
            award=award,
            money=_money(award, packs[award.provider_id], now.get(award.pk)),
            line=now.get(award.pk),
            last=last_entered(award, lines, quarter),
            awarded=total_of(award, year, quarter.end),
            gone=year_gone(award, year, quarter),
            points=points,
            figures=_figures(own, asked[own.pk], shared) if own else None,
            answers=tuple(asked[own.pk].items()) if own else (),
        )
        rows.append(found)
    return Grid(tuple(rows), tuple(shared), len(everything) - len(shared))


def _packs_of(awards: Iterable[Award], quarter: ReportingPeriod, user: User) -> dict[int, Pack]:
    rows = Pack.objects.visible_to(user).filter(period=quarter, provider__in=[each.provider_id for each in awards])
    related = rows.select_related("provider", "period__calendar", "entered_by")
    return {pack.provider_id: pack for pack in related}


def _services_of(portfolio: Portfolio, awards: Iterable[Award]) -> set[int]:
    return {each.service_id for award in awards for each in portfolio.services_of_award.get(award.pk, ())}


def _answers_of(packs: Iterable[Pack], services: set[int]) -> list[tuple[QuarterlyReturn, list[Answer]]]:
    rows = Observation.objects.filter(
        quarterly_return__pack__in=[pack.pk for pack in packs], quarterly_return__service__in=services
    )
    return answers_by_return(rows)


def _asked(answers: Iterable[Answer]) -> Iterator[tuple[Asked, Row]]:
    """The figures of a return, and their categories, by what they count, so that those of another service are told to
    be the same.
    """
    for answer in answers:
        kind = answer.observation.version.number_kind
        yield (answer.measure.measure_id, answer.observation.category_id, kind), Row(answer, ())


def _shared_by(returns: Sequence[dict[Asked, Row]]) -> list[Shared]:
    """What every one of these returns asks, in the order of the first; after all figures their categories."""
    first = returns[0] if returns else {}
    return [
        Shared(asked, row.label, row.answer.definition.is_share, _together(row))
        for asked, row in sorted(first.items(), key=lambda pair: not pair[1].is_whole)
        if all(asked in each for each in returns)
    ]


def _together(row: Row) -> tuple[int, int]:
    """A whole stands by itself; categories with those of the same figure and breakdown."""
    return row.answer.measure.pk, 0 if row.is_whole else row.answer.observation.category.breakdown_id or 0


def _that_fit(shared: Sequence[Shared]) -> list[Shared]:
    found: list[Shared] = []
    for _, listed in groupby(shared, key=lambda each: each.together):
        several = list(listed)
        if sum(each.columns for each in (*found, *several)) > MOST_COLUMNS:
            break
        found += several
    return found


def _returns_by_award(
    portfolio: Portfolio, awards: Iterable[Award], returns: Sequence[QuarterlyReturn]
) -> dict[int, QuarterlyReturn]:
    """The return of an award that covers one that is asked for; of two awards of one return, the first has it."""
    found: dict[int, QuarterlyReturn] = {}
    taken: set[int] = set()
    for award in awards:
        services = {each.service_id for each in portfolio.services_of_award.get(award.pk, ())}
        own = [each for each in returns if each.provider_id == award.provider_id and each.service_id in services]
        if len(own) == 1 and own[0].pk not in taken:
            found[award.pk] = own[0]
            taken.add(own[0].pk)
    return found


def _money(award: Award, pack: Pack, line: SpendLine | None) -> Held:
    start, name = f"award{award.pk}-", award.title.split(": ", 1)[-1]
    boxes = [
        Box(start + part, f"{name}: {label}", typed_amount(line, part), BoxKind.NUMBER, width=10, reads=Kind.MONEY)
        for part, label in COLUMNS.items()
    ]
    note = Box(start + NOTE, f"{name}: {NOTE_LABEL.lower()}", line.note if line else "", limit=300, width=20)
    return Held(pack, Money.slug, (*boxes, note))


def _figures(own: QuarterlyReturn, asked: dict[Asked, Row], shared: Sequence[Shared]) -> Held:
    """The number boxes of the shared figures."""
    boxes: list[Box] = []
    for each in shared:
        row = asked[each.asked]
        wanted = {f"{row.prefix}-{part}" for part in each.parts}
        boxes += [replace(box, label=f"{own.provider.name}: {box.label}") for box in row.boxes if box.name in wanted]
    return Held(own, figures_page_of(own), tuple(boxes))


def awards_in(portfolio: Portfolio, quarter: ReportingPeriod, group: str) -> list[Award]:
    """Awards of this group that run in the quarter; else those of the service of this name, where each reports."""
    found = [award for award in portfolio.awards_at(quarter) if award.group == group]
    if found:
        return found
    service = next((each for each in portfolio.services.values() if each.code == group), None)
    if service is None or service.reports_for != ReportsFor.EACH:
        return []
    return portfolio.awards_at(quarter, [service.pk])


def last_entered(award: Award, lines: Sequence[SpendLine], quarter: ReportingPeriod) -> str:
    own = [line for line in lines if line.award_id == award.pk and line.pack.period.sequence <= quarter.sequence]
    return own[-1].pack.period.short if own else ""
