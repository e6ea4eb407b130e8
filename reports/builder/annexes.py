"""Annexes: money, all figures with where they came from, people and events by service, acronyms, data notes."""

from collections.abc import Iterator

from commissioning import figures
from commissioning.choices import CaseState, DatePrecision, ValueSource
from commissioning.models import NewsItem, Observation, Service, StaffingLine
from commissioning.ratings.comparators import comparator_words
from reports.builder.entries import says, waiting_words
from reports.builder.front import Place, promises_table
from reports.builder.material import Material
from reports.builder.money import awards_table, spend_table
from reports.document import Annex, Audience, Column, FigureRow, Row, Table
from tracker import formats

STATEMENT = "Said without a number"


def build_annexes(material: Material, places: dict[int, Place]) -> tuple[Annex, ...]:
    money = [awards_table(material), spend_table(material)]
    told = [
        news_table(material, places),
        promises_table(material, places),
        staffing_table(material, places),
        waiting_table(material, places),
        risks_table(material, places),
        cases_table(material, places),
    ]
    return (
        Annex(
            "annex-money", "Money", "Not held means that nobody has given the figure; it is not nought.", _kept(money)
        ),
        Annex(
            "annex-figures",
            "All figures",
            "Every figure behind this update, with where it came from and how far it has been checked.",
            _kept([statements_table(material, places)]),
            figures=tuple(figure_rows(material, places)),
        ),
        Annex("annex-services", "Events, promises and people", "What services and the office told of.", _kept(told)),
        Annex("annex-acronyms", "Acronyms", "", _kept([acronyms_table(material)])),
        Annex(
            "annex-notes",
            "Notes on the data",
            "",
            _kept([questions_table(material, places)]),
            notes=tuple(notes(material)),
        ),
    )


def _kept(tables: list[Table | None]) -> tuple[Table, ...]:
    return tuple(table for table in tables if table is not None)


def _table(code: str, caption: str, columns: tuple[str, ...], rows, audience: str = Audience.PUBLIC) -> Table | None:
    kept = tuple(rows)
    return (
        Table(code, caption, tuple(Column(label) for label in columns), kept, audience=Audience(audience))
        if kept
        else None
    )


def _row(service, places: dict[int, Place], cells: tuple[str, ...], audience: str) -> Row:
    place = places.get(service.pk) if service else None
    name = service.name if service else "The office"
    code = service.code if service else ""
    return Row((name, *cells), anchor=place.anchor if place else "", service=code, audience=Audience(audience))


def _under(material: Material, rows) -> Iterator:
    """Rows with the service that each is about: its own, else that of the return or item that says it."""
    for key, found in rows.items():
        for row in found:
            yield getattr(row, "service", None) or _service_of(material, key), row


def _service_of(material: Material, key: tuple[str, int]):
    kind, pk = key
    if kind == "item":
        return material.items[pk].service
    return next(owed.service for rows in material.owed.values() for owed in rows if owed.pk == pk)


def figure_rows(material: Material, places: dict[int, Place]) -> Iterator[FigureRow]:
    """Every figure of the services in this update that says anything, and each earlier value taken over for them."""
    returns = {owed.pk: owed for rows in material.owed.values() for owed in rows}
    for key, service in material.services.items():
        place = places.get(key)
        for figure in material.measured.get(key, ()):
            for held in figure.held:
                yield _figure_row(figure, held, returns.get(held.quarterly_return or 0), service, place)
    yield from _taken_over(material, places)


def _figure_row(figure: figures.MeasureFigure, held: figures.Held, owed, service, place) -> FigureRow:
    alone = len(figure.held) == 1
    value = held.value
    return FigureRow(
        code=figure.measure.code,
        service=service.name,
        service_code=service.code,
        provider=held.provider_name,
        label=figure.measure.label,
        definition=figure.version.text,
        unit=figure.version.unit,
        basis=str(figure.definition.basis),
        period=figure.period.label,
        state=str(value.state),
        value=None if value.number is None else str(value.number.normalize()),
        numerator=None if value.numerator is None else str(value.numerator.normalize()),
        denominator=None if value.denominator is None else str(value.denominator.normalize()),
        words=figure.words if alone else _held_words(figure, held),
        comparators=tuple(_comparators(figure)) if alone else (),
        notes=tuple(_figure_notes(figure, held)),
        standing=str(value.standing),
        observation=held.key,
        quarterly_return=held.quarterly_return,
        source=ValueSource(held.source).label + (f": {held.source_detail}" if held.source_detail else ""),
        received=formats.day(owed.submitted_at) if owed and owed.submitted_at else "",
        approved=formats.day(owed.approved_at) if owed and owed.approved_at else "",
        about_people=figure.version.about_people,
        anchor=place.anchor if place else "",
        audience=Audience(figure.measure.audience),
    )


def _held_words(figure: figures.MeasureFigure, held: figures.Held) -> str:
    if held.value.number is None:
        return formats.state_words(held.value.state)
    return formats.value(figure.definition.kind, held.value.number, held.value.precision)


def _comparators(figure: figures.MeasureFigure) -> Iterator[str]:
    for comparator in (figure.same_last_year, figure.previous, figure.year_to_date_last_year):
        if comparator.shown or comparator.series_break:
            yield comparator_words(figure.definition, comparator)


def _figure_notes(figure: figures.MeasureFigure, held: figures.Held) -> Iterator[str]:
    if held.value.unverified:
        yield "as reported; parts not given"
    if held.value.sample_size:
        yield f"sample of {formats.count(held.value.sample_size)}"
    if held.value.provisional:
        yield "provisional"
    if figure.scope_words:
        yield figure.scope_words
    if held.reason:
        yield held.reason


