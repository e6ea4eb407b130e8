"""Forms of measures, of how a service reports them, and of targets, breaks and scope notes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.utils import timezone

from commissioning.choices import BreakKind, Precision
from commissioning.figures.targets import period_word
from commissioning.forms.set_up.stated import NumberBox
from commissioning.forms.set_up.time import calendar_of, is_quarter
from commissioning.models import (
    Breakdown,
    Category,
    Measure,
    MeasureVersion,
    ReportingPeriod,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    ServiceMeasure,
    Target,
)
from commissioning.parsing import Parsed, kind_for
from commissioning.workflow.set_up.measures import WORDING
from commissioning.workflow.set_up.service_measures import earliest_start
from commissioning.workflow.set_up.targets import NOT_STATED, definition_of, periods_per_year, years_of
from tracker import formats, records
from tracker.merging import Base
from tracker.periods import financial_year_of, year_label
from tracker.set_up.forms import OneOf, RecordForm, box_for, dressed, narrow

YES, NO = "yes", "no"
COMPARES = [(YES, "Yes: only the words are clearer"), (NO, "No: figures under it can’t be compared with earlier ones")]
ANEW = ("continues", "break_kind", "break_text", "break_period", "in_open_returns")


def wording_box(name: str, **given: Any) -> Any:
    return box_for(MeasureVersion._meta.get_field(name), **given)


class BreakdownForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Breakdown
        fields = ["name"]
        labels = {"name": "By what"}
        help_texts = {"name": "As it stands after “by”: area, age, need"}


class CategoryForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Category
        fields = ["name", "place"]
        labels = {"place": "Order"}
        help_texts = {
            "name": "Categories may not overlap: nobody is counted in two. “Not known” may be one of them",
            "place": "Lowest first; alike, by the alphabet",
        }
        widgets = {"place": narrow()}


class MeasureForm(RecordForm):
    """A measure with the newest wording of its definition. One that figures use makes the next, and this is asked."""

    definition = wording_box("definition", label="Definition", help_text="What is counted, and what is left out")
    unit = wording_box("unit", label="Unit", help_text="What is counted, in the plural: referrals, people, hours")
    number_kind = wording_box("number_kind", label="Kind of number", help_text="")
    basis = wording_box("basis", label="How it is counted", help_text="")
    polarity = wording_box("polarity", label="Which way is good", help_text="")
    about_people = forms.BooleanField(
        label="It counts people",
        help_text="Small numbers of people are hidden in public",
        required=False,
    )
    continues = forms.ChoiceField(
        label="Do figures under the new wording compare with earlier ones?",
        choices=COMPARES,
        widget=forms.RadioSelect,
        required=False,
    )
    break_kind = forms.ChoiceField(
        label="If not: what changed", choices=[("", "Choose"), *BreakKind.choices], required=False
    )
    break_text = dressed(
        forms.CharField(
            label="If not: what changed, in a sentence",
            help_text="It stands wherever a comparison is missing",
            max_length=200,
            required=False,
        )
    )
    break_period = OneOf(
        model=ReportingPeriod, label="If not: the first quarter counted anew", required=False, empty="Choose"
    )
    in_open_returns = forms.BooleanField(
        label="Use the new wording in open returns too, where nobody has answered yet", required=False, initial=True
    )

    offers = {"break_period": is_quarter}

    class Meta(RecordForm.Meta):
        model = Measure
        fields = ["name"]
        help_texts = {"name": ""}

    def __init__(self, *args: Any, instance: Measure, **rest: Any) -> None:
        self.versions = list(instance.versions.order_by("-number")) if instance.pk else []
        self.newest = self.versions[0] if self.versions else None
        self.is_used = self.newest is not None and self.newest.observations.exists()
        super().__init__(*args, instance=instance, **rest)
        if self.newest is not None:
            self.initial.update({name: getattr(self.newest, name) for name in WORDING})
        for name in ANEW:
            self.fields[name].marked_optional = False  # type: ignore[attr-defined]
            if not self.is_used:
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; `anew` is what is asked where the next wording is made."""
        said = super().values | {name: self.cleaned_data[name] for name in WORDING}
        return said | {"anew": {name: self.cleaned_data[name] for name in ANEW} if self.is_used else {}}

    def begins_from(self) -> Base:
        own = super().begins_from()
        wording = records.began_from(self.newest, WORDING).marks if self.newest else {}
        return Base(0, {**own.marks, **wording})


