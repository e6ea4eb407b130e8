"""A choice among more than can be listed is typed by its name."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tracker.filters import MOST_LISTED, ListFilter, Named, NamedField, SceneFilter
from tracker.models import User


class Few(ListFilter):
    whom = SceneFilter(label="Provider", choices_of=lambda scene: scene.choices, method="keep")

    def keep(self, queryset, name, value):
        return queryset


def of(count: int, query: str = "") -> Few:
    choices = [(f"code-{number}", f"Provider {number}") for number in range(count)]
    return Few(QueryDict(query), queryset=User.objects.none(), scene=SimpleNamespace(choices=choices))


def test_few_are_listed_and_many_are_named() -> None:
    assert not isinstance(of(MOST_LISTED).form.fields["whom"], NamedField)
    assert isinstance(of(MOST_LISTED + 1).form.fields["whom"], NamedField)
    assert "<option" in str(of(MOST_LISTED).form["whom"])
    assert "<option" not in str(of(MOST_LISTED + 1).form["whom"])


@pytest.mark.parametrize("count", [3, MOST_LISTED + 1])
def test_of_choices_known_by_their_keys_no_name_is_read_until_they_are_shown(count) -> None:
    read = []

    def named():
        read.append(count)
        return [(f"code-{number}", f"Provider {number}") for number in range(count)]

    known = Named({f"code-{number}" for number in range(count)}, named)
    asked = (QueryDict(query) for query in ("whom=code-1", "whom=code-none"))
    good, bad = (Few(query, queryset=User.objects.none(), scene=SimpleNamespace(choices=known)) for query in asked)
    assert good.form.is_valid()
    assert not read
    assert not bad.form.is_valid()
    assert "Provider 1" in str(good.form["whom"])
    assert read


@pytest.mark.parametrize("typed", ["code-7", "Provider 7", "provider 7", " PROVIDER 7 "])
def test_the_name_is_as_good_as_the_value(typed) -> None:
    found = of(MOST_LISTED + 1, urlencode({"whom": typed}))
    assert found.form.is_valid()
    assert found.form.cleaned_data["whom"] == "code-7"


def test_the_box_shows_the_name_of_the_value_in_the_address() -> None:
    assert 'value="Provider 7"' in str(of(MOST_LISTED + 1, "whom=code-7").form["whom"])


def test_what_has_no_such_name_is_left_out_with_a_message() -> None:
    found = of(MOST_LISTED + 1, "whom=Provider")
    assert not found.form.is_valid()
    assert "exactly this name" in str(found.form.errors["whom"])
    assert of(MOST_LISTED + 1).form.is_valid()
