"""What a provider's workbook can fill: figures, money and texts of its returns, under keys that stay from quarter to
quarter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.choices import Prompt, Template
from commissioning.figures import Reference
from commissioning.imports.form.issue import records_of
from commissioning.models import Category, Pack, QuarterlyReturn
from commissioning.workflow import may_enter
from commissioning.workflow.life import Record
from commissioning.workflow.sections import Box, BoxKind, Figures, Section, Words, section_of
from commissioning.workflow.sections.figure_values import SHARES
from commissioning.workflow.sections.figures import Row
from commissioning.workflow.sections.money import AMOUNTS, Money
from tracker.models import User

FIGURES, PAGE, MONEY, TEXT = "figures", "page", "money", "text"
PROMPTS = (Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER, Prompt.UPDATE_WORDS)


@dataclass(frozen=True, slots=True)
class Target:
    """One box that a cell may fill. `group` is the heading that it stands under; `names` are what it may be called.

    A share's one cell may hold both its parts ("471 of 492"): `parts` are their boxes.
    """

    key: str
    group: str
    label: str
    record: Record
    section: str
    box: Box
    names: tuple[str, ...]
    parts: tuple[Box, Box] | None = None

    @property
    def is_text(self) -> bool:
        return self.box.kind == BoxKind.AREA

    @property
    def is_main(self) -> bool:
        """What most workbooks hold; texts and the two parts of a percentage are further choices."""
        return bool(self.names) and not self.is_text


def targets_of(record: QuarterlyReturn | Pack, by: User, reference: Reference | None = None) -> list[Target]:
    """All that this person may fill in the return, or in the pack and its returns."""
    found: list[Target] = []
    for each in records_of(record):
        if may_enter(by, each):
            found += _of_pack(each, by, reference) if isinstance(each, Pack) else _of_return(each, by, reference)
    return found


def _of_return(record: Record, by: User, reference: Reference | None) -> Iterator[Target]:
    if not isinstance(record, QuarterlyReturn):
        return
    light = record.service.template == Template.LIGHT
    sections: Sequence[tuple[str, Section | None]] = [
        (PAGE if light else slug, section_of(record, slug, by, reference)) for slug in (FIGURES, TEXT, "words")
    ]
    asked: set[str] = set()
    for slug, section in sections:
        if isinstance(section, Figures):
            for row in section.rows:
                yield from _figure(record, slug, row)
        elif isinstance(section, Words):
            for box in section.boxes:
                if box.name in PROMPTS and box.name not in asked and not (light and box.name == Prompt.NEXT_QUARTER):
                    asked.add(box.name)
                    key = f"text {record.service.code} {box.name}"
                    yield Target(key, record.service.name, box.label, record, slug, box, (box.label,))


def _figure(record: QuarterlyReturn, slug: str, row: Row) -> Iterator[Target]:
    boxes = {box.name.removeprefix(f"{row.prefix}-"): box for box in row.boxes}
    category = row.answer.observation.category
    key = f"figure {row.answer.measure.code} {category.code}"
    names = (row.label, row.answer.measure.measure.name) if category.code == Category.ALL else (row.label,)
    share = row.answer.observation.version.number_kind in SHARES
    parts = (boxes["numerator"], boxes["denominator"]) if share else None
    group = record.service.name
    yield Target(
        f"{key} value", group, f"{row.label}{' (%)' if share else ''}", record, slug, boxes["value"], names, parts
    )
    if share:
        yield Target(f"{key} numerator", group, f"{row.label}, how many", record, slug, boxes["numerator"], ())
        yield Target(f"{key} denominator", group, f"{row.label}, out of", record, slug, boxes["denominator"], ())


def _of_pack(record: Pack, by: User, reference: Reference | None) -> Iterator[Target]:
    section = section_of(record, MONEY, by, reference)
    if not isinstance(section, Money):
        return
    for line in section.lines:
        award = section.found[line.key]
        boxes = {box.name.rpartition("-")[2]: box for box in line.boxes}
        for part, label in AMOUNTS.items():
            key = f"award {getattr(award, 'code', line.key)} {part}"
            title = str(getattr(award, "title", line.title))
            yield Target(key, "Money", f"{title}: {label}", record, MONEY, boxes[part], (f"{title} {label}", label))
