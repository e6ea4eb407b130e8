"""The tables of a form, from the pages of a record: the same boxes as on screen, without what only the office sees."""

from collections.abc import Iterator
from typing import Any

from commissioning.choices import NumberKind, Prompt
from commissioning.exports.forms import FormBox, FormRow, FormTable
from commissioning.figures import MeasureFigure
from commissioning.figures.observations import Rows as Observed
from commissioning.figures.wording import no_number_words
from commissioning.models import Pack
from commissioning.ratings.comparators import written
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.material import held_figures
from commissioning.workflow.sections import Box, BoxKind, Figures, Joined, Section, Words
from commissioning.workflow.sections.figure_values import SHARES
from commissioning.workflow.sections.figures import Row
from commissioning.workflow.sections.lines import NEW, REMOVE, Line, Lines
from commissioning.workflow.sections.text import SEEN
from tracker import formats

FIGURE_PARTS = (
    ("value", "This quarter"),
    ("numerator", "How many"),
    ("denominator", "Out of"),
    ("state", "If there is no number"),
    ("reason", "Why, or a remark"),
)
KINDS = {BoxKind.NUMBER: "number", BoxKind.AREA: "area"}
BLANK_ROWS = 5
SPARE = "#"  # a new row's key has its number after this: post new #2
EACH = "="  # a box of several choices is one column each: services=12
YES = "yes"
MOST_COLUMNS = 12
NOT_ASKED = {Prompt.OUR_NOTE.value, "causes"}
WORDS_NOTE = "Don’t write names, initials, dates of birth or anything that could point to one person."


def page_key(record: Record, section: str) -> str:
    return f"{kind_of(record).value}.{record.pk}.{section}"


def parts_of(section: Section) -> list[Section]:
    return section.sections if isinstance(section, Joined) else [section]


def tables_of(record: Record, section: Section, *, past: bool = True) -> Iterator[FormTable]:
    """One table for each part of a page that a form can ask.

    Without the `past` no earlier figures are read: of a form that comes back only labels and boxes are looked at.
    """
    key = page_key(record, section.slug)
    for part in parts_of(section):
        if isinstance(part, Figures):
            yield _figures(key, part, past)
        elif isinstance(part, Words):
            yield _words(key, part)
        elif isinstance(part, Lines):
            yield _lines(key, part)


def _figures(key: str, section: Figures, past: bool) -> FormTable:
    answers = [row.answer for row in section.rows]
    nothing: dict[int, Observed] = {each.measure.pk: {} for each in answers}
    figures = held_figures(section.record, answers, section.reference, None if past else nothing)
    known: list[MeasureFigure] = list(figures.values())
    last_year, before = ("", "") if not known else (known[0].same_last_year.period, known[0].previous.period)
    heads = ("Figure", "How it is counted", last_year or "Last year", before or "Before", "Target")
    rows = tuple(
        _figure(key, row, figures.get(row.answer.measure.pk) if row.is_whole else None) for row in section.rows
    )
    return FormTable(f"{key}.heads", section.label, heads, FIGURE_PARTS, rows)


def _figure(key: str, row: Row, figure: MeasureFigure | None) -> FormRow:
    version = row.answer.observation.version
    counted = ", ".join(filter(None, (version.unit, version.get_basis_display())))
    how = f"{counted.capitalize()}. {version.definition}".strip()
    boxes = {box.name.removeprefix(f"{row.prefix}-"): box for box in row.boxes}
    shares = version.number_kind in SHARES
    asked = tuple(
        form_box(boxes[part]) if part in boxes and (shares or part not in ("numerator", "denominator")) else None
        for part, _ in FIGURE_PARTS
    )
    label = row.label if version.number_kind != NumberKind.PERCENTAGE else f"{row.label} (%)"
    return FormRow(f"{key}.{row.prefix}", (label, how, *_past(figure)), asked)


def _past(figure: MeasureFigure | None) -> tuple[str, str, str]:
    if figure is None:
        return ("", "", "")
    held = [
        written(figure.definition, each.value)
        if each.value is not None and each.value.is_number and not each.series_break
        else no_number_words(each)
        for each in (figure.same_last_year, figure.previous)
    ]
    target = formats.value(figure.definition.kind, figure.target) if figure.target is not None else "not set"
    return held[0], held[1], target


def _words(key: str, section: Words) -> FormTable:
    rows = tuple(
        FormRow(f"{key}.{box.name}", (f"{box.label}{_limit(box)}",), (form_box(box),))
        for box in section.boxes
        if box.name not in NOT_ASKED and not box.name.endswith(SEEN)
    )
    return FormTable(f"{key}.{section.slug}-heads", section.label, ("Asked",), (("", "Your words"),), rows, WORDS_NOTE)


def _limit(box: Box) -> str:
    return f" (at most {box.words} words)" if box.words else ""


def _lines(key: str, section: Lines) -> FormTable:
    first = section.lines[0] if section.lines else None
    parts = tuple(_parts(section, first)) if first else ()
    rows = [row for line in section.lines for row in _line(key, section, line, parts)]
    heads = ("Here already",) if section.can_add() else (section.one.capitalize(),)
    title = "" if isinstance(section.record, Pack) else section.label  # there its sheet has the name already
    return FormTable(f"{key}.{section.slug}-heads", title, heads, parts, tuple(rows))


def _parts(section: Lines, line: Line) -> Iterator[tuple[str, str]]:
    """Part and head of each column; a box of several choices is a column for each of them."""
    start = f"{section.prefix}{line.key}-"
    for box in line.boxes:
        part = box.name.removeprefix(start)
        if part == REMOVE:
            continue
        if box.kind == BoxKind.MANY:
            chosen = box.choices if 1 < len(box.choices) <= MOST_COLUMNS else ()
            yield from ((f"{part}{EACH}{value}", f"{box.label} {label}?") for value, label in chosen)
        else:
            yield part, box.label


def _line(key: str, section: Lines, line: Line, parts: tuple[tuple[str, str], ...]) -> Iterator[FormRow]:
    start = f"{section.prefix}{line.key}"
    boxes = {box.name.removeprefix(f"{start}-"): box for box in line.boxes}
    asked = tuple(_column(boxes, part) for part, _ in parts)
    if line.key != NEW:
        yield FormRow(f"{key}.{start}", (line.title,), asked)
        return
    for number in range(1, BLANK_ROWS + 1):
        yield FormRow(f"{key}.{start}{SPARE}{number}", ("",), asked)


def _column(boxes: dict[str, Box], part: str) -> FormBox | None:
    name, each, value = part.partition(EACH)
    if name not in boxes:
        return None
    if each:
        chosen = value in boxes[name].value.split(",")
        return FormBox(YES if chosen else "", choices=(YES,))
    return form_box(boxes[name])


def form_box(box: Box) -> FormBox:
    """A box as a cell: choices by their labels; one that means "number" is left empty."""
    labels: dict[str, Any] = {value: str(label) for value, label in box.choices}
    if box.kind == BoxKind.CHOICE:
        offered = tuple(label for value, label in labels.items() if value)
        return FormBox(labels.get(box.value, "") if box.value else "", choices=offered)
    return FormBox(box.value, KINDS.get(box.kind, "line"))
