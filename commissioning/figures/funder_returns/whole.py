"""A return to a funder as it stands: every section of the template, and all that is missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from commissioning.choices import FunderColumnKind, FunderSectionKind, suits
from commissioning.figures.funder_returns import answers, by_category, counted, money, posts
from commissioning.figures.funder_returns.due import in_full
from commissioning.figures.funder_returns.shares import Shares
from commissioning.figures.funder_returns.told import Column, Line, Missing, Section
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.money import award_positions
from commissioning.figures.payments import paid_of
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.streams import StreamMoney, stream_money
from commissioning.models import (
    Award,
    FunderAnswer,
    FunderRow,
    FunderSection,
    FunderTemplate,
    FundingStream,
    ReportingPeriod,
    ServiceMeasure,
)
from providers.models import Provider, ProviderKind
from tracker.periods import financial_year_of

Held = tuple[FunderRow, ServiceMeasure, MeasureFigure | None]


@dataclass(frozen=True, slots=True)
class Whole:
    """One return: of a stream, by a template, up to the end of a quarter."""

    stream: FundingStream
    template: FunderTemplate
    quarter: ReportingPeriod
    sections: tuple[Section, ...]
    answers: Mapping[int, FunderAnswer]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """All that is missing of all sections, each once."""
        return tuple(dict.fromkeys(each for section in self.sections for each in section.missing))


def funder_return(
    stream: FundingStream,
    template: FunderTemplate,
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    portfolio: Portfolio,
) -> Whole:
    """The return that ends with the quarter. What is approved or taken over counts, as for any paper of the office.

    The stream is one of the portfolio's, the template is read with its sections once. At most six queries.
    """
    template, source = in_full(template, portfolio), _Source(stream, quarter, reference, portfolio)
    makers: dict[str, Callable[[FunderSection], Section]] = {
        FunderSectionKind.STREAM: source.of_stream,
        FunderSectionKind.FIGURES: source.of_figures,
        FunderSectionKind.MONEY: source.of_awards,
        FunderSectionKind.POSTS: source.of_posts,
        FunderSectionKind.CATEGORY: source.of_categories,
        FunderSectionKind.WORDS: source.of_words,
    }
    asked = [row for section in template.sections.all() for row in section.rows.all()]
    source.read_figures(asked)
    source.read_answers(template)
    made = [makers[section.kind](section) for section in template.sections.all()]
    return Whole(stream, template, quarter, tuple(made), source.answers)


def services_paid(stream: FundingStream, quarter: ReportingPeriod, portfolio: Portfolio) -> list[int]:
    """The services whose awards take from the stream in the quarter's year."""
    return _covered(awards_taking(stream, quarter, portfolio), portfolio)


def awards_taking(stream: FundingStream, quarter: ReportingPeriod, portfolio: Portfolio) -> list[Award]:
    year = financial_year_of(quarter.end)
    return [
        award
        for award in portfolio.awards
        if any(row.stream_id == stream.pk and row.year_label == year for row in award.splits.all())
    ]


def _covered(awards: Iterable[Award], portfolio: Portfolio) -> list[int]:
    keys = [award.pk for award in awards]
    portfolio.services_of_award.need(keys)
    return list(dict.fromkeys(row.service_id for key in keys for row in portfolio.services_of_award.get(key, ())))


