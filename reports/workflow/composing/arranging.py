"""The outline of the update changed: what stands where, under which heading, with which sources, written by whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from commissioning.models import Theme
from reports.models import WHY_LIMIT, Entry, EntrySource, EntryStage, Section, Update
from reports.workflow.composing.held import hold_update
from reports.workflow.composing.rested import remember, sources_now
from reports.workflow.composing.words import fault_of
from tracker import audit
from tracker.models import User
from tracker.refusals import Faults, NeedsReason, NotNow, reason_given

CODE_LENGTH = 70
NAMES = {
    "heading": "heading",
    "section": "section",
    "theme": "theme",
    "writer": "writer",
    "due_on": "due on",
    "words_asked": "words asked for",
}


def held_entry(entry: Entry, by: User) -> Entry:
    """The paragraph as it is now, for a change of the outline."""
    update = hold_update(entry.section.update, by)
    found = Entry.objects.select_related("section__objective", "theme", "writer").filter(pk=entry.pk).first()
    if found is None:
        raise NotNow("This paragraph is not there any more. Nothing was changed.")
    found.section.update = update
    return found


@transaction.atomic
def move(*, entry: Entry, down: bool, by: User, at: datetime) -> Entry:
    """One place up or down among the paragraphs that stand with it. Refused where there is none on that side."""
    stands = held_entry(entry, by)
    rows = list(stands.section.entries.filter(left_out_why=""))
    place = next((number for number, row in enumerate(rows) if row.pk == stands.pk), None)
    if place is None:
        raise NotNow("It is left out, so it has no place. Take it back first.")
    other = place + 1 if down else place - 1
    if not 0 <= other < len(rows) or rows[other].theme_id != stands.theme_id:
        raise NotNow(
            f"It stands {'last' if down else 'first'} here already. To put it elsewhere, change where it stands."
        )
    rows[place], rows[other] = rows[other], rows[place]
    numbered(rows)
    audit.record(act="move-paragraph", record=stands, by=by, at=at, changes={"place": (place + 1, other + 1)})
    return stands


@transaction.atomic
def change_paragraph(*, entry: Entry, values: Mapping[str, Any], by: User, at: datetime) -> Entry:
    """Its heading, where it stands, who writes it until when, and how many words; what is as it was writes nothing.

    One that comes to another section or theme stands last there.
    """
    stands = held_entry(entry, by)
    changed = [name for name in NAMES if name in values and values[name] != getattr(stands, name)]
    if not changed:
        return stands
    theme, section = values.get("theme", stands.theme), values.get("section", stands.section)
    if theme is not None and theme.objective_id != section.objective_id:
        raise Faults({"place": "This theme does not belong to that section."})
    told = {NAMES[name]: (str(getattr(stands, name) or ""), str(values[name] or "")) for name in changed}
    for name in changed:
        setattr(stands, name, values[name])
    if "section" in changed:
        stands.code = free_code(section, stands.code, stands.pk)
    stands.save(update_fields=[*changed, "code"])
    if {"section", "theme"} & set(changed):
        _stand_last(stands, section, theme)
    audit.record(act="change", record=stands, by=by, at=at, changes=told)
    return stands


def _stand_last(entry: Entry, section: Section, theme: Theme | None) -> None:
    """The paragraph after the last one of its theme; where there is none, at the section's end."""
    rows = [row for row in section.entries.all() if row.pk != entry.pk]
    own = [number for number, row in enumerate(rows) if row.theme_id == (theme.pk if theme else None)]
    rows.insert(own[-1] + 1 if own else len(rows), entry)
    numbered(rows)


def numbered(rows: Iterable[Entry]) -> None:
    """Places from one, in this order; those of paragraphs that are left out stay."""
    for place, row in enumerate(rows, start=1):
        if row.place != place:
            Entry.objects.filter(pk=row.pk).update(place=place)


def free_code(section: Section, wanted: str, of: int | None = None) -> str:
    """A short name that no paragraph of the update has yet, but for the one that it is `of`."""
    start = slugify(wanted)[:CODE_LENGTH] or "paragraph"
    rows = Entry.objects.filter(section__update=section.update, code__startswith=start).exclude(pk=of or 0)
    taken = set(rows.values_list("code", flat=True))
    others = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(code for code in others if code not in taken)


@transaction.atomic
def leave_out(*, entry: Entry, reason: str, by: User, at: datetime) -> Entry:
    """Leave the paragraph out of the update, and why. Its words and sources stay with it."""
    reason = reason_given(reason, asks="Say why it is left out.", limit=WHY_LIMIT, names="The reason")
    stands = held_entry(entry, by)
    if stands.left_out_why:
        raise NotNow("It is left out already.")
    _leave(stands, reason, by, at)
    return stands


def _leave(stands: Entry, reason: str, by: User, at: datetime) -> None:
    Entry.objects.filter(pk=stands.pk).update(left_out_why=reason)
    audit.record(act="leave-out", record=stands, by=by, at=at, reason=reason)


@transaction.atomic
def take_back(*, entry: Entry, by: User, at: datetime) -> Entry:
    """A paragraph that was left out stands in the update again, where it stood."""
    stands = held_entry(entry, by)
    if stands.left_out_why:
        Entry.objects.filter(pk=stands.pk).update(left_out_why="")
        audit.record(act="take-back", record=stands, by=by, at=at)
    return stands


