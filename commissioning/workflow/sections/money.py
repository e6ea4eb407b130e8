"""Money and people: the pack's own part, stated once per award and once per provider."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from commissioning.models import Award, Pack, QuarterlyReturn, Service, SpendLine, StaffingLine
from commissioning.parsing import Kind
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader, joined, plain
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.lines import Line, Lines, put, said_again, sent_before
from commissioning.workflow.sections.promises import EARLIEST, LATEST, as_typed
from tracker import formats
from tracker.models import User
from tracker.periods import financial_year_of

AMOUNTS = {
    "in_quarter": "Spent this quarter",
    "to_date": "Spent since April",
    "forecast": "Expected by the end of March",
}
POUNDS = "Pounds. Empty means not held, which is not £0"
MOST_POUNDS = Decimal(10_000_000_000)
MOST_POSTS = Decimal("9999.99")
WorksFor: Any = StaffingLine.services.through  # which services a post works for
POSTS = {"funded": "Posts funded", "in_post": "Filled", "vacant": "Vacant"}


class Money(Lines):
    """One row for each award of the provider in the quarter; nothing is added or taken away here."""

    slug = "money"
    label = "Money"
    prefix = "award"
    one = "award"
    removable = False

    record: Pack

    def can_add(self) -> bool:
        return False

    def rows(self) -> Any:
        lines = (
            SpendLine.objects.filter(pack=self.record) if self.kept is None else self.kept.of(SpendLine, self.record)
        )
        self.stated = {row.award_id: row for row in lines}
        return awards_of(self.record, self.stated)

    def title_of(self, row: Award) -> str:
        total: Decimal | None = getattr(row, "total", None)
        return f"{row.title}: " + ("amount not stated" if total is None else f"{formats.money(total)} this year")

    def tell(self, line: Line, row: Any, changes: Changes) -> None:
        """A row is an award, and what is spent of it has its own page, with every amount that was sent."""

    def columns(self, row: Award) -> list[Box]:
        line = self.stated.get(row.pk)
        return [
            *(
                Box(name, label, typed_amount(line, name), BoxKind.NUMBER, hint=POUNDS, width=10, reads=Kind.MONEY)
                for name, label in AMOUNTS.items()
            ),
            Box("note", "Why it differs, or what it went on", line.note if line else "", limit=300, width=30),
        ]

    def read(self, reader: Reader, name: str, row: Award) -> dict[str, Any]:
        amounts = {part: reader.amount(name + part, Kind.MONEY, most=MOST_POUNDS) for part in AMOUNTS}
        raw = {part: reader.raw.get(name + part, "") for part in AMOUNTS}
        return {**amounts, "raw": raw, "note": reader.text(f"{name}note", 300)}

    def keep(self, row: Award, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        line = self.stated.get(row.pk) or SpendLine(pack=self.record, award=row)
        detail = self.origin.of(*(f"{self.prefix}{row.pk}-{part}" for part in AMOUNTS)) if self.origin else ""
        source = {"source_detail": detail, "import_run": self.origin.run if self.origin and detail else None}
        put(line, said | source, self.fresh)
        return row


def awards_of(pack: Pack, stated: Any = ()) -> Any:
    """The provider's awards that run in the quarter, with their total for its financial year; and those stated."""
    period = pack.period
    running = (Q(starts_on=None) | Q(starts_on__lte=period.end)) & (Q(ends_on=None) | Q(ends_on__gte=period.start))
    awards = Award.objects.filter(Q(provider=pack.provider_id) & running | Q(pk__in=list(stated)))
    return awards.with_total(financial_year_of(period.end), on=period.end)


def typed_amount(line: SpendLine | None, name: str) -> str:
    """An amount as it was typed, or as one would type it."""
    if line is None:
        return ""
    return line.raw.get(name) or plain(getattr(line, name))


