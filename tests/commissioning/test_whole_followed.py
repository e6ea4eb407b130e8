"""The whole portfolio, kept and followed by the trail: after any change the dashboard is what it would be if all of it
were read anew.
"""

import os
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning import figures
from commissioning.choices import Rag, State
from commissioning.figures import MoneySummary, award_positions, challenges, counted, reference_for, summary
from commissioning.figures.owed import Owed, owed_in
from commissioning.figures.owing import owed_by_all
from commissioning.figures.plan import by_funder, by_objective, funder_lines_of, objective_lines, placed
from commissioning.figures.risks import Eyes, Standing, standings
from commissioning.figures.trail import MOST, Touched, since
from commissioning.figures.whole import Asked, Whole, whole_of
from commissioning.models import (
    Commitment,
    Measure,
    Observation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Question,
    ReportingPeriod,
    Risk,
    RiskReview,
    Service,
    StaffingLine,
)
from commissioning.models.seeing import audiences, states, told, with_submitted
from commissioning.workflow import ACTS, Base, Refusal, ask, close, reply, save_section
from commissioning.workflow.life import MODELS, Record
from commissioning.workflow.sections import pages_of, section_of
from tests.commissioning import factories as make
from tests.commissioning.test_remembered_pages import own
from tracker.audit import record
from tracker.models import AuditEvent, Office, User
from tracker.periods import london_date
from tracker.roles import Role

SEED = int(os.environ.get("FIGURES_SEED", "1"))
WALKS, STEPS = 2, 4
QUARTERS = ("2022-23-q2", "2022-23-q3")
ACT_NAMES = [*ACTS, "save", "save", "save", "save", "ask", "reply", "close"]


def whole(user: User, quarter: str) -> Whole:
    """The quarter as this person's dashboard has it."""
    office = Office.objects.current()
    reference = reference_for(office)
    found = reference.quarter(quarter)
    assert found is not None
    asked = Asked(
        quarter=found,
        on=london_date(timezone.now()),
        with_submitted=with_submitted(user),
        states=tuple(states(user)),
        audiences=tuple(audiences(user)),
        tolerance=office.tolerance,
        points=office.pace_points,
    )
    return whole_of(asked, office.told, reference)


def said(found: Whole) -> dict[str, Any]:
    """All of it, as it can be compared with what was read of another copy of what is set up."""
    return {
        "risks": where_risks_stand(found),
        "figures": {key: list(gists) for key, gists in found.gists.items()},
        "positions": [(key, str(each.awarded), *parts(each)) for key, each in found.positions.items()],
        "money": money(found),
        "ratings": [
            (key, [(cell.quarter.pk, cell.rag, cell.why) for cell in row.cells]) for key, row in found.ratings.items()
        ],
        "owed": found.owed,
        "owed by all": owed_by_everybody(found),
        "challenges": challenges_told(found),
        "measures": what_measures_come_to(found),
        "told": found.told,
    }


def where_risks_stand(found: Whole) -> dict[int, Standing]:
    """For the eyes of the whole, kept and followed in the same way."""
    asked = found.reading.asked
    seen = Q() if asked.with_submitted else told(User(role=Role.VIEWER))
    eyes = Eyes(asked.audiences, seen)
    return dict(standings(asked.quarter, eyes=eyes, head=found.head, reference=found.reading.reference))


def challenges_told(found: Whole) -> dict[str, list[tuple[Any, ...]]]:
    """By cause, for the eyes of the whole, kept and followed in the same way."""
    asked = found.reading.asked
    eyes = challenges.Eyes(asked.audiences, asked.states)
    told = challenges.challenges(asked.quarter, eyes=eyes, head=found.head, reference=found.reading.reference)
    return {cause: list(own) for cause, own in challenges.by_cause(told).items()}


