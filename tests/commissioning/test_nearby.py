"""What is set up is read as far as it is looked at: what was near comes with it, and nothing is read twice."""

from collections import Counter

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.choices import BreakKind
from commissioning.figures import forget, nearby, reference_for
from commissioning.figures.nearby import AROUND, MOST_RUNS, SIZE, Nearby
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import (
    Award,
    AwardService,
    ReportingPeriod,
    ScopeNote,
    SeriesBreak,
    Service,
    ServiceMeasure,
    Target,
)
from tracker.models import Cover, Office, User
from tracker.roles import Role


class Asked:
    """Numbers with their squares, as a table would answer; notes the spans of each query."""

    def __init__(self, *keys: int) -> None:
        self.keys, self.queries = keys, []

    def __call__(self, spans: list[tuple[int, int]]) -> dict[int, int]:
        self.queries.append(spans)
        return {key: key * key for key in self.keys if any(first <= key < end for first, end in spans)}


def test_one_and_what_is_near_it_are_read_once() -> None:
    asked = Asked(1, 2, AROUND - 1, AROUND)
    found = Nearby(asked)
    assert [found.get(key) for key in (1, 2, AROUND - 1, 3)] == [1, 4, (AROUND - 1) ** 2, None]
    assert found.get(3, "nothing") == "nothing"
    assert asked.queries == [[(0, AROUND)]]
    assert found.get(AROUND) == AROUND * AROUND
    assert asked.queries == [[(0, AROUND)], [(AROUND, 2 * AROUND)]]


def test_with_one_that_nobody_named_the_rest_around_it_is_read() -> None:
    asked = Asked(5, 4 * SIZE)
    found = Nearby(asked)
    found.need([5])
    assert found.get(4 * SIZE) == (4 * SIZE) ** 2
    assert asked.queries == [[(0, SIZE)], [(SIZE, AROUND)]]


@pytest.mark.parametrize(
    ("keys", "spans"),
    [
        ([], []),
        ([5], [(0, SIZE)]),
        ([5, SIZE, SIZE + 1], [(0, 2 * SIZE)]),
        ([5, 3 * SIZE], [(0, SIZE), (3 * SIZE, 4 * SIZE)]),
        ([4 * SIZE, 5, 3 * SIZE, SIZE], [(0, 2 * SIZE), (3 * SIZE, 5 * SIZE)]),
    ],
)
def test_many_are_read_in_one_query(keys, spans) -> None:
    asked = Asked(*keys)
    found = Nearby(asked)
    found.need(keys)
    assert asked.queries == ([spans] if spans else [])
    found.need(keys)
    assert [found.get(key) for key in keys] == [key * key for key in keys]
    assert asked.queries == ([spans] if spans else [])


def test_of_very_many_runs_some_are_read_in_each_query() -> None:
    keys = range(0, 2 * SIZE * (2 * MOST_RUNS + 1), 2 * SIZE)
    asked = Asked(*keys)
    Nearby(asked).need(keys)
    assert [len(spans) for spans in asked.queries] == [MOST_RUNS, MOST_RUNS, 1]


def test_what_came_with_something_else_is_not_read() -> None:
    asked = Asked(1, 2, SIZE)
    found = Nearby(asked)
    found.know({1: -1, SIZE: -SIZE})
    assert (found.get(1), found.get(SIZE)) == (-1, -SIZE)
    found.need([1, SIZE])
    assert asked.queries == []
    assert found.get(2) == 4
    assert asked.queries == [[(0, SIZE), (2 * SIZE, AROUND)]]


def test_all_that_belongs_to_services_is_read_in_one_query(demo) -> None:
    measures, period = ServiceMeasure.objects.order_by("pk")[:2], ReportingPeriod.objects.first()
    for each in measures:
        SeriesBreak.objects.create(service_measure=each, period=period, kind=BreakKind.METHOD, text="Counted anew")
    forget()
    portfolio = portfolio_for(reference_for(Office.objects.get()))
    reference = portfolio.reference
    with CaptureQueriesContext(connection) as queries:
        portfolio.need(portfolio.services, awards=True, people=True)
        for key, service in portfolio.services.items():
            _ = service.lead_officer, reference.calendars.get(key), reference.reporters(key)
            _ = [list(portfolio.services_of_award.get(each.pk, ())) for each in portfolio.awards_of.get(key, ())]
            for each in portfolio.measures.get(key, ()):
                _ = reference.target(each, "2022/23"), reference.breaks_of(each), reference.notes_of(each)
    assert len(queries) == 1
    for target in Target.objects.select_related("service_measure"):
        assert reference.target(target.service_measure, target.year_label) == target
    for model, known in ((SeriesBreak, reference.breaks_of), (ScopeNote, reference.notes_of)):
        stored = Counter(model.objects.values_list("service_measure", flat=True))
        assert stored
        assert {each.pk: len(known(each)) for each in ServiceMeasure.objects.all() if known(each)} == stored


