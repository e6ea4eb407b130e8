"""Our field templates against the fixtures that GOV.UK publishes with its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings

from tests.tracker.markup import Element, elements, every, first
from tracker.forms import DateBoxes
from tracker.templatetags.govuk import error_links

GOVUK = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"
YES_NO = [("yes", "Yes"), ("no", "No")]
# what a field group is made of: the rest (ids, names, words, our small size) is ours to choose
STRUCTURE = frozenset({"div", "fieldset", "legend", "label", "p", "input", "select", "textarea", "span"})
OURS = frozenset({"govuk-radios--small", "govuk-checkboxes--small", "govuk-checkboxes__input"})


def form_of(field: forms.Field, data: dict[str, Any] | None = None) -> forms.Form:
    return type("OneField", (forms.Form,), {"thing": field})(data)


def fixture(component: str, name: str) -> str:
    """GOV.UK's own HTML for one case of a component."""
    cases = json.loads((GOVUK / component / "fixtures.json").read_text())["fixtures"]
    return next(case["html"] for case in cases if case["name"] == name)


def classes_in(html: str) -> set[str]:
    """Every GOV.UK class that carries the structure."""
    found = set().union(*(element.classes for element in elements(html) if element.tag in STRUCTURE))
    return {name for name in found if name.startswith("govuk-") and "--width" not in name} - OURS


CASES = [
    (forms.CharField(help_text="Hint", required=True), {}, "input", "with error and hint"),
    (forms.CharField(help_text="Hint"), None, "input", "with hint text"),
    (forms.CharField(widget=forms.Textarea, required=True), {}, "textarea", "with error message"),
    (forms.CharField(widget=forms.Textarea, help_text="Hint"), None, "textarea", "with hint"),
    (forms.ChoiceField(choices=YES_NO, help_text="Hint"), {}, "select", "with hint text and error message"),
    (forms.ChoiceField(choices=YES_NO), None, "select", "default"),
    (forms.FileField(help_text="Hint"), {}, "file-upload", "with error message and hint"),
    (
        forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect),
        {},
        "radios",
        "with fieldset and error message",
    ),
    (
        forms.MultipleChoiceField(choices=YES_NO, widget=forms.CheckboxSelectMultiple),
        {},
        "checkboxes",
        "with error message",
    ),
    (forms.DateField(widget=DateBoxes, help_text="Hint"), {}, "date-input", "with error message and hint"),
]


@pytest.mark.parametrize(("field", "data", "component", "name"), CASES)
def test_a_field_has_the_classes_of_its_govuk_component(
    field: forms.Field, data: dict[str, Any] | None, component: str, name: str
) -> None:
    ours = classes_in(form_of(field, data)["thing"].as_field_group())
    theirs = classes_in(fixture(component, name))
    item_hints = {"govuk-checkboxes__hint"} if component == "checkboxes" else set()
    without_hint = {"govuk-hint"} if not field.help_text else set()
    assert ours == theirs - item_hints - without_hint


@pytest.mark.parametrize("missing", ["error", "hint"])
def test_an_input_points_at_its_hint_and_its_error(missing: str) -> None:
    """The control: without the one, its id is not named."""
    field = forms.CharField(help_text="" if missing == "hint" else "Hint")
    html = form_of(field, {"thing": "x"} if missing == "error" else {})["thing"].as_field_group()
    described = (first(html, "input").attrs["aria-describedby"] or "").split()
    ids = {e.attrs.get("id") for e in elements(html)}
    assert described == ["id_thing_helptext" if missing == "error" else "id_thing_error"]
    assert set(described) <= ids


def test_a_group_of_choices_has_a_legend_and_points_at_its_error() -> None:
    field = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label="Is it so?")
    html = form_of(field, {})["thing"].as_field_group()
    assert first(html, "legend").text == "Is it so?"
    assert first(html, "fieldset").attrs["aria-describedby"] == "id_thing_error"
    boxes = {box.attrs["id"] for box in every(html, "input")}
    assert {label.attrs["for"] for label in every(html, "label")} == boxes


def test_a_single_box_stands_before_its_label() -> None:
    html = form_of(forms.BooleanField(label="Checked", help_text="With them"))["thing"].as_field_group()
    tags = [e.tag for e in elements(html) if e.tag in ("input", "label")]
    assert tags == ["input", "label"]
    assert first(html, "label", "govuk-checkboxes__label").text == "Checked"


