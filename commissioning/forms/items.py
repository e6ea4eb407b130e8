"""A new item to write: its heading, where it stands, who writes it."""

from typing import Any

from django import forms

from commissioning.choices import ItemBy, ItemSection
from commissioning.models import Objective, Theme
from tracker.models import User
from tracker.roles import POLICY

Place = dict[str, Any]
NOT_OFFERED = {"invalid_choice": "Choose one of the list."}


class ItemForm(forms.Form):
    title = forms.CharField(
        label="Heading in the update",
        max_length=160,
        error_messages={
            "required": "Write the heading.",
            "max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept.",
        },
    )
    place = forms.ChoiceField(
        label="Where it stands", error_messages={"required": "Choose where it stands.", **NOT_OFFERED}
    )
    by_whom = forms.ChoiceField(
        label="Who did what it tells of",
        choices=ItemBy.choices,
        error_messages={"required": "Choose who did it.", **NOT_OFFERED},
    )
    writer = forms.ModelChoiceField(
        label="Who writes it (optional)", queryset=User.objects.none(), required=False, error_messages=NOT_OFFERED
    )
    standing = forms.BooleanField(
        label="Its text stands from quarter to quarter, until somebody edits it", required=False
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        writes = [role for role, permissions in POLICY.items() if "commissioning.write_items" in permissions]
        self.fields["writer"].queryset = User.objects.filter(is_active=True, role__in=writes)  # type: ignore[attr-defined]
        self.places = places()
        shown = [(key, label) for key, (label, _) in self.places.items()]
        self.fields["place"].choices = [("", "Choose"), *shown]  # type: ignore[attr-defined]

    @property
    def chosen_place(self) -> Place:
        return self.places[self.cleaned_data["place"]][1]


def places() -> dict[str, tuple[str, Place]]:
    """Where an item can stand: under each objective, under each of its themes, in a section that no objective holds."""
    found: dict[str, tuple[str, Place]] = {}
    themes: dict[int, list[Theme]] = {}
    for theme in Theme.objects.select_related("objective"):
        themes.setdefault(theme.objective_id, []).append(theme)
    for objective in Objective.objects.all():
        found[f"objective-{objective.pk}"] = (objective.name, {"objective": objective})
        for theme in themes.get(objective.pk, []):
            found[f"theme-{theme.pk}"] = (f"{objective.name}: {theme.name}", {"theme": theme})
    return found | {f"section-{each}": (each.label, {"section": each.value}) for each in ItemSection}
