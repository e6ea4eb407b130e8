"""Boxes for amounts and numbers as somebody stated them, read whole by the one parser (rule 6)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from commissioning.choices import Precision
from commissioning.parsing import Kind, Missing, Parsed, StateProposed, parse
from commissioning.workflow.set_up.splits import Amount

NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}


class NumberBox(forms.CharField):
    """A number of one kind; None where the box is empty. What can't be read whole comes back with a cure."""

    def __init__(self, *, kind: Kind = Kind.NUMBER, negative: bool = False, width: int = 5, **rest: Any) -> None:
        self.kind, self.negative = kind, negative
        attrs = {"class": f"govuk-input--width-{width} govuk-input--number", **NUMERIC}
        super().__init__(widget=forms.TextInput(attrs), **rest)
        self.marked_optional = not self.required

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> Any:
        outcome = parse(text, self.kind, negative=self.negative)
        if isinstance(outcome, Parsed):
            return self.answer(outcome)
        if isinstance(outcome, StateProposed) and outcome.value is None:
            return self.without_number(outcome)
        raise forms.ValidationError(outcome.message if not isinstance(outcome, Missing) else "Type the number.")

    def answer(self, parsed: Parsed) -> Any:
        return parsed

    def without_number(self, outcome: StateProposed) -> Any:
        """Words instead of a number: where nothing is known, the box is left empty."""
        if outcome.state == "not_answered":
            return None
        raise forms.ValidationError("Type a number, or leave the box empty if it isn’t known.")


class ExactBox(NumberBox):
    """A number without "about"; its plain value."""

    def answer(self, parsed: Parsed) -> Decimal:
        if parsed.precision != Precision.EXACT:
            raise forms.ValidationError("Give one number here, without “about” or “at least”.")
        return parsed.value

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class AmountBox(NumberBox):
    """Pounds, also "about" or "just over" so many. "Not stated" is an empty amount; an empty box is none at all."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(kind=Kind.MONEY, **{"width": 10, **rest})

    def answer(self, parsed: Parsed) -> Amount:
        return Amount(parsed.value, parsed.precision)

    def without_number(self, outcome: StateProposed) -> Any:
        return super().without_number(outcome) or Amount()

    def prepare_value(self, value: Any) -> Any:
        return value.words if isinstance(value, Amount) else value


class PoundsBox(AmountBox):
    """Pounds whose precision stands in a box of its own; one typed with the amount wins over it. Empty: not stated."""

    def without_number(self, outcome: StateProposed) -> Any:
        super().without_number(outcome)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


def pounds_and_precision(said: Mapping[str, Any], amount: str, precision: str) -> dict[str, Any]:
    """The two values of a record from its two boxes."""
    stated: Amount | None = said.get(amount)
    if stated is None:
        return {amount: None, precision: Precision.EXACT}
    typed = stated.precision != Precision.EXACT
    return {amount: stated.pounds, precision: stated.precision if typed else said[precision]}
