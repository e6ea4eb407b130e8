"""Money over a whole portfolio: what is kept of it is what the slow way says, until what it was made of is changed."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissioning import figures
from commissioning.choices import State
from commissioning.figures import Reference, award_positions, groups, kept, reference_for, summary
from commissioning.figures.awarded import awarded_at, read_together, together
from commissioning.figures.contracts import contracts_by, contracts_of
from commissioning.figures.gaps import contract_lines, grant_lines
from commissioning.figures.grants import grants_by, grants_of
from commissioning.figures.lots import Added, Asked, money_of_all
from commissioning.figures.payments import paid_of
from commissioning.figures.pieces import AMOUNTS
from commissioning.figures.plan import by_objective
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.streams import StreamSums, stream_money, stream_sums, with_allocations
from commissioning.figures.streams import sums_of as sums_of_streams
from commissioning.models import Award, Funder, FundingSplit, FundingStream, Pack, QuarterlyReturn, ReportingPeriod
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.pace import POINTS
from commissioning.ratings.totals import Total
from tests.commissioning import factories as make
from tests.commissioning.pages import MOST_QUERIES, words
from tracker.audit import record
from tracker.models import Office, User
from tracker.roles import Role

QUARTERS = ("2022-23-q2", "2022-23-q4")


def here() -> Reference:
    return reference_for(Office.objects.current())


def scene(slug: str) -> tuple[Portfolio, ReportingPeriod]:
    quarter = here().quarter(slug)
    assert quarter is not None
    return portfolio_for(here()), quarter


@pytest.mark.parametrize("slug", QUARTERS)
def test_what_all_awards_come_to_is_what_their_positions_do(demo, slug):
    portfolio, quarter = scene(slug)
    positions = award_positions(portfolio.awards_at(quarter), quarter)
    found, slow = awarded_at(here(), quarter), summary(positions)
    told_of = {key: (each.amount, each.precision) for key, each in found.items()}
    assert told_of == {each.award.pk: (each.awarded, each.awarded_precision) for each in positions}
    assert together(found.values()) == slow.awarded
    assert slow.awarded.known
    assert slow.awarded.missing, "control: some amount is not stated"
    several = [summary(own) for own in groups(positions).values() if len(own) > 1]
    told = [(whole, stated) for _, whole, stated in read_together(found.values())]
    assert told == [(each.awarded, each.stated) for each in several]
    assert any(stated for _, stated in told), "control: a total was stated for some"


def test_the_list_tells_of_all_awards_and_reads_what_was_spent_of_those_on_the_page(demo, client_of, person):
    client, (_, quarter) = client_of(person(Role.OFFICER)), scene(QUARTERS[0])
    page = f"/quarters/{QUARTERS[0]}/awards/"
    first = client.get(page)
    every = awarded_at(here(), quarter)
    assert set(first.context["table"].said) == {row.record.pk for row in first.context["table"].paginated_rows}
    split = FundingSplit.objects.filter(award__in=every, year_label="2022/23", variation=None).exclude(amount=None)[0]
    split.amount += Decimal(7)
    split.save()
    Office.objects.reference_changed()
    known = together(every.values()).known
    assert f"The stated amounts come to £{known:,.0f}." in words(first)
    assert f"The stated amounts come to £{known + 7:,.0f}." in words(client.get(page))


@pytest.mark.parametrize(
    ("lines", "slow", "rows"), [(grant_lines, grants_of, grants_by), (contract_lines, contracts_of, contracts_by)]
)
def test_each_line_of_what_is_to_be_published_says_what_its_award_does(demo, lines, slow, rows):
    _, quarter = scene(QUARTERS[0])
    found = lines(here(), quarter.end)
    assert found
    for line, each in zip(found, slow(rows(quarter.end), on=quarter.end), strict=True):
        said = (each.award.pk, each.award.title, each.amount, tuple(each.needed), tuple(each.useful), each.complete)
        assert (line.award.pk, line.award.title, line.amount, line.needed, line.useful, line.complete) == said
    assert lines(here(), quarter.end) is found, "read once"
    Award.objects.update(purpose="", reasons="")
    assert lines(here(), quarter.end) is found
    Office.objects.reference_changed()
    assert all("purpose" in line.needed for line in lines(here(), quarter.end))


def money_now(user: User, slug: str) -> Added:
    """The quarter's money as this person sees it on the overview."""
    office = Office.objects.current()
    reference = reference_for(office)
    quarter = reference.quarter(slug)
    assert quarter is not None
    asked = Asked(quarter, with_submitted(user), tuple(audiences(user)), office.pace_points)
    return money_of_all(asked, office.told or "", reference)