def what_measures_come_to(found: Whole) -> list[Any]:
    """Of a few of them, for the eyes of the whole, kept and followed in the same way."""
    asked, reference = found.reading.asked, found.reading.reference
    eyes = counted.Asked(asked.quarter, asked.with_submitted, asked.audiences, asked.tolerance)
    few = Measure.objects.order_by("pk")[:4]
    read = [counted.counted(eyes, each, found.head, reference) for each in few]
    return [(list(each.runs), each.share, each.not_added) for each in read]


def owed_by_everybody(found: Whole) -> Owed:
    """As an officer's home has it, kept and followed in the same way."""
    asked = found.reading.asked
    return owed_by_all(asked.quarter, on=asked.on, head=found.head, reference=found.reading.reference)


def money(found: Whole) -> list[Any]:
    """Money by objective and by funder, of the awards of each provider: what each line comes to, and from which."""
    portfolio, points = found.reading.portfolio, found.reading.asked.points
    lots = found.by_provider("placed", lambda positions: placed(positions, portfolio))
    lines = [*objective_lines(lots, portfolio, points=points), *funder_lines_of(lots, portfolio, points=points)]
    return [(amounts(each.summary), [position.award.pk for position in each.positions]) for each in lines]


def amounts(told: MoneySummary) -> tuple[Any, ...]:
    return told.awarded, told.spent, told.pace


def parts(position: Any) -> tuple[Any, ...]:
    names = ("spent", "in_quarter", "forecast", "missing", "pace", "rating", "lines", "approved", "audience")
    return tuple(getattr(position, name) for name in names)


def anew(user: User, quarter: str) -> Whole:
    """The same with nothing kept."""
    figures.forget()
    return whole(user, quarter)


@pytest.fixture
def people(demo, person) -> list[User]:
    return [User.objects.get(role=Role.MANAGER), person(Role.OFFICER), person(Role.FINANCE)]


def changed(chance: Random, people: list[User]) -> str:
    """One change, as somebody makes it; its name, or that it was refused."""
    kind = chance.choice(list(MODELS))
    rows = MODELS[kind].objects.filter(period__slug__in=QUARTERS)
    record, by, at = chance.choice(list(rows.order_by("pk"))), chance.choice(people), timezone.now()
    name = chance.choice(ACT_NAMES)
    try:
        if name == "save":
            saved(record, chance, by, at)
        elif name == "ask":
            ask(record=record, by=by, at=at, text=f"Is it so, {chance.random()}?")
        elif name in ("reply", "close"):
            question = chance.choice(list(Question.objects.order_by("pk")))
            reply(question=question, by=by, at=at, text="It is.") if name == "reply" else close(
                question=question, by=by, at=at
            )
        else:
            ACTS[name](record=record, by=by, at=at, **reasons(name))
    except Refusal:
        return "refused"
    return name


def reasons(name: str) -> dict[str, Any]:
    asked = {"send-back", "reopen", "not-required", "let-in", "approve"}
    return (
        {"reason": "Because."} if name in asked else {} if name != "later-date" else {"reason": "Ill.", "until": None}
    )


def saved(record: Record, chance: Random, by: User, at: Any) -> None:
    """Another number in one box of one of its pages."""
    page = chance.choice(pages_of(record)).slug
    section = section_of(record, page, by)
    if section is None or not section.current:
        return
    box = chance.choice(sorted(section.current))
    base = Base.of(record.version, section.current)
    save_section(record=record, section=page, typed={box: str(chance.randint(1, 60))}, base=base, by=by, at=at)


@pytest.mark.parametrize("walk", range(WALKS))
def test_after_any_changes_it_is_what_it_would_be_if_it_were_read_anew(people, person, walk):
    chance, viewer = Random(SEED * 1000 + walk), person(Role.VIEWER)
    eyes = [(user, quarter) for user in (people[0], viewer) for quarter in QUARTERS]
    before = [said(whole(*each)) for each in eyes]
    moved = 0
    for _ in range(STEPS):
        done = {changed(chance, people) for _ in range(chance.randint(3, 8))}
        followed = [said(whole(*each)) for each in eyes]
        moved += followed != before
        before = followed
        assert followed == [said(anew(*each)) for each in eyes], done
        for each in eyes:  # so that the next changes are followed, and not read
            whole(*each)
    assert moved >= STEPS // 2  # control: the changes were such as are to be seen


