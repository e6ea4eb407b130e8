"""Every fact of the published update stands in a record of its own kind, under its service, measure and period."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import chain

import pytest
from django.db.models import Model, Q, Sum

from commissioning.choices import Basis, CaseState, ObservationState, Standing, StatementState, VariationKind
from commissioning.models import (
    Allocation,
    Award,
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    Observation,
    Question,
    RiskReview,
    SpendLine,
    StaffingLine,
    StatedComparison,
    Target,
    Variation,
)
from providers.models import Provider
from reports.management.demo.source import DEMO
from tests.reports.facts import FACTS, ITEMS, TOLD, Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

DIRECTIONS = {"up": "higher", "down": "lower", "level": "same"}
YEAR = "2022/23"


def records(model: type[Model], fact: Fact) -> Iterable[Model]:
    """The rows of the quarter's update that stand under the fact's service, or under the office's item for it."""
    if fact.service in ITEMS:
        where = Q(office_item__code=ITEMS[fact.service])
    else:
        where = Q(quarterly_return__service__name=fact.service) | Q(office_item__service__name=fact.service)
        if model in {Commitment, NewsItem}:
            where |= Q(service__name=fact.service)
    in_quarter = Q(quarterly_return__period__slug=TOLD) | Q(office_item__period__slug=TOLD)
    return model.objects.filter(where & in_quarter)


def says(record: Model, fact: Fact) -> bool:
    text = text_of(record)
    return bool(fact.words) and fact.words.lower() in text.lower() and fact.tells_value(text)


def text_of(record: Model) -> str:
    if isinstance(record, RiskReview):
        return f"{record.risk.title} {record.note} {record.risk.mitigation}"
    parts = [record.text, *(getattr(record, name, "") for name in ("title", "due_words", "partners"))]
    return " ".join(parts)


def is_told(fact: Fact, *models: type[Model]) -> bool:
    return any(says(record, fact) for record in chain.from_iterable(records(model, fact) for model in models))


def observation(fact: Fact) -> Observation:
    return Observation.objects.get(
        service_measure__service__name=fact.service, service_measure__label=fact.label, period__slug=fact.quarter
    )


def kpi(fact: Fact) -> bool:
    figure = observation(fact)
    assert figure.standing == Standing.APPROVED
    if fact.value is None:
        return figure.state == ObservationState.UNCOUNTED
    return figure.state == ObservationState.REPORTED and figure.value == fact.value


def comparator(fact: Fact) -> bool:
    if fact.value is None or not fact.period:
        return is_stated(fact)
    figure = observation(fact)
    changed = figure.version.basis == Basis.CHANGE_ONLY
    return figure.value == fact.value and (changed or figure.standing == Standing.TAKEN_OVER)


def is_stated(fact: Fact) -> bool:
    told = StatedComparison.objects.filter(service_measure__service__name=fact.service, period__slug=TOLD)
    if fact.kind == "target":
        return told.filter(direction="target_met", value=None).exclude(text="").exists()
    return told.filter(
        service_measure__label=fact.label, direction=DIRECTIONS.get(fact.direction, ""), value=fact.value
    ).exists()


def target(fact: Fact) -> bool:
    if fact.value is None or fact.unit == "years":
        return is_stated(fact)
    label = fact.label.removesuffix(" – annual target")
    return Target.objects.filter(
        service_measure__service__name=fact.service, service_measure__label=label, value=fact.value
    ).exists()


def award(fact: Fact) -> bool:
    if fact.unit == "posts":
        return Variation.objects.filter(posts=fact.value, announced_in__slug=TOLD).exists()
    grants = Award.objects.filter(services__name=fact.service).with_total(YEAR, on=date(2022, 9, 30))
    if fact.unit == "partnerships":
        return grants.count() == fact.value
    if fact.label == "CSP awards – total":
        return {grant.stated_group_total for grant in grants} == {fact.value} == {sum(grant.total for grant in grants)}
    return grants.get(provider__in=Provider.objects.known_as(fact.provider)).total == fact.value


