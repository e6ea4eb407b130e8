"""One list of what was asked, of whatever record: what has no answer, what has one to be read, what is closed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponseBase

from commissioning.exports.lists import QUESTIONS, question_line
from commissioning.filters import QuestionFilter
from commissioning.models import Question
from commissioning.tables import QuestionTable
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.views.subjects import named
from commissioning.workflow.questions import seen_by
from tracker.exports import Cell
from tracker.views import FilteredTableView


class QuestionList(FilteredTableView):
    """The questions of every quarter that are not closed, the longest open first; closed ones when asked for."""

    filterset_class = QuestionFilter
    table_class = QuestionTable
    template_name = "commissioning/owed/questions.html"
    export_header = QUESTIONS

    def get_queryset(self) -> QuerySet[Question]:
        every = Question.objects.all() if self.request.GET.getlist("status") else Question.objects.open()
        rows = seen_by(every, self.scene.user).select_related("asked_by", "service_measure")
        return rows.annotate(answers=Count("replies"), answered_at=Max("replies__at"))

    def get_table(self, **kwargs: Any) -> QuestionTable:
        table: QuestionTable = super().get_table(**kwargs)
        table.scene, table.on = self.scene, self.scene.on
        if not self.exports:
            table.named = named(self.scene, [row.record for row in table.paginated_rows])
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"tabs": returns_tabs(self.scene, "questions")}

    def export_name(self) -> str:
        return f"questions-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Questions"

    def export_rows(self, rows: QuerySet[Question]) -> Iterable[Sequence[Cell]]:
        listed = list(rows)
        about = named(self.scene, listed)
        for row in listed:
            yield question_line(row, about[row.record_kind, row.record_id][0], on=self.scene.on)


@with_quarter("commissioning.view_portfolio")
def question_list(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """What the filter leaves, as a page or a file."""
    return QuestionList.as_view()(request, scene)