def sent(quarter: str = QUARTERS[0]) -> QuarterlyReturn:
    found = QuarterlyReturn.objects.filter(period__slug=quarter, observations__isnull=False).order_by("pk").first()
    assert found is not None
    return found


def touch(row: Any, by: User) -> Touched:
    """What an event about this record touches."""
    head = record(act="begin", record=by, by=by, at=timezone.now()).hash
    record(act="change", record=row, by=by, at=timezone.now())
    found = since(head)
    assert found.everything or found.head == AuditEvent.objects.newest_first()[0].hash
    return found


def test_only_what_was_touched_is_read_anew(people):
    owner = sent()
    held = whole(people[0], QUARTERS[0])
    ask(record=owner, by=people[0], at=timezone.now(), text="Is it so?")
    found = whole(people[0], QUARTERS[0])
    assert {key for key in found.services if found.gists[key] is not held.gists[key]} == {owner.service_id}
    rated, before = found.ratings.ratings, held.ratings.ratings
    assert {key for key in found.services if rated[key] is not before[key]} == {owner.service_id}
    assert found._money is held._money
    assert found.owed != held.owed
    assert found.owed == owed_by_everybody(found)
    assert whole(people[0], QUARTERS[0]) is found


def test_what_everybody_owes_is_judged_late_by_the_day_and_asked_for_once(people):
    found = whole(people[0], QUARTERS[0])
    asked, known = found.reading.asked, found.reading.reference
    owed_by_everybody(found)
    for on in (asked.quarter.end, asked.quarter.end + timedelta(days=200)):
        with CaptureQueriesContext(connection) as queries:
            owed = owed_by_all(asked.quarter, on=on, head=found.head, reference=known)
        assert not queries
        assert owed == owed_in(asked.quarter, on=on, user=None)


def test_where_the_risks_stand_of_a_service_that_was_touched_is_read_anew_and_nothing_else(people):
    by = people[0]
    review = RiskReview.objects.exclude(quarterly_return=None).order_by("pk")[0]
    quarter = review.quarterly_return.period.slug
    held = where_risks_stand(whole(by, quarter))
    review.likelihood_after, review.impact_after = 5, 5
    review.save()
    assert where_risks_stand(whole(by, quarter)) == held  # nothing tells of it yet
    record(act="change", record=review, by=by, at=timezone.now())
    found = where_risks_stand(whole(by, quarter))
    moved = {key for key in found if found[key] is not held[key]}
    assert moved == set(Risk.objects.filter(service=review.risk.service_id).values_list("pk", flat=True))
    assert found[review.risk_id].level_now == 25
    assert found == where_risks_stand(anew(by, quarter))


def test_money_that_was_touched_is_read_anew_and_nothing_else(people):
    pack = Pack.objects.filter(period__slug=QUARTERS[0], spend_lines__isnull=False).order_by("pk").first()
    assert pack is not None
    held = whole(people[0], QUARTERS[0])
    assert held.positions
    ask(record=pack, by=people[0], at=timezone.now(), text="Is it so?")
    found = whole(people[0], QUARTERS[0])
    own = {key for key, each in found.positions.items() if each.award.provider_id == pack.provider_id}
    assert own
    assert {key for key, each in found.positions.items() if each is not held.positions[key]} == own
    assert found.gists is held.gists