def slowly(user: User, slug: str) -> dict[str, Any]:
    """The same of all awards at once, by the functions that pages of single awards ask."""
    portfolio, quarter = scene(slug)
    found = award_positions(portfolio.awards_at(quarter), quarter, with_submitted=with_submitted(user))
    positions = [each for each in found if each.audience in audiences(user)]
    streams = stream_money(positions, "2022/23", paid=paid_of([each.award for each in positions], quarter))
    objectives = by_objective(positions, portfolio, points=POINTS)
    every = summary(positions)
    measurable = sum(each.awarded is not None and each.spent is not None for each in positions)
    return {
        "every": (len(positions), measurable, *sums_of(every)),
        "objectives": [(len(each.positions), *sums_of(each.summary)) for each in objectives if each.positions],
        "streams": [stream_sums_of(each) for each in streams],
    }


def quickly(user: User, slug: str) -> dict[str, Any]:
    found, (portfolio, _) = money_now(user, slug), scene(slug)
    keys = [*(each.pk for each in portfolio.objectives), None]
    return {
        "every": (found.every.number, found.every.measurable, *sums_of(found.every)),
        "objectives": [(each.number, *sums_of(each)) for each in map(found.objectives.get, keys) if each],
        "streams": [stream_sums_of(each) for each in stream_sums(found.streams, "2022/23", with_allocations())],
    }


def sums_of(told: Any) -> tuple[Any, ...]:
    pace = told.pace() if callable(told.pace) else told.pace
    return amount_of(told.awarded), amount_of(told.spent), pace


def amount_of(told: Total) -> tuple[Any, ...]:
    return told.amount, told.known, sorted(told.missing)


def stream_sums_of(line: StreamSums) -> tuple[Any, ...]:
    return line.stream, line.number, line.allocated, *(amount_of(getattr(line, name)) for name in AMOUNTS)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
def test_money_followed_after_changes_is_that_of_all_awards_read_at_once(demo, person, role):
    eyes, by, slug = person(role), person(Role.FINANCE), QUARTERS[0]
    seen = [quickly(eyes, slug)]
    assert seen[0] == slowly(eyes, slug)
    packs = Pack.objects.filter(period__slug=slug, state=State.APPROVED, spend_lines__isnull=False).distinct()
    for pack in packs.order_by("pk")[:2]:
        line = pack.spend_lines.order_by("pk")[0]
        line.to_date, line.in_quarter, line.audience = (line.to_date or 0) + 1000, None, "public"
        line.save()
        record(act="change", record=pack, by=by, at=timezone.now())
        held = money_now(eyes, slug)
        assert money_now(eyes, slug) is held
        seen.append(quickly(eyes, slug))
        assert seen[-1] == slowly(eyes, slug)
        assert seen[-1] != seen[-2], "control: the change is to be seen"


def shown(lines: list[StreamSums]) -> list[tuple[Any, ...]]:
    return [stream_sums_of(each) for each in lines]


def funders_slowly(user: User, slug: str) -> list[list[tuple[Any, ...]]]:
    """Each funder's streams, of all awards that ever took from them, read at once."""
    portfolio, quarter = scene(slug)
    found: list[list[tuple[Any, ...]]] = []
    for funder in Funder.objects.order_by("pk"):
        streams = list(with_allocations().filter(funder=funder))
        keys = {each.pk for each in streams}
        taking = [award for award in portfolio.awards if any(row.stream_id in keys for row in award.splits.all())]
        positions = award_positions(taking, quarter, with_submitted=with_submitted(user))
        seen = [each for each in positions if each.audience in audiences(user)]
        found.append(shown(stream_money(seen, "2022/23", paid=paid_of(taking, quarter), streams=streams)))
    return found


def funders_quickly(user: User, slug: str) -> list[list[tuple[Any, ...]]]:
    """The same as a funder's page has it."""
    lots = money_now(user, slug).streams
    streams = [list(with_allocations().filter(funder=each)) for each in Funder.objects.order_by("pk")]
    return [shown(sums_of_streams(lots, "2022/23", each)) for each in streams]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
