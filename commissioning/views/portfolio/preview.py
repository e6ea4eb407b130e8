"""A portfolio file's plan as a page shows it: counts first, then what is wrong or asked, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from commissioning.imports.plans import Question
from commissioning.imports.portfolio.reading import Portfolio, TakenOver
from commissioning.imports.portfolio.records import RecordChange
from commissioning.workflow import Taking
from tracker import formats
from tracker.models import ImportRun, ShownPlan
from tracker.uploads.cells import Cell
from tracker.uploads.faults import Fault, grouped
from tracker.uploads.runs import ANSWERS

Row = dict[str, Any]
KINDS: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "plan",
        "Plan",
        {"plan": ("plan", "plans"), "objective": ("objective", "objectives"), "theme": ("theme", "themes")},
    ),
    ("areas", "Areas", {"area": ("area", "areas")}),
    ("providers", "Providers", {"provider": ("provider", "providers")}),
    ("contacts", "Contacts", {"contact": ("contact", "contacts")}),
    ("services", "Services", {"service": ("service", "services")}),
    (
        "streams",
        "Funding streams",
        {
            "funder": ("funder", "funders"),
            "stream": ("stream", "streams"),
            "allocation": ("allocation", "allocations"),
        },
    ),
    ("awards", "Awards", {"award": ("award", "awards"), "variation": ("variation", "variations")}),
    ("projects", "Projects", {"project": ("project", "projects")}),
    (
        "measures",
        "Measures",
        {"measure": ("measure", "measures"), "service_measure": ("measure of a service", "measures of services")},
    ),
    ("targets", "Targets", {"target": ("target", "targets")}),
)
FIGURES = ("figures", "Past figures")
FEW = 5  # changed records that stand on the preview itself, of each kind
PER_PAGE = 50
FAULTS_SHOWN = 10
IN_NAME = frozenset({"name", "label", "service_measure", "year_label"})  # what the name of a new record says already


@dataclass(frozen=True, slots=True)
class Picture:
    """What a portfolio file would change, in words, as it stood when it was looked at. It is kept with the file.

    `kinds`: for each kind of record its slug, label, summary, and a row for each record; `load`: what the button says.
    """

    faults: tuple[Fault, ...]
    questions: tuple[Question, ...]
    kinds: tuple[Row, ...]
    same: int
    nothing: bool
    left: tuple[str, ...]
    unread: tuple[str, ...]
    digest: str
    load: str
    at: datetime

    @classmethod
    def of(cls, portfolio: Portfolio, at: datetime) -> "Picture":
        return cls(
            faults=portfolio.plan.faults,
            questions=portfolio.plan.questions,
            kinds=tuple(_kinds(portfolio)),
            same=portfolio.plan.same + sum(each.taking == Taking.SAME for each in portfolio.figures),
            nothing=portfolio.changes_nothing,
            left=tuple(_place(cell) for cell in portfolio.left),
            unread=tuple(sheet.name for sheet in portfolio.unread),
            digest=portfolio.plan.digest,
            load=load_words(portfolio),
            at=at,
        )

    @property
    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "at"}

    @classmethod
    def kept(cls, shown: ShownPlan) -> "Picture":
        plan = dict(shown.plan)
        faults = tuple(Fault(**each) for each in plan.pop("faults"))
        questions = tuple(
            Question(**{**each, "choices": tuple((key, label) for key, label in each["choices"])})
            for each in plan.pop("questions")
        )
        return cls(faults=faults, questions=questions, at=shown.at, **plan)


def preview(picture: Picture, more: Sequence[Fault] = ()) -> dict[str, Any]:
    """What the preview shows. `more` are faults that only loading found."""
    faults = [*more, *picture.faults]
    groups = grouped(faults)
    blocking = [fault_group(group.name, group.faults) for group in groups if group.blocking]
    warnings = [fault_group(group.name, group.faults) for group in groups if not group.blocking]
    open_questions = sum(not each.answer for each in picture.questions)
    blocks = sum(group["count"] for group in blocking)
    return {
        "blocking": blocking,
        "blocks": blocks,
        "few": blocks <= FAULTS_SHOWN,
        "warnings": warnings,
        "warned": sum(group["count"] for group in warnings),
        "asked": open_questions,
        "kinds": [_shortened(kind) for kind in picture.kinds if kind["rows"]],
        "same": picture.same,
        "nothing": picture.nothing,
        "left": picture.left,
        "unread": picture.unread,
        "digest": picture.digest,
        "ready": not (faults_block(faults) or open_questions or picture.nothing),
        "load": picture.load,
        "stood": f"As it stood on {formats.moment(picture.at)}. It is looked at again when you load it.",
    }


def _shortened(kind: Row) -> Row:
    """A kind with a few of its rows, and how many there are where that isn't all."""
    rows = kind["rows"]
    return {**kind, "rows": rows[:FEW], "all": len(rows) if len(rows) > FEW else 0}


