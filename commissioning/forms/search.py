"""The search form: what to look for, and what to narrow it to."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from commissioning.search import GROUPS, Narrowing
from tracker.filters import MOST_LISTED, NamedField


class SearchForm(forms.Form):
    """Every part may stay empty; nonsense in the address is left out, with a message."""

    q = forms.CharField(
        label="Look for",
        required=False,
        max_length=200,
        help_text="All the words must be there. “Words in quotation marks” stand together; -word leaves it out.",
    )
    kind = forms.MultipleChoiceField(
        label="Where", required=False, choices=list(GROUPS.items()), widget=forms.CheckboxSelectMultiple
    )
    quarter = forms.ChoiceField(label="Quarter", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)

    def __init__(self, *args: Any, scene: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarters = {each.slug: each for each in scene.reference.quarters()}
        own = scene.user.is_provider  # who sees one provider's records is told of no other
        services = {} if own else scene.portfolio.services
        providers = {} if own else {key: each for key, each in scene.portfolio.providers.items() if each.stated}
        self._choose("quarter", "All quarters", [(slug, each.label) for slug, each in self.quarters.items()])
        self._choose("service", "All services", [(str(key), each.name) for key, each in services.items()])
        self._choose("provider", "All providers", [(str(key), each.name) for key, each in providers.items()])

    def _choose(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        if len(choices) > MOST_LISTED:
            self.fields[name] = NamedField(choices=choices, label=field.label)
            return
        field.choices = [("", everything), *sorted(choices, key=lambda choice: choice[1].lower())]
        if name == "quarter":
            field.choices = [("", everything), *choices]

    @property
    def asked(self) -> str:
        return str(self.cleaned_data.get("q", "")).strip() if self.is_bound else ""

    @property
    def page(self) -> int:
        """The page of the list that the address asks for; the first where it makes no sense."""
        number = self.data.get("page", "")
        return int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1

    @property
    def narrowing(self) -> Narrowing:
        chosen = self.cleaned_data
        return Narrowing(
            groups=frozenset(chosen.get("kind") or ()),
            quarter=self.quarters.get(chosen.get("quarter", "")),
            service=int(chosen.get("service") or 0) or None,
            provider=int(chosen.get("provider") or 0) or None,
        )

    @property
    def has_narrowed(self) -> bool:
        """Whether the search looks at a part of what there is."""
        return self.is_bound and any(self.cleaned_data.get(field.name) for field in self.narrowing_fields)

    @property
    def narrowing_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "q"]

    @property
    def clear(self) -> str:
        """The same words, looked for everywhere."""
        return "?" + urlencode({"q": self.asked})