def test_what_a_funder_pays_for_is_that_of_its_awards_read_at_once(demo, person, role, large):
    """After a change of each kind that moves it, followed in the process and found by one that begins."""
    eyes, by, slug = person(role), person(Role.FINANCE), QUARTERS[0]
    record(act="begin", record=by, by=by, at=timezone.now())
    split = FundingSplit.objects.filter(year_label="2022/23", variation=None).exclude(amount=None).order_by("pk")[0]
    pack = Pack.objects.filter(period__slug=slug, state=State.APPROVED, spend_lines__isnull=False).order_by("pk")[0]

    def awarded() -> None:
        split.amount += Decimal("7.01")
        split.save()
        told_of(split)

    def from_another() -> None:
        taken_from = split.stream
        split.stream = FundingStream.objects.exclude(funder=taken_from.funder).order_by("pk")[0]
        split.save()
        told_of(split)

    def held() -> None:
        told_of(make.AllocationFactory(stream=split.stream, year_label="2022/23", amount=Decimal(99)))

    def set_up() -> None:
        told_of(make.StreamFactory(funder=split.stream.funder))

    def spent() -> None:
        line = pack.spend_lines.order_by("pk")[0]
        line.to_date, line.in_quarter, line.audience = (line.to_date or 0) + 1000, None, "public"
        line.save()
        record(act="change", record=pack, by=by, at=timezone.now())

    def told_of(row: Any) -> None:
        record(act="change", record=row, by=by, at=timezone.now())
        Office.objects.reference_changed(told=True)

    seen = funders_quickly(eyes, slug)
    assert seen == funders_slowly(eyes, slug)
    for change in (awarded, from_another, held, set_up, spent):
        change()
        found = funders_quickly(eyes, slug)
        figures.forget()
        assert found == funders_quickly(eyes, slug) == funders_slowly(eyes, slug), change.__name__
        assert found != seen, f"control: {change.__name__} is to be seen"
        seen = found


def test_a_funder_s_page_reads_no_award(demo, client_of, person, large):
    """Once another process has added them up."""
    by, slug = person(Role.OFFICER), QUARTERS[0]
    record(act="begin", record=by, by=by, at=timezone.now())
    client, funder = client_of(by), Funder.objects.get(code="pcc")
    page = reverse("funder", args=[slug, funder.pk])
    assert client.get(page).status_code == 200
    assert "awards" in scene(slug)[0]._memo, "control: the first time all were read"
    figures.forget()
    with CaptureQueriesContext(connection) as captured:
        again = client.get(page)
    assert "awards" not in scene(slug)[0]._memo
    assert not [each for each in captured if FundingSplit._meta.db_table in each["sql"]]
    (every,) = [each for each in funders_slowly(by, slug) if each and each[0][0].funder == funder]
    assert len(every) == len(again.context["streams"]["rows"]) > 1


def told_by(client: Client, page: str) -> tuple[Any, ...]:
    """What the page of a stream or an allocation says, page after page of its table."""
    found = client.get(page).context
    number = found["page"].paginator.num_pages
    every = [client.get(page, {"page": each + 1}).context for each in range(number)]
    assert all(each["awards"]["totals"] == found["awards"]["totals"] for each in every)
    said = [found[name] for name in SAID if name in found]
    return (*said, found["awards"]["totals"], [each["awards"]["rows"] for each in every])


SAID = ("facts", "changes", "ways", "allocations", "downloads")


def page_of(kind: str, slug: str, stream: FundingStream) -> str:
    """The page of a stream, or of what it holds in 2022/23."""
    key = stream.pk if kind == "stream" else make.AllocationFactory(stream=stream, year_label="2022/23").pk
    return reverse(kind, args=[slug, key])


@pytest.mark.parametrize(
    ("kind", "role"), [("stream", Role.OFFICER), ("stream", Role.VIEWER), ("allocation", Role.OFFICER)]
)
def test_a_stream_s_page_says_page_after_page_what_its_awards_read_at_once_do(
    demo, client_of, person, kind, role, large, monkeypatch
):
    """`added_on` a day that is no quarter's end reads all awards; taken for the quarter's end it is the control."""
    by, slug = person(Role.FINANCE), QUARTERS[0]
    client, view = client_of(person(role)), import_module("commissioning.views.money.stream")
    record(act="begin", record=by, by=by, at=timezone.now())
    split = FundingSplit.objects.filter(stream__code="pcc-csp", year_label="2022/23", variation=None).order_by("pk")[0]
    page = page_of(kind, slug, split.stream)

    def nothing() -> None:
        pass

    def varied() -> None:
        change = make.VariationFactory(award=split.award, effective_on=date(2022, 8, 1))
        make.FundingSplitFactory(award=split.award, stream=split.stream, amount=None, variation=change)

    def awarded() -> None:
        make.FundingSplitFactory(award=make.AwardFactory(title="A"), stream=split.stream, amount=Decimal(3))

    def slowly(scene: Any, stream: FundingStream, on: date) -> Any:
        every = view.stream_on(scene, stream, on, view.taking(scene, stream))
        return every, [each.position.award.pk for each in every.awards]

    seen: Any = None
    for change in (nothing, varied, awarded):
        change()
        Office.objects.reference_changed()
        found = []
        for rows, way in ((3, view.added_on), (3, slowly), (1000, slowly)):
            figures.forget()
            with monkeypatch.context() as patched:
                patched.setattr(view, "ROWS", rows)
                patched.setattr(view, "added_on", way)
                found.append(told_by(client, page))
        quick, slow, (*whole, (every,)) = found
        assert quick == slow, change.__name__
        assert ([*quick[:-1]], [row for rows in quick[-1] for row in rows]) == (whole, every), change.__name__
        assert len(quick[-1]) > 1, "control: there is more than one page"
        assert quick != seen, f"control: {change.__name__} is to be seen"
        seen = quick


