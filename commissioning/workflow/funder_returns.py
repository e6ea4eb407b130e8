"""Returns to funders: questions are answered, the files are made, which never change, and told to have been sent."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from commissioning.exports.funder_returns import contents, workbook
from commissioning.figures.funder_returns import Due, dues, funder_return
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import reference_for
from commissioning.models import FunderReturn
from tracker import formats
from tracker.audit import record
from tracker.kept_files import keep, sha256
from tracker.models import Office, User
from tracker.periods import london_date
from tracker.refusals import Faults, NotNow, NotYours

MAKES = "commissioning.make_funder_returns"
FOLDER = "funder-returns"
NOT_YOURS = "Officers, finance officers and managers make returns to funders. Ask one of them."
NOT_OWED = "No return of this stream is owed with the end of this quarter any more. Look at what its funder asks for."
SAME = "Return {number} tells all this already. There is a new one to make when something of it has changed."


def facts_of(due: Due, office: Office) -> list[tuple[str, str]]:
    """What a return is of, as its file says."""
    first = f"1 April {due.quarter.end.year - (due.quarter.end.month < 4)}"
    return [
        ("Return", due.template.title),
        ("Office", office.name),
        ("Funder", due.stream.funder.name),
        ("Stream", due.stream.name),
        ("Time", f"{due.part}: {first} to {formats.day(due.quarter.end)}"),
        *([("The funder says", due.template.note)] if due.template.note else []),
        ("Counted", "Figures that are approved, or taken over from earlier and marked so"),
    ]


@transaction.atomic
def make_funder_return(*, stream: int, quarter: int, by: User, at: datetime) -> FunderReturn:
    """Make the return as it stands: a spreadsheet that is kept as it is, whatever changes later.

    What it tells is read after the others have ended: of two people at once each makes one in turn, and no later
    number tells less than an earlier one.
    """
    _check(by)
    office = Office.objects.select_for_update().get()
    reference = reference_for(office)
    portfolio = portfolio_for(reference)
    rows = FunderReturn.objects.filter(stream=stream, period=quarter)
    due = next(iter(dues(portfolio, [reference.periods[quarter]], rows, stream=stream)), None)
    if due is None:
        raise NotNow(NOT_OWED)
    whole = funder_return(due.stream, due.template, due.quarter, reference=reference, portfolio=portfolio)
    newest, facts = next(iter(due.made), None), facts_of(due, office)
    said = sha256(contents(whole, facts))
    if newest is not None and newest.contents == said:
        raise NotNow(SAME.format(number=newest.number))
    number = newest.number + 1 if newest else 1
    file = workbook(whole, facts, made_words(number, by, at))
    made = FunderReturn.objects.create(
        stream=due.stream,
        template=due.template,
        period=due.quarter,
        number=number,
        file=keep(file, "xlsx", folder=FOLDER),
        sha256=sha256(file),
        size=len(file),
        contents=said,
        missing=len(whole.missing),
        made_by=by,
        made_at=at,
    )
    Office.objects.reference_changed(told=True)  # what is owed is kept as set-up is
    record(act="make", record=made, by=by, at=at, to_state="made", changes={"file": ("", made.sha256)})
    return made


def made_words(number: int, by: User, at: datetime) -> Sequence[tuple[str, str]]:
    return [("Number of this return", str(number)), ("Made", f"{formats.moment(at)}, by {by.name}")]


@transaction.atomic
def tell_sent(*, made: FunderReturn, on: date, by: User, at: datetime) -> FunderReturn:
    """Say on which day a file went to the funder. Said once; a later file is sent in its own right."""
    _check(by)
    stands = FunderReturn.objects.select_for_update().get(pk=made.pk)
    if stands.sent_on is not None:
        raise NotNow(f"It is told already that it was sent on {formats.day(stands.sent_on)}.")
    if not london_date(stands.made_at) <= on <= london_date(at):
        made_on = formats.day(stands.made_at)
        raise Faults({"on": f"Enter a day from {made_on}, when it was made, up to today."})
    stands.sent_on, stands.sent_by, stands.sent_at = on, by, at
    stands.save(update_fields=["sent_on", "sent_by", "sent_at"])
    Office.objects.reference_changed(told=True)
    record(act="send", record=stands, by=by, at=at, to_state="sent", changes={"sent_on": ("", formats.day(on))})
    return stands


def _check(by: User) -> None:
    if not by.has_perm(MAKES):
        raise NotYours(NOT_YOURS)
