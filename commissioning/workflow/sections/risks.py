"""Risks of a service: what this return says of each one that is open, and new ones."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commissioning.figures.risks import moved_words
from commissioning.models import OfficeItem, QuarterlyReturn, Risk, RiskReview
from commissioning.models.events import LEVELS
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader, plain
from commissioning.workflow.sections.earlier import SENT, owner_of
from commissioning.workflow.sections.lines import Lines, put, said_again, under
from tracker.models import User
from tracker.together import together

LEVEL_CHOICES = [("", "Not stated"), *((str(level), label) for level, label in LEVELS)]
LEVEL_NAMES = {
    "likelihood": "How likely",
    "impact": "How bad",
    "likelihood_after": "How likely, after what is done",
    "impact_after": "How bad, after what is done",
}


LEVELS_AND_NOTE = (*LEVEL_NAMES, "note")


def reviews_around(record: QuarterlyReturn | OfficeItem) -> QuerySet[RiskReview]:
    """What the record says of risks, and what the same provider (or the same item) said of them in earlier periods.

    Nothing of another provider of the service: its risks are its own.
    """
    like = (
        {"service": record.service_id, "provider": record.provider_id}
        if isinstance(record, QuarterlyReturn)
        else {"code": record.code}
    )
    owner = owner_of(record)
    before = like | {"state__in": SENT, "period__end__lt": record.period.end}
    rows = RiskReview.objects.filter(
        Q(**under(record)) | Q(**{f"{owner}__{name}": value for name, value in before.items()})
    )
    return rows.select_related("risk", "unchanged_from", f"{owner}__period").order_by(f"{owner}__period__end", "pk")


def own_and_last(
    record: QuarterlyReturn | OfficeItem, rows: Iterable[RiskReview]
) -> tuple[dict[int, RiskReview], dict[int, RiskReview]]:
    """Of `reviews_around`: what the record says of each risk, and what was said of it last before."""
    own: dict[int, RiskReview] = {}
    last: dict[int, RiskReview] = {}
    for row in rows:
        (own if row.parent.pk == record.pk else last)[row.risk_id] = row
    return own, last


def levels_words(review: RiskReview) -> str:
    """Likelihood and impact, and what they come to after what is done."""
    before, after = (_levels(*pair) for pair in ((review.likelihood, review.impact), _after(review)))
    words = [before, f"after what is done {after}" if after else ""]
    level = f"level {review.level}" if review.level else ""
    return "; ".join(filter(None, [*words, level])) or "level not stated"


def _after(review: RiskReview) -> tuple[int | None, int | None]:
    return review.likelihood_after, review.impact_after


def _levels(likelihood: int | None, impact: int | None) -> str:
    return ", ".join(f"{name} {level}" for name, level in (("likely", likelihood), ("bad", impact)) if level)


def moved_since(review: RiskReview, last: RiskReview | None) -> str:
    """How the level moved since it was told before; nothing where it is not stated now."""
    return moved_words(review.level, last.level if last else None) if review.level else ""


class Risks(Lines):
    slug = "risks"
    label = "Risks"
    prefix = "risk"
    one = "risk"
    removable = False

    record: QuarterlyReturn | OfficeItem

    def rows(self) -> Any:
        risks = Risk.objects.filter(service=self.record.service_id)
        here = Exists(RiskReview.objects.filter(risk=OuterRef("pk"), **under(self.record)))
        read = together(reviews_around(self.record), risks.filter(Q(closed_on=None) & self._own() | Q(here)))
        self.reviews, self.last = own_and_last(self.record, read[RiskReview])
        return read[Risk]

    def no_rows(self) -> Any:
        self.reviews, self.last = {}, {}
        return ()

    def _own(self) -> Q:
        """Those of this provider, and those that no provider's return tells of; all of them for an item."""
        if not isinstance(self.record, QuarterlyReturn):
            return Q()
        told = RiskReview.objects.filter(risk=OuterRef("pk"), quarterly_return__isnull=False)
        mine = told.filter(quarterly_return__provider=self.record.provider_id)
        return Q(Exists(mine)) | Q(~Exists(told))

    def make_boxes(self) -> list[Box]:
        boxes = super().make_boxes()
        self.earlier = [
            self.last[row.pk] for row in self.found.values() if row.pk in self.last and row.pk not in self.reviews
        ]
        return boxes

    def again(self, row: RiskReview) -> Any:
        return said_again(row, LEVELS_AND_NOTE, risk=row.risk, **under(self.record))

    def carry_line(self, key: str) -> Changes:
        found = [row for row in self.earlier if str(row.risk_id) == key]
        return {f"{self.one}: {row}": ("", str(self.said_again(row))) for row in found}

    def subject(self, row: RiskReview) -> Any:
        return row.risk

    def told_of(self, row: Risk) -> dict[str, str]:
        """What was said of the risk last, and how it moved since; one press where it is as it was."""
        review, last = self.reviews.get(row.pk), self.last.get(row.pk)
        unchanged = review.unchanged_from if review else None
        return {
            "unchanged_since": unchanged.label if unchanged else "",
            "before": f"{last.parent.period.label}: {levels_words(last)}" if last else "",
            "moved": moved_since(review, last) if review else "",
            "again": "Unchanged" if last and not review else "",
        }

    def can_add(self) -> bool:
        return self.record.service_id is not None

    def columns(self, row: Risk | None) -> list[Box]:
        review = self.reviews.get(row.pk) if row else None
        levels = [
            Box(name, label, plain(getattr(review, name)) if review else "", BoxKind.CHOICE, LEVEL_CHOICES)
            for name, label in LEVEL_NAMES.items()
        ]
        return [
            Box("title", "The risk, in a sentence", row.title if row else "", limit=200, width=30),
            Box("owner", "Who answers for it", row.owner if row else "", limit=120, width=20),
            *levels,
            Box("mitigation", "What is done about it", row.mitigation if row else "", BoxKind.AREA, limit=300),
            Box("note", "What there is to say this quarter", review.note if review else "", BoxKind.AREA, limit=500),
            *([Box("closed", "This risk is closed", "on" if row.closed_on else "", BoxKind.TICK)] if row else []),
        ]

    def read(self, reader: Reader, name: str, row: Risk | None) -> dict[str, Any]:
        levels = {level: reader.choice(name + level, LEVEL_CHOICES) for level in LEVEL_NAMES}
        return {
            "risk": {
                "title": reader.text(f"{name}title", 200, required="Say what the risk is."),
                "mitigation": reader.text(f"{name}mitigation", 300),
                "owner": reader.text(f"{name}owner", 120),
            },
            "closed": bool(reader.raw.get(f"{name}closed")),
            "review": {
                **{level: int(chosen) if chosen.isdigit() else None for level, chosen in levels.items()},
                "note": reader.text(f"{name}note", 500),
            },
        }

    def keep(self, row: Risk | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        risk = row or Risk(service=self.record.service)
        risk.closed_on = (risk.closed_on or self.record.period.end) if said["closed"] else None
        put(risk, said["risk"], self.fresh)
        put(self.reviews.get(risk.pk) or RiskReview(risk=risk, **under(self.record)), said["review"], self.fresh)
        return risk
