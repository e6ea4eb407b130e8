"""What is not known yet: of one record, and over everything that is set up. Each leads to where it is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from tracker.models import Office, User
from tracker.set_up.kinds import Gap, Kind
from tracker.set_up.offered import kept

SHOWN = 10


@dataclass(slots=True)
class Missing:
    """One thing that is not known of some records: how many, and the first of them."""

    kind: Kind
    gap: Gap
    count: int = 0
    records: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{reverse('set-up-list', args=[self.kind.slug])}?unknown={self.gap.box}"


def where(kind: Kind, gap: Gap, pk: int) -> str:
    """The address at which a gap of a record is filled in: a box of its form, or a new part of it."""
    if gap.kind:
        return reverse("set-up-add", args=[gap.kind])
    part = next((part for part in kind.parts if part.slug == gap.box), None)
    if part is not None:
        return f"{reverse('set-up-add', args=[part.slug])}?{part.belongs_to}={pk}"
    return f"{reverse('set-up-record', args=[kind.slug, pk])}#id_{gap.box}"


def gaps_of(kind: Kind, record: Any, office: Office | None) -> list[Gap]:
    """What is not known of one record."""
    if not kind.gaps or record.pk is None:
        return []
    return kept(office, ("gaps", kind.slug), lambda: _all_gaps(kind)).get(record.pk, [])


def _all_gaps(kind: Kind) -> dict[int, list[Gap]]:
    """What is not known of each record of this kind. One query."""
    rows = kind.model._default_manager.order_by()
    found: dict[int, list[Gap]] = {}
    parts = [rows.filter(gap.missing).values_list(Value(place), "pk") for place, gap in enumerate(kind.gaps)]
    for place, pk in sorted(parts[0].union(*parts[1:])):
        found.setdefault(pk, []).append(kind.gaps[place])
    return found


def with_gap(kind: Kind, gap: Gap, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these rows those, still in use, of which the gap is not known."""
    own = kind.model._default_manager.filter(gap.missing, pk=OuterRef("pk"))
    current = rows.filter(ended_on=None) if kind.ends else rows
    return current.filter(Exists(own))


def not_known(kinds: Iterable[Kind], user: User) -> list[Missing]:
    """Everything not known of what is in use, in the order of the kinds; of each the first records. One query."""
    found = {(kind.slug, gap.label): Missing(kind, gap) for kind in kinds for gap in kind.gaps}
    parts = [_named(each, user) for each in found.values()]
    if not parts:
        return []
    for slug, label, _, count, pk, name in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[:3]):
        missing = found[slug, label]
        missing.count = count
        missing.records.append({"label": name, "url": where(missing.kind, missing.gap, pk)})
    return [each for each in found.values() if each.count]


def _named(missing: Missing, user: User) -> QuerySet[Any, Any]:
    kind, gap = missing.kind, missing.gap
    rows = with_gap(kind, gap, kind.listed(user)).order_by()
    numbered = rows.annotate(
        set_up_place=Window(RowNumber(), order_by=[kind.search[0], "pk"]), set_up_count=Window(Count("pk"))
    )
    return numbered.filter(set_up_place__lte=SHOWN).values_list(
        Value(kind.slug), Value(gap.label), "set_up_place", "set_up_count", "pk", F(kind.search[0])
    )
