"""The filter of what is funded: a form in the address, read without a session, deaf to nonsense."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from commissioning.figures.funding import Funded, named
from tracker import formats
from tracker.filters import NOT_A_CHOICE
from tracker.periods import financial_year_bounds
from tracker.set_up.forms import capital

Choice = tuple[str, str]
RUNNING, ENDED = "running", "ended"
STATES = {RUNNING: "Running now", ENDED: "Ended"}
ASKED = ("state", "year", "kind", "objective", "area", "provider")


class FundingFilter(forms.Form):
    """Which awards are shown. Its choices are what the awards themselves have."""

    state = forms.ChoiceField(label="When", required=False)
    year = forms.ChoiceField(label="Financial year", required=False)
    kind = forms.ChoiceField(label="Kind of award", required=False)
    objective = forms.ChoiceField(label="Objective of the plan", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    provider = forms.ChoiceField(label="Recipient", required=False)

    def __init__(self, data: Mapping[str, str], listed: Sequence[Funded]) -> None:
        super().__init__(data)
        for name, choices in choices_of(listed).items():
            field: Any = self.fields[name]
            field.choices = [("", "All"), *choices]
            field.error_messages["invalid_choice"] = NOT_A_CHOICE
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for and can be, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What is asked for, in words."""
        fields: dict[str, Any] = self.fields
        return [(str(fields[name].label), dict(fields[name].choices)[value]) for name, value in self.asked.items()]

    def kept(self, listed: Iterable[Funded]) -> list[Funded]:
        asked = self.asked
        return [each for each in listed if all(value in VALUES[name](each) for name, value in asked.items())]


def years_of(each: Funded) -> set[str]:
    """The financial years in which it has money."""
    return set(each.years)


VALUES: Mapping[str, Any] = {
    "state": lambda each: {ENDED if each.has_ended else RUNNING},
    "year": years_of,
    "kind": lambda each: {each.award.kind},
    "objective": lambda each: {objective.code for objective in each.objectives},
    "area": lambda each: {area.code for area in each.areas},
    "provider": lambda each: {each.award.provider.code},
}


def choices_of(listed: Sequence[Funded]) -> dict[str, list[Choice]]:
    """For each part of the filter what there is to choose."""
    years = sorted({year for each in listed for year in each.years}, reverse=True)
    objectives = {each.code: each for row in listed for each in row.objectives}
    areas = {each.code: each for row in listed for each in row.areas}
    recipients = {each.award.provider.code: each.recipient or "Not stated" for each in listed}
    return {
        "state": list(STATES.items()),
        "year": [(year, f"{year} ({_words(year)})") for year in years],
        "kind": sorted({(each.award.kind, capital(each.award.get_kind_display())) for each in listed}),
        "objective": [(code, named(each)) for code, each in sorted(objectives.items(), key=lambda it: it[1].place)],
        "area": [
            (code, f"{named(each)} ({each.get_scheme_display()})")
            for code, each in sorted(areas.items(), key=lambda it: (it[1].name, it[1].scheme))
        ],
        "provider": sorted(recipients.items(), key=lambda it: it[1].casefold()),
    }


def _words(year: str) -> str:
    return formats.date_range(*financial_year_bounds(year))
