"""New rows of a page, written together: one statement for each kind, however many there are."""

from typing import Any

from django.db.models import Model


class Fresh:
    """Rows that wait to be written, in the order in which their kinds came: what others point at comes first."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}

    def add(self, row: Any) -> None:
        self._rows.setdefault(type(row), []).append(row)

    def write(self) -> None:
        """Write them, each with its key from then on."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows)
        self._rows.clear()
