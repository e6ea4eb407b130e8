"""What set-up pages need of all records, read once for each `Office.data_version` and kept in the process."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db.models import Model

from tracker.models import Office

KEPT = 2
_kept: dict[tuple[int, int], dict[Hashable, Any]] = {}
Found = TypeVar("Found")


def kept(office: Office | None, name: Hashable, read: Callable[[], Found]) -> Found:
    """What was read under this name at the office's data version; read now if it was not."""
    if office is None:
        return read()
    key = (office.pk, office.data_version)
    if key not in _kept:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = {}
    known = _kept[key]
    if name not in known:
        known[name] = read()
    found: Found = known[name]
    return found


def rows_of(model: type[Model], office: Office | None) -> list[Any]:
    """All records of this kind in their own order. `with_names` of a queryset selects what their names are made of."""
    rows: Any = model._default_manager.all()
    return kept(office, model, lambda: list(rows.with_names() if hasattr(rows, "with_names") else rows))


def forget() -> None:
    """Drop what is kept in the process (tests, which roll the version back, need it)."""
    _kept.clear()


def in_use(row: Any) -> bool:
    """Whether a record is still to be offered: not ended, not merged into another, no account that was closed."""
    return (
        getattr(row, "ended_on", None) is None
        and getattr(row, "merged_into_id", None) is None
        and bool(getattr(row, "is_active", True))
    )
