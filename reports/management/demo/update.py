"""The outline of the update of Q2 2022/23: its sections, its paragraphs and what each rests on."""

from datetime import date, datetime
from typing import Any

from commissioning.models import Award, Objective, OfficeItem, ReportingPeriod, Service, Theme
from reports.management.demo.source import read
from reports.models import Acronym, Entry, EntrySource, EntryStage, Section, Update
from tracker.models import User


def load_update(period: ReportingPeriod, *, by: User, at: datetime) -> None:
    rows = read(f"{period.slug}/update")
    update = Update.objects.create(
        period=period, position_as_at=date.fromisoformat(rows["position_as_at"]), made_at=at, made_by=by
    )
    for place, row in enumerate(rows["sections"], start=1):
        _section(update, place, row)
    Acronym.objects.bulk_create(Acronym(short=short, words=words) for short, words in rows["acronyms"])


def _section(update: Update, place: int, row: dict[str, Any]) -> None:
    objective = Objective.objects.get(code=row["objective"]) if "objective" in row else None
    section = Section.objects.create(update=update, kind=row["kind"], objective=objective, place=place)
    for number, entry_row in enumerate(row["entries"], start=1):
        entry = Entry.objects.create(
            section=section,
            theme=Theme.objects.get(code=entry_row["theme"]) if "theme" in entry_row else None,
            code=entry_row["code"],
            heading=entry_row["heading"],
            words=entry_row.get("words", ""),
            stage=EntryStage.WRITTEN if entry_row.get("words") else EntryStage.TO_WRITE,
            place=number,
        )
        _sources(entry, [_source(source, update.period) for source in entry_row["sources"]])


def _sources(entry: Entry, sources: list[dict[str, Service | OfficeItem | Award]]) -> None:
    """The paragraph's sources in their order; the officer of the first one writes it."""
    EntrySource.objects.bulk_create(
        EntrySource(entry=entry, place=place, **source) for place, source in enumerate(sources, start=1)
    )
    entry.writer = _writer(next(iter(sources[0].values())))
    entry.save(update_fields=["writer"])


def _writer(record: Service | OfficeItem | Award) -> User | None:
    if isinstance(record, OfficeItem):
        return record.writer
    return record.lead_officer if isinstance(record, Service) else None


def _source(text: str, period: ReportingPeriod) -> dict[str, Service | OfficeItem | Award]:
    """A source is written as its kind and its code: "service:idva"."""
    kind, code = text.split(":")
    if kind == "service":
        return {"service": Service.objects.get(code=code)}
    if kind == "award":
        return {"award": Award.objects.get(code=code)}
    return {"office_item": OfficeItem.objects.get(period=period, code=code)}