def _taken_over(material: Material, places: dict[int, Place]) -> Iterator[FigureRow]:
    """Earlier figures of the last eight quarters that were taken over, not approved: what comparators rest on."""
    quarters = [each.pk for each in material.reference.last(material.quarter, 8) if each.pk != material.quarter.pk]
    rows = Observation.objects.filter(
        service_measure__service__in=material.services, period__in=quarters, standing="taken_over"
    ).select_related("service_measure__service", "provider", "period", "version")
    for row in rows.order_by("service_measure__service__name", "service_measure__place", "period__sequence", "pk"):
        service = row.service_measure.service
        place = places.get(service.pk)
        words = (
            formats.state_words(row.state)
            if row.value is None
            else formats.value(row.version.number_kind, row.value, row.precision)
        )
        yield FigureRow(
            code=row.service_measure.code,
            service=service.name,
            service_code=service.code,
            provider=row.provider.brief_name,
            label=row.service_measure.label,
            definition=row.version.definition,
            unit=row.version.unit,
            basis=row.version.basis,
            period=row.period.label,
            state=row.state,
            value=None if row.value is None else str(row.value.normalize()),
            numerator=None if row.numerator is None else str(row.numerator.normalize()),
            denominator=None if row.denominator is None else str(row.denominator.normalize()),
            words=words,
            comparators=(),
            notes=(row.reason,) if row.reason else (),
            standing=row.standing,
            observation=row.pk,
            quarterly_return=None,
            source=row.get_source_display() + (f": {row.source_detail}" if row.source_detail else ""),
            received="",
            approved="",
            about_people=row.version.about_people,
            anchor=place.anchor if place else "",
            audience=Audience(row.service_measure.audience),
        )


def statements_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(each.measure.service, places, (each.measure.label, said.words), said.audience)
        for found in material.measured.values()
        for each in found
        for said in material.statements.get(each.measure.pk, ())
    ]
    return _table("statements", STATEMENT, ("Service", "Figure", "What was said"), rows)


def news_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(service, places, (news.text, when(news, material), _with(news)), news.audience)
        for service, news in _under(material, material.news)
    ]
    return _table("news", "What happened", ("Service", "What", "When", "With"), rows)


def when(news: NewsItem, material: Material) -> str:
    """The date as exactly as it is known; what came after the quarter says so."""
    if news.on is None:
        return "in the quarter"
    said = formats.day(news.on) if news.precision == DatePrecision.DAY else f"{news.on:%B %Y}"
    return f"{said} (after the quarter)" if news.on > material.quarter.end else said


def _with(news: NewsItem) -> str:
    attended = f"attended by {news.attended}" if news.attended else ""
    return "; ".join(part for part in (news.partners, attended) if part)


def staffing_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(service, places, (line.role, *_posts(line), line.expected, line.note), line.audience)
        for line in material.staffing
        for service in _services_of(line)
    ]
    columns = ("Service", "Post", "Funded", "In post", "Vacant", "Expected", "Note")
    return _table("staffing", "Staffing", columns, rows, Audience.BOARD)


def _services_of(line: StaffingLine) -> list[Service | None]:
    return list(line.services.all()) or [None]


def _posts(line) -> tuple[str, ...]:
    counts = (line.funded, line.in_post, line.vacant)
    return tuple("not stated" if count is None else formats.number(count) for count in counts)


def waiting_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(service, places, (waiting_words(line),), line.audience)
        for service, line in _under(material, material.waiting)
    ]
    return _table("waiting", "Waiting lists", ("Service", "What is known"), rows)


def risks_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(
            review.risk.service,
            places,
            (review.risk.title, review.note or review.risk.mitigation),
            review.risk.audience,
        )
        for found in material.risks.values()
        for review in found
    ]
    return _table("risks", "Risks", ("Service", "Risk", "What is said of it"), rows)


def cases_table(material: Material, places: dict[int, Place]) -> Table | None:
    """Cases by their state: one that nobody has checked is for the office alone."""
    audiences = {CaseState.BOARD: Audience.BOARD, CaseState.PUBLICATION: Audience.PUBLIC}
    rows = [
        _row(
            service,
            places,
            (case.title, case.text, case.get_state_display()),
            audiences.get(case.state, Audience.INTERNAL),
        )
        for service, case in _under(material, material.cases)
    ]
    return _table("cases", "Cases", ("Service", "About", "The case", "Checked"), rows)


def acronyms_table(material: Material) -> Table | None:
    rows = [Row((each.short, each.words)) for each in material.acronyms]
    return _table("acronyms", "What the short forms stand for", ("Short form", "Stands for"), rows)


def questions_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(
            question.service or _measured(question),
            places,
            (question.text, question.get_state_display()),
            Audience.BOARD,
        )
        for question in material.questions
    ]
    return _table("questions", "Open questions", ("About", "Question", "State"), rows, Audience.BOARD)


def _measured(question):
    return question.service_measure.service if question.service_measure else None


def notes(material: Material) -> Iterator[str]:
    """What a reader must know of the figures, computed from what is in this update."""
    shown = [each for found in material.measured.values() for each in found if says(each)]
    yield "Not held means that nobody has given the figure. It is not nought; a nought is printed as 0."
    if any(each.unverified for each in shown):
        yield "A percentage without its two parts is printed as it was reported; it could not be checked."
    if any(point.value.standing == "taken_over" for each in shown for point in each.points):
        yield "Earlier figures marked taken over come from before returns were kept here; nobody has approved them."
    for each in shown:
        if each.scope_words:
            yield f"{each.measure.service.name}, {each.measure.label.lower()}: {each.scope_words}."
        if each.comparator.series_break:
            yield f"{each.measure.service.name}, {each.measure.label.lower()}: {each.comparator_words}."
