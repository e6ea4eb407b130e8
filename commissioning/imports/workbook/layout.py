"""A layout as it is kept: which spot fills which box, and what the texts in it mean."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from commissioning.imports.workbook.spots import Axis, Spot
from tracker.merging import mark
from tracker.models import ImportMapping

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """Spots by the key of the target that they fill, and answers to questions that were asked before."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        spots = {key: asdict(spot) for key, spot in self.spots.items()}
        return {"schema": SCHEMA, "spots": spots, "answers": dict(self.answers)}

    @property
    def fingerprint(self) -> dict[str, str]:
        """The labels around each spot in a short form, sheet by sheet, to see at once whether a workbook has moved."""
        sheets: dict[str, list[str]] = {}
        for spot in self.spots.values():
            sheets.setdefault(spot.sheet, []).append(f"{spot.row}|{spot.column if spot.axis != Axis.COLUMN else ''}")
        return {sheet: mark("\n".join(sorted(labels))) for sheet, labels in sheets.items()}


def layout_of(mapping: ImportMapping) -> Layout:
    kept = mapping.layout
    spots = {key: Spot(**{**spot, "axis": Axis(spot["axis"])}) for key, spot in kept.get("spots", {}).items()}
    return Layout(spots, kept.get("answers", {}))
