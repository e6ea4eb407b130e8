"""What bears on a service's figures of a period and explains them: seasonal notes, and posts that were vacant."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from commissioning.choices import Audience
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.vacancies import vacant_over
from commissioning.figures.wording import note_words
from commissioning.models import ReportingPeriod
from tracker import formats


def bearing_on(
    service: int,
    periods: Iterable[ReportingPeriod],
    *,
    portfolio: Portfolio,
    reference: Reference,
    with_submitted: bool,
    seen: Collection[Audience],
) -> dict[int, list[str]]:
    """In words, by the key of the service's own period. Notes and staffing of a financial quarter bear on the period
    that ends in it. One query.
    """
    ends_in = {period.pk: quarter.pk for period in periods if (quarter := reference.financial_quarter_of(period))}
    found: dict[int, list[str]] = defaultdict(list)
    vacant = vacant_over(service, set(ends_in.values()), with_submitted=with_submitted, seen=seen)
    for period, ends in ends_in.items():
        notes = {note.pk: note for key in {period, ends} for note in portfolio.notes_for(key, service)}
        found[period] += [note_words(note) for _, note in sorted(notes.items())]
        if ends in vacant:
            posts = "post" if vacant[ends] == 1 else "posts"
            found[period].append(f"{formats.number(vacant[ends])} {posts} vacant")
    return {period: words for period, words in found.items() if words}