def test_money_by_objective_and_funder_adds_up_and_is_that_of_all_awards_together(people):
    """Of each provider's awards alone, and followed after a change, it is what the slow way says of all of them."""
    by, quarter = people[0], QUARTERS[0]
    packs = Pack.objects.filter(period__slug=quarter, spend_lines__isnull=False).order_by("pk").distinct()
    said_before = money(whole(by, quarter))
    for pack in packs[:2]:
        line = pack.spend_lines.order_by("pk")[0]
        line.to_date, line.in_quarter = (line.to_date or 0) + 1000, None
        line.save()
        record(act="change", record=pack, by=by, at=timezone.now())
    found = whole(by, quarter)
    portfolio, points = found.reading.portfolio, found.reading.asked.points
    positions = award_positions(
        portfolio.awards_at(found.reading.asked.quarter), found.reading.asked.quarter, with_submitted=True
    )
    slow = [*by_objective(positions, portfolio, points=points), *by_funder(positions, portfolio, points=points)]
    followed = money(found)
    assert followed == [(amounts(each.summary), [own.award.pk for own in each.positions]) for each in slow]
    assert followed != said_before  # control
    every = summary(positions, points=points)
    for lines in (by_objective(positions, portfolio, points=points), by_funder(positions, portfolio, points=points)):
        assert sum(each.summary.awarded.known for each in lines) == every.awarded.known
        assert sum(each.summary.spent.known for each in lines) == every.spent.known


def test_what_is_worked_out_of_a_part_is_kept_with_it_and_no_longer(people):
    made: list[str] = []
    for _ in range(2):
        whole(people[0], QUARTERS[0]).once("figures", "test", lambda: made.append("figures"))
        whole(people[0], QUARTERS[0]).once("positions", "test", lambda: made.append("positions"))
    assert made == ["figures", "positions"]
    ask(record=sent(), by=people[0], at=timezone.now(), text="Is it so?")
    whole(people[0], QUARTERS[0]).once("positions", "test", lambda: made.append("positions"))
    assert made == ["figures", "positions"]
    whole(people[0], QUARTERS[0]).once("figures", "test", lambda: made.append("figures"))
    assert made == ["figures", "positions", "figures"]


def test_of_these_records_it_is_known_whose_figures_they_move(people):
    by, owner = people[0], sent()
    item = OfficeItem.objects.exclude(service=None)[0]
    pack = Pack.objects.all()[0]
    assert touch(owner, by).services == {owner.service_id}
    assert touch(item, by).services == {item.service_id}
    assert touch(owner.observations.all()[0], by).services == {owner.service_id}
    assert touch(pack, by).providers == {pack.provider_id}


def test_an_item_about_no_service_moves_what_is_owed(people):
    item = OfficeItem.objects.filter(service=None)[0]
    found = touch(item, people[0])
    assert (found.unowned, found.everything, found.services) == (True, False, frozenset())


def test_of_these_records_it_is_known_that_they_move_no_figure_but_what_their_return_tells(people):
    given = Commitment.objects.exclude(quarterly_return=None)[0]
    told = {given.quarterly_return.service_id}
    review = RiskReview.objects.exclude(quarterly_return=None)[0]
    rows = [(given, told), (review, {review.quarterly_return.service_id}), (review.risk, {review.risk.service_id})]
    for row, telling in (*rows, (people[0], set())):
        found = touch(row, people[0])
        assert (found.services, found.providers, found.unowned, found.everything) == (set(), set(), False, False)
        assert found.telling == telling


def test_a_line_of_which_nobody_knows_who_tells_it_moves_all_that_is_told(people):
    assert touch(Commitment(pk=10**9), people[0]).unowned
    assert touch(StaffingLine.objects.all()[0], people[0]).unowned


def test_what_is_told_is_the_same_object_until_something_else_is_told(people):
    owner, by = sent(), people[0]
    held = whole(by, QUARTERS[0])
    ask(record=owner, by=by, at=timezone.now(), text="Is it so?")
    assert whole(by, QUARTERS[0]).told is held.told
    make.WaitingListLineFactory(quarterly_return=owner, state="reported", waiting=9)
    record(act="change", record=owner, by=by, at=timezone.now())
    found = whole(by, QUARTERS[0])
    assert len(found.told.waiting) == len(held.told.waiting) + 1
    assert said(found) == said(anew(by, QUARTERS[0]))


