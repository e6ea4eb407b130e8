"""What a register says of a row, the same on the page and in the file."""

from datetime import date

from commissioning.choices import DatePrecision
from commissioning.models import Award, NewsItem, SubsidyAssessment
from tracker import formats
from tracker.periods import add_months

SHORT = 60  # days up to which a time is told in days


def when_words(news: NewsItem) -> str:
    """When it happened, as exactly as it is known: "21 Oct 2022", "October 2022", "in Q2 2022/23"."""
    if news.on is None or news.precision == DatePrecision.PERIOD:
        return f"in {news.parent.period}"
    return f"{news.on:%B %Y}" if news.precision == DatePrecision.MONTH else formats.short_day(news.on)


def assessment_of(award: Award) -> SubsidyAssessment | None:
    """Its subsidy assessment, if there is one among those that were read."""
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