class _Source:
    """Everything that the sections of one return are made of, read once."""

    def __init__(
        self, stream: FundingStream, quarter: ReportingPeriod, reference: Reference, portfolio: Portfolio
    ) -> None:
        self.stream, self.quarter, self.reference, self.portfolio = stream, quarter, reference, portfolio
        self.line = self._line()
        self.services = _covered(self.awards, portfolio)
        self.shares = Shares(stream, quarter, portfolio)

    @property
    def awards(self) -> list[Award]:
        return [each.position.award for each in self.line.awards]

    def _line(self) -> StreamMoney:
        year = financial_year_of(self.quarter.end)
        taking = awards_taking(self.stream, self.quarter, self.portfolio)
        positions = award_positions(taking, self.quarter)
        paid = paid_of(taking, self.quarter)
        (line,) = stream_money(positions, year, paid=paid, streams=[self.stream])
        return line

    def read_figures(self, rows: Sequence[FunderRow]) -> None:
        """With their categories where any are asked for. One query."""
        self.figures, self.split = dict[int, MeasureFigure](), by_category.NO_SPLIT
        self.measures = counted.measures_asked(rows, self.services, self.portfolio)
        if self.measures and any(row.breakdown_id for row in rows):
            self.figures, self.split = by_category.figures_and_split(self.measures, self.quarter, self.reference)
        elif self.measures:
            self.figures = counted.figures_of(self.measures, self.quarter, self.reference)

    def read_answers(self, template: FunderTemplate) -> None:
        questions = answers.questions_of(template)
        found = answers.answers_of(questions, self.stream, self.quarter, self.portfolio)
        held = {key: answers.in_force(rows) for key, rows in found.items()}
        self.answers = {key: row for key, row in held.items() if row}

    def of_stream(self, section: FunderSection) -> Section:
        missing = money.money_missing(self.line, self.portfolio)
        return _section(section, money.STREAM, [money.stream_line(self.line)], missing)

    def of_awards(self, section: FunderSection) -> Section:
        lines = money.award_lines(self.line, self.portfolio, on=self.quarter.end)
        total = Line("Total", money.totals(self.line)) if len(lines) > 1 else None
        return _section(section, money.AWARD, lines, money.money_missing(self.line, self.portfolio), total)

    @property
    def names_no_service(self) -> bool:
        """Whether none of its awards says for which services it is: that is missing once, and not figure by figure."""
        return bool(self.awards) and not self.services

    def _nobody(self, row: FunderRow) -> list[Missing]:
        """What is missing where no service tells of a row."""
        if self.names_no_service:
            return list(money.services_missing(self.line, self.portfolio))
        return [Missing(f"{row}: {counted.NOBODY}")]

    def of_figures(self, section: FunderSection) -> Section:
        asked = [(row, self.measures.get(row.measure_id, [])) for row in section.rows.all()]
        lines, missing, held = list[Line](), list[Missing](), list[Held]()
        why = counted.NO_SERVICE if self.names_no_service else counted.NOBODY
        for row, found in asked:
            lines += counted.figure_lines(row, found, self.figures, self.shares, why)
            missing += [] if found else self._nobody(row)
            held += [(row, each, self.figures.get(each.pk)) for each in found]
        return _section(section, counted.ASKED, lines, [*missing, *counted.figures_missing(held, self.quarter)])

    def of_categories(self, section: FunderSection) -> Section:
        """Wholes and their gaps as of any figure, and what of each is in no category."""
        lines, missing, wholes = list[Line](), list[Missing](), list[Held]()
        why = counted.NO_SERVICE if self.names_no_service else by_category.NOBODY
        for row in section.rows.all():
            measures = self.measures.get(row.measure_id, [])
            taken = by_category.taken(row, measures, self.split)
            lines += by_category.category_lines(row, taken, self.shares, why)
            wholes += [(row, each, self.figures.get(each.pk)) for each in measures]
            missing += by_category.categories_missing(row, measures, taken, self.quarter)
            missing += [] if measures else self._nobody(row)
        return _section(section, counted.ASKED, lines, [*counted.figures_missing(wholes, self.quarter), *missing])

    def of_words(self, section: FunderSection) -> Section:
        questions = section.questions.all()
        lines = [answers.answer_line(each, self.answers.get(each.pk)) for each in questions]
        return _section(section, answers.QUESTION, lines, answers.answers_missing(questions, self.answers))

    def of_posts(self, section: FunderSection) -> Section:
        providers = self._providers()
        delivering = self.portfolio.providers_for(self.services)
        sent = posts.sent_of({each.pk for each in providers} | delivering, self.quarter)
        found = posts.posts_for(self.services, sent)
        missing = posts.packs_missing(providers, sent, found, self.quarter)
        return _section(section, posts.POST, posts.post_lines(found, self.shares), missing)

    def _providers(self) -> list[Provider]:
        """Who receives the stream's money, and can tell of posts: the office sends itself nothing."""
        receiving = (award.provider for award in self.awards)
        found = {each.pk: each for each in receiving if each.stated and each.kind != ProviderKind.OFFICE}
        return sorted(found.values(), key=lambda each: (each.name, each.pk))


def _section(
    section: FunderSection, first: str, lines: Iterable[Line], missing: Iterable[Missing], total: Line | None = None
) -> Section:
    return Section(
        section.title, section.note, section.kind, first, columns_of(section), tuple(lines), total, tuple(missing)
    )


def columns_of(section: FunderSection) -> tuple[Column, ...]:
    """The columns that the office chose, else all that suit the section."""
    chosen = [Column(FunderColumnKind(row.what), str(row)) for row in section.columns.all()]
    every = (Column(what, FunderColumnKind(what).label) for what in suits(section.kind))
    return tuple(chosen) or tuple(every)
