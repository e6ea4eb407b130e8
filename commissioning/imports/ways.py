"""Each kind of file and how it is planned. The page that shows a plan is one for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from commissioning.figures import Reference
from commissioning.imports.boxes import carry_out, plan_boxes
from commissioning.imports.form import read_form, stamp_in
from commissioning.imports.plans import Plan
from commissioning.imports.workbook.plan import WorkbookPlan
from commissioning.models import Pack, QuarterlyReturn
from tracker.models import ImportKind, ImportRun, User
from tracker.refusals import Refusal
from tracker.uploads.cells import Workbook
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_workbook, with_comments
from tracker.uploads.runs import Applying, applying


class CarryOut(Protocol):
    """Makes the changes of a plan, inside the transaction of its run."""

    def __call__(self, told: Applying, *, by: User, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what would carry it out."""

    plan: Plan
    carry_out: CarryOut


RETURN_RELATED = ("service", "provider", "pack__provider", "pack__period__calendar", "period__calendar")
Plans = Callable[[ImportRun, QuarterlyReturn | Pack, User, Mapping[str, str], Reference | None], Planned]


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of file: `find` answers what it is about (or raises DoesNotExist), `plan` what it would do to that.

    Words have no plan: their passages are sorted on a page of their own.
    """

    find: Callable[[ImportRun, User], QuarterlyReturn | Pack]
    plan: Plans | None


def file_kind(run: ImportRun) -> str:
    """The kind of the kept file: its random name keeps the ending."""
    return str(run.file.name).rpartition(".")[2]


def content_of(run: ImportRun) -> bytes:
    with run.file.open("rb") as file:
        content: bytes = file.read()
    return content


def book_of(run: ImportRun) -> Workbook:
    return read_workbook(file_kind(run), content_of(run))


def pack_or_return(run: ImportRun, by: User, *, hold: bool = False) -> QuarterlyReturn | Pack:
    """What a form or workbook is about, if this person may see it. Raises the model's DoesNotExist.

    `hold`: other writers of it wait until this transaction ends.
    """
    is_pack = run.model == Pack._meta.label_lower
    related = ("provider", "period__calendar") if is_pack else RETURN_RELATED
    rows: Any = (Pack if is_pack else QuarterlyReturn).objects.visible_to(by).select_related(*related)
    found: QuarterlyReturn | Pack = (rows.select_for_update(of=("self",)) if hold else rows).get(pk=run.record_id)
    return found


def words_about(run: ImportRun, by: User, *, hold: bool = False) -> QuarterlyReturn | Pack:
    """What somebody's prose is about. A provider's own people see what they sent, not what the office pasted."""
    if by.is_provider and not run.by.is_provider:
        raise ImportRun.DoesNotExist
    return pack_or_return(run, by, hold=hold)


def plan_form(
    run: ImportRun, record: QuarterlyReturn | Pack, by: User, answers: Mapping[str, str], reference: Reference | None
) -> Planned:
    """Our own form."""
    book = book_of(run)
    stamp = stamp_in(book)
    if stamp is None:
        raise WrongFile("This isn’t our form any more.")
    reading = read_form(book, stamp, record, by=by, reference=reference)
    planned = plan_boxes(reading.pages, by=by, answers=answers, reference=reference, faults=reading.faults)
    return Planned(planned.plan, partial(carry_out, planned))


def plan_workbook(
    run: ImportRun, record: QuarterlyReturn | Pack, by: User, answers: Mapping[str, str], reference: Reference | None
) -> Planned:
    """A provider's own workbook, by its layout."""
    planned = WorkbookPlan(run, book_of(run), record, by=by, answers=answers, reference=reference)
    return Planned(planned.boxes.plan, planned.carry_out)


WAYS: Mapping[str, Way] = {
    ImportKind.FORM: Way(pack_or_return, plan_form),
    ImportKind.WORKBOOK: Way(pack_or_return, plan_workbook),
    ImportKind.WORDS: Way(words_about, None),
}


def plan_of(
    run: ImportRun,
    by: User,
    answers: Mapping[str, str],
    reference: Reference | None = None,
    record: QuarterlyReturn | Pack | None = None,
) -> Planned:
    """What a file would do. `record`: what it is about, where that is found already."""
    way = WAYS[run.kind]
    if way.plan is None:
        raise LookupError("Words are sorted, not planned.")
    return way.plan(run, record or way.find(run, by), by, answers, reference)


class NotReady(Refusal):
    """Something stands in the way: faults that block, or questions without an answer."""


def take_in(
    *,
    run: ImportRun,
    digest: str,
    answers: Mapping[str, str],
    by: User,
    at: datetime,
    reference: Reference | None = None,
) -> None:
    """Carry out what was shown, all or nothing. Refused where it was made on something else, or isn't ready."""
    planned = plan_of(run, by, answers, reference)
    planned.plan.check(digest)
    if planned.plan.blocked:
        raise NotReady("Something must be put right first: it is listed below, with what to do.")
    if planned.plan.open_questions:
        raise NotReady("Some questions have no answer yet. Choose one for each.")
    with applying(run=run, by=by, at=at) as told:
        planned.carry_out(told, by=by, at=at)


def marked(run: ImportRun, by: User, reference: Reference | None = None) -> bytes:
    """The same workbook with each fault as a comment in its cell."""
    return with_comments(file_kind(run), content_of(run), plan_of(run, by, {}, reference).plan.faults)