def test_long_text_is_counted_and_never_cut() -> None:
    field = forms.CharField(widget=forms.Textarea(attrs={"data-words": 150}), max_length=4000)
    attrs = first(form_of(field)["thing"].as_field_group(), "textarea").attrs
    assert "maxlength" not in attrs
    assert (attrs["data-words"], attrs["data-characters"]) == ("150", "4000")


def test_what_people_typed_is_escaped() -> None:
    typed = "<script>alert(1)</script>\"'"
    for widget in (forms.TextInput, forms.Textarea):
        html = form_of(forms.CharField(widget=widget, help_text="<b>"), {"thing": typed})["thing"].as_field_group()
        assert "<script" not in html
        assert "<b>" not in html


def test_no_field_prints_a_placeholder_or_a_style() -> None:
    field = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "e.g."}))
    assert "placeholder" not in form_of(field)["thing"].as_field_group()


@pytest.mark.parametrize(
    ("day", "month", "year", "value"),
    [("15", "9", "2022", "2022-09-15"), (" 1", "1 ", "2023", "2023-01-01")],
)
def test_three_boxes_make_a_date(day: str, month: str, year: str, value: str) -> None:
    form = form_of(forms.DateField(widget=DateBoxes), {"thing_day": day, "thing_month": month, "thing_year": year})
    assert form.is_valid()
    assert form.cleaned_data["thing"].isoformat() == value


@pytest.mark.parametrize("boxes", [("31", "2", "2022"), ("", "2", "2022"), ("1", "2", "22"), ("1-2", "3", "2022")])
def test_three_boxes_that_make_no_date_keep_what_was_typed(boxes: tuple[str, str, str]) -> None:
    data = dict(zip(("thing_day", "thing_month", "thing_year"), boxes, strict=True))
    form = form_of(forms.DateField(widget=DateBoxes), data)
    assert not form.is_valid()
    shown = [box.attrs.get("value", "") for box in every(form["thing"].as_field_group(), "input")]
    assert shown == list(boxes)


def test_three_empty_boxes_are_no_date() -> None:
    form = form_of(forms.DateField(widget=DateBoxes, required=False), {"thing_day": "", "thing_year": " "})
    assert form.is_valid()
    assert form.cleaned_data["thing"] is None


class Pair(forms.Form):
    name = forms.CharField(label="Service name")
    kind = forms.ChoiceField(label="Is it a grant?", choices=YES_NO, widget=forms.RadioSelect)
    when = forms.DateField(label="Due", widget=DateBoxes)

    def clean(self) -> None:
        raise forms.ValidationError("The two totals differ.")


def test_the_summary_links_each_error_to_the_first_box_of_its_field() -> None:
    form = Pair({})
    links = error_links(form)
    ids = {f"#{e.attrs.get('id')}" for e in elements(form.as_div()) if e.tag == "input"}
    assert links[0] == ("", "The two totals differ.")
    assert [href for href, _ in links[1:]] == ["#id_name", "#id_kind_0", "#id_when_0"]
    assert {href for href, _ in links[1:]} <= ids
    assert links[1][1] == "Service name: This field is required."
    assert links[2][1] == "Is it a grant? This field is required."


def test_the_summary_takes_formsets_lists_and_ready_rows() -> None:
    formset = forms.formset_factory(Pair, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    assert ("#id_form-0-kind_0", "Is it a grant? This field is required.") in error_links(formset)
    assert error_links([Pair({"name": "A"}), ("#c48n", "471 of 492 is 95.73%")])[-1] == (
        "#c48n",
        "471 of 492 is 95.73%",
    )
    assert error_links(None) == []


def test_a_form_without_errors_has_no_summary() -> None:
    assert error_links(form_of(forms.CharField(required=False), {"thing": ""})) == []


def hidden(element: Element) -> bool:
    return element.attrs.get("type") == "hidden"


def test_hidden_fields_stand_outside_the_groups() -> None:
    class WithHidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)
        name = forms.CharField()

    html = WithHidden(initial={"token": "abc"}).as_div()
    assert [hidden(box) for box in every(html, "input")] == [True, False]
    assert len(every(html, "div", "govuk-form-group")) == 1
