"""Annexes: money, all figures with where they came from, people and events by service, acronyms, data notes."""

from collections.abc import Iterator
from dataclasses import replace

from commissioning.choices import CaseState, DatePrecision, Rag, State
from commissioning.models import NewsItem, Service, StaffingLine
from commissioning.ratings.findings import waiting_words
from reports.builder.categories import broken_down_annex
from reports.builder.counts import key_of_waiting
from reports.builder.figure_rows import figure_rows
from reports.builder.findings import Place
from reports.builder.front import promises_table
from reports.builder.material import Material
from reports.builder.money import awards_table, spend_table
from reports.builder.printed import says
from reports.document import Annex, Audience, Column, Row, Table, narrowest
from reports.document.annexes import TOLD, worth_printing
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
    by_category = broken_down_annex(material, places)
    built = (
        Annex(
            "annex-money", "Money", "Not held means that nobody has given the figure; it is not nought.", _kept(money)
        ),
        Annex(
            "annex-figures",
            "All figures",
            "Every figure behind this update, with where it came from and how far it has been checked.",
            _kept([ratings_table(material, places), statements_table(material, places)]),
            figures=tuple(figure_rows(material, places)),
        ),
        *([by_category] if by_category else []),
        Annex(TOLD, "", "What services and the office told of.", _kept(told)),
        Annex("annex-acronyms", "Acronyms", "", _kept([acronyms_table(material)])),
        Annex(
            "annex-notes",
            "Notes on the data",
            "",
            _kept([questions_table(material, places)]),
            notes=tuple(notes(material)),
        ),
    )
    return worth_printing(built)


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


def statements_table(material: Material, places: dict[int, Place]) -> Table | None:
    rows = [
        _row(
            each.measure.service,
            places,
            (each.measure.label, said.words),
            narrowest(said.audience, each.measure.audience),
        )
        for found in material.measured.values()
        for each in found
        for said in material.statements.get(each.measure.pk, ())
    ]
    return _table("statements", STATEMENT, ("Service", "Figure", "What was said"), rows)


def ratings_table(material: Material, places: dict[int, Place]) -> Table | None:
    """Ratings as stored at approval, for the board, the worst first. A reason may quote an internal headline figure."""
    approved = [each for rows in material.owed.values() for each in rows if each.state == State.APPROVED and each.rag]
    rated = sorted(
        (each for each in approved if each.rag != Rag.NOT_RATED), key=lambda each: list(Rag).index(Rag(each.rag))
    )
    rows = [
        _row(
            each.service,
            places,
            (each.provider.brief_name, each.get_rag_display(), each.rag_reason or each.rag_why),
            narrowest(Audience.BOARD, *_headline_audiences(material, each.service_id)),
        )
        for each in rated
    ]
    table = _table("ratings", "Ratings", ("Service", "Provider", "Rating", "Why"), rows, Audience.BOARD)
    unrated = len(approved) - len(rated)
    return table and replace(table, notes=(f"{unrated} of {len(approved)} approved returns are not rated.",))


def _headline_audiences(material: Material, service: int) -> list[str]:
    return [each.measure.audience for each in material.measured.get(service, ()) if each.measure.headline]


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
        replace(_row(service, places, (waiting_words(line),), line.audience), counts=key_of_waiting(line))
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
            material.audience_of(question),
        )
        for question in material.questions
    ]
    return _table("questions", "Open questions", ("About", "Question", "State"), rows, Audience.BOARD)


def _measured(question):
    return question.service_measure.service if question.service_measure else None


def notes(material: Material) -> Iterator[str]:
    """What a reader must know of the figures, from what is in this update; what is internal has its notes beside it."""
    shown = [each for found in material.measured.values() for each in found if says(each)]
    yield "Not held means that nobody has given the figure. It is not nought; a nought is printed as 0."
    if any(each.unverified for each in shown):
        yield "A percentage without its two parts is printed as it was reported; it could not be checked."
    if any(point.value.standing == "taken_over" for each in shown for point in each.points):
        yield "Earlier figures marked taken over come from before returns were kept here; nobody has approved them."
    for each in shown:
        if each.measure.audience == Audience.INTERNAL:
            continue
        if each.scope_words:
            yield f"{each.measure.service.name}, {each.measure.label.lower()}: {each.scope_words}."
        if each.comparator.series_break:
            yield f"{each.measure.service.name}, {each.measure.label.lower()}: {each.comparator_words}."
