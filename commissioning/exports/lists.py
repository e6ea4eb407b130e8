"""Lists of commissioning as spreadsheet lines: words as on the page, and beside them the bare numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from commissioning.choices import Asker, AwardKind, QuestionState, Rag, RecordKind, Standing, Status
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.matrix import MatrixRow
from commissioning.figures.portfolio import Portfolio
from commissioning.models import OfficeItem
from commissioning.ratings.comparators import comparator_words
from commissioning.ratings.projections import of_target_words, projection_words
from tracker import formats
from tracker.exports import Cell
from tracker.periods import london_date

FIGURE = (  # the columns of `figure_cells`
    "Figure",
    "Unit",
    "Period",
    "Value",
    "In words",
    "Compared with",
    "Value then",
    "Change",
    "Change in per cent",
    "Note on what is counted",
    "So far this year",
    "Target for the year",
    "Projection",
    "Projection of target",
    "Standing",
)
SERVICES = (
    "Service",
    "Code",
    "Objective",
    "Theme",
    "Providers",
    "Officer",
    "Areas",
    "Kinds of award",
    "Stage",
    "Rating",
    "Return",
    "Due",
    "Days late",
    *FIGURE,
)
OWED = (
    "What",
    "Provider",
    "Objective",
    "Officer",
    "Period",
    "Status",
    "Due",
    "First due",
    "Days late",
    "Sent",
    "Approved",
)


QUESTIONS = (
    "About what kind of record",
    "About",
    "At",
    "Question",
    "Asked by",
    "Written down by",
    "Asked on",
    "State",
    "Days since",
    "Answers",
    "Last answer on",
)
MATRIX = ("Objective", "Service", "Code", "Provider", "Officer", "Days late this quarter")


def service_line(
    service: Any, figure: MeasureFigure | None, said: str, portfolio: Portfolio, *, on: date
) -> Sequence[Cell]:
    """One service: where it stands, and its first headline figure. `service` is a row of `Service.with_quarter()`."""
    late_since = service.late_since
    return [
        service.name,
        service.code,
        service.objective.name,
        service.theme.name if service.theme else "",
        "; ".join(provider.name for provider in portfolio.providers_of[service.pk]),
        service.lead_officer.name if service.lead_officer else "not known yet",
        "; ".join(area.name for area in portfolio.services[service.pk].areas.all()),
        "; ".join(AwardKind(kind).label for kind in sorted(portfolio.kinds_of(service.pk))),
        service.get_stage_display(),
        rag_at(service.rag_place),
        status_at(service.status_place),
        late_since,
        (on - late_since).days if late_since else None,
        *(figure_cells(figure, said) if figure else _without(said)),
    ]


def figure_cells(figure: MeasureFigure, said: str = "") -> Sequence[Cell]:
    """A figure in words and in numbers; the words name what the empty cells leave open."""
    shown, projection = figure.comparator, figure.projection
    then = shown.value.number if shown.shown and shown.value else None
    return [
        figure.measure.label,
        figure.version.unit,
        figure.period.label,
        figure.value.number,
        figure.words,
        said or comparator_words(figure.definition, shown),
        then,
        shown.difference,
        None if shown.percent is None else formats.rounded(shown.percent, 1),
        figure.scope_words,
        figure.year_to_date.value.number,
        figure.target,
        projection_words(figure.definition, projection) if projection else "",
        of_target_words(projection) if projection and figure.target else "",
        Standing(figure.standing).label if figure.held else "",
    ]


def owed_line(row: Any, portfolio: Portfolio, *, on: date, names: bool = True) -> Sequence[Cell]:
    """One return, pack or item. `row` is one of `with_status()`; `names`: with the officer's, for the office."""
    service = portfolio.services.get(getattr(row, "service_id", None) or 0)
    objective = service.objective if service else getattr(row, "objective", None)
    officer = getattr(row, "writer", None) or (service.lead_officer if service else None)
    return [
        service.name if service and not isinstance(row, OfficeItem) else getattr(row, "title", "Money and people"),
        portfolio.providers[row.provider_id].name if not isinstance(row, OfficeItem) else "",
        objective.name if objective else "",
        (officer.name if officer else "not known yet") if names else "",
        row.period.label,
        Status(row.status).label,
        row.due_day,
        row.due_on,
        row.days_late(on),
        row.submitted_at and london_date(row.submitted_at),
        row.approved_at and london_date(row.approved_at),
    ]


def matrix_line(row: MatrixRow, portfolio: Portfolio, standings: Sequence[str]) -> Sequence[Cell]:
    """One row of the tracker: the service, who reports, and how it stands in each quarter, in words."""
    service = portfolio.services[row.service]
    provider = portfolio.providers.get(row.provider or 0)
    return [
        service.objective.name,
        service.name,
        service.code,
        provider.name if provider else "",
        service.lead_officer.name if service.lead_officer else "not known yet",
        row.now.late,
        *standings,
    ]


def question_line(question: Any, about: str, *, on: date) -> Sequence[Cell]:
    """One question: of what, by whom, where it stands. `question` has `answers` and `answered_at` counted."""
    asked = london_date(question.asked_at)
    return [
        RecordKind(question.record_kind).label,
        about,
        question.service_measure.label if question.service_measure else question.section,
        question.text,
        Asker(question.asker).label,
        question.asked_by.name,
        asked,
        QuestionState(question.state).label,
        (on - asked).days,
        question.answers,
        question.answered_at and london_date(question.answered_at),
    ]


def rag_at(place: int | None) -> str:
    return "Not held" if place is None else str(list(Rag)[place].label)


def status_at(place: int | None) -> str:
    return "No return owed" if place is None else str(list(Status)[place].label)


def _without(said: str) -> Sequence[Cell]:
    return ["", "", "", None, "not held", said, *[None] * 9]


def statement_words(said: Mapping[int, Sequence[Stated]], figure: MeasureFigure | None) -> str:
    """What was only said of a figure that has no comparison to show, "higher than Q1 2022/23, number not given"."""
    if figure is None or figure.comparator.shown:
        return ""
    return "; ".join(each.words for each in said.get(figure.measure.pk, ()))
