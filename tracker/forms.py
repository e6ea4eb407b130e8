"""What the forms of all apps share."""

import secrets
from datetime import date
from typing import Any

from django import forms


def new_key() -> str:
    """A form's own key: sent twice, it is carried out once."""
    return secrets.token_hex(8)


class DateBoxes(forms.MultiWidget):
    """A date as GOV.UK asks for it: three boxes, day, month and year, kept as typed until they make a date."""

    template_name = "django/forms/widgets/date_boxes.html"
    parts = (("Day", 2), ("Month", 2), ("Year", 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            label.lower(): forms.TextInput(box_attrs(width)) for label, width in self.parts
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        """Day, month and year of a date, or of the text that a form gave back unread."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        year, month, day = ([*str(value).split("-", 2), "", ""] if value else ["", "", ""])[:3]
        return [day, month, year]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The three boxes as year-month-day; nothing at all if all three are empty."""
        day, month, year = (str(part or "").strip() for part in super().value_from_datadict(data, files, name))
        return f"{year}-{month}-{day}" if day or month or year else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, (label, _) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            box["part_label"] = label
        return context


class DayField(forms.DateField):
    """A day in three boxes."""

    widget = DateBoxes
    default_error_messages = {"invalid": "Enter the day as day, month and year, like 27 3 2023."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


def day_of(typed: str) -> date:
    """The day that three boxes state, or what to write instead."""
    try:
        year, month, day = (int(part) for part in typed.split("-"))
        return date(year, month, day)
    except ValueError:
        raise forms.ValidationError("Give a real date: day, month and year, such as 4 11 2022.") from None


def box_attrs(width: int) -> dict[str, str]:
    """Attributes of one box, as wide as its digits."""
    return {"class": f"govuk-date-input__input govuk-input--width-{width}", "inputmode": "numeric"}
