"""Forms of the plan, its objectives and themes, and of places."""

from typing import Any

from django import forms

from commissioning.models import Area, Objective, Plan, Theme
from tracker.set_up.forms import RecordForm, dressed
from tracker.set_up.offered import in_use


class PlanForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Plan
        fields = ["name", "starts_on", "ends_on"]


class PlaceForm(RecordForm):
    """Something that stands in an order."""

    place = dressed(
        forms.IntegerField(
            label="Order",
            help_text="1 is the first, the others make room. Empty: the last.",
            required=False,
            min_value=1,
            max_value=999,
        )
    )


class ObjectiveForm(PlaceForm):
    class Meta(RecordForm.Meta):
        model = Objective
        fields = ["name", "place"]


class ThemeForm(PlaceForm):
    class Meta(RecordForm.Meta):
        model = Theme
        fields = ["name", "place"]


def scheme_of(area: Any) -> str:
    return str(area.get_scheme_display())


class AreaForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Area
        fields = ["scheme", "name", "ons_code", "aliases", "within"]

    grouped = {"within": scheme_of}

    def __init__(self, *args: Any, instance: Area, **rest: Any) -> None:
        self.offers = {"within": lambda area: in_use(area) and area.pk != instance.pk}  # no area lies in itself
        super().__init__(*args, instance=instance, **rest)
