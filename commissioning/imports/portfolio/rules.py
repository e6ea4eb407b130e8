"""What no single row can say is wrong: what the plan's owner has to do, what is in use, totals that don't tie."""

from collections.abc import Iterable
from decimal import Decimal

from commissioning.choices import NumberKind
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.measures import counted_as
from commissioning.imports.portfolio.records import RecordChange
from commissioning.imports.portfolio.values import Amount
from commissioning.models import Observation
from tracker import formats
from tracker.models import User

PLAN = frozenset({"plan", "objective", "theme"})
SETS_UP_PLAN = "commissioning.set_up_plan"


def check(records: list[RecordChange], book: Book, *, by: User) -> None:
    _check_plan(records, book, by)
    _check_wordings(records, book)
    _check_targets(records, book)
    _check_totals(book)


def first_plan(book: Book) -> bool:
    """Whether there is no plan yet: then whoever loads the portfolio brings it."""
    return all(each.stored is None for each in book.of("objective"))


def _check_plan(records: Iterable[RecordChange], book: Book, by: User) -> None:
    """Once there is a plan, its words are changed by those who set it up."""
    if first_plan(book) or by.has_perm(SETS_UP_PLAN):
        return
    for each in records:
        if each.kind in PLAN and (each.is_new or each.fields) and each.cell is not None:
            what = "is not in the plan" if each.is_new else "is worded otherwise in the plan"
            book.fault(
                each.cell,
                "Changes to the plan",
                f"{each.name} {what}, and only an administrator changes the plan.",
                "Ask for it, or write what the plan says.",
            )


def _check_wordings(records: Iterable[RecordChange], book: Book) -> None:
    """The wording of a measure that figures use is not changed by a file: it asks whether earlier figures compare."""
    changed = [each for each in records if each.kind == "measure" and each.stored is not None and each.fields]
    used = set(
        Observation.objects.filter(version__measure__in=[each.stored.pk for each in changed])
        .values_list("version__measure", flat=True)
        .distinct()
    )
    for each in changed:
        for field in each.fields:
            cell = each.cell_of(field.name)
            if each.stored.pk in used and field.name != "name" and cell is not None:
                book.fault(
                    cell,
                    "Definitions that are in use",
                    f"{each.name}: {field.label.lower()} is “{field.before}”, and there are figures under it.",
                    "Reword the measure on its own page, which asks whether earlier figures still compare; or write "
                    "what stands.",
                )


def _check_targets(records: Iterable[RecordChange], book: Book) -> None:
    for each in records:
        level = each.values.get("value") if each.kind == "target" else None
        if level is None:
            continue
        own = book.entries["service_measure"][each.key.rpartition(" > ")[0]]
        cell = each.cell_of("value")
        if counted_as(own, book)[0] == NumberKind.PERCENTAGE and not 0 <= level.value <= 100 and cell is not None:
            book.fault(cell, "Targets", f"{each.name}: a percentage is from 0 to 100.", "Correct the target.")


def _check_totals(book: Book) -> None:
    """A total stated of an award is held against the sum of its parts."""
    for award in book.of("award"):
        said = award.said.get("stated_total")
        if said is None or said.value.value is None:
            continue
        parts = list(_parts(award))
        if not parts or any(part.value is None for part in parts):
            continue
        whole = sum((part.value for part in parts if part.value is not None), Decimal(0))
        if whole != said.value.value:
            book.warn(
                said.cell,
                "Totals that don’t tie",
                f"{award.name}: {said.value.words} stated; its parts come to {formats.money(whole)}.",
                "Both are kept, and the difference is shown.",
            )


def _parts(award: Entry) -> Iterable[Amount]:
    """The award's own money by stream and year: what the file says, else what is stored."""
    said = {name: each.value[2] for name, each in award.said.items() if name.startswith("money ")}
    stored = {}
    if award.stored is not None:
        rows = (row for row in award.stored.splits.all() if row.variation_id is None)
        stored = {f"money {row.stream.code} {row.year_label}": Amount(row.amount, row.precision) for row in rows}
    return (stored | said).values()
