"""Filters of lists: choices read from what is set up, answered without a query, deaf to nonsense."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.choices import BaseChoiceIterator

Choice = tuple[str, str]
NOT_A_CHOICE = "Choose from the list. This part of the filter was left out."
NOT_FOUND = "Nothing has exactly this name. This part of the filter was left out."
MOST_LISTED = 200  # choices of a select: a page is not made of all providers in the country


class Named(BaseChoiceIterator):
    """Choices that are known by their keys: what they are called is read when they are shown."""

    def __init__(self, keys: Collection[str], named: Callable[[], Iterable[Choice]]) -> None:
        self.keys, self.named = keys, named

    def __iter__(self) -> Iterator[Choice]:
        yield from self.named()

    def __len__(self) -> int:
        return len(self.keys)

    def __deepcopy__(self, memo: object) -> "Named":
        return self  # as each form copies its fields


def is_choice(choices: Iterable[Choice], value: str) -> bool:
    return value in choices.keys if isinstance(choices, Named) else any(key == value for key, _ in choices)


class ListFilter(filters.FilterSet):
    """A filter whose choices come from the page's `scene`; what is no choice is left out, and the page says so."""

    def __init__(self, *args: Any, scene: Any, **kwargs: Any) -> None:
        self.scene = scene
        super().__init__(*args, **kwargs)
        for filter_ in self.filters.values():
            if isinstance(filter_, SceneFilter | SceneManyFilter):
                found = filter_.choices_of(scene)
                choices = filter_.extra["choices"] = found if isinstance(found, Named) else list(found)
                if isinstance(filter_, SceneFilter) and len(choices) > MOST_LISTED:
                    filter_.field_class = NamedField


class SceneField(filters.fields.ChoiceField):
    """One choice of those that are listed."""

    def valid_value(self, value: str) -> bool:
        return is_choice(self.choices.choices, value)


class NamedField(forms.CharField):
    """One choice of more than can be listed: its name is typed. The address may have its value, as elsewhere."""

    def __init__(self, *, choices: Collection[Choice], label: Any = None, required: bool = False, **_: Any) -> None:
        self.choices = choices
        super().__init__(label=label, required=required, help_text="Its whole name")

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed or is_choice(self.choices, typed):
            return typed
        found = [key for key, name in self.choices if name.casefold() == typed.casefold()]
        if not found:
            raise forms.ValidationError(NOT_FOUND)
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return next((name for key, name in self.choices if key == value), value)


class YearFilter(ListFilter):
    """A filter that narrows also where nothing is asked, for its empty choice says "This financial year"."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)


class SceneFilter(filters.ChoiceFilter):
    """One choice of a list that depends on what is set up."""

    field_class: Any = SceneField

    def __init__(self, *, choices_of: Callable[[Any], Iterable[Choice]], **kwargs: Any) -> None:
        self.choices_of = choices_of
        kwargs.setdefault("empty_label", "All")
        kwargs.setdefault("error_messages", {"invalid_choice": NOT_A_CHOICE})
        super().__init__(**kwargs)


class SceneManyFilter(filters.MultipleChoiceFilter):
    """Any of several choices. `keep(queryset, values)` narrows the list to them."""

    def __init__(
        self,
        *,
        choices_of: Callable[[Any], Iterable[Choice]],
        keep: Callable[[QuerySet, list[str]], QuerySet],
        **kwargs: Any,
    ) -> None:
        self.choices_of, self.keep = choices_of, keep
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        kwargs.setdefault("error_messages", {"invalid_choice": NOT_A_CHOICE})
        super().__init__(**kwargs)

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        return self.keep(queryset, value) if value else queryset


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in use: its name in the address, its label, and each chosen value with what it is called."""

    key: str
    label: Any
    items: tuple[tuple[str, str], ...]


def chosen(filterset: filters.FilterSet) -> list[Chosen]:
    """The filters in use, as the address asks for them."""
    found = []
    for name, field in filterset.form.fields.items():
        key = filterset.form.add_prefix(name)
        asked = filterset.data.getlist(key) if hasattr(filterset.data, "getlist") else ()
        items = tuple((value, label_of(field, value)) for value in asked if value != "")
        if items:
            found.append(Chosen(key, field.label, items))
    return found


def label_of(field: Any, value: str) -> str:
    """What a chosen value is called on screen."""
    for key, label in getattr(field, "choices", ()) or ():
        if isinstance(label, list | tuple):
            found = next((text for inner, text in label if str(inner) == value), None)
            if found is not None:
                return str(found)
        elif str(key) == value:
            return str(label)
    return value
