"""What is kept under several records, by kind: pages that are made from it need not read it themselves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from commissioning.workflow.life import Record
from tracker.together import Rows


class Kept:
    """Rows that were read for several records, each under the record that `owners` names for its kind.

    `words_before`: by record the texts of one period earlier, where they were read. `only_new`: the lists of these
    records take new rows alone, so that what stands in them is not read.
    """

    def __init__(
        self,
        rows: Rows,
        owners: Mapping[type[Model], str],
        *,
        words_before: Mapping[int, Sequence[Any]] | None = None,
        only_new: bool = False,
    ) -> None:
        self.words_before, self.only_new = words_before, only_new
        self._read = frozenset(rows)
        self._found: dict[tuple[type[Model], int], list[Any]] = defaultdict(list)
        for model, read in rows.items():
            for row in read:
                self._found[model, getattr(row, owners[model])].append(row)

    def of(self, model: type[Model], record: Record) -> list[Any]:
        """Those of one kind under one record, in their order."""
        return self._found.get((model, record.pk), [])

    def has(self, model: type[Model]) -> bool:
        """Whether rows of that kind were read at all."""
        return model in self._read

    def before(self, record: Record) -> Sequence[Any] | None:
        """The texts of one period earlier; None where they were not read."""
        return None if self.words_before is None else self.words_before.get(record.pk, ())
