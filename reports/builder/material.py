"""All that an update is made from, read once: rows by the record that they stand under."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from commissioning import figures
from commissioning.choices import Audience, Prompt, RecordKind, State
from commissioning.figures.categories import BrokenDown, broken_down
from commissioning.models import (
    Allocation,
    Area,
    Award,
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Question,
    ReportingPeriod,
    RiskReview,
    Service,
    ServiceMeasure,
    SpendLine,
    StaffingLine,
    Submission,
    Variation,
    WaitingListLine,
)
from reports.builder.released import Release, released_before
from reports.models import Acronym, CheckAnswer, Entry, EntrySource, FindingChoice, Section, Update
from tracker.models import Office

SENT = [State.SUBMITTED, State.QUERIED]
OWN_AUDIENCE = [RecordKind.RISK, RecordKind.COMMITMENT, RecordKind.NEWS, RecordKind.ENTRY]
OWED = [RecordKind.RETURN, RecordKind.ITEM, RecordKind.PACK]
RETURN_OF_LIST = ("quarterly_return__period", "quarterly_return__service", "quarterly_return__provider")
WHOSE_LIST = (*RETURN_OF_LIST, "office_item__period", "office_item__service", "unchanged_from")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Material:
    """`returns` and `items` hold what counts: approved, or in a draft also what has been sent.

    `split` are the figures by category, by measure.
    """

    update: Update
    quarter: ReportingPeriod
    office: Office
    reference: figures.Reference
    draft: bool
    sections: list[Section]
    entries: dict[int, list[Entry]]
    sources: dict[int, list[EntrySource]]
    firsts: dict[int, int]
    services: dict[int, Service]
    areas: dict[int, Area]
    owed: dict[int, list[QuarterlyReturn]]
    items: dict[int, OfficeItem]
    counted: set[tuple[str, int]]
    words: dict[tuple[str, int], list[Narrative]]
    waiting: dict[tuple[str, int], list[WaitingListLine]]
    risks: dict[tuple[str, int], list[RiskReview]]
    promises: list[Commitment]
    news: dict[tuple[str, int], list[NewsItem]]
    cases: dict[tuple[str, int], list[CaseStudy]]
    staffing: list[StaffingLine]
    spend: list[SpendLine]
    measured: dict[int, list[figures.MeasureFigure]]
    split: dict[int, list[BrokenDown]]
    statements: dict[int, list[figures.Stated]]
    positions: list[figures.AwardPosition]
    allocations: list[Allocation]
    variations: list[Variation]
    questions: list[Question]
    acronyms: list[Acronym]
    reopened: dict[tuple[str, int], list[Narrative]]
    decisions: list[CheckAnswer]
    released: list[Release]
    finding_choices: dict[str, FindingChoice]
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What is worked out of all this, under a name: made when it is first asked for, and kept."""
        if name not in self._made:
            self._made[name] = make()
        found: Made = self._made[name]
        return found

    def returns(self, service: int) -> list[QuarterlyReturn]:
        """The service's returns that count, and those that are open again and count as they were approved."""
        return [each for each in self.owed.get(service, ()) if self.stands("return", each.pk)]

    def stands(self, kind: str, pk: int) -> bool:
        """Whether a return or item is told of: as it is now, or as it was approved before it was opened again."""
        return (kind, pk) in self.counted or (kind, pk) in self.reopened

    def first_entry(self, service: int) -> int | None:
        """The paragraph, first in the update's order, that rests on the service."""
        return self.firsts.get(service)

    def records(self, service: int) -> list[tuple[str, int]]:
        """Keys of the returns and items that speak of a service and count."""
        keys = [("return", each.pk) for each in self.returns(service)]
        return keys + [("item", each.pk) for each in self.items.values() if each.service_id == service]

    def audience_of(self, question: Question) -> str:
        """The board reads what stands open about approved things, unless the figure asked about is internal.

        A question about a single risk, promise, news item or paragraph stays in the office: it has its own audience.
        """
        if question.record_kind in OWN_AUDIENCE:
            return Audience.INTERNAL
        measure = question.service_measure
        counts = question.record_kind not in OWED or (question.record_kind, question.record_id) in self.counted
        return (
            Audience.BOARD
            if counts and (measure is None or measure.audience != Audience.INTERNAL)
            else Audience.INTERNAL
        )

    def awards_of(self, service: int) -> list[figures.AwardPosition]:
        return [each for each in self.positions if service in {s.pk for s in each.award.services.all()}]

    def packs_of(self, service: int) -> list[Pack]:
        """The packs whose money and people are told of the service: a line of theirs names it, or its award."""
        return self.once("packs", self._packs).get(service, [])

    def _packs(self) -> dict[int, list[Pack]]:
        found: dict[int, dict[int, Pack]] = defaultdict(dict)
        told = [(line.pack, line.award.services.all()) for line in self.spend]
        for pack, services in [*told, *((line.pack, line.services.all()) for line in self.staffing if line.pack)]:
            for service in services:
                found[service.pk][pack.pk] = pack
        return {service: list(packs.values()) for service, packs in found.items()}


