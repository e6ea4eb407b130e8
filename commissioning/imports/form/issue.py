"""Making the form of a return, or of a pack with all its returns: what is saved now, last figures beside the boxes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from commissioning.exports.forms import Form, FormSheet, FormTable, form_file
from commissioning.figures import Reference
from commissioning.imports.form.stamp import Stamp
from commissioning.imports.form.tables import page_key, tables_of
from commissioning.models import Pack, QuarterlyReturn
from commissioning.workflow import may_enter
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections import Figures, Joined, Section, Words, pages_of, section_of
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.money import Money, People
from commissioning.workflow.sections.several import kept_under
from commissioning.workflow.sections.waiting import WaitingList
from tracker import formats
from tracker.merging import mark, marks
from tracker.models import User

GUIDANCE = (
    "Fill in the yellow boxes alone; everything else is locked. Type numbers as they are: 1,883, 95.8%, about 20.",
    "A box left empty means that there is no answer yet. If there was none, type 0. If a figure isn’t counted or "
    "doesn’t apply, choose that in “If there is no number”.",
    "A percentage is best given by its two parts: how many, out of how many.",
    "Save the file and upload it where you downloaded it. You see what would change before anything is saved.",
)
ASKED = (Figures, Words, WaitingList, Money, People)  # what fits into rows and columns


def records_of(record: QuarterlyReturn | Pack) -> list[QuarterlyReturn | Pack]:
    """What a form of it asks: the return alone; a pack's returns of this quarter, and its money and people."""
    if isinstance(record, QuarterlyReturn):
        return [record]
    returns = record.returns.select_related("service", "provider", "period__calendar", "pack")
    return [*returns.order_by("service__name", "pk"), record]


def asked_pages(record: Record) -> Iterator[str]:
    """The pages of a record that a form can ask."""
    for page in pages_of(record):
        parts = page.parts if issubclass(page, Joined) else (page,)
        if all(issubclass(part, ASKED) for part in parts):
            yield page.slug


def sections_of(record: Record, by: User, reference: Reference | None, kept: Kept) -> list[Section]:
    found = (section_of(record, slug, by, reference, kept=kept) for slug in asked_pages(record))
    return [section for section in found if section is not None]


def issue(*, record: QuarterlyReturn | Pack, by: User, at: datetime, reference: Reference | None = None) -> bytes:
    """The form as a workbook. It asks what this person may write, in records that are open."""
    asked = [each for each in records_of(record) if may_enter(by, each)]
    kept = kept_under(asked)
    pages = [(each, section) for each in asked for section in sections_of(each, by, reference, kept)]
    tables = [(each, section, tuple(tables_of(each, section))) for each, section in pages]
    stamp = Stamp(
        kind_of(record).value,
        record.pk,
        at.isoformat(timespec="seconds"),
        {f"{kind_of(each).value}.{each.pk}": each.version for each in asked},
        {page_key(each, section.slug): _marks(section) for each, section in pages},
        {key: mark(label) for _, _, found in tables for key, label in labels_of(found)},
    )
    return form_file(
        Form(
            f"{record.provider.name}: {record.period.label}",
            [
                ("For", f"{record.period.label}, {record.period.words}"),
                ("Due", formats.day(record.due) if record.due else "no date"),
                ("Made", formats.moment(at)),
            ],
            list(_sheets(tables)),
            stamp.text,
            GUIDANCE,
        )
    )


def _marks(section: Section) -> dict[str, str]:
    """What the boxes held, to be told from what is filled in; an empty one needs no mark."""
    return marks({name: text for name, text in section.current.items() if text})


def labels_of(tables: tuple[FormTable, ...]) -> Iterator[tuple[str, str]]:
    """The locked texts by which a row or a column is known."""
    for table in tables:
        yield table.key, heads_text(table)
        for row in table.rows:
            yield row.key, row.cells[0]


def heads_text(table: FormTable) -> str:
    return "|".join((*table.heads, *(head for _, head in table.parts)))


def _sheets(tables: Sequence[tuple[Record, Section, tuple[FormTable, ...]]]) -> Iterator[FormSheet]:
    """A sheet for each return, with all its pages; one for each page of a pack."""
    for record, group in groupby(tables, key=lambda each: each[0]):
        pages = [(section, found) for _, section, found in group]
        if isinstance(record, QuarterlyReturn):
            heading = f"{record.service.name}: {record.period.label}"
            yield FormSheet(record.service.name, heading, tuple(table for _, found in pages for table in found))
        else:
            yield from (FormSheet(section.label, section.label, found) for section, found in pages)
