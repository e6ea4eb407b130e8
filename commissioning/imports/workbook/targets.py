"""What a provider's workbook can fill: figures, money and texts of its returns, under keys that stay from quarter to
quarter.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.choices import Prompt, Template
from commissioning.figures import Reference
from commissioning.imports.form.issue import records_of
from commissioning.models import Category, Pack, QuarterlyReturn
from commissioning.workflow import may_enter
from commissioning.workflow.life import Record
from commissioning.workflow.sections import Box, BoxKind, Figures, Section, Words, parts_of, section_of
from commissioning.workflow.sections.figure_values import SHARES
from commissioning.workflow.sections.figures import Row
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.lines import Line
from commissioning.workflow.sections.money import AMOUNTS, Money
from commissioning.workflow.sections.several import kept_under
from tracker.models import User

FIGURES, PAGE, MONEY, TEXT, WORDS = "figures", "page", "money", "text", "words"
PROMPTS = (Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER, Prompt.UPDATE_WORDS)


@dataclass(frozen=True, slots=True)
class Target:
    """One box of a page that a cell may fill. `group` is the heading that it stands under; `names` are what it may be
    called.

    A share's one cell may hold both its parts ("471 of 492"): `parts` are their boxes.
    """

    key: str
    group: str
    label: str
    record: Record
    page: Section
    box: Box
    names: tuple[str, ...]
    parts: tuple[Box, Box] | None = None
    is_part: bool = False

    @property
    def is_text(self) -> bool:
        return self.box.kind == BoxKind.AREA

    @property
    def is_main(self) -> bool:
        """What most workbooks hold; texts and the two parts of a percentage are further choices."""
        return bool(self.names) and not self.is_text and not self.is_part


def targets_of(record: QuarterlyReturn | Pack, by: User, reference: Reference | None = None) -> list[Target]:
    """All that this person may fill in the return, or in the pack and its returns."""
    open_now = [each for each in records_of(record) if may_enter(by, each)]
    kept = kept_under(open_now)
    found: list[Target] = []
    for each in open_now:
        pages = _pages(each, by, reference, kept)
        found += _of_pack(each, pages) if isinstance(each, Pack) else _of_return(each, pages)
    return found


def _pages(record: QuarterlyReturn | Pack, by: User, reference: Reference | None, kept: Kept) -> list[Section]:
    """The pages that a workbook may fill; all that a light return asks stands on one."""
    if isinstance(record, Pack):
        slugs: tuple[str, ...] = (MONEY,)
    else:
        slugs = (PAGE,) if record.service.template == Template.LIGHT else (FIGURES, TEXT, WORDS)
    found = (section_of(record, slug, by, reference, kept=kept) for slug in slugs)
    return [page for page in found if page is not None]


def _of_return(record: QuarterlyReturn, pages: list[Section]) -> Iterator[Target]:
    for page in pages:
        for part in parts_of(page):
            if isinstance(part, Figures):
                for row in part.rows:
                    yield from _figure(record, page, row)
            elif isinstance(part, Words):
                for box in part.boxes:
                    if box.name in PROMPTS:
                        key = f"text {record.service.code} {box.name}"
                        yield Target(key, record.service.name, box.label, record, page, box, (box.label,))


def _figure(record: QuarterlyReturn, page: Section, row: Row) -> Iterator[Target]:
    boxes = {box.name.removeprefix(f"{row.prefix}-"): box for box in row.boxes}
    category = row.answer.observation.category
    key = f"figure {row.answer.measure.code} {category.code}"
    names = (row.label, row.answer.measure.measure.name) if category.code == Category.ALL else (row.label,)
    share = row.answer.observation.version.number_kind in SHARES
    parts = (boxes["numerator"], boxes["denominator"]) if share else None
    group = record.service.name
    yield Target(
        f"{key} value", group, f"{row.label}{' (%)' if share else ''}", record, page, boxes["value"], names, parts
    )
    if share:
        for part, words in (("numerator", "how many"), ("denominator", "out of")):
            label = f"{row.label}, {words}"
            yield Target(f"{key} {part}", group, label, record, page, boxes[part], (label,), is_part=True)


def _of_pack(record: Pack, pages: list[Section]) -> Iterator[Target]:
    for page in pages:
        if isinstance(page, Money):
            for line in page.lines:
                yield from _amounts(record, page, line)


def _amounts(record: Pack, page: Money, line: Line) -> Iterator[Target]:
    award = page.found[line.key]
    boxes = {box.name.rpartition("-")[2]: box for box in line.boxes}
    for part, label in AMOUNTS.items():
        key = f"award {getattr(award, 'code', line.key)} {part}"
        title = str(getattr(award, "title", line.title))
        yield Target(key, "Money", f"{title}: {label}", record, page, boxes[part], (f"{title} {label}", label))
