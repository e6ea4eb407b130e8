"""Taking in a ledger extract: what was shown, all of it or nothing, and the layout remembered for the next one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError

from commissioning.imports.ledger.columns import Column
from commissioning.imports.ledger.plan import Ledger, NewPayment, read_ledger
from commissioning.imports.plans import Moved
from commissioning.workflow.payments import PaidLine, add_payments
from tracker.models import ImportKind, ImportMapping, ImportRun, Office, User
from tracker.periods import london_date
from tracker.refusals import Refusal
from tracker.uploads.cells import Workbook
from tracker.uploads.mappings import keep_mapping
from tracker.uploads.runs import answers_of, applying

ASKED = "column-"  # the names of the answers that say which heading a column has


class NotReady(Refusal):
    """Something in the file must be put right first, or there is nothing new in it."""


def layout_for(office: Office) -> ImportMapping | None:
    """The layout of the last extract that was taken in."""
    rows = ImportMapping.objects.about(office).filter(kind=ImportKind.LEDGER).current()
    found: ImportMapping | None = rows.order_by("-made_at", "-pk").first()
    return found


def layout_of(run: ImportRun) -> dict[str, str]:
    """The heading of each column as it was chosen for this file, else as it was last time; else nothing is said."""
    chosen = {key.removeprefix(ASKED): text for key, text in answers_of(run).items() if key.startswith(ASKED)}
    return chosen or (dict(run.mapping.layout) if run.mapping is not None else {})


def plan_of(run: ImportRun, book: Workbook, *, at: datetime) -> Ledger:
    """The extract as it would be taken in now. A remembered layout that fits no heading any more gives way."""
    layout = layout_of(run)
    found = read_ledger(book, layout=layout, on=london_date(at))
    if found.plan.blocked and layout and not _answered(run) and (found.headings is None or found.headings.lacks):
        return read_ledger(book, layout={}, on=london_date(at))
    return found


def _answered(run: ImportRun) -> bool:
    return any(key.startswith(ASKED) for key in answers_of(run))


def take_in_ledger(*, run: ImportRun, book: Workbook, office: Office, digest: str, by: User, at: datetime) -> Ledger:
    """Add the lines that are not held yet. Moved where it would add others than were shown; NotReady with faults."""
    ledger = plan_of(run, book, at=at)
    ledger.plan.check(digest)
    if ledger.plan.blocked:
        raise NotReady("Something must be put right first: it is listed below, with what to do.")
    if not ledger.new or ledger.headings is None:
        raise NotReady("Every payment in this file is held already. There is nothing to take in.")
    try:
        with applying(run=run, by=by, at=at) as told:
            count = add_payments(run=told.run, lines=[_line(each) for each in ledger.new], by=by)
            told.summary |= {"payments": count, "amount": f"{ledger.amount:f}", "unmatched": len(ledger.unmatched)}
            remember(run, office, ledger.headings.layout, by=by, at=at)
    except IntegrityError as held:
        raise Moved from held
    return ledger


def remember(run: ImportRun, office: Office, layout: Mapping[str, str], *, by: User, at: datetime) -> None:
    """The columns as they were read this time; kept once while they stay the same."""
    whole = {str(column): layout.get(column, "") for column in Column}
    if run.mapping is not None and run.mapping.layout == whole:
        return
    keep_mapping(
        run=run, owner=office, kind=ImportKind.LEDGER, name="Our ledger", layout=whole, fingerprint={}, by=by, at=at
    )


def _line(new: NewPayment) -> PaidLine:
    line, match = new.line, new.match
    return PaidLine(
        day=line.day,
        amount=line.amount,
        payee=line.payee,
        reference=line.reference,
        cell=line.cell,
        digest=line.digest,
        award=match.award if match else None,
        matched_by=match.by if match else "",
    )
