"""What the boxes of set-up forms offer, read once for each `Office.data_version` and kept in the process."""

from typing import Any

from django.db.models import Model

from tracker.models import Office

KEPT = 2
_kept: dict[tuple[int, int], dict[type[Model], list[Any]]] = {}


def rows_of(model: type[Model], office: Office | None) -> list[Any]:
    """All records of this kind in their own order, as they stand at the office's data version."""
    if office is None:
        return _read(model)
    key = (office.pk, office.data_version)
    if key not in _kept:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = {}
    known = _kept[key]
    if model not in known:
        known[model] = _read(model)
    return known[model]


def forget() -> None:
    """Drop what is kept in the process (tests, which roll the version back, need it)."""
    _kept.clear()


def _read(model: type[Model]) -> list[Any]:
    """`with_names` of a model's queryset selects what its records' names are made of."""
    rows: Any = model._default_manager.all()
    return list(rows.with_names() if hasattr(rows, "with_names") else rows)


def in_use(row: Any) -> bool:
    """Whether a record is still to be offered: not ended, not merged into another, no account that was closed."""
    return (
        getattr(row, "ended_on", None) is None
        and getattr(row, "merged_into_id", None) is None
        and bool(getattr(row, "is_active", True))
    )