def faults_block(faults: Iterable[Fault]) -> bool:
    return any(fault.blocking for fault in faults)


def fault_group(name: str, faults: Sequence[Fault]) -> dict[str, Any]:
    """Like faults: some by name, with how many more there are; the commented workbook has them all."""
    rows = [{"where": each.where, "value": each.value, "sentence": each.sentence, "cure": each.cure} for each in faults]
    return {"name": name, "count": len(rows), "rows": rows[:FAULTS_SHOWN], "more": max(0, len(rows) - FAULTS_SHOWN)}


def _place(cell: Cell) -> str:
    return f"{cell.text.strip()} ({cell.sheet}, {cell.address})"


def _of(portfolio: Portfolio, kinds: Iterable[str]) -> list[RecordChange]:
    wanted = set(kinds)
    return [each for each in portfolio.changes if each.kind in wanted]


def _counts(changes: Sequence[RecordChange]) -> tuple[int, int]:
    new = sum(each.is_new for each in changes)
    return new, len(changes) - new


def _new_changed(new: int, changed: int) -> str:
    parts = [f"{formats.count(new)} new" if new else "", f"{formats.count(changed)} changed" if changed else ""]
    return ", ".join(filter(None, parts))


def _summary(label: str, names: Mapping[str, tuple[str, str]], changes: Sequence[RecordChange]) -> str:
    """How many records are new and changed; where several kinds stand together, each kind by its name."""
    if len(names) == 1:
        return f"{label}: {_new_changed(*_counts(changes))}"
    found = {kind: _counts([each for each in changes if each.kind == kind]) for kind in names}
    parts = [f"{_new_changed(*of)} {names[kind][(of[1] or of[0]) > 1]}" for kind, of in found.items() if any(of)]
    return f"{label}: {'; '.join(parts)}"


def _kinds(portfolio: Portfolio) -> Iterable[Row]:
    for slug, label, names in KINDS:
        changes = _of(portfolio, names)
        yield {
            "slug": slug,
            "label": label,
            "summary": _summary(label, names, changes),
            "rows": [_row(each) for each in changes],
        }
    figures = portfolio.new_figures
    differ = sorted(figures, key=lambda each: each.taking != Taking.DIFFERS)
    yield {
        "slug": FIGURES[0],
        "label": FIGURES[1],
        "summary": _figures_words(figures),
        "rows": [_figure_row(each) for each in differ],
    }


def _figures_words(figures: Sequence[TakenOver]) -> str:
    differ = sum(each.taking == Taking.DIFFERS for each in figures)
    new = f"{formats.count(len(figures) - differ)} taken over, not approved" if len(figures) > differ else ""
    unlike = f"{formats.count(differ)} unlike what is stored, kept beside it and asked about" if differ else ""
    return f"{FIGURES[1]}: {'; '.join(filter(None, [new, unlike]))}"


def _row(change: RecordChange) -> dict[str, Any]:
    """A record with what is new of it, or from what to what each field changes."""
    fields = [
        each for each in change.fields if not (change.is_new and (each.name in IN_NAME or each.after == change.name))
    ]
    return {
        "name": change.name,
        "where": change.where,
        "is_new": change.is_new,
        "fields": [{"label": each.label, "before": each.before, "after": each.after} for each in fields],
    }


def _figure_row(figure: TakenOver) -> dict[str, Any]:
    field = figure.change.fields[0]
    asked = figure.taking == Taking.DIFFERS
    return {
        "name": figure.change.name,
        "where": field.where,
        "is_new": not field.before,
        "fields": [{"label": "Figure", "before": field.before, "after": field.after}],
        "note": "Both are kept, and it is asked which is right" if asked else "",
    }


def changes_page(picture: Picture, slug: str, page: str) -> dict[str, Any] | None:
    """All changes of one kind, in pages; None for no such kind."""
    kind = next((each for each in picture.kinds if each["slug"] == slug), None)
    if kind is None:
        return None
    shown = Paginator(kind["rows"], PER_PAGE).get_page(page)
    return {"title": kind["label"], "page": shown, "rows": shown.object_list, "count": len(kind["rows"])}


def load_words(portfolio: Portfolio) -> str:
    """What the button does, with its count."""
    count = len(portfolio.changes) + len(portfolio.new_figures)
    return f"Load all {formats.count(count)}" if count > 1 else "Load it"


def loaded_words(run: ImportRun) -> list[dict[str, str]]:
    """What came of a file, as its run remembers it: "Providers: 5 new, 2 changed"."""
    found: dict[str, list[str]] = {}
    for name, count in run.summary.items():
        if name != ANSWERS and count:
            what, _, how = name.partition(", ")
            found.setdefault(what, []).append(f"{formats.count(count)} {how}".strip())
    return [{"key": f"{what[0].upper()}{what[1:]}", "value": ", ".join(parts)} for what, parts in found.items()]
