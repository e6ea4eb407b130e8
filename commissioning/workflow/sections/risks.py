"""Risks of a service: what this return says of each one that is open, and new ones."""

from datetime import datetime
from typing import Any

from commissioning.models import OfficeItem, QuarterlyReturn, Risk, RiskReview
from commissioning.models.events import LEVELS
from commissioning.workflow.sections.boxes import Box, BoxKind, Reader, plain
from commissioning.workflow.sections.lines import Lines, put, under
from tracker.models import User

LEVEL_CHOICES = [("", "Not stated"), *((str(level), label) for level, label in LEVELS)]
LEVEL_NAMES = {
    "likelihood": "How likely",
    "impact": "How bad",
    "likelihood_after": "How likely, after what is done",
    "impact_after": "How bad, after what is done",
}


class Risks(Lines):
    slug = "risks"
    label = "Risks"
    prefix = "risk"
    one = "risk"
    removable = False

    record: QuarterlyReturn | OfficeItem

    def rows(self) -> Any:
        self.reviews = {row.risk_id: row for row in RiskReview.objects.filter(**under(self.record))}
        risks = Risk.objects.filter(service=self.record.service_id)
        return risks.filter(closed_on=None) | risks.filter(pk__in=self.reviews)

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
        put(risk, said["risk"])
        put(self.reviews.get(risk.pk) or RiskReview(risk=risk, **under(self.record)), said["review"])
        return risk
