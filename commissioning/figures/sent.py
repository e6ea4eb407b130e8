"""What a provider sent over all quarters, beside what is in force now. Read from submissions, never from live rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from commissioning.choices import ObservationState, Prompt, RecordKind, Standing, ValueSource
from commissioning.figures.observations import value_of
from commissioning.figures.reference import Reference
from commissioning.figures.wording import written
from commissioning.models import Observation, Pack, QuarterlyReturn, Submission
from commissioning.ratings.values import State
from tracker import formats
from tracker.models import User
from tracker.periods import london_date

PARTS = {
    "figures": "Figures",
    "money": "Money",
    "people": "People",
    "text": "Text",
    "waiting": "Waiting lists",
    "risks": "Risks",
    "promises": "Promises",
    "news": "News",
    "cases": "Case studies",
    "files": "Files",
}
MONEY_AND_PEOPLE = "Money and people"
OURS = {Prompt.UPDATE_WORDS, Prompt.OUR_NOTE}  # words of the office, whoever sent the return


@dataclass(frozen=True, slots=True)
class SentLine:
    """One thing that was sent. `now` is what is in force; empty where only figures have it. `figure`: its key."""

    part: str
    label: str
    sent: str
    now: str = ""
    corrected: bool = False
    remark: str = ""
    figure: int = 0


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A return, or money and people of a quarter, as it was last sent."""

    kind: RecordKind
    key: int
    quarter: str
    end: date
    name: str
    state: str
    on: date
    times: int
    lines: tuple[SentLine, ...]


@dataclass(frozen=True, slots=True)
class SentSubmission:
    """One time that something was sent: all that it said, but for the office's own words; `sha256` is of the whole.

    `files`: keys of the files that it named.
    """

    quarter: str
    name: str
    number: int
    at: datetime
    sha256: str
    content: dict[str, Any]
    files: tuple[int, ...]


def every_submission(user: User, quarter: str = "") -> Iterator[SentSubmission]:
    """Each time that the person's own provider sent something, of one quarter or of all. Read a few at a time."""
    of_quarter = {"period__label": quarter} if quarter else {}
    returns = QuarterlyReturn.objects.visible_to(user).filter(**of_quarter)
    packs = Pack.objects.visible_to(user).filter(**of_quarter)
    names = {
        (RecordKind.RETURN.value, key): (label, name)
        for key, label, name in returns.values_list("pk", "period__label", "service__name")
    }
    labels = packs.values_list("pk", "period__label")
    names |= {(RecordKind.PACK.value, key): (label, MONEY_AND_PEOPLE) for key, label in labels}
    own = Q(record_kind=RecordKind.RETURN, record_id__in=returns.values("pk"))
    own |= Q(record_kind=RecordKind.PACK, record_id__in=packs.values("pk"))
    for row in Submission.objects.filter(own).order_by("record_kind", "record_id", "number").iterator(chunk_size=20):
        content = {part: _theirs(entries) for part, entries in row.content.items()}
        files = tuple(entry["key"] for entry in row.content.get("files", ()) if "key" in entry)
        label, name = names[row.record_kind, row.record_id]
        yield SentSubmission(label, name, row.number, row.at, row.sha256, content, files)


def _theirs(entries: Any) -> Any:
    """A part without words of the office."""
    if not isinstance(entries, list):
        return entries
    return [entry for entry in entries if entry.get("prompt") not in OURS]


def sent_by(user: User, reference: Reference) -> list[SentRecord]:
    """Everything that was sent for the person's own provider, newest quarter first. Four queries."""
    returns = {
        row.pk: row for row in QuarterlyReturn.objects.visible_to(user).select_related("service", "period", "provider")
    }
    packs = {row.pk: row for row in Pack.objects.visible_to(user).select_related("period", "provider")}
    newest = _newest({RecordKind.RETURN: list(returns), RecordKind.PACK: list(packs)})
    standing = _standing(list(returns))
    found = []
    for (kind, key), submission in newest.items():
        owner: Any = returns[key] if kind == RecordKind.RETURN else packs[key]
        name = owner.service.name if kind == RecordKind.RETURN else MONEY_AND_PEOPLE
        lines = tuple(_lines(submission.content, standing.get(key, {}) if kind == RecordKind.RETURN else {}, reference))
        found.append(
            SentRecord(
                RecordKind(kind),
                key,
                owner.period.label,
                owner.period.end,
                name,
                owner.get_state_display(),
                london_date(submission.at),
                submission.number,
                lines,
            )
        )
    return sorted(found, key=lambda each: (-each.end.toordinal(), each.name))


def _newest(keys: Mapping[RecordKind, list[int]]) -> dict[tuple[str, int], Submission]:
    """The last submission of each record."""
    found: dict[tuple[str, int], Submission] = {}
    rows = Submission.objects.none()
    for kind, own in keys.items():
        rows = rows | Submission.objects.filter(record_kind=kind, record_id__in=own)
    for row in rows.order_by("number"):
        found[row.record_kind, row.record_id] = row
    return found


def _standing(returns: list[int]) -> dict[int, dict[tuple[str, str], Observation]]:
    """The figures in force of each return, by code and category."""
    found: dict[int, dict[tuple[str, str], Observation]] = defaultdict(dict)
    rows = Observation.objects.filter(quarterly_return__in=returns).exclude(standing=Standing.DRAFT)
    for row in rows.select_related("service_measure", "category", "latest"):
        found[row.quarterly_return_id or 0][row.service_measure.code, row.category.code] = row
    return found


def _lines(
    content: Mapping[str, Any], standing: Mapping[tuple[str, str], Observation], reference: Reference
) -> Iterator[SentLine]:
    for part, label in PARTS.items():
        for entry in content.get(part, []):
            if entry.get("prompt") in OURS:
                continue
            row = standing.get((entry.get("code", ""), entry.get("category", ""))) if part == "figures" else None
            remark = entry.get("reason") or ", ".join(entry.get("causes") or entry.get("services") or ())
            remark = "; ".join(filter(None, [remark, _why(row)]))
            now = in_force(row, reference) if row else ""
            corrected = row is not None and _differs(entry, row)
            yield SentLine(label, entry["label"], entry["words"], now, corrected, remark, row.pk if row else 0)


def _why(row: Observation | None) -> str:
    """Since when another value is in force, and why, where the office corrected it."""
    corrected = row is not None and row.latest is not None and row.latest.source == ValueSource.CORRECTION
    return f"corrected {formats.day(london_date(row.latest.at))}: {row.latest.why}" if corrected else ""  # type: ignore[union-attr]


def in_force(row: Observation, reference: Reference) -> str:
    """The value as it prints."""
    if row.state != ObservationState.REPORTED:
        return formats.state_words(State(row.state))
    definition = reference.versions[row.version_id].definition
    value = value_of(row, definition)  # type: ignore[arg-type]
    return written(definition, value, decimals=row.decimals if not value.has_parts else None)


def _differs(entry: Mapping[str, Any], row: Observation) -> bool:
    """Whether the value in force is another one than was sent."""
    if entry["state"] != row.state:
        return True
    pairs = ((entry.get(name), getattr(row, name)) for name in ("value", "numerator", "denominator"))
    return any((None if sent is None else Decimal(sent)) != now for sent, now in pairs)