def test_a_promise_about_another_service_goes_with_the_return_that_gave_it(people):
    by = people[0]
    owner, other = sent(), Service.objects.order_by("-pk")[0]
    given = make.CommitmentFactory(quarterly_return=owner, service=other, text="Elsewhere")
    record(act="change", record=owner, by=by, at=timezone.now())
    assert given.pk in {each.key for each in whole(by, QUARTERS[0]).told.promises}
    given.delete()
    record(act="change", record=owner, by=by, at=timezone.now())
    found = whole(by, QUARTERS[0])
    assert given.pk not in {each.key for each in found.told.promises}
    assert said(found) == said(anew(by, QUARTERS[0]))


def test_anything_else_moves_everything(people):
    by = people[0]
    assert touch(ReportingPeriod.objects.all()[0], by).everything
    assert touch(Service.objects.all()[0], by).everything
    assert touch(QuarterlyReturn(pk=10**9), by).everything  # one that is gone
    assert touch(Pack(pk=10**9), by).everything
    assert touch(OfficeItem(pk=10**9), by).everything
    assert touch(Observation(pk=10**9), by).everything


def test_money_that_stands_in_the_pack_of_another_provider_moves_everything(people):
    line = Pack.objects.exclude(spend_lines=None)[0].spend_lines.all()[0]
    assert not touch(line.pack, people[0]).everything
    line.award.provider = make.ProviderFactory()
    line.award.save()
    assert touch(line.pack, people[0]).everything


def test_an_event_that_is_no_longer_there_and_too_many_events_move_everything(people):
    by = people[0]
    assert since("0" * 64).everything
    head = AuditEvent.objects.newest_first()[0].hash
    assert not since(head).everything
    for _ in range(MOST):
        record(act="change", record=by, by=by, at=timezone.now())
    assert not since(head).everything
    record(act="change", record=by, by=by, at=timezone.now())
    assert since(head).everything


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VIEWER])
def test_the_page_after_changes_is_the_page_of_a_process_that_kept_nothing(people, person, client_of, role):
    chance, client = Random(SEED), client_of(person(role) if role == Role.VIEWER else people[0])
    for _ in range(4):
        pages = {quarter: page(client, quarter) for quarter in QUARTERS}
        done = {changed(chance, people) for _ in range(10)}
        pages = {quarter: page(client, quarter) for quarter in QUARTERS}
        for quarter, html in pages.items():
            figures.forget()
            assert page(client, quarter) == html, done


def page(client: Client, quarter: str) -> str:
    caches["fragments"].clear()
    return own(client.get(f"/quarters/{quarter}/"))


@pytest.mark.parametrize("touched", ["return", "money", "both"])
def test_few_queries_after_a_change(people, client_of, touched):
    client = client_of(people[0])
    page(client, QUARTERS[0])
    pack = Pack.objects.filter(period__slug=QUARTERS[0], spend_lines__isnull=False).order_by("pk")[0]
    for record_ in {"return": [sent()], "money": [pack], "both": [sent(), pack]}[touched]:
        ask(record=record_, by=people[0], at=timezone.now(), text="Is it so?")
    with CaptureQueriesContext(connection) as queries:
        page(client, QUARTERS[0])
    assert len(queries) <= 8
    with CaptureQueriesContext(connection) as queries:
        page(client, QUARTERS[0])
    assert len(queries) == 3  # session, person, office


def test_two_providers_that_are_rated_alike_are_two(people):
    """What stands beside a rating counts those of the same colour, also where they were read after a change."""
    by, owner = people[0], sent()
    twin = make.ReturnFactory(service=owner.service, period=owner.period, provider=make.ProviderFactory())
    alike = {"state": State.APPROVED, "rag": Rag.RED, "proposed_rag": Rag.RED, "rag_why": "Short of its target"}
    stamps = make.approved(people[1], by) | alike
    whole(by, QUARTERS[0])
    QuarterlyReturn.objects.filter(pk__in=[owner.pk, twin.pk]).update(**stamps)
    record(act="change", record=owner, by=by, at=timezone.now())
    assert whole(by, QUARTERS[0]).ratings[owner.service_id].now.why == "Short of its target; and 1 more"