def test_the_portfolio_answers_as_the_tables_do(demo) -> None:
    reference = reference_for(Office.objects.get())
    portfolio = portfolio_for(reference)
    for service in Service.objects.all():
        measures = ServiceMeasure.objects.filter(service=service).order_by("place", "pk")
        awards = Award.objects.filter(services=service).distinct()
        assert portfolio.measures.get(service.pk, []) == list(measures)
        assert portfolio.awards_of.get(service.pk, []) == list(awards)
        assert portfolio.kinds_of(service.pk) == {award.kind for award in awards}
        paid = {split.stream for award in awards for split in award.splits.all()}
        assert portfolio.streams_of.get(service.pk, frozenset()) == {stream.pk for stream in paid}
        assert portfolio.funders_of.get(service.pk, frozenset()) == {stream.funder_id for stream in paid}
    assert portfolio.awards == list(Award.objects.all())
    for award in portfolio.awards:
        covered = AwardService.objects.filter(award=award).order_by("service__name", "pk")
        assert portfolio.services_of_award.get(award.pk, []) == list(covered)
    codes = ["idva-referrals", "nothing-has-this-code"]
    assert portfolio.coded(codes) == list(ServiceMeasure.objects.filter(code__in=codes))


def test_awards_of_some_services_are_those_of_all_that_cover_them(demo) -> None:
    reference = reference_for(Office.objects.get())
    portfolio = portfolio_for(reference)
    quarter = reference.quarter("2022-23-q2")
    every = portfolio.awards_at(quarter)
    assert len(every) > 5
    for some in (list(portfolio.services), list(portfolio.services)[:7], []):
        covering = {row.award_id for row in AwardService.objects.filter(service__in=some)}
        assert portfolio.awards_at(quarter, some) == [award for award in every if award.pk in covering]


def test_what_belongs_to_what_is_read_without_further_queries(demo) -> None:
    """The objects that services share are tied to them: a page asks nothing for them."""
    portfolio = portfolio_for(reference_for(Office.objects.get()))
    with CaptureQueriesContext(connection) as queries:
        for service in portfolio.services.values():
            _ = service.objective.name, service.theme, service.part_of, service.lead_officer
            _ = [row.provider.name for row in service.service_providers.all()], list(service.areas.all())
        for award in portfolio.awards:
            _ = award.provider.name, [split.stream.funder.name for split in award.splits.all()]
    read_first = [query["sql"] for query in queries.captured_queries]
    assert len(read_first) == 2, read_first  # the people, and all awards with their splits and variations


def test_people_are_read_when_the_first_of_them_is_named(demo) -> None:
    forget()
    with CaptureQueriesContext(connection) as made:
        portfolio = portfolio_for(reference_for(Office.objects.get()))
        keys = {each.lead_officer_id for each in portfolio.services.values()}
    assert not [query["sql"] for query in made.captured_queries if 'FROM "tracker_user"' in query["sql"]]
    with CaptureQueriesContext(connection) as named:
        leads = {key: each.lead_officer for key, each in portfolio.services.items()}
        people = [(each.person, each.cover) for each in portfolio.covers]
    assert len(named) == 1
    assert len(keys) > 1
    assert {each and each.pk for each in leads.values()} == keys
    assert leads == {each.pk: each.lead_officer for each in Service.objects.select_related("lead_officer")}
    assert people == [(each.person, each.cover) for each in Cover.objects.select_related("person", "cover")]


@pytest.mark.parametrize("page", ["services/", "measures/", "figures/", "tracker/"])
def test_a_first_look_asks_no_more_where_nothing_stands_together(demo, client, monkeypatch, page) -> None:
    """Each key in a run of its own stands for the many services of which a page shows some."""
    client.force_login(User.objects.get(role=Role.MANAGER))

    def asked() -> int:
        forget()
        caches["fragments"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/quarters/2022-23-q2/{page}").status_code == 200
        return len(queries)

    asked()
    together = asked()
    monkeypatch.setattr(nearby, "SIZE", 1)
    monkeypatch.setattr(nearby, "AROUND", 1)
    assert asked() == together
    monkeypatch.setattr(nearby, "MOST_RUNS", 1)
    monkeypatch.setattr(nearby, "_runs", lambda blocks: [(each, each) for each in blocks])
    assert asked() > together, "keys that are asked for one by one are no longer seen"