@pytest.mark.parametrize("kind", ["stream", "allocation"])
def test_a_stream_s_page_reads_the_awards_on_it(demo, client_of, person, kind, large, monkeypatch):
    by, slug = person(Role.OFFICER), QUARTERS[0]
    record(act="begin", record=by, by=by, at=timezone.now())
    client, stream = client_of(by), FundingStream.objects.get(code="pcc-csp")
    page = page_of(kind, slug, stream)
    monkeypatch.setattr(import_module("commissioning.views.money.stream"), "ROWS", 2)
    client.get(page)
    figures.forget()
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert len(client.get(page, {"page": 2}).context["awards"]["rows"]) == 2
    assert "awards" not in scene(slug)[0]._memo
    assert len(captured) <= MOST_QUERIES
    amounts = f'"{FundingSplit._meta.db_table}"."amount"'
    assert sum(amounts in each["sql"] for each in captured) == 1, "splits are read once"
    client.get(page, {"format": "csv"})
    assert "awards" in scene(slug)[0]._memo, "control: the file has all of them"


def test_only_the_lot_that_was_touched_is_added_up_anew(demo, person):
    by, slug = person(Role.OFFICER), QUARTERS[0]
    record(act="begin", record=by, by=by, at=timezone.now())
    held = money_now(by, slug)
    owner = QuarterlyReturn.objects.filter(period__slug=slug).order_by("pk")[0]
    record(act="change", record=owner, by=by, at=timezone.now())
    assert money_now(by, slug) is held, "a return moves no money"
    pack = Pack.objects.filter(period__slug=slug, spend_lines__isnull=False).order_by("pk")[0]
    record(act="change", record=pack, by=by, at=timezone.now())
    found = money_now(by, slug)
    before, after = dict(held.lots), dict(found.lots)
    assert {key for key, lot in after.items() if lot is not before[key]} == {pack.provider_id}
    record(act="change", record=pack.period, by=by, at=timezone.now())
    assert all(lot is not after[key] for key, lot in money_now(by, slug).lots), "nobody knows whose"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration is looked up as a large portfolio is."""
    monkeypatch.setattr(kept, "LARGE", 0)


def test_a_process_that_begins_finds_the_lots_and_reads_those_that_were_touched(demo, person, large):
    by, slug = person(Role.OFFICER), QUARTERS[0]
    record(act="begin", record=by, by=by, at=timezone.now())
    _, quarter = scene(slug)
    held, listed = money_now(by, slug), dict(awarded_at(here(), quarter))
    lines = list(grant_lines(here(), quarter.end))
    pack = Pack.objects.filter(period__slug=slug, spend_lines__isnull=False).order_by("pk")[0]
    pack.spend_lines.update(to_date=Decimal(12_345), in_quarter=None)
    record(act="change", record=pack, by=by, at=timezone.now())
    figures.forget()
    portfolio, quarter = scene(slug)
    found = money_now(by, slug)
    assert "awards" not in portfolio._memo, "of all awards no more is read than those of the provider"
    assert {key for key, lot in found.lots if lot != dict(held.lots)[key]} == {pack.provider_id}
    assert (awarded_at(here(), quarter), grant_lines(here(), quarter.end)) == (listed, lines)
    assert "awards" not in portfolio._memo
    assert quickly(by, slug) == slowly(by, slug)
    Office.objects.reference_changed()
    money_now(by, slug)
    assert "awards" in scene(slug)[0]._memo, "control: what was kept is of another state of what is set up"
