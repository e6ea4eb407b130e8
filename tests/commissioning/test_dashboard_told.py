"""What the dashboard says in words: findings, what changed, what recurs; and nothing of it beyond who may read it."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from commissioning.choices import Audience, Cause, CommitmentState, Prompt, Rag
from commissioning.figures import award_positions, reference_for
from commissioning.figures.plan import by_funder, by_objective
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.told import told_in
from commissioning.models import Award, ServiceMeasure
from commissioning.views.review import causes
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, read, rows_counted, words
from tracker.models import Office
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2/"
SEEN = {"states": ["submitted", "queried", "approved"], "audiences": list(Audience)}


@pytest.fixture
def found(db) -> Any:
    """One service with approved returns in two quarters, and an open one of another service."""
    make.OfficeFactory()
    quarters = make.quarters()
    before, quarter = quarters[4:6]
    alice, bob = make.UserFactory(name="Alice"), make.UserFactory(role=Role.MANAGER, name="Bob")
    services = [make.reporting_service(name=name) for name in ("Ashdown", "Birchwood", "Cedar")]
    returns = {}
    for service in services:
        provider = service.service_providers.get().provider
        for period in (before, quarter):
            owed = make.ReturnFactory(
                service=service, provider=provider, period=period, due_on=period.end, **make.approved(alice, bob)
            )
            returns[service.name, period.pk] = owed
    Office.objects.reference_changed()
    return SimpleNamespace(
        quarter=quarter,
        alice=alice,
        bob=bob,
        services=services,
        returns=returns,
        now=lambda name: returns[name, quarter.pk],
        then=lambda name: returns[name, before.pk],
    )


def told(found: Any, **seen: Any) -> Any:
    reference = reference_for(Office.objects.get())
    return told_in(found.quarter, {each.pk for each in found.services}, reference=reference, **(SEEN | seen))


def section(page: str, heading: str, until: str) -> str:
    return page.split(heading, 1)[1].split(until, 1)[0]


def cause(found: Any, name: str, *causes: str, **fields: Any) -> None:
    make.NarrativeFactory(
        quarterly_return=found.now(name),
        prompt=Prompt.CHALLENGES,
        text=f"{name} tells.",
        causes=list(causes),
        **{"audience": Audience.BOARD} | fields,
    )


def test_causes_are_counted_by_service_and_lead_to_their_passages(found, client_of):
    for name in ("Ashdown", "Birchwood", "Cedar"):
        cause(found, name, Cause.RECRUITMENT, *([Cause.IT] if name == "Cedar" else []))
    page = read(client_of(found.bob).get(Q2))
    links = {text: href for href, text in page.links if "#" in href and "causes" in href}
    assert links == {"Recruitment": f"{Q2}review/causes/#recruitment", "Computer systems": f"{Q2}review/causes/#it"}
    said = "".join(page.text)
    assert "Recruitment: named as a cause by 3 services." in said
    passages = words(client_of(found.bob).get(f"{Q2}review/causes/"))
    assert all(f"{name} tells." in passages for name in ("Ashdown", "Birchwood", "Cedar"))
    assert "Recruitment 3" in passages


def test_of_a_cause_with_many_passages_the_first_are_listed_and_all_page_by_page(found, client_of, monkeypatch):
    monkeypatch.setattr(causes, "FIRST", 1)
    monkeypatch.setattr(causes, "PER_PAGE", 2)
    names = ("Ashdown", "Birchwood", "Cedar")
    for name in names:
        cause(found, name, Cause.RECRUITMENT, *([Cause.IT] if name == "Cedar" else []))

    def listed(query: str = "") -> list[str]:
        said = words(client_of(found.bob).get(f"{Q2}review/causes/{query}"))
        return [name for name in names for _ in range(said.count(f"{name} tells."))]

    page = read(client_of(found.bob).get(f"{Q2}review/causes/?of=mail"))
    links = {text: href for href, text in page.links}
    assert listed() == ["Ashdown", "Cedar"]  # one of each cause
    assert links["All 3 passages: Recruitment"] == "?of=mail&cause=recruitment"
    assert "All 1 passages: Computer systems" not in links
    assert listed("?cause=recruitment") == ["Ashdown", "Birchwood"]
    assert listed("?cause=recruitment&page=2") == ["Cedar"]
    assert listed("?cause=nonsense") == listed()


def test_a_cause_told_inside_the_office_is_neither_counted_nor_read_by_a_viewer(found, client_of, person):
    cause(found, "Ashdown", Cause.RECRUITMENT)
    cause(found, "Birchwood", Cause.RECRUITMENT, audience=Audience.INTERNAL)
    cause(found, "Cedar", Cause.RECRUITMENT, audience=Audience.INTERNAL)
    viewer = client_of(person(Role.VIEWER))
    page = words(viewer.get(Q2))
    assert "Recruitment1 service" in page.replace("Recruitment 1", "Recruitment1")
    assert "named as a cause" not in page
    passages = words(viewer.get(f"{Q2}review/causes/"))
    assert "Ashdown tells." in passages
    assert "Birchwood tells." not in passages
    assert "Birchwood tells." in words(client_of(found.bob).get(f"{Q2}review/causes/"))


def test_what_is_being_written_is_told_nowhere_and_what_is_sent_not_to_viewers(found):
    cause(found, "Ashdown", Cause.IT)
    make.WaitingListLineFactory(quarterly_return=found.now("Ashdown"), state="reported", waiting=9)
    for state, ours, theirs in (("in_progress", 0, 0), ("submitted", 1, 0), ("approved", 1, 1)):
        type(found.now("Ashdown")).objects.filter(pk=found.now("Ashdown").pk).update(state=state)
        assert (len(told(found).causes), len(told(found).waiting)) == (ours, ours)
        assert len(told(found, states=["approved"]).waiting) == theirs


def test_ratings_that_moved_are_told_with_both_colours(found, client_of):
    moves = {"Ashdown": (Rag.GREEN, Rag.AMBER), "Birchwood": (Rag.RED, Rag.GREEN), "Cedar": (Rag.NOT_RATED, Rag.RED)}
    for name, (then, now) in moves.items():
        for owed, rag in ((found.then(name), then), (found.now(name), now)):
            type(owed).objects.filter(pk=owed.pk).update(rag=rag, proposed_rag=rag, rag_why="A reason")
    said = section(words(client_of(found.bob).get(Q2)), "Changed since Q1 2022/23", "Headline figures")
    assert "Rating worse 1Ashdown green to amber" in said
    assert "Rating better 1Birchwood red to green" in said
    assert "Cedar" not in said


def test_newly_late_is_what_was_in_time_the_quarter_before(found, client_of):
    for name, due in (("Ashdown", date(2030, 1, 1)), ("Birchwood", date(2022, 1, 1))):
        type(found.now(name)).objects.filter(pk=found.now(name).pk).update(
            state="not_started", submitted_at=None, submitted_by=None, approved_at=None, approved_by=None
        )
        type(found.then(name)).objects.filter(pk=found.then(name).pk).update(due_on=due)
    ashdown, birchwood, _ = (each.pk for each in found.services)
    late = {service for service, _ in told(found).was_late}
    assert late & {ashdown, birchwood} == {birchwood}
    said = section(words(client_of(found.bob).get(Q2)), "Changed since Q1 2022/23", "Headline figures")
    assert "Newly late 1Ashdown" in said
    assert found.now("Ashdown").provider.name in said, "two providers of one service are told apart"


@pytest.mark.parametrize(("sent", "late"), [("2022-07-13T22:59:59Z", False), ("2022-07-13T23:00:00Z", True)])
def test_what_was_sent_when_the_day_was_over_in_london_was_late(found, sent, late):
    owed = found.then("Ashdown")
    type(owed).objects.filter(pk=owed.pk).update(due_on=date(2022, 7, 13), submitted_at=datetime.fromisoformat(sent))
    assert ((owed.service_id, owed.provider_id) in told(found).was_late) is late


def test_a_risk_is_new_the_first_time_it_is_told(found):
    old, new = (make.RiskFactory(service=found.services[0], title=title) for title in ("Old", "New"))
    make.RiskReviewFactory(risk=old, quarterly_return=found.then("Ashdown"))
    for risk in (old, new):
        make.RiskReviewFactory(risk=risk, quarterly_return=found.now("Ashdown"))
    assert [each.title for each in told(found).risks] == ["New"]
    assert told(found, audiences=[Audience.PUBLIC]).risks == ()


def test_promises_given_or_due_in_the_quarter_with_what_became_of_them(found, client_of):
    inside, outside = date(2022, 8, 1), date(2023, 2, 1)
    for owner, due, state, text in (
        ("then", inside, CommitmentState.DONE, "Kept in time"),
        ("then", inside, CommitmentState.SLIPPED, "Still to come"),
        ("then", outside, CommitmentState.OPEN, "Not yet"),
        ("now", outside, CommitmentState.OPEN, "Given now"),
    ):
        parent = getattr(found, owner)("Ashdown")
        make.CommitmentFactory(quarterly_return=parent, service=None, due_on=due, state=state, text=text)
    said = section(words(client_of(found.bob).get(Q2)), "Changed since Q1 2022/23", "Headline figures")
    assert "Promises late 1Still to come" in said
    assert "Promises kept 1Kept in time" in said
    assert "Promises given 1Given now" in said
    assert "Not yet" not in said


@pytest.mark.parametrize(("number", "listed", "cut"), [(60, 60, False), (61, 60, True)])
def test_of_many_changes_sixty_are_named(found, client_of, number, listed, cut):
    for place in range(number):
        risk = make.RiskFactory(service=found.services[0], title=f"Danger {place};")
        make.RiskReviewFactory(risk=risk, quarterly_return=found.now("Ashdown"))
    said = section(words(client_of(found.bob).get(Q2)), "Changed since Q1 2022/23", "Headline figures")
    assert f"New risks {number}" in said
    assert said.count("Danger") == listed
    assert ("The first 60: choose an objective above to see the others." in said) is cut


def test_a_promise_given_and_due_in_the_quarter_is_told_once(found):
    given = make.CommitmentFactory(
        quarterly_return=found.now("Ashdown"), service=None, due_on=date(2022, 8, 1), text="Given and due"
    )
    assert [each.key for each in told(found).promises] == [given.pk]
    assert told(found).made == {given.pk}


def test_what_is_told_of_some_services_is_that_part_of_what_is_told_of_all(demo):
    """Asked of a few, the query is another one than asked of everything."""
    reference = reference_for(Office.objects.get())
    portfolio = portfolio_for(reference)
    some = set(list(portfolio.services)[::2])
    compared = 0
    for quarter in reference.quarters():
        whole = told_in(quarter, portfolio.services, reference=reference, **SEEN, everything=True)
        part = told_in(quarter, some, reference=reference, **SEEN)
        for kind in ("promises", "risks", "waiting", "posts"):
            assert list(getattr(part, kind)) == [each for each in getattr(whole, kind) if each.service in some]
            compared += len(getattr(part, kind))
        assert part.causes == {cause: keys & some for cause, keys in whole.causes.items() if keys & some}
        assert part.was_late == {pair for pair in whole.was_late if pair[0] in some}
    assert compared  # control: there was something to compare


def test_posts_and_lists_are_said_in_short(found, client_of):
    pack = make.pack_of(found.now("Ashdown").provider, found.quarter)
    type(pack).objects.filter(pk=pack.pk).update(**make.approved(found.alice, found.bob) | {"state": "approved"})
    line = make.StaffingLineFactory(pack=pack, role="Worker", vacant=Decimal("2.5"), in_post=None, note="")
    line.services.add(found.services[0])
    make.WaitingListLineFactory(quarterly_return=found.now("Cedar"), state="reported", waiting=9, note="")
    said = section(words(client_of(found.bob).get(Q2)), "In short", "Needs you")
    assert "Ashdown: Worker, 2.5 vacant." in said
    assert "Cedar: waiting list. 9 waiting." in said
    assert "How these are chosen" in said


@pytest.fixture
def measured(found) -> Any:
    measure = make.ServiceMeasureFactory(service=found.services[0], label="Refusals", headline=True)
    for owed, value in ((found.then("Ashdown"), 10), (found.now("Ashdown"), 90)):
        make.ObservationFactory(
            service_measure=measure, provider=owed.provider, period=owed.period, quarterly_return=owed, value=value
        )
    type(owed).objects.filter(pk=owed.pk).update(
        rag=Rag.GREEN, proposed_rag=Rag.GREEN, rag_why="Refusals: 90 against a target of 80"
    )
    Office.objects.reference_changed()
    return measure


def test_an_internal_figure_is_in_no_count_and_no_sentence_of_the_boards(measured, client_of, person):
    board, ours = client_of(person(Role.VIEWER)), client_of(person(Role.OFFICER))
    assert "90" in words(board.get(Q2))
    ServiceMeasure.objects.update(audience=Audience.INTERNAL)
    Office.objects.reference_changed()
    page = words(board.get(Q2))
    assert "Refusals" not in page
    assert "90 against" not in page
    assert "Rests on what is kept inside the office" not in words(ours.get(Q2))
    assert "90 against a target of 80" in words(ours.get(Q2))


def test_money_by_funder_and_by_objective_comes_to_the_awards(db):
    office, (*_, quarter) = make.OfficeFactory(), make.quarters(2022, 1)[:2]
    streams = [make.StreamFactory(funder=make.FunderFactory(name=name)) for name in ("Home Office", "Ministry")]
    for amounts in ((1000, None), (300, 700), (None, 50), (None, None)):
        award = make.AwardFactory()
        make.AwardServiceFactory(award=award, service=make.ServiceFactory())
        for stream, amount in zip(streams, amounts, strict=True):
            if amount:
                make.FundingSplitFactory(award=award, stream=stream, amount=Decimal(amount))
    positions = award_positions(Award.objects.order_by("pk"), quarter)
    portfolio = portfolio_for(reference_for(office))
    known = sum(each.awarded or 0 for each in positions)
    by_name = {
        each.funder and each.funder.name: each.summary.awarded.known
        for each in by_funder(positions, portfolio, points=Decimal(20))
    }
    assert by_name == {"Home Office": Decimal(1300), "Ministry": Decimal(750), None: Decimal(0)}
    assert sum(by_name.values()) == known
    lines = by_objective(positions, portfolio, points=Decimal(20))
    assert sum(each.summary.awarded.known for each in lines) == known


def test_the_count_of_a_money_line_is_its_list(found, client_of):
    award = make.AwardFactory(provider=found.now("Ashdown").provider)
    make.AwardServiceFactory(award=award, service=found.services[0])
    make.FundingSplitFactory(award=award)
    make.AwardFactory()
    Office.objects.reference_changed()
    client = client_of(found.bob)
    page = read(client.get(Q2))
    href = next(href for href, _ in page.links if "/awards/?objective=" in href)
    assert rows_counted(client.get(href)) == 1


def test_few_queries_however_much_is_told(found, client_of):
    def grow() -> None:
        for number in range(4):
            service = make.reporting_service()
            provider = service.service_providers.get().provider
            owed = make.ReturnFactory(
                service=service, provider=provider, period=found.quarter, **make.approved(found.alice, found.bob)
            )
            make.NarrativeFactory(
                quarterly_return=owed, prompt=Prompt.CHALLENGES, causes=[Cause.IT], audience=Audience.BOARD
            )
            make.CommitmentFactory(quarterly_return=owed, text=f"Promise {number}")
            make.RiskReviewFactory(quarterly_return=owed, risk=make.RiskFactory(service=service))
            make.ReturnFactory(
                service=make.reporting_service(), period=found.quarter, provider=provider, due_on=date(2022, 10, 21)
            )
        Office.objects.reference_changed()

    flat(client_of(found.bob), Q2, grow)


def test_where_nothing_is_told_the_page_says_so(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    said = words(client_of(officer).get(Q2))
    assert "Nothing stands out" in said
    assert "No rating moved, nothing is newly late" in said
