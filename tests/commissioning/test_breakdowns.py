"""Money by anything adds up to the money: shared awards stand once, divided ones to the penny."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.figures import reference_for
from commissioning.figures.breakdowns import (
    Line,
    by_area,
    by_funder,
    by_kind,
    by_plan,
    by_provider,
    by_quarter,
    by_streams,
    lowest_point,
    smallest_area,
)
from commissioning.figures.pieces import AMOUNTS, Piece, sums
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.spend import Spent
from commissioning.figures.years import Told
from commissioning.models import Award, AwardService, FundingSplit, FundingStream, ReportingPeriod, Variation
from tests.commissioning import factories as make

YEAR, BEFORE = "2022/23", "2021/22"
APRIL, END = date(2022, 4, 1), date(2022, 9, 30)


@pytest.fixture
def portfolio(db: None) -> Portfolio:
    """Two objectives with a theme each, six services, a programme with a part, areas that lie in areas."""
    office = make.OfficeFactory()
    make.quarters(2021, 2)
    force = make.AreaFactory(name="Force", scheme="force")
    county, town = make.AreaFactory(name="County", scheme="county"), make.AreaFactory(name="Town", scheme="place")
    other = make.AreaFactory(name="Far county", scheme="county")
    county.within.add(force)
    other.within.add(force)
    town.within.add(county)
    for number in range(2):
        objective = make.ObjectiveFactory()
        theme = make.ThemeFactory(objective=objective)
        programme = make.ServiceFactory(objective=objective, theme=theme, name=f"Programme {number}")
        part = make.ServiceFactory(objective=objective, theme=theme, part_of=programme, name=f"Part {number}")
        alone = make.ServiceFactory(objective=objective, name=f"Alone {number}")
        programme.areas.add(county)
        part.areas.add(town)
        alone.areas.add(*([town, other] if number else []))
    for _ in range(2):
        funder = make.FunderFactory()
        for _ in range(2):
            make.StreamFactory(funder=funder)
    make.ProviderFactory()
    make.ProviderFactory()
    return portfolio_for(reference_for(office))


def service(portfolio: Portfolio, name: str) -> Any:
    return next(each for each in portfolio.services.values() if each.name == name)


@pytest.mark.parametrize(
    ("names", "point"),
    [
        (["Part 0"], "Part 0"),
        (["Programme 0", "Part 0"], "Programme 0"),
        (["Part 0", "Alone 0"], "objective"),
        (["Alone 0", "Alone 1"], None),
        ([], None),
    ],
)
def test_the_lowest_point_that_holds_all(portfolio, names, point):
    found = lowest_point([service(portfolio, name) for name in names], portfolio)
    assert (found and ("objective" if found in portfolio.objectives else found.name)) == point


@pytest.mark.parametrize(
    ("named", "area"),
    [
        ([["Town"]], "Town"),
        ([["Town"], ["County"]], "County"),
        ([["Town", "Far county"]], "Force"),
        ([["Town"], []], None),
        ([], None),
    ],
)
def test_the_smallest_area_that_holds_all(portfolio, named, area):
    areas = {each.name: each for each in portfolio.areas}
    found = smallest_area([[areas[name] for name in names] for names in named], portfolio)
    assert found == (area and areas[area].pk)


pounds = st.none() | st.decimals(min_value=0, max_value=10**7, places=2)
stated = st.decimals(min_value=0, max_value=10**7, places=2)
SHARES = {1: [None], 2: [Decimal("33.3333"), Decimal("66.6667")], 3: [Decimal("33.3333")] * 2 + [Decimal("33.3334")]}


@st.composite
def an_award(draw: st.DrawFn) -> dict[str, Any]:
    """What one award covers, by which shares, from which streams with which changes, and what was told of it."""
    covered = draw(st.lists(st.integers(0, 5), max_size=3, unique=True))
    return {
        "covered": covered,
        "shared": draw(st.booleans()),
        "splits": draw(st.lists(st.tuples(st.integers(0, 3), pounds), max_size=3, unique_by=lambda each: each[0])),
        "changes": draw(
            st.lists(st.tuples(st.integers(0, 3), stated, st.sampled_from([APRIL, END, date(2023, 1, 1)])))
        ),
        "to_date": draw(pounds),
        "quarters": draw(st.lists(pounds, min_size=2, max_size=2)),
        "forecast": draw(pounds),
        "paid": draw(st.lists(st.tuples(st.integers(1, 9), st.decimals(-(10**5), 10**5, places=2)), max_size=3)),
    }


def built(drawn: Sequence[dict[str, Any]], portfolio: Portfolio) -> tuple[Portfolio, list[Piece], Told, list[Any]]:
    """Awards as they are drawn, whole, at the end of the second quarter of 2022/23."""
    streams, services = list(FundingStream.objects.with_names()), list(portfolio.services.values())
    quarters = list(ReportingPeriod.objects.filter(year_label=YEAR).order_by("end"))
    providers, covered, spend, paid, awards = list(portfolio.providers.values()), {}, {}, {}, []
    for key, said in enumerate(drawn, 1):
        award = Award(pk=key, title=f"Award {key}", provider=providers[key % 2], kind=("grant", "contract")[key % 2])
        rows = [FundingSplit(stream=streams[place], year_label=YEAR, amount=amount) for place, amount in said["splits"]]
        for place, amount, on in said["changes"]:
            change = Variation(effective_on=on)
            rows.append(FundingSplit(stream=streams[place], year_label=YEAR, amount=amount, variation=change))
        rows.append(FundingSplit(stream=streams[0], year_label=BEFORE, amount=Decimal(1)))
        award.__dict__["_prefetched_objects_cache"] = {"splits": rows}
        own = said["covered"]
        shares = SHARES[len(own)] if own and said["shared"] else [None] * len(own)
        covered[key] = [
            AwardService(award=award, service=services[place], share=share)
            for place, share in zip(own, shares, strict=True)
        ]
        spend[key] = [
            Spent(
                0, quarter.pk, YEAR, quarter.place_in_year, amount, to_date, said["forecast"], "public", approved=True
            )
            for quarter, amount, to_date in zip(quarters[:2], said["quarters"], (None, said["to_date"]), strict=True)
        ]
        paid[key] = [(date(2022, month, 1), amount) for month, amount in said["paid"]]
        awards.append(award)
    told = Told(END, tuple(quarters), Decimal(20), spend, paid)
    pieces = [told.piece(award, YEAR) for award in awards]
    return replace(portfolio, services_of_award=covered), pieces, told, streams


def breakdowns(portfolio: Portfolio, pieces: list[Piece], streams: list[Any]) -> dict[str, list[Line]]:
    return {
        "plan": by_plan(pieces, portfolio),
        "provider": by_provider(pieces, portfolio),
        "area": by_area(pieces, portfolio),
        "kind": by_kind(pieces, portfolio),
        "stream": by_streams(pieces, streams),
        "funder": by_funder(pieces, streams),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(an_award(), min_size=1, max_size=4))
def test_every_breakdown_adds_up(portfolio, drawn):
    """Each amount, award by award and in all; what is not held is missing on some line, and never nought."""
    portfolio, pieces, _, streams = built(drawn, portfolio)
    whole = sums(pieces)
    for by, lines in breakdowns(portfolio, pieces, streams).items():
        found = sums(piece for line in lines for piece in line.pieces)
        for name in AMOUNTS:
            total, parts = getattr(whole, name), getattr(found, name)
            assert parts.amount == total.amount, (by, name)
            assert set(parts.missing) == set(total.missing), (by, name)
        for line in lines:
            inside = [piece for each in line.inside for piece in each.pieces]
            assert not line.inside or sums(inside) == line.sums, by


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(an_award(), min_size=1, max_size=4))
def test_the_quarters_add_up_to_the_year(portfolio, drawn):
    _, pieces, told, _ = built(drawn, portfolio)
    whole, lines = sums(pieces), by_quarter(pieces, told.quarters, told)
    found = sums(piece for line in lines for piece in line.pieces)
    for name in ("paid", "spent"):
        total, parts = getattr(whole, name), getattr(found, name)
        assert (parts.known, set(parts.missing)) == (total.known, set(total.missing)), name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=an_award())
def test_an_award_that_is_not_divided_stands_on_one_line(portfolio, drawn):
    """Counted once: by plan and by area an award without shares is one piece, and the whole of it."""
    portfolio, pieces, *_ = built([drawn | {"shared": False}], portfolio)
    for lines in (by_plan(pieces, portfolio), by_area(pieces, portfolio)):
        assert [piece for line in lines for piece in line.pieces] == pieces
