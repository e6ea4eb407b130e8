"""Shares of awards and profiles of targets."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from commissioning.models import Award, Target

NEAR = Decimal("0.001")


def shares() -> Iterator[str]:
    over = Award.objects.annotate(shared=Sum("award_services__share")).filter(shared__gt=100).order_by("pk")
    for award in over:
        yield f"The shares of {award.code} come to {award.shared.normalize():f} per cent."


def profiles() -> Iterator[str]:
    """A profile has a share for each period of the year, and they add up to 1."""
    for target in Target.objects.exclude(profile=[]).select_related("service_measure").order_by("pk"):
        weights = [Decimal(str(weight)) for weight in target.profile]
        if any(weight.is_signed() for weight in weights) or abs(sum(weights, Decimal(0)) - 1) > NEAR:
            name = f"{target.service_measure.code} for {target.year_label}"
            yield f"The profile of {name} doesn't come to the whole year."