class People(Lines):
    """Posts of each role, tied to the services that they work for."""

    slug = "people"
    label = "People"
    prefix = "post"
    one = "role"

    record: Pack

    def rows(self) -> Any:
        if self.kept is not None:
            return self._kept_rows(self.kept)
        self.services = list(
            Service.objects.filter(returns__pack=self.record).distinct().order_by("name").values_list("pk", "name")
        )
        rows = list(
            StaffingLine.objects.filter(pack=self.record).select_related("unchanged_from").prefetch_related("services")
        )
        self.works_for = {row.pk: [service.pk for service in row.services.all()] for row in rows}
        return rows

    def no_rows(self) -> list[StaffingLine]:
        self.works_for = {}
        self.services = self._services_in(self.kept) if self.kept is not None else []
        return []

    def _services_in(self, kept: Kept) -> list[tuple[int, str]]:
        returns = kept.of(QuarterlyReturn, self.record)
        return list({each.service_id: each.service.name for each in returns}.items())

    def _kept_rows(self, kept: Kept) -> list[StaffingLine]:
        self.services = self._services_in(kept)
        rows: list[StaffingLine] = kept.of(StaffingLine, self.record)
        self.works_for = {row.pk: [] for row in rows}
        for tie in kept.of(WorksFor, self.record):
            self.works_for[tie.staffingline_id].append(tie.service_id)
        return rows

    @cached_property
    def earlier(self) -> list[Any]:
        if self.found and all(row.carried for row in self.carried_rows()):  # nothing is written here yet
            there = {row.role for row in self.carried_rows()}
            return [row for row in self.rows_before() if row.role not in there]
        return [] if self.found else self.rows_before()

    def carried_rows(self) -> list[StaffingLine]:
        return [row for row in self.found.values() if isinstance(row, StaffingLine)]

    def rows_before(self) -> list[Any]:
        return sent_before(StaffingLine.objects.prefetch_related("services"), self.record)

    def carry(self) -> Changes:
        """The rest is said again, and what was carried here is confirmed with it."""
        confirmed = [change for row in self.carried_rows() for change in self.carry_line(str(row.pk)).items()]
        return {**super().carry(), **dict(confirmed)}

    def carry_line(self, key: str) -> Changes:
        """Confirm that a vacancy which was carried here is still open."""
        row = self.found.get(key)
        if not isinstance(row, StaffingLine) or not row.carried:
            return {}
        StaffingLine.objects.filter(pk=row.pk).update(carried=False)
        return {f"{self.one}: {row.role}": ("carried", "still vacant")}

    def told_of(self, row: StaffingLine) -> dict[str, str]:
        if not row.carried:
            return super().told_of(row)
        since = row.unchanged_from.label if row.unchanged_from else "the pack before"
        return {"before": f"Vacant in {since}, carried here: not confirmed yet.", "again": "Still vacant"}

    def again(self, row: StaffingLine) -> Any:
        line = said_again(row, ("role", *POSTS, "expected", "note", "audience"), pack=self.record)
        still = {pk for pk, _ in self.services}
        line.services.set(service for service in row.services.all() if service.pk in still)  # type: ignore[attr-defined]
        return line

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in self.services]

    def columns(self, row: StaffingLine | None) -> list[Box]:
        works_for = joined([str(pk) for pk in self.works_for[row.pk]]) if row else ""
        return [
            Box("role", "Role", row.role if row else "", hint="Don’t name the person", limit=120, width=20),
            *(
                Box(name, label, plain(getattr(row, name)) if row else "", BoxKind.NUMBER, width=4)
                for name, label in POSTS.items()
            ),
            Box("expected", "When vacancies are to be filled", row.expected if row else "", limit=120, width=20),
            Box("services", "Works for", works_for, BoxKind.MANY, self.choices),
            Box("note", "What changed", row.note if row else "", limit=300, width=30),
            *filled_box(row),
        ]

    def read(self, reader: Reader, name: str, row: StaffingLine | None) -> dict[str, Any]:
        posts = {part: reader.amount(name + part, most=MOST_POSTS) for part in POSTS}
        funded, filled, vacant = posts.values()
        if funded is not None and (filled or 0) + (vacant or 0) > funded:
            reader.faults[f"{name}vacant"] = (
                f"{plain(filled or Decimal(0))} filled and {plain(vacant or Decimal(0))} vacant are more than the "
                f"{plain(funded)} funded."
            )
        services = [key for key in reader.raw.get(f"{name}services", "").split(",") if key]
        if set(services) - {key for key, _ in self.choices}:
            reader.faults[f"{name}services"] = "Choose from the list."
        if not services and len(self.choices) == 1:
            services = [self.choices[0][0]]
        line: dict[str, Any] = {
            "role": reader.text(f"{name}role", 120, required="Name the role."),
            **posts,
            "expected": reader.text(f"{name}expected", 120),
            "note": reader.text(f"{name}note", 300),
        }
        day = reader.day(f"{name}filled", EARLIEST, LATEST)
        if day is not None:
            line |= {"filled_on": day} | taken(row, funded, filled, vacant)
        elif row is not None:
            line["filled_on"] = None
        return {"line": line | {"carried": False}, "services": services}

    def keep(self, row: StaffingLine | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        line: Any = put(row or StaffingLine(pack=self.record), said["line"], self.fresh)
        if row is not None:
            line.services.set(said["services"])
        for service in said["services"] if row is None else ():
            self.fresh.add(WorksFor(staffingline=line, service_id=service))
        return line


def filled_box(row: StaffingLine | None) -> list[Box]:
    """When a post was filled: asked of one that is vacant, or was."""
    if row is None or not (row.vacant or row.filled_on):
        return []
    return [Box("filled", "Filled on, if it was", as_typed(row.filled_on), BoxKind.DATE)]


def taken(
    row: StaffingLine | None, funded: Decimal | None, filled: Decimal | None, vacant: Decimal | None
) -> dict[str, Decimal | None]:
    """The posts once the vacant ones are filled, where only the day was given; numbers that were typed anew stand."""
    if row is None or not vacant or (filled, vacant) != (row.in_post, row.vacant):
        return {}
    return {"vacant": Decimal(0), "in_post": funded if filled is None else filled + vacant}
