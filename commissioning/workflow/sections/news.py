"""News and cases of a return or an item."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from commissioning.choices import CommitmentBy, DatePrecision, NewsKind, RecordKind
from commissioning.models import CaseStudy, NewsItem
from commissioning.models.lines import TEXT_LIMIT
from commissioning.workflow.life import kind_of
from commissioning.workflow.sections.boxes import Box, BoxKind, Reader
from commissioning.workflow.sections.lines import Lines, put, under
from commissioning.workflow.sections.promises import BY, as_typed, service_of
from tracker.models import User

KINDS = [("", "Choose"), *((each.value, each.label.capitalize()) for each in NewsKind)]
PRECISIONS = [(each.value, each.label.capitalize()) for each in DatePrecision]
BEFORE, AFTER = timedelta(days=365), timedelta(days=183)


class News(Lines):
    slug = "news"
    label = "News"
    prefix = "news"
    one = "news item"

    def rows(self) -> Any:
        return NewsItem.objects.filter(**under(self.record))

    def columns(self, row: NewsItem | None) -> list[Box]:
        return [
            Box("text", "What happened, in a sentence", row.text if row else "", BoxKind.AREA, limit=500),
            Box("kind", "What sort of news", row.kind if row else "", BoxKind.CHOICE, KINDS),
            Box(
                "on",
                "When",
                as_typed(row.on if row else None),
                BoxKind.DATE,
                hint="Leave empty if only the quarter is known",
            ),
            Box(
                "precision",
                "How exactly the date is known",
                row.precision if row else DatePrecision.DAY,
                BoxKind.CHOICE,
                PRECISIONS,
            ),
            Box("by", "By whom", row.by_whom if row else "", BoxKind.CHOICE, BY),
            Box("partners", "Others who took part", row.partners if row else "", limit=200, width=30),
            Box("attended", "Who from the office was there", row.attended if row else "", limit=160, width=20),
            Box("link", "Where more can be read", row.link if row else "", hint="A web address", limit=200, width=30),
        ]

    def read(self, reader: Reader, name: str, row: NewsItem | None) -> dict[str, Any]:
        own = CommitmentBy.PROVIDER if kind_of(self.record) == RecordKind.RETURN else CommitmentBy.OFFICE
        period = self.record.period
        on = reader.day(f"{name}on", period.start - BEFORE, period.end + AFTER)
        precision = reader.choice(f"{name}precision", PRECISIONS) if on else DatePrecision.PERIOD
        return {
            "text": reader.text(f"{name}text", 500, required="Say what happened."),
            "kind": reader.choice(f"{name}kind", KINDS, required="Choose what sort of news it is."),
            "on": on if precision != DatePrecision.PERIOD else None,
            "precision": precision or DatePrecision.PERIOD,
            "by_whom": reader.choice(f"{name}by", BY) or own,
            "partners": reader.text(f"{name}partners", 200),
            "attended": reader.text(f"{name}attended", 160),
            "link": _link(reader, f"{name}link"),
        }

    def keep(self, row: NewsItem | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        return put(row or NewsItem(service_id=service_of(self.record), **under(self.record)), said, self.fresh)


def _link(reader: Reader, name: str) -> str:
    link = reader.text(name, 200)
    if link and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).hostname):
        reader.faults[name] = "Give a whole web address, beginning with https://."
    return link


class Cases(Lines):
    """Retold cases. Each is a draft until a named person has checked it; a changed one is a draft again."""

    slug = "cases"
    label = "Case studies"
    prefix = "case"
    one = "case study"

    def rows(self) -> Any:
        return CaseStudy.objects.filter(**under(self.record))

    def columns(self, row: CaseStudy | None) -> list[Box]:
        return [
            Box(
                "title",
                "What it is about",
                row.title if row else "",
                hint="Without a name or a place",
                limit=160,
                width=30,
            ),
            Box(
                "text",
                "The case",
                row.text if row else "",
                BoxKind.AREA,
                hint="Without anything that could point to one person",
                limit=TEXT_LIMIT,
            ),
        ]

    def read(self, reader: Reader, name: str, row: CaseStudy | None) -> dict[str, Any]:
        return {
            "title": reader.text(f"{name}title", 160, required="Say what the case is about."),
            "text": reader.text(f"{name}text", TEXT_LIMIT, required="Write the case."),
        }

    def keep(self, row: CaseStudy | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        case = row or CaseStudy(**under(self.record))
        unchecked = {"state": CaseStudy._meta.get_field("state").default, "checked_by": None, "checked_at": None}
        return put(case, said | unchecked, self.fresh)
