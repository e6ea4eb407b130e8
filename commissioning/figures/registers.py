"""What a register says of a row, the same on the page and in the file."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from commissioning.choices import DatePrecision
from commissioning.models import Award, NewsItem, SubsidyAssessment
from tracker import formats
from tracker.periods import add_months

SHORT = 60  # days up to which a time is told in days
STEPS = range(1, 6)
HIGH, MEDIUM = 15, 6  # likelihood times impact, from which on a risk is high or medium


def moved_words(now: int | None, last: int | None) -> str:
    """How a risk's level moved since it was told before: "up from 9"; where one of the two is not stated, that."""
    if now is None:
        return "level not stated"
    if last is None:
        return "told for the first time"
    if now == last:
        return "unchanged"
    return f"{'up' if now > last else 'down'} from {last}"


def when_words(news: NewsItem) -> str:
    """When it happened, as exactly as it is known: "21 Oct 2022", "October 2022", "in Q2 2022/23"."""
    if news.on is None or news.precision == DatePrecision.PERIOD:
        return f"in {news.parent.period}"
    return f"{news.on:%B %Y}" if news.precision == DatePrecision.MONTH else formats.short_day(news.on)


def assessment_of(award: Award) -> SubsidyAssessment | None:
    """Its subsidy assessment, if there is one."""
    found: SubsidyAssessment | None = getattr(award, "subsidy_assessment", None)
    return found


def extension_words(award: Award) -> str:
    """Its option to go on: "May be extended by two years"; empty where it has none."""
    years = award.extension_years
    return f"May be extended by {formats.in_words(years)} year{'' if years == 1 else 's'}" if years else ""


def until_words(day: date, *, on: date) -> str:
    """How far off a day is: "in 5 months" (whole months), "in 12 days", "today", "past"."""
    days = (day - on).days
    if days < 0:
        return "past"
    if days == 0:
        return "today"
    if days <= SHORT:
        return f"in {formats.in_words(days)} day{'' if days == 1 else 's'}"
    months = (day.year - on.year) * 12 + day.month - on.month
    return f"in {formats.in_words(months if add_months(on, months) <= day else months - 1)} months"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many risks have this likelihood and impact, and how grave that is: "high", "medium" or "low"."""

    likelihood: int
    impact: int
    count: int
    grade: str


def matrix(risks: QuerySet) -> list[list[MatrixCell]]:
    """Risks by likelihood (from 5 down) and impact (from 1 up). `risks` are rows of `Risk.with_levels()`; those
    whose likelihood or impact is not stated stand in no cell, and where that is so of all there is no matrix.
    """
    counts = Counter(pair for pair in risks.order_by().values_list("likelihood_now", "impact_now") if None not in pair)
    if not counts:
        return []
    return [
        [MatrixCell(likelihood, impact, counts[likelihood, impact], grade(likelihood * impact)) for impact in STEPS]
        for likelihood in reversed(STEPS)
    ]


def grade(level: int) -> str:
    return "high" if level >= HIGH else "medium" if level >= MEDIUM else "low"