def gather(update: Update, *, office: Office, draft: bool) -> Material:
    """Read the update's outline and everything under it; about thirty queries, however large the portfolio."""
    quarter = update.period
    reference = figures.reference_for(office)
    sections = list(update.sections.select_related("objective"))
    entries = list(Entry.objects.filter(section__update=update, left_out_why="").select_related("theme"))
    sources = list(
        EntrySource.objects.filter(entry__section__update=update, entry__left_out_why="").order_by(
            "entry__section__place", "entry__place", "entry", "place", "pk"
        )
    )
    services = _services(sources)
    owed, written = _owed(services, quarter, reference), _items(sources)
    records = {("return", each.pk): each for each in owed} | {("item", each.pk): each for each in written}
    counted = {key for key, record in records.items() if _counts(record, draft)}
    reopened = _reopened(records.keys() - counted)
    items = {each.pk: each for each in written if ("item", each.pk) in counted | reopened.keys()}
    measures = ServiceMeasure.objects.in_force(quarter.end).filter(service__in=services)
    measures = measures.select_related("measure", "service", "whole").order_by("service", "place", "pk")
    measured = _figures(measures, quarter, reference, office, draft)
    return Material(
        update=update,
        quarter=quarter,
        office=office,
        reference=reference,
        draft=draft,
        sections=sections,
        entries=_by(entries, "section_id"),
        sources=_by(sources, "entry_id"),
        firsts=_firsts(sources),
        services=services,
        areas={each.pk: each for each in Area.objects.prefetch_related("within", "holds")},
        owed=_by(owed, "service_id"),
        items=items,
        counted=counted,
        words=_under(
            Narrative,
            counted,
            prompt__in=[Prompt.UPDATE_WORDS, Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER, Prompt.CONTEXT],
        )
        | reopened,
        waiting=_under(WaitingListLine.objects.select_related(*WHOSE_LIST), counted),
        risks=_under(RiskReview.objects.select_related("risk__service"), counted),
        promises=_promises(counted),
        news=_under(NewsItem.objects.select_related("service"), counted),
        cases=_under(CaseStudy, counted),
        staffing=_staffing(quarter, draft, items),
        spend=_spend(quarter, draft),
        measured=measured,
        split=broken_down([each for found in measured.values() for each in found], reference=reference),
        statements=figures.statements(measures, quarter, states=_counted_states(draft)),
        positions=_positions(services, quarter, office, draft),
        allocations=list(Allocation.objects.filter(announced_in=quarter).select_related("stream__funder")),
        variations=list(Variation.objects.filter(announced_in=quarter).select_related("award__provider")),
        questions=_questions(owed, items, services),
        acronyms=list(Acronym.objects.all()),
        reopened=reopened,
        decisions=list(update.check_answers.select_related("by")),
        released=released_before(update),
        finding_choices={choice.key: choice for choice in update.finding_choices.all()},
    )


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return dict(found)


def _firsts(sources: list[EntrySource]) -> dict[int, int]:
    firsts: dict[int, int] = {}
    for source in sources:
        if source.service_id:
            firsts.setdefault(source.service_id, source.entry_id)
    return firsts


def _services(sources) -> dict[int, Service]:
    keys = {source.service_id for source in sources if source.service_id}
    rows = Service.objects.filter(pk__in=keys).with_plan().in_plan_order()
    return {row.pk: row for row in rows.prefetch_related("areas", "service_providers__provider")}


