"""What a page of a form shows, part by part: rows of figures, lines of a list, boxes, and what is wrong in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commissioning.choices import Prompt, RecordKind
from commissioning.figures.wording import note_words
from commissioning.forms.sections import SectionForm
from commissioning.models import Acknowledgement, Draft
from commissioning.views.asks import asks_of
from commissioning.views.figure_rows import FigureRows
from commissioning.views.live import below_boxes
from commissioning.views.owed import address
from commissioning.views.quarters import Scene
from commissioning.workflow import Base, Clash
from commissioning.workflow.checks import AT_ONCE, OpenWarning
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.material import Material
from commissioning.workflow.sections import Figures, Section, Words, pages_of
from tracker.merging import mark

LIGHT = "page"


@dataclass(slots=True)
class Attempt:
    """What a page shows beyond what is saved: what was typed, what is wrong with it, where two people met.

    `acknowledgements`: reasons given for warnings, where they are read already. `asks_blanks`: also of empty boxes.
    `warned`: what was found in the texts of the page as they are saved; `material`: what was read of the record for it.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    base: Base | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    refused: str = ""
    draft: Draft | None = None
    others: list[str] = field(default_factory=list)
    acknowledgements: list[Acknowledgement] | None = None
    asks_blanks: bool = False
    warned: Sequence[OpenWarning] = ()
    material: Material | None = None


def part_of_page(part: Section, slug: str, form: SectionForm, scene: Scene, attempt: Attempt) -> dict[str, Any]:
    """One section of the page `slug`: rows of figures, lines of a list, or plain boxes."""
    before = part.can_carry
    found: dict[str, Any] = {"label": part.label, "slug": part.slug, "carry": before.label if before else ""}
    if isinstance(part, Figures):
        found |= figures_part(part, form, scene, attempt)
    elif hasattr(part, "lines"):
        found["lines"] = [
            {
                "key": line.key,
                "title": line.title,
                "unchanged": line.unchanged_since,
                "before": line.before,
                "moved": line.moved,
                "again": line.again,
                "fields": [with_clash(form, box.name, attempt) for box in line.boxes],
                "open": line.key == "new" and any(form.texts[box.name] != box.value for box in line.boxes),
            }
            for line in part.lines
        ]
        found["one"] = part.one  # type: ignore[attr-defined]
    else:
        names = [box.name for box in part.boxes]
        below = below_boxes(part, form.texts, slug, scene, attempt.material) if isinstance(part, Words) else {}
        found["fields"] = [
            with_clash(form, name, attempt)
            | told_before(part, name, form)
            | below.get(name, {})
            | seen_by(part, name)
            | {"warned": [each.sentence for each in attempt.warned[:AT_ONCE] if each.box == name]}
            for name in names
        ]
    return found


def figures_part(part: Figures, form: SectionForm, scene: Scene, attempt: Attempt) -> dict[str, Any]:
    """Rows of figures with what is asked about them, and the seasonal notes that bear on them."""
    record, answers = part.record, [row.answer for row in part.rows]
    known = {"answers": answers, "acknowledgements": attempt.acknowledgements}
    material = attempt.material or Material(record, reference=scene.reference, **known)  # type: ignore[arg-type]
    asked = asks_of(record, material, attempt.typed, blanks=attempt.asks_blanks)
    asks = scene.user.has_perm("commissioning.ask_questions")
    rows = FigureRows(record, form, scene, attempt.clashes, asked, asks).of(part, material)
    notes = scene.portfolio.notes_for(record.period_id, record.service_id)
    return {
        "rows": rows,
        "heads": heads(rows),
        "asked": [each for each in asked if not each.box],
        "notes": [note_words(note) for note in notes],
    }


def told_before(part: Section, name: str, form: SectionForm) -> dict[str, Any]:
    """What was said in a box one period earlier, and since when the same stands there; nothing once it is edited."""
    if not isinstance(part, Words):
        return {}
    edited = form.texts[name] != part.current[name]
    return {"before": part.last_words(name), "unchanged": "" if edited else part.unchanged_since(name)}


def seen_by(part: Section, name: str) -> dict[str, Any]:
    """Who may see a text, in words, for people who don't choose it."""
    if not isinstance(part, Words) or name not in part.asked or part.chooses(Prompt(name)) or name == Prompt.OUR_NOTE:
        return {}
    return {"seen": part.seen_by(name).label}


def with_clash(form: SectionForm, name: str, attempt: Attempt) -> dict[str, Any]:
    return {"field": form[name], "clash": attempt.clashes.get(name)}


def heads(rows: list[dict[str, Any]]) -> list[str]:
    """The words above the columns, from the first row that has comparators."""
    past: list[dict[str, Any]] = next((row["past"] for row in rows if row["past"]), [])
    return ["Figure", *(line["label"] for line in past), "This period", "So far this year"]


def error_links(form: SectionForm, attempt: Attempt) -> list[tuple[str, str]]:
    """The error summary: each line a link to its box."""
    links = [("", attempt.refused)] if attempt.refused else []
    for name, fault in attempt.faults.items():
        label = form.fields[name].label if name in form.fields else ""
        links.append((f"#{target_of(form, name)}", f"{label}: {fault}"))
    for clash in attempt.clashes.values():
        label = form.fields[clash.box].label if clash.box in form.fields else "A row that was taken away"
        links.append((f"#clash-{clash.box}", f"{label}: somebody else changed this too. Choose what is to stand."))
    return links


def target_of(form: SectionForm, name: str) -> str:
    """The id of the first thing to fill in."""
    return form[name].id_for_label or f"id_{name}_0"


def tabs(record: Record, slug: str) -> list[dict[str, Any]]:
    """The parts of the record as sub-navigation; none for a record of one page."""
    pages = pages_of(record)
    if slug == LIGHT or slug not in {page.slug for page in pages}:
        return []
    items = [
        {"label": page.label, "url": address(record, "section", page.slug), "current": page.slug == slug}
        for page in pages
    ]
    if kind_of(record) != RecordKind.PACK:
        items.append({"label": "Files", "url": address(record, "files"), "current": False})
    return [*items, {"label": "Check and send", "url": address(record, "check"), "current": False}]


def next_label(record: Record, slug: str) -> str:
    pages = pages_of(record)
    slugs = [page.slug for page in pages]
    if slug not in slugs:
        return ""
    after = pages[slugs.index(slug) + 1 :]
    return after[0].label if after else "Check and send"


def lost_rows(section: Section, attempt: Attempt) -> list[tuple[str, str]]:
    """What was typed in rows that are no longer there, to be copied."""
    current = section.current
    return [
        (name, text)
        for name, text in attempt.typed.items()
        if text and name not in current and attempt.base and attempt.base.marks.get(name) not in (None, mark(text))
    ]