class ServiceMeasureForm(RecordForm):
    """How a service reports a measure. Which measure it is, is chosen once."""

    family = dressed(
        forms.CharField(
            label="Family",
            help_text="One name for figures that may not fall as the limit grows: within 48 hours, within 72 hours.",
            required=False,
            max_length=50,
        )
    )

    class Meta(RecordForm.Meta):
        model = ServiceMeasure
        fields = [
            "measure",
            "label",
            "headline",
            "audience",
            "tolerance",
            "family",
            "breakdowns",
            "starts_on",
            "ends_on",
        ]
        labels = {
            "breakdowns": "Broken down by",
            "headline": "Headline figure: printed in the update and rated",
            "label": "As this service calls it",
            "audience": "Who may see it",
            "tolerance": "Tolerance, per cent",
            "starts_on": "From",
            "ends_on": "To",
        }
        help_texts = {
            "measure": "",
            "label": "Empty: the measure’s own name",
            "audience": "",
            "headline": "At most three for a service",
            "tolerance": "How far below target is still amber. Empty: the office’s own",
            "breakdowns": "The return asks for a number of each category, beside the figure itself",
            "starts_on": "Empty: from the start",
            "ends_on": "Empty: it goes on",
        }

    def __init__(self, *args: Any, instance: ServiceMeasure, **rest: Any) -> None:
        if instance.pk:
            prefetch_related_objects([instance], "breakdowns")  # read once, for the boxes and for what they begin from
        super().__init__(*args, instance=instance, **rest)
        if not self.fields["breakdowns"].rows:  # type: ignore[attr-defined]
            del self.fields["breakdowns"]
        if instance.pk:
            del self.fields["measure"]
        else:
            self.initial.setdefault("audience", instance.audience)
            self.initial["starts_on"] = earliest_start(instance.service, instance)
        self.fields["label"].required = False
        self.fields["label"].marked_optional = True  # type: ignore[attr-defined]
        self.fields["whole"] = whole = OneOf(
            model=ServiceMeasure, label="Part of", help_text="The figure of which this counts a part", required=False,
            empty="Not a part of another",
        )  # fmt: skip
        whole.offer(instance.service.measures.exclude(pk=instance.pk), lambda row: row.label)
        whole.choices = [("", whole.empty), *((key, row.label) for key, row in whole.rows.items())]
        whole.marked_optional = True  # type: ignore[attr-defined]
        self.initial["whole"] = instance.whole_id
        self.order_fields(["measure", "label", "headline", "whole"])

    def clean_label(self) -> str:
        measure = self.instance.measure if self.instance.pk else self.cleaned_data.get("measure")
        return self.cleaned_data["label"] or (measure.name if measure else "")

    @property
    def names(self) -> list[str]:
        return [*super().names, "whole"]