def _owed(services, quarter, reference) -> list[QuarterlyReturn]:
    """Returns of the services' own periods: that which ends in the quarter, else the last one before it."""
    periods = {key: reference.own_period(key, quarter) for key in services}
    wanted = {period.pk for period in periods.values() if period}
    rows = QuarterlyReturn.objects.filter(service__in=services, period__in=wanted).with_names()
    rows = rows.order_by("service", "provider__name", "pk")
    return [row for row in rows if periods[row.service_id] and row.period_id == periods[row.service_id].pk]


def _counts(owed, draft: bool) -> bool:
    return owed.state == State.APPROVED or (draft and owed.state in SENT)


def _items(sources) -> list[OfficeItem]:
    keys = {source.office_item_id for source in sources if source.office_item_id}
    return list(OfficeItem.objects.filter(pk__in=keys).select_related("service", "theme", "objective").order_by("pk"))


def _reopened(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Narrative]]:
    """The words of records that are open again, as they were approved: what is being changed in them counts nowhere."""
    wanted = set(keys)
    rows = Submission.objects.filter(approved=True, record_kind__in=OWED, record_id__in={key for _, key in wanted})
    return {
        (row.record_kind, row.record_id): [
            Narrative(prompt=said["prompt"], text=said["words"], audience=said["audience"])
            for said in row.content.get("text", ())
        ]
        for row in rows
        if (row.record_kind, row.record_id) in wanted
    }


def _under(rows, counted, **conditions) -> dict[tuple[str, int], list[Any]]:
    """Rows under the records that count, by record, in their order."""
    queryset = rows.objects.all() if hasattr(rows, "objects") else rows
    queryset = queryset.filter(**conditions)
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for kind, place in (("return", "quarterly_return"), ("item", "office_item")):
        keys = [key for of, key in counted if of == kind]
        for row in queryset.filter(**{f"{place}__in": keys}).order_by("pk"):
            found[kind, getattr(row, f"{place}_id")].append(row)
    return dict(found)


def _promises(counted) -> list[Commitment]:
    rows = _under(Commitment.objects.select_related("service", "quarterly_return__service", "office_item"), counted)
    found = [row for under in rows.values() for row in under]
    return sorted(found, key=lambda row: (row.due_on is None, row.due_on, row.pk))


def _counted_states(draft: bool) -> list[State]:
    return [State.APPROVED, *SENT] if draft else [State.APPROVED]


def _staffing(quarter, draft, items) -> list[StaffingLine]:
    packs = StaffingLine.objects.filter(pack__period=quarter, pack__state__in=_counted_states(draft))
    rows = (packs | StaffingLine.objects.filter(office_item__in=items)).distinct()
    return list(rows.select_related("pack__provider", "office_item").prefetch_related("services").order_by("pk"))


def _spend(quarter, draft) -> list[SpendLine]:
    rows = SpendLine.objects.filter(pack__period=quarter, pack__state__in=_counted_states(draft))
    return list(rows.select_related("award", "pack__provider").prefetch_related("award__services").order_by("pk"))


def _figures(measures, quarter, reference, office, draft):
    found = figures.measure_figures(
        measures, quarter, reference=reference, with_submitted=draft, tolerance=office.tolerance
    )
    by_service: dict[int, list[figures.MeasureFigure]] = defaultdict(list)
    for each in found:
        by_service[each.measure.service_id].append(each)
    return dict(by_service)


def _positions(services, quarter, office, draft):
    awards = Award.objects.filter(services__in=services).distinct().select_related("provider")
    awards = awards.prefetch_related("services").order_by("group", "title", "pk")
    return figures.award_positions(awards, quarter, with_submitted=draft, points=office.pace_points)


def _questions(owed, items, services) -> list[Question]:
    """Open questions about what the update rests on, with the service or figure that each is about."""
    about = {
        RecordKind.RETURN: [each.pk for each in owed],
        RecordKind.ITEM: list(items),
        RecordKind.SERVICE: list(services),
        RecordKind.PACK: [each.pack_id for each in owed],
        RecordKind.ENTRY: [],  # what is asked while a paragraph is written is told of in none
    }
    rows = Question.objects.open().select_related("service", "service_measure__service").order_by("asked_at", "pk")
    return [row for row in rows if row.record_kind not in about or row.record_id in about[RecordKind(row.record_kind)]]