def funding(fact: Fact) -> bool:
    if fact.unit == "GBP":
        return Allocation.objects.filter(amount=fact.value, announced_in__slug=TOLD).exclude(precision="exact").exists()
    if fact.unit == "posts":
        return Variation.objects.filter(award__services__name=fact.service, posts=fact.value).exists()
    if fact.unit == "years":
        return Award.objects.filter(title=fact.service, length_years=fact.value, splits__amount=None).exists()
    return Award.objects.filter(services__name=fact.service, splits__stream__funder__name=fact.funder).exists()


def spend(fact: Fact) -> bool:
    if fact.value is None:
        return Variation.objects.filter(award__services__name=fact.service, kind=VariationKind.REPROFILE).exists()
    lines = SpendLine.objects.filter(
        pack__provider__in=Provider.objects.known_as(fact.provider), award__services__name=fact.service
    )
    line = lines.get(pack__period__slug=TOLD)
    return fact.value in {line.to_date, line.in_quarter}


def staffing(fact: Fact) -> bool:
    where = Q(pack__period__slug=TOLD) | Q(office_item__period__slug=TOLD)
    lines = StaffingLine.objects.filter(where, services__name=fact.service)
    if fact.due:
        assert Commitment.objects.filter(service__name=fact.service, due_on__isnull=False).exists()
    return any(fact.value in {line.funded, line.in_post, line.vacant} for line in lines) and lines.exists()


FINDERS: dict[str, Callable[[Fact], bool]] = {
    "kpi": kpi,
    "comparator": comparator,
    "target": target,
    "award": award,
    "funding": funding,
    "spend": spend,
    "staffing": staffing,
    "risk": lambda fact: is_told(fact, RiskReview),
    "action": lambda fact: is_told(fact, Commitment, Narrative),
    "milestone": lambda fact: is_told(fact, NewsItem),
    "case_study": lambda fact: is_told(fact, CaseStudy, NewsItem),
    "narrative": lambda fact: is_told(fact, Narrative),
}


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_fact_stands_in_a_record_of_its_kind(fact: Fact) -> None:
    assert FINDERS[fact.kind](fact)


def test_no_fact_is_missing() -> None:
    assert len(FACTS) == 236


def test_every_fact_is_marked_where_the_portfolio_keeps_it() -> None:
    marked = {code for file in DEMO.rglob("*.json") for code in re.findall(r'"(SF-\d{3})"', file.read_text("utf-8"))}
    assert marked == {fact.id for fact in FACTS}


@pytest.mark.parametrize("code", ["SF-163", "SF-182", "SF-199", "SF-203", "SF-204", "SF-228", "SF-229"])
def test_what_is_due_is_a_promise(code: str) -> None:
    fact = next(fact for fact in FACTS if fact.id == code)
    promises = records(Commitment, fact)
    assert any(promise.due_on and f"{promise.due_on:%Y-%m}" >= "2022-12" for promise in promises)


def test_the_second_last_year_is_an_open_question() -> None:
    said = StatedComparison.objects.get(value=425)
    assert said.state == StatementState.UNRESOLVED
    assert Question.objects.unanswered().filter(service_measure=said.service_measure, text__contains="425").exists()
    assert not Observation.objects.filter(value=425).exists()


def test_nobody_has_checked_the_case_studies() -> None:
    assert set(CaseStudy.objects.values_list("state", flat=True)) == {CaseState.DRAFT}


def test_percentages_without_parts_keep_none() -> None:
    codes = ["idva-contact-48h", "idva-contact-72h", "val-satisfaction"]
    for figure in Observation.objects.filter(service_measure__code__in=codes, period__slug=TOLD):
        assert figure.value
        assert figure.denominator is None
    assert Observation.objects.get(service_measure__code="val-satisfaction", period__slug=TOLD).sample_size == 300


def test_spend_of_the_five_grants_is_what_the_update_adds_up_to() -> None:
    lines = SpendLine.objects.filter(award__group="csp-2022", pack__period__slug=TOLD)
    assert lines.aggregate(total=Sum("to_date"))["total"] == Decimal(515_579)
