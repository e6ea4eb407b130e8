"""What is kept under several records, by kind: pages that are made from it need not read it themselves."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from commissioning.workflow.life import Record
from tracker.together import Rows


class Kept:
    """Rows that were read for several records, each under the record that `owners` names for its kind."""

    def __init__(self, rows: Rows, owners: dict[type[Model], str]) -> None:
        self._found: dict[tuple[type[Model], int], list[Any]] = defaultdict(list)
        for model, read in rows.items():
            for row in read:
                self._found[model, getattr(row, owners[model])].append(row)

    def of(self, model: type[Model], record: Record) -> list[Any]:
        """Those of one kind under one record, in their order."""
        return self._found.get((model, record.pk), [])
