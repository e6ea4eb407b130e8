"""What a live reference prints: the one resolver, for the pages of returns and for the update."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from django.utils.text import slugify

from commissioning.choices import Audience
from commissioning.figures.measures import measure_figures
from commissioning.figures.money import AwardPosition, MoneySummary, award_positions, summary
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.reference import Reference
from commissioning.figures.vacancies import Vacancies, vacancies
from commissioning.models import Award, ReportingPeriod, Service, ServiceMeasure
from commissioning.parsing.references import (
    OF_AWARDS,
    OF_DATES,
    OF_FIGURES,
    OF_GROUPS,
    OF_SERVICES,
    PATTERN,
    LiveReference,
    read_reference,
)
from commissioning.ratings.comparators import Comparator, comparator_words
from commissioning.ratings.pace import Pace
from commissioning.ratings.values import Definition, Value
from tracker import formats
from tracker.periods import add_months, quarter_of_run

DAY = timedelta(days=1)
NOT_SHOWN = "[not shown here]"
ANY_AUDIENCE = frozenset(each.value for each in Audience)


class Spoken(Protocol):
    """What a reference needs of a figure: of what counts (`MeasureFigure`), or of what its own return says now."""

    @property
    def measure(self) -> ServiceMeasure: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def words(self) -> str: ...
    @property
    def value(self) -> Value: ...
    @property
    def previous(self) -> Comparator: ...
    @property
    def same_last_year(self) -> Comparator: ...
    @property
    def comparator(self) -> Comparator: ...


@dataclass(frozen=True, slots=True)
class Printed:
    """What a reference prints, and who may see the fact behind it."""

    words: str
    audience: str


class LiveFacts:
    """The stored facts of a quarter that texts point at. Each kind is read once, when a text first needs it.

    Approved and taken-over values count, sent ones `with_submitted`. `provider` narrows to one provider's own facts:
    of others, and of sums over providers, there is then nothing. `own` answers figures that are told otherwise or are
    read already, `money` positions that are read already: each is asked when a text first needs one. `drafts_of` names
    the provider whose own pack is read as it stands.
    """

    def __init__(
        self,
        quarter: ReportingPeriod,
        *,
        reference: Reference,
        with_submitted: bool = False,
        provider: int | None = None,
        drafts_of: int | None = None,
        own: Callable[[], Iterable[Spoken]] = tuple,
        money: Callable[[], Iterable[AwardPosition]] = tuple,
    ) -> None:
        self.quarter, self.reference, self.with_submitted = quarter, reference, with_submitted
        self.provider, self.drafts_of = provider, drafts_of
        self._own, self._money = own, money
        self.totals: dict[str, MoneySummary | None] = {}
        self.vacant: dict[str, Vacancies] = {}

    @cached_property
    def figures(self) -> dict[str, Spoken | None]:
        return {each.measure.code: each for each in self._own()}

    @cached_property
    def positions(self) -> dict[str, AwardPosition | None]:
        return {each.award.code: each for each in self._money()}

    @cached_property
    def portfolio(self) -> Portfolio:
        return portfolio_for(self.reference)

    def text(self, text: str, allowed: Iterable[str] = ANY_AUDIENCE) -> str:
        """The text as it reads now. What isn't for these audiences is not shown; what names nothing stays as it is."""
        may = frozenset(allowed)

        def replaced(match: re.Match[str]) -> str:
            reference = read_reference(match["inside"])
            found = self.found(reference) if reference else None
            if reference is None or (found is None and self.provider is None):
                return match[0]
            return found.words if found is not None and found.audience in may else NOT_SHOWN

        return PATTERN.sub(replaced, text)

    def prepare(self, references: Iterable[LiveReference]) -> None:
        """Read all that these need together: at most four queries, however many there are."""
        wanted = list(references)
        self._read_figures({each.code for each in wanted if each.kind in OF_FIGURES})
        awards = {each.code for each in wanted if each.kind in OF_AWARDS}
        totals = {each.code for each in wanted if each.kind in OF_GROUPS}
        self._read_awards(awards, totals)
        self._read_vacancies({each.code for each in wanted if each.kind in OF_SERVICES})

    def found(self, reference: LiveReference) -> Printed | None:
        """The fact in words, and its audience; None if nothing of this name is stored."""
        self.prepare([reference])
        if reference.kind in OF_FIGURES:
            return self._figure(reference)
        if reference.kind in OF_AWARDS:
            position = self.positions.get(reference.code)
            return Printed(AWARD_FORMS[reference.kind](position), position.audience) if position else None
        if reference.kind in OF_GROUPS:
            return self._total(reference)
        if reference.kind in OF_SERVICES:
            return self._vacancy(reference)
        return self._date(reference) if reference.kind in OF_DATES else self._run(reference)

    def _figure(self, reference: LiveReference) -> Printed | None:
        figure = self.figures.get(reference.code)
        return Printed(FIGURE_FORMS[reference.form](figure), figure.measure.audience) if figure else None

    def _total(self, reference: LiveReference) -> Printed | None:
        total = self.totals.get(reference.code)
        if total is None:
            return None
        audience = min((Audience(each.audience) for each in total.positions), key=lambda each: each.rank)
        return Printed(GROUP_FORMS[reference.kind](total), audience)

    def _vacancy(self, reference: LiveReference) -> Printed | None:
        if self._service(reference.code) is None:
            return None
        found = self.vacant.get(reference.code)
        number = found.number if found else None
        if number is None:
            return Printed("not held", found.audience if found else Audience.PUBLIC)
        words = formats.in_words(number) if reference.form == "words" else formats.number(number)
        return Printed(words, found.audience if found else Audience.PUBLIC)

    def _run(self, reference: LiveReference) -> Printed | None:
        """In which quarter of its run an award is at the end of this one."""
        award = self._award(reference.code)
        if award is None:
            return None
        start, end = award.starts_on, last_day(award)
        run = quarter_of_run(start, end, self.quarter.end) if start and end else None
        number = formats.in_words if reference.form == "words" else formats.number
        return Printed(f"quarter {number(run[0])} of {number(run[1])}" if run else "not stated", Audience.PUBLIC)

    def _date(self, reference: LiveReference) -> Printed | None:
        """A key date of the quarter by its name, or a date of an award."""
        dates = {slugify(each.name): each.on for each in self.portfolio.key_dates.get(self.quarter.pk, ())}
        if reference.code in dates and reference.form == "value" and self.provider is None:
            return Printed(formats.day(dates[reference.code]), Audience.PUBLIC)
        award = self._award(reference.code)
        if award is None:
            return None
        on = {"starts": award.starts_on, "decided": award.decided_on}.get(reference.form, award.ends_on)
        return Printed(formats.day(on) if on else "not stated", Audience.PUBLIC)

    def _read_figures(self, codes: set[str]) -> None:
        new = codes - self.figures.keys() if codes else set()
        if not new:
            return
        self.figures |= dict.fromkeys(new)
        measures = self.portfolio.coded(new)
        found = measure_figures(
            [each for each in measures if self._is_own(each.service_id)],
            self.quarter,
            reference=self.reference,
            with_submitted=self.with_submitted,
            provider=self.provider,
        )
        self.figures |= {each.measure.code: each for each in found}

    def _is_own(self, service: int) -> bool:
        if self.provider is None:
            return True
        return any(each.pk == self.provider for each in self.portfolio.providers_of.get(service, ()))

    def _read_awards(self, codes: set[str], totals: set[str]) -> None:
        """The positions of these awards, and of all awards of these groups; a provider's own awards alone."""
        if not (codes or totals):
            return
        wanted = set(codes)
        if self.provider is None and totals - self.totals.keys():
            wanted |= {each.code for each in self.portfolio.awards if each.group and each.group in totals}
        new = wanted - self.positions.keys()
        if new:
            self.positions |= dict.fromkeys(new)
            awards = [award for code in sorted(new) if (award := self._award(code))]
            found = award_positions(awards, self.quarter, with_submitted=self.with_submitted)
            self.positions |= {each.award.code: each for each in found}
        for group in (totals - self.totals.keys()) if self.provider is None else ():
            own = [each for each in self.portfolio.awards if each.group == group]
            positions = [position for each in own if (position := self.positions[each.code])]
            self.totals[group] = summary(positions) if positions else None

    def _read_vacancies(self, codes: set[str]) -> None:
        new = {code: service for code in codes - self.vacant.keys() if (service := self._service(code))}
        if not new:
            return
        found = vacancies(
            [service.pk for service in new.values()],
            self.quarter,
            with_submitted=self.with_submitted,
            provider=self.provider,
            drafts_of=self.drafts_of,
        )
        for code, service in new.items():
            self.vacant[code] = found.get(service.pk) or Vacancies(service.pk, None, Audience.PUBLIC)

    def _service(self, code: str) -> Service | None:
        found = next((each for each in self.portfolio.services.values() if each.code == code), None)
        return found if found is not None and self._is_own(found.pk) else None

    def _award(self, code: str) -> Award | None:
        found = next((each for each in self.portfolio.awards if each.code == code), None)
        return found if found is not None and self.provider in (None, found.provider_id) else None


