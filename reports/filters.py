"""The filter of what is funded: a form in the address, read without a session, deaf to nonsense."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
NOT_STATED = "Not stated"
MOST = 500  # choices: of more than these a part of the name is typed
ASKED = ("state", "year", "kind", "objective", "area", "provider")


class FundingFilter(forms.Form):
    """Which awards are shown. Its choices are what the awards themselves have."""

    state = forms.ChoiceField(label="When", required=False)
    year = forms.ChoiceField(label="Financial year", required=False)
    kind = forms.ChoiceField(label="Kind of award", required=False)
    objective = forms.ChoiceField(label="Objective of the plan", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    provider = forms.ChoiceField(label="Recipient", required=False)

    def __init__(self, data: Mapping[str, str], choices: Mapping[str, Sequence[Choice]]) -> None:
        """`choices` are those of all that is listed (`choices_of`)."""
        super().__init__(data)
        for name, own in choices.items():
            if len(own) > MOST:
                self.fields[name] = forms.CharField(
                    label=self.fields[name].label, required=False, max_length=100, help_text="Part of the name."
                )
                continue
            field: Any = self.fields[name]
            field.choices = [("", "All"), *own]
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
        choices = {name: dict(getattr(fields[name], "choices", ())) for name in self.asked}
        return [(str(fields[name].label), choices[name].get(value, value)) for name, value in self.asked.items()]

    def kept(self, listed: Sequence[Funded]) -> Sequence[Funded]:
        """All of it where nothing is asked for."""
        tests = [self._test(name, value) for name, value in self.asked.items()]
        return [each for each in listed if all(test(each) for test in tests)] if tests else listed

    def _test(self, name: str, value: str) -> Callable[[Funded], bool]:
        if isinstance(self.fields[name], forms.ChoiceField):
            return lambda each: value in VALUES[name](each)
        part = value.casefold()
        return lambda each: value in VALUES[name](each) or any(part in own.casefold() for own in NAMES[name](each))


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


NAMES: Mapping[str, Callable[[Funded], Iterable[str]]] = {  # of what many different ones may be listed
    "objective": lambda each: map(named, each.objectives),
    "area": lambda each: map(named, each.areas),
    "provider": lambda each: [each.recipient or NOT_STATED],
}


def choices_of(listed: Sequence[Funded]) -> dict[str, list[Choice]]:
    """For each part of the filter what there is to choose."""
    years = sorted({year for each in listed for year in each.years}, reverse=True)
    objectives = {each.code: each for row in listed for each in row.objectives}
    areas = {each.code: each for row in listed for each in row.areas}
    recipients = {each.award.provider.code: each.recipient or NOT_STATED for each in listed}
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