@transaction.atomic
def add_paragraph(
    *, update: Update, heading: str, section: Section, theme: Theme | None, writer: User | None, by: User, at: datetime
) -> Entry:
    """A new paragraph, last of its theme, without words and sources."""
    section.update = hold_update(update, by)
    entry = Entry.objects.create(
        section=section, theme=theme, heading=heading, code=free_code(section, heading), writer=writer, place=1
    )
    _stand_last(entry, section, theme)
    audit.record(act="add", record=entry, by=by, at=at, changes={"heading": ("", heading)})
    return entry


@transaction.atomic
def add_source(*, entry: Entry, source: Mapping[str, Any], by: User, at: datetime) -> Entry:
    """The paragraph also rests on this service, item or award; one that it rests on already is not added twice."""
    stands = held_entry(entry, by)
    if not stands.sources.filter(**source).exists():
        made = EntrySource.objects.create(entry=stands, place=_next_place(stands), **source)
        audit.record(act="add-source", record=stands, by=by, at=at, changes={"source": ("", str(made))})
    return stands


@transaction.atomic
def remove_source(*, entry: Entry, source: int, by: User, at: datetime) -> Entry:
    """The paragraph no longer rests on this source of its own."""
    stands = held_entry(entry, by)
    found = stands.sources.select_related("service", "office_item", "award").filter(pk=source).first()
    if found is None:
        raise NotNow("It does not rest on this any more.")
    told = {"source": (str(found), "")}
    found.delete()
    audit.record(act="remove-source", record=stands, by=by, at=at, changes=told)
    return stands


@transaction.atomic
def merge(*, entry: Entry, into: Entry, by: User, at: datetime) -> Entry:
    """The paragraph told within another: its words come below the other's, its sources to the other's.

    It is left out, with its own words and sources, and can be taken back.
    """
    stands, other = held_entry(entry, by), held_entry(into, by)
    if stands.pk == other.pk or stands.section.update_id != other.section.update_id:
        raise NotNow("Choose another paragraph of this update.")
    if stands.left_out_why or other.left_out_why:
        raise NotNow("One of the two is left out. Take it back first.")
    words = other.words
    if stands.words or other.words:
        words = "\n\n".join(filter(None, (_effective(other), _effective(stands))))
        if fault := fault_of(words):
            raise NotNow(f"Both together can’t be kept. {fault}")
    own = {(each.service_id, each.office_item_id, each.award_id) for each in other.sources.all()}
    for source in stands.sources.all():
        key = (source.service_id, source.office_item_id, source.award_id)
        if key not in own:
            fields = dict(zip(("service_id", "office_item_id", "award_id"), key, strict=True))
            EntrySource.objects.create(entry=other, place=_next_place(other), **fields)
    _put_words(other, words, by, at)
    audit.record(act="merge", record=other, by=by, at=at, changes={"merged": ("", stands.heading)})
    _leave(stands, f"Merged into “{other.heading}”"[:WHY_LIMIT], by, at)
    return other


@transaction.atomic
def split(*, entry: Entry, heading: str, parts: Sequence[int], sources: Sequence[int], by: User, at: datetime) -> Entry:
    """A new paragraph below this one, with these of its sources and of its parts: the words between empty lines."""
    heading = heading.strip()
    if not heading:
        raise NeedsReason("Write the heading of the new paragraph.")
    stands = held_entry(entry, by)
    texts = stands.words.split("\n\n")
    moved = [text for number, text in enumerate(texts) if number in parts] if stands.words else []
    going = list(stands.sources.filter(pk__in=sources))
    if not moved and not going:
        raise NotNow("Choose what goes into the new paragraph: words, sources or both.")
    made = Entry.objects.create(
        section=stands.section,
        theme=stands.theme,
        heading=heading,
        code=free_code(stands.section, heading),
        writer=stands.writer,
        due_on=stands.due_on,
        audience=stands.audience,
        place=stands.place,
    )
    EntrySource.objects.filter(pk__in=[each.pk for each in going]).update(entry=made)
    rows = [row for row in stands.section.entries.all() if row.pk != made.pk]
    rows.insert(next(number for number, row in enumerate(rows) if row.pk == stands.pk) + 1, made)
    numbered(rows)
    if moved:
        _put_words(made, "\n\n".join(moved), by, at)
        _put_words(stands, "\n\n".join(text for number, text in enumerate(texts) if number not in parts), by, at)
    audit.record(act="split", record=stands, by=by, at=at, changes={"split off": ("", heading)})
    audit.record(act="add", record=made, by=by, at=at, changes={"heading": ("", heading)})
    return made


def _effective(entry: Entry) -> str:
    """What prints of it: its own words, else those that its sources gave."""
    if entry.words:
        return entry.words
    rows, said = sources_now(entry)
    return "\n\n".join(text for row in rows for text in said.words_for_update(row))


def _put_words(entry: Entry, words: str, by: User, at: datetime) -> None:
    """Words that come from another paragraph; whoever writes it says again when they are finished."""
    if words == entry.words:
        return
    Entry.objects.filter(pk=entry.pk).update(
        words=words,
        stage=EntryStage.TO_WRITE,
        version=F("version") + 1,
        written_by=by,
        written_at=at,
        agreed_by=None,
        agreed_at=None,
    )
    entry.words = words
    remember(entry)


def _next_place(entry: Entry) -> int:
    return max((each.place for each in entry.sources.all()), default=0) + 1
