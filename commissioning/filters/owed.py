"""The filters of what is owed for a quarter, and of questions."""

from django.db.models import QuerySet

from commissioning.choices import Asker, Gap, QuestionState, RecordKind
from commissioning.filters.selection import PortfolioFilter, SelectionFilter, spread, statuses
from commissioning.models import Service
from tracker.filters import SceneFilter, SceneManyFilter


class OwedFilter(PortfolioFilter):
    """The filter of returns, which have `with_status`'s columns; a provider's are its own alone."""

    status = SceneManyFilter(
        label="Status", choices_of=statuses, keep=lambda rows, values: rows.filter(status__in=spread(values))
    )

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        return self.own(super().narrow(queryset, services))

    def own(self, queryset: QuerySet) -> QuerySet:
        sender = self.chosen.get("provider")
        return queryset.filter(provider__code=sender) if sender else queryset


class MatrixFilter(PortfolioFilter):
    """The tracker's filter. Its rows are no queryset: `standings` are the ways in which they may stand this quarter."""

    status = SceneManyFilter(
        label="This quarter", choices_of=lambda scene: [*statuses(scene), *Gap.choices], keep=lambda rows, _: rows
    )

    @property
    def standings(self) -> frozenset[str]:
        self.form.is_valid()
        return frozenset(spread(self.form.cleaned_data.get("status") or [])) if self.is_bound else frozenset()


class QuestionFilter(SelectionFilter):
    """The filter of questions: where they stand, who asks, what they are about, and of which services."""

    status = SceneManyFilter(
        label="Where it stands",
        choices_of=lambda _: QuestionState.choices,
        keep=lambda rows, values: rows.filter(state__in=values),
    )
    asker = SceneFilter(
        label="Asked by", choices_of=lambda _: [(each.value, each.label.capitalize()) for each in Asker]
    )
    kind = SceneFilter(
        label="About",
        choices_of=lambda _: [(each.value, each.label.capitalize()) for each in RecordKind],
        field_name="record_kind",
    )

    first = ("status", "asker", "kind")


class PackFilter(OwedFilter):
    """The same for money and people, which belong to providers."""

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        senders = self.scene.portfolio.providers_for(each.pk for each in services)
        return self.own(queryset.filter(provider__in=senders))


class ItemFilter(PortfolioFilter):
    """The same for items to write, which have no provider."""

    status = SceneManyFilter(
        label="Status", choices_of=statuses, keep=lambda rows, values: rows.filter(status__in=spread(values))
    )
