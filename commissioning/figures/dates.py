"""What falls on which day: returns and key dates, the ends of awards with their notice, and what was promised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from commissioning.choices import DateKind
from commissioning.figures.funder_returns import Due
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.registers import extension_words
from commissioning.models import Award, Commitment, ContractReview, Document, ReviewAction


@dataclass(frozen=True, slots=True)
class DatedThing:
    """One thing on a day. `about` says what there is to know of it; `page` and `key` are where it is looked at.

    `code` is stable: a calendar that has the thing already knows it again when its day moves.
    """

    kind: DateKind
    on: date
    title: str
    about: str
    code: str
    page: str
    key: int | str
    service: int | None = None
    quarter: str = ""  # of a page that stands in a quarter of its own


@dataclass(frozen=True, slots=True)
class Kept:
    """What has a day and is not set up, as far as the person may see it: promises, actions and reviews that are open,
    and documents that still count, each with what it belongs to; returns to funders that were not sent.
    """

    promises: Iterable[Commitment] = ()
    actions: Iterable[ReviewAction] = ()
    reviews: Iterable[ContractReview] = ()
    documents: Iterable[Document] = ()
    funders: Iterable[Due] = ()


def dated_things(
    reference: Reference, portfolio: Portfolio, kept: Kept, *, first: date, last: date
) -> list[DatedThing]:
    """Everything from the first day to the last, both counted, in the order of the days. No query, but the first time
    for awards.
    """
    things = [
        *_of_quarters(reference, portfolio),
        *_of_awards(portfolio, first, last),
        *_of_promises(kept.promises),
        *_of_actions(kept.actions),
        *_of_reviews(kept.reviews),
        *_of_documents(kept.documents),
        *_of_funders(kept.funders),
    ]
    return sorted((each for each in things if first <= each.on <= last), key=lambda each: (each.on, each.code))


def _of_quarters(reference: Reference, portfolio: Portfolio) -> Iterator[DatedThing]:
    for period in reference.periods.values():
        if period.due_on:
            title = f"Returns for {period.label} due"
            if period.calendar.kind != "financial_quarters":
                title = f"Returns for {period.label} ({period.calendar.name}) due"
            yield DatedThing(
                DateKind.RETURNS, period.due_on, title, period.words, f"returns-{period.pk}", "returns", period.slug
            )
    for key, found in portfolio.key_dates.items():
        period = reference.periods[key]
        for row in found:
            yield DatedThing(
                DateKind.KEY, row.on, f"{row.name}, {period.label}", "", f"key-date-{row.pk}", "update", period.slug
            )


def _of_awards(portfolio: Portfolio, first: date, last: date) -> Iterator[DatedThing]:
    """Of many awards few have a day in these months: the words are made for those alone."""
    for award in portfolio.awards_from(first):
        days = (
            (DateKind.END, award.ends_on, f"{award.title} ends"),
            (DateKind.REVIEW_BY, award.review_by, f"Review before a decision: {award.title}"),
            (DateKind.NOTICE, award.notice_on, f"Last day to give notice: {award.title}"),
        )
        for kind, on, title in days:
            if on and first <= on <= last:
                yield _of_award(kind, on, title, award, _extension(award))


def _of_award(kind: DateKind, on: date, title: str, award: Award, about: str) -> DatedThing:
    whose = award.provider.name if award.provider.stated else ""
    said = ". ".join(filter(None, [whose, about]))
    return DatedThing(kind, on, title, said, f"{kind}-{award.code}", "award", award.pk)


def _extension(award: Award) -> str:
    """What is known of going on after the end: an end with an option needs a review and a decision before it."""
    return ". ".join(filter(None, [extension_words(award), award.extension_state.rstrip(".")]))


def _of_promises(promises: Iterable[Commitment]) -> Iterator[DatedThing]:
    for row in promises:
        if row.due_on:
            whose = f"{row.get_by_whom_display().capitalize()}{f', {row.service}' if row.service else ''}"
            words = f"Promised: {row.text}"
            code = f"promise-{row.pk}"
            yield DatedThing(DateKind.PROMISE, row.due_on, words, whose, code, "register", "promises", row.service_id)


def _of_documents(documents: Iterable[Document]) -> Iterator[DatedThing]:
    for row in documents:
        if row.expires_on:
            words = f"{row.kind} of {row.holder} expires"
            code = f"document-{row.pk}"
            yield DatedThing(DateKind.EXPIRY, row.expires_on, words, row.title, code, "register", "documents")


def _of_actions(actions: Iterable[ReviewAction]) -> Iterator[DatedThing]:
    for row in actions:
        if row.due_on:
            about = f"{row.owner}; {row.review.subject}"
            code = f"action-{row.pk}"
            yield DatedThing(DateKind.ACTION, row.due_on, f"Action: {row.text}", about, code, "register", "actions")


def _of_reviews(reviews: Iterable[ContractReview]) -> Iterator[DatedThing]:
    for row in reviews:
        if row.next_on:
            words, code = f"Contract review: {row.subject}", f"review-{row.pk}"
            yield DatedThing(DateKind.MEETING, row.next_on, words, row.attended, code, "register", "reviews")


def _of_funders(returns: Iterable[Due]) -> Iterator[DatedThing]:
    for due in returns:
        slug, stream = due.quarter.slug, due.stream
        words, code = f"Return to {stream.funder.name}: {due.part}", f"funder-{stream.code}-{slug}"
        yield DatedThing(
            DateKind.FUNDER, due.due_on, words, stream.name, code, "funder-return", stream.pk, quarter=slug
        )
