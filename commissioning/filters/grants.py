"""The filter of grants as open data: what is missing of them, and to whom they went."""

from operator import attrgetter

from django.db.models import QuerySet

from commissioning.figures.gaps import Line
from commissioning.filters.awards import receivers
from commissioning.models import Award
from tracker.filters import SceneFilter, YearFilter

NEEDED, USEFUL, COMPLETE = "needed", "useful", "complete"
MISSING = {NEEDED: "What is needed", USEFUL: "What would help", COMPLETE: "Nothing that is needed"}


class GrantFilter(YearFilter):
    missing = SceneFilter(label="Missing", choices_of=lambda _: MISSING.items(), method="of_lines")
    provider = SceneFilter(label="Recipient", choices_of=receivers, method="of_lines")

    class Meta:
        model = Award
        fields: list[str] = []

    def of_lines(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Lines are narrowed, not rows: see `received` and `lacking`."""
        return queryset

    def asked(self, name: str) -> str:
        self.form.is_valid()  # fills in what is sound; the rest has its message
        return self.form.cleaned_data.get(name) or ""

    def received(self, lines: list[Line]) -> list[Line]:
        """Those that went to the chosen recipient."""
        wanted = self.asked("provider")
        return [each for each in lines if each.award.receives == wanted] if wanted else lines

    def lacking(self, lines: list[Line]) -> list[Line]:
        """Those of which this is missing."""
        wanted = self.asked("missing")
        lacks = {NEEDED: attrgetter("needed"), USEFUL: attrgetter("useful"), COMPLETE: attrgetter("complete")}
        return [each for each in lines if not wanted or lacks[wanted](each)]
