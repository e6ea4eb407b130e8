"""Money in the database: whole pence in a big integer, Decimal pounds in Python.

SQLite keeps a DecimalField as a binary float, where 0.10 + 0.20 is not 0.30 in a filter; pence add up exactly.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

PENCE = Decimal(100)
PENNY = Decimal("0.01")
MOST_PENCE = 9_223_372_036_854_775_807


class MoneyField(models.Field):
    """An amount of pounds. Floats and fractions of a penny are refused, never rounded away.

    Filters, constraints and `Sum` speak pounds as well: `filter(amount__gte=Decimal("1.50"))`. It is no
    IntegerField, so that arithmetic between columns has to say what it makes (`output_field=MoneyField()`)
    instead of quietly giving pence.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: Decimal | int | str | Combinable
        _pyi_private_get_type: Decimal
        _pyi_lookup_exact_type: Decimal | int | str

    description = "Amount in pounds, kept as whole pence"
    empty_strings_allowed = False
    default_error_messages = {
        "invalid": "“%(value)s” is not an amount of money: write pounds, for example 1234.50.",
        "pence": "“%(value)s” has a fraction of a penny: give pounds and whole pence.",
        "range": "“%(value)s” is more than can be kept.",
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        """Decimal pounds of two places. ValidationError for what is no number or has a fraction of a penny."""
        if value is None or value == "":
            return None
        amount = self._decimal(value)
        pence = amount * PENCE
        if pence != pence.to_integral_value():
            raise self._error("pence", value)
        return amount.quantize(PENNY)

    def _decimal(self, value: Any) -> Decimal:
        if isinstance(value, bool | float):
            raise self._error("invalid", value)
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            raise self._error("invalid", value) from None
        if not amount.is_finite():
            raise self._error("invalid", value)
        if abs(amount) > MOST_PENCE / PENCE:
            raise self._error("range", value)
        return amount

    def _error(self, code: str, value: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"value": value})

    def get_prep_value(self, value: Any) -> Any:
        """Whole pence, for storing and for every lookup."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        pounds = self.to_python(value)
        return None if pounds is None else int(pounds * PENCE)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """Decimal pounds; an average that ends within a penny is rounded half up."""
        return None if value is None else (Decimal(value) / PENCE).quantize(PENNY, ROUND_HALF_UP)

    def value_to_string(self, obj: models.Model) -> str:
        """Pounds as text, so that people can read a fixture."""
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> forms.Field | None:
        """A decimal box of two places, unless the form brings its own field class."""
        if form_class is None and not self.choices:
            form_class, kwargs = forms.DecimalField, {"max_digits": 18, "decimal_places": 2, **kwargs}
        return super().formfield(form_class=form_class, choices_form_class=choices_form_class, **kwargs)
