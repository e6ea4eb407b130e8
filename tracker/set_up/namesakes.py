"""A new record, or one with a new name, that may be one that is there already."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from tracker.set_up.kinds import Caution

Cautions = Callable[[Any, Mapping[str, Any]], Sequence[Caution]]
MOST = 3


def namesakes(slug: str, *, within: str = "", box: str = "name") -> Cautions:
    """What to look at before a record of this kind is kept: others of the same name, in capitals or not.

    `within` names what they have to have in common: each of two objectives may have its own “Young people”.
    """

    def found(record: Any, values: Mapping[str, Any]) -> Sequence[Caution]:
        typed = " ".join(str(values.get(box) or "").split())
        if not typed or typed == getattr(record, box):
            return []
        others = type(record)._default_manager.filter(**{f"{box}__iexact": typed}).exclude(pk=record.pk)
        if within:
            others = others.filter(**{within: values.get(within) or getattr(record, within)})
        if record._meta.get_field(box).unique:  # the same to the letter is refused, and needs no caution
            others = others.exclude(**{box: typed})
        return [
            Caution(f"There is “{getattr(other, box)}” already.", reverse("set-up-record", args=[slug, other.pk]))
            for other in others.order_by("pk")[:MOST]
        ]

    return found
