"""What a submission keeps: everything that was sent, in words and values; nothing later diffs live rows."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from commissioning.choices import ObservationState, Prompt
from commissioning.models import (
    Attachment,
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    OfficeItem,
    Pack,
    RiskReview,
    SpendLine,
    StaffingLine,
    StatedComparison,
    Submission,
    WaitingListLine,
)
from commissioning.models.lines import CarriedForward
from commissioning.workflow.answers import Answer
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.material import Material, WorksFor
from commissioning.workflow.sections.figures import STATED
from commissioning.workflow.sections.risks import moved_since
from tracker import formats
from tracker.models import User

SCHEMA = 1
Entry = dict[str, Any]


def content_of(record: Record, material: Material | None = None) -> Entry:
    """All that the record says now, ready for JSON. The office's own note is no part of what is sent.

    Each part is a list of entries; every entry has a `label` and `words` (what a person reads), and the values.
    `material` is what is read of the record already.
    """
    material = material or Material(record)
    if isinstance(record, Pack):
        parts: Entry = {"money": _money(material.rows[SpendLine]), "people": _people(material)}
    else:
        stated = _stated(material.rows[StatedComparison]) if material.answers else {}
        told = [each for each in material.answers if each.is_whole or each.state != ObservationState.NOT_ANSWERED]
        figures = [_figure(each, stated.get(each.measure.pk, "") if each.is_whole else "") for each in told]
        parts = {"figures": figures, **_words_and_lines(material)}
    return {"schema": SCHEMA, "version": record.version, "nothing_to_report": record.nothing_to_report, **parts}


def has_content(content: Entry) -> bool:
    """Whether anything was said at all: an answered or explained figure, words, or a line that nobody carried there."""
    figures = content.get("figures", [])
    if any(entry["state"] != ObservationState.NOT_ANSWERED or entry["reason"] for entry in figures):
        return True
    lines = (entry for name, part in content.items() if isinstance(part, list) and name != "figures" for entry in part)
    return any(not entry.get("carried") for entry in lines)


def digest_of(content: Entry) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep_submission(record: Record, *, by: User, at: datetime, content: Entry) -> Submission:
    """One more submission of the record, whole."""
    mine = Submission.objects.filter(record_kind=kind_of(record), record_id=record.pk)
    return Submission.objects.create(
        record_kind=kind_of(record),
        record_id=record.pk,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        sha256=digest_of(content),
        prepared_by=record.entered_by or by,
        signed_by=by,
        on_behalf_of=None if isinstance(record, OfficeItem) else record.provider,
        at=at,
    )


def submissions_of(record: Record) -> QuerySet[Submission]:
    """What was sent, oldest first."""
    rows = Submission.objects.filter(record_kind=kind_of(record), record_id=record.pk)
    return rows.select_related("signed_by", "prepared_by", "on_behalf_of").order_by("number")


def newest_submission(record: Record, *, approved: bool = False) -> Submission | None:
    """What was sent last, or what was approved last; None where there is nothing."""
    rows = Submission.objects.filter(record_kind=kind_of(record), record_id=record.pk)
    if approved:
        rows = rows.filter(approved=True)
    return rows.order_by("-number").first()


def _stated(rows: Iterable[StatedComparison]) -> dict[int, str]:
    """By measure what was said of a figure without a number: "higher than the previous quarter, number not given"."""
    found: dict[int, str] = {}
    for row in rows:
        if row.value is None and (words := dict(STATED).get(f"{row.direction}:{row.against}")):
            found.setdefault(row.service_measure_id, words[:1].lower() + words[1:])
    return found


def _figure(answer: Answer, stated: str) -> Entry:
    said = answer.said
    return {
        "code": answer.measure.code,
        "label": answer.label,
        "category": answer.observation.category.code,
        "words": answer.words,
        "state": answer.state,
        **{name: _text(getattr(said, name, None)) for name in ("value", "numerator", "denominator")},
        "precision": said.precision if said else "",
        "provisional": bool(said and said.provisional),
        "reason": answer.reason,
        "unverified": answer.value.unverified,
        "audience": answer.measure.audience,
        **({"stated": stated} if stated else {}),
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _words_and_lines(material: Material) -> Entry:
    rows = material.rows
    return {
        "text": _texts(rows[Narrative]),
        "waiting": [_waiting(row) for row in rows[WaitingListLine]],
        "risks": [_risk(row, last) for row, last in material.risks],
        "promises": [_promise(row) for row in rows[Commitment]],
        "news": [_news(row) for row in rows[NewsItem]],
        "cases": [{"label": row.title, "key": row.pk, "words": row.text} for row in rows[CaseStudy]],
        "files": [
            {"label": row.name, "words": f"{row.size:,} bytes", "sha256": row.sha256, "key": row.pk}
            for row in rows[Attachment]
        ],
    }


def _texts(rows: Iterable[Narrative]) -> list[Entry]:
    """In the order in which they are asked."""
    order = [prompt.value for prompt in Prompt]
    sent = [row for row in rows if row.prompt != Prompt.OUR_NOTE]
    return [_narrative(row) for row in sorted(sent, key=lambda row: order.index(row.prompt))]


def _narrative(row: Narrative) -> Entry:
    return {
        "label": row.get_prompt_display(),
        "prompt": row.prompt,
        "words": row.text,
        "causes": row.cause_labels,
        "audience": row.audience,
        **_since(row),
    }


def _since(row: CarriedForward) -> Entry:
    """Since when it is said word for word; nothing where it was written now."""
    return {"unchanged_since": row.unchanged_from.label} if row.unchanged_from else {}


def _waiting(row: WaitingListLine) -> Entry:
    if row.state == ObservationState.REPORTED:
        words = f"{row.waiting:,} waiting" if row.waiting else "nobody waiting"
    else:
        words = formats.state_words(row.state)
    return {
        "label": str(row),
        "key": row.pk,
        "words": _joined(words, row.note),
        "state": row.state,
        "waiting": row.waiting,
        "audience": row.audience,
        **_since(row),
    }


def _risk(row: RiskReview, last: RiskReview | None) -> Entry:
    before = _levels(row.likelihood, row.impact)
    after = _levels(row.likelihood_after, row.impact_after)
    words = [f"before: {before}" if before else "", f"after: {after}" if after else "", row.note]
    said = _joined(*words, row.risk.mitigation) or "nothing more was said"
    return {
        "label": row.risk.title,
        "key": row.risk_id,
        "words": said,
        "moved": moved_since(row, last),
        "audience": row.risk.audience,
        **({"closed": True} if row.risk.closed_on else {}),
        **_since(row),
    }


def _levels(likelihood: int | None, impact: int | None) -> str:
    known = [f"{name} {level}" for name, level in (("likelihood", likelihood), ("impact", impact)) if level]
    return ", ".join(known)


def _promise(row: Commitment) -> Entry:
    due = formats.day(row.due_on) if row.due_on else row.due_words
    first = f"first due {formats.day(row.first_due_on)}" if row.first_due_on else ""
    said = (row.get_by_whom_display(), f"due {due}" if due else "", first, row.get_state_display(), row.state_note)
    words = _joined(*said)
    return {"label": row.text, "key": row.pk, "words": words, "audience": row.audience}


def _news(row: NewsItem) -> Entry:
    on = formats.day(row.on) if row.on and row.precision == "day" else f"{row.on:%B %Y}" if row.on else ""
    words = _joined(row.get_kind_display(), on, row.get_by_whom_display(), row.partners, row.attended)
    return {"label": row.text, "key": row.pk, "words": words, "link": row.link, "audience": row.audience}


def _money(lines: Iterable[SpendLine]) -> list[Entry]:
    return [
        {
            "label": row.award.title,
            "award": row.award.code,
            "words": _joined(
                f"in the quarter {_pounds(row.in_quarter)}",
                f"since April {_pounds(row.to_date)}",
                f"expected by the end of the year {_pounds(row.forecast)}",
                row.note,
            ),
            **{name: _text(getattr(row, name)) for name in ("in_quarter", "to_date", "forecast")},
            "audience": row.audience,
        }
        for row in lines
    ]


def _pounds(amount: Any) -> str:
    return "not held" if amount is None else formats.money(amount)


def _people(material: Material) -> list[Entry]:
    works: dict[int, list[str]] = {}
    for each in material.rows[WorksFor]:
        works.setdefault(each.staffingline_id, []).append(each.service.name)
    return [
        {
            "label": row.role,
            "key": row.pk,
            "services": works.get(row.pk, []),
            "words": _joined(*_posts(row), _filled(row), row.expected, row.note),
            "audience": row.audience,
            **({"carried": True} if row.carried else {}),
            **_since(row),
        }
        for row in material.rows[StaffingLine]
    ]


def _posts(row: StaffingLine) -> Iterable[str]:
    for label, posts in (("funded", row.funded), ("filled", row.in_post), ("vacant", row.vacant)):
        if posts is not None:
            yield f"{formats.number(posts)} {label}"


def _filled(row: StaffingLine) -> str:
    return f"filled on {formats.day(row.filled_on)}" if row.filled_on else ""


def _joined(*words: str) -> str:
    return "; ".join(word for word in words if word)
