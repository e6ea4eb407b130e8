"""Figures by category for tests: the demonstration breaks referrals down by area, and has no number for it."""

from commissioning.models import Category, Observation
from tests.commissioning.factories import ObservationFactory
from tracker.models import Office

CODE, SLUG = "idva-referrals", "2022-23-q2"
AREAS = {"Herefordshire": 3, "Shropshire": 200, "Telford and Wrekin": 150, "Worcestershire": 100, "Not known": 39}


def by_area(*, slug: str = SLUG, **numbers: int | None) -> None:
    """Referrals of a quarter by area, 492 in all; with other numbers for some, or with none."""
    whole = Observation.objects.get(service_measure__code=CODE, period__slug=slug, category__code=Category.ALL)
    for category in Category.objects.filter(breakdown__code="area"):
        value = {**AREAS, **numbers}.get(category.name)
        if value is not None:
            ObservationFactory(
                service_measure=whole.service_measure,
                provider=whole.provider,
                period=whole.period,
                version=whole.version,
                category=category,
                quarterly_return=whole.quarterly_return,
                value=value,
            )
    Office.objects.reference_changed()
