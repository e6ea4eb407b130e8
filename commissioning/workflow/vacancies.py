"""Vacancies carried: a post that was vacant when a provider last told stands in its next pack until it is settled."""

from collections.abc import Iterable

from commissioning.models import Pack, StaffingLine
from commissioning.workflow.sections.earlier import SENT, since

SAID = ("role", "funded", "in_post", "vacant", "expected", "audience")


def carry_vacancies(packs: Iterable[Pack]) -> int:
    """Put the open vacancies of each provider's last sent pack into its new one, marked as carried.

    They are no answer of the provider: confirmed, edited or filled they become one. A fixed number of queries.
    """
    new = {pack.provider_id: pack for pack in packs}
    before = Pack.objects.filter(provider__in=new, state__in=SENT).order_by("period__end", "pk")
    last = {pack.provider_id: pack.pk for pack in before if pack.pk != new[pack.provider_id].pk}
    rows = StaffingLine.objects.filter(pack__in=last.values(), vacant__gt=0).order_by("pk")
    rows = rows.select_related("pack__period", "unchanged_from").prefetch_related("services")
    pairs = [(row, _carried(row, new[row.pack.provider_id])) for row in rows if row.pack]
    StaffingLine.objects.bulk_create(line for _, line in pairs)
    works = StaffingLine.services.through
    works.objects.bulk_create(
        works(staffingline_id=line.pk, service_id=service.pk) for row, line in pairs for service in row.services.all()
    )
    return len(pairs)


def _carried(row: StaffingLine, pack: Pack) -> StaffingLine:
    said = {name: getattr(row, name) for name in SAID}
    return StaffingLine(pack=pack, carried=True, unchanged_from=since(row), **said)