def _beside(figure: Spoken, comparator: Comparator) -> str:
    if not comparator.shown:
        return figure.words
    return formats.running(figure.words, comparator_words(figure.definition, comparator))


def _change(figure: Spoken) -> str:
    comparator = figure.comparator
    if comparator.difference is None:
        return "change not held"
    return formats.change(figure.definition.kind, comparator.difference, comparator.percent)


def _in_words(figure: Spoken) -> str:
    """Only what is counted whole can be written out; a share or an amount reads as ever."""
    number = figure.value.number
    whole = number is not None and number == number.to_integral_value() and not figure.definition.is_share
    return formats.in_words(number) if number is not None and whole else figure.words


def _money(amount: Decimal | None) -> str:
    return "not held" if amount is None else formats.money(amount)


def _used(pace: Pace | None) -> str:
    return "not held" if pace is None or pace.used is None else formats.share(pace.used)


def last_day(award: Award) -> date | None:
    """The award's last day as stored, else by its length in years."""
    if award.ends_on or not (award.starts_on and award.length_years):
        return award.ends_on
    return add_months(award.starts_on, 12 * award.length_years) - DAY


FIGURE_FORMS: Mapping[str, Callable[[Spoken], str]] = {
    "value": lambda figure: figure.words,
    "previous-quarter": lambda figure: _beside(figure, figure.previous),
    "same-quarter-last-year": lambda figure: _beside(figure, figure.same_last_year),
    "change": _change,
    "words": _in_words,
}
AWARD_FORMS: Mapping[str, Callable[[AwardPosition], str]] = {
    "award": lambda position: _money(position.awarded),
    "spend": lambda position: _money(position.spent),
    "used": lambda position: _used(position.pace),
}
GROUP_FORMS: Mapping[str, Callable[[MoneySummary], str]] = {
    "total": lambda group: _money(group.awarded.amount),
    "spent": lambda group: _money(group.spent.amount),
    "share": lambda group: _used(group.pace),
}