class TargetForm(RecordForm):
    """A target for a year, and what is expected of each of its periods."""

    value = NumberBox(label="Target for the year", help_text="For percentages and waiting lists, the level")
    year_label = forms.ChoiceField(label="Year")

    class Meta(RecordForm.Meta):
        model = Target
        fields = ["year_label", "value", "precision", "condition"]
        labels = {"precision": "How exact it is", "condition": "Counts only when"}
        help_texts = {
            "precision": "",
            "condition": "Such as: once the coordinator is in post. Until then it is not rated",
        }

    def __init__(self, *args: Any, instance: Target, **rest: Any) -> None:
        super().__init__(*args, instance=instance, **rest)
        self.measure = instance.service_measure
        self.definition = definition_of(self.measure)
        self.fields["value"].kind = kind_for(self.definition.kind)  # type: ignore[attr-defined]
        self.fields["year_label"].choices = self._years()  # type: ignore[attr-defined]
        if instance._state.adding:
            self.initial["year_label"] = financial_year_of(timezone.localdate())
        self.parts = [f"part_{place}" for place in range(1, self._periods() + 1)]
        for place, name in enumerate(self.parts, start=1):
            self.fields[name] = NumberBox(label=period_word(place, len(self.parts)), required=False, width=4)
            self.fields[name].marked_optional = False  # type: ignore[attr-defined]
        self.initial.update(zip(self.parts, shown_parts(instance), strict=False))
        if instance.value is not None:
            self.initial["value"] = f"{instance.value.normalize():f}"

    def _periods(self) -> int:
        return periods_per_year(self.measure) if self.definition.projects else 0

    def _years(self) -> list[tuple[str, str]]:
        """The years of the service's calendar, the next one, not stated, and whatever the target has."""
        known = years_of(self.measure)
        following = year_label(int(financial_year_of(timezone.localdate())[:4]) + 1)
        found = dict.fromkeys([*filter(None, [self.instance.year_label]), following, *known])
        return [("", "Choose"), *((each, each) for each in found), (NOT_STATED, "Not stated")]

    def clean(self) -> Any:
        cleaned = super().clean()
        typed = [self.cleaned_data.get(name) for name in self.parts]
        if any(name in self.errors for name in self.parts) or not any(typed):
            return cleaned
        for name, part in zip(self.parts, typed, strict=True):
            if part is None:
                self.add_error(name, "Give what is expected of every period, 0 where it is nothing; or of none.")
            elif part.is_percent != typed[0].is_percent if typed[0] else False:
                self.add_error(name, "Type all periods in the same way: all as percentages, or all as numbers.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        value: Parsed = self.cleaned_data["value"]
        typed = value.precision != Precision.EXACT
        parts = [part for name in self.parts if (part := self.cleaned_data.get(name)) is not None]
        return super().values | {
            "value": value.value,
            "precision": value.precision if typed else self.cleaned_data["precision"],
            "profile": [part.value for part in parts],
            "percent": any(part.is_percent for part in parts),
        }

    def begins_from(self) -> Base:
        own = super().begins_from()
        return Base(0, {**own.marks, **records.began_from(self.instance, ["profile"]).marks})


def shown_parts(target: Target) -> Iterator[str]:
    """A profile as it can be typed again: percentages where these are short, else amounts."""
    shares = [Decimal(str(share)) for share in target.profile]
    percent = [share * 100 for share in shares]
    if all(each == formats.rounded(each, 2) for each in percent):
        yield from (f"{each.normalize():f}%" for each in percent)
    else:
        yield from (f"{formats.rounded(target.value * share, 4).normalize():f}" for share in shares)


class SeriesBreakForm(RecordForm):
    grouped = {"period": calendar_of}

    class Meta(RecordForm.Meta):
        model = SeriesBreak
        fields = ["period", "kind", "text"]
        labels = {"period": "First period counted anew", "kind": "What changed", "text": "In a sentence"}
        help_texts = {"period": "", "kind": "", "text": "It stands wherever a comparison is missing"}


class ScopeNoteForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ScopeNote
        fields = ["text"]
        labels = {"text": "What it includes or leaves out"}
        help_texts = {"text": "Such as: includes hospital referrals"}


class ScopeAnswerForm(RecordForm):
    grouped = {"period": calendar_of}

    class Meta(RecordForm.Meta):
        model = ScopeAnswer
        fields = ["period", "held"]
        labels = {"held": "Was it so then?"}
        help_texts = {"period": "", "held": ""}
