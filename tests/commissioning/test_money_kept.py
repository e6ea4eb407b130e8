"""Money over a whole portfolio: what is kept of it is what the slow way says, until what it was made of is changed."""

from decimal import Decimal

import pytest

from commissioning.figures import award_positions, groups, reference_for, summary
from commissioning.figures.awarded import awarded_at, read_together, together
from commissioning.figures.contracts import contracts_by, contracts_of
from commissioning.figures.gaps import contract_lines, grant_lines
from commissioning.figures.grants import grants_by, grants_of
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.models import Award, FundingSplit, ReportingPeriod
from tests.commissioning.pages import words
from tracker.models import Office
from tracker.roles import Role

QUARTERS = ("2022-23-q2", "2022-23-q4")


def scene(slug: str) -> tuple[Portfolio, ReportingPeriod]:
    reference = reference_for(Office.objects.current())
    quarter = reference.quarter(slug)
    assert quarter is not None
    return portfolio_for(reference), quarter


@pytest.mark.parametrize("slug", QUARTERS)
def test_what_all_awards_come_to_is_what_their_positions_do(demo, slug):
    portfolio, quarter = scene(slug)
    positions = award_positions(portfolio.awards_at(quarter), quarter)
    found, slow = awarded_at(portfolio, quarter), summary(positions)
    assert {key: each.amount for key, each in found.items()} == {each.award.pk: each.awarded for each in positions}
    assert together(found.values()) == slow.awarded
    assert slow.awarded.known
    assert slow.awarded.missing, "control: some amount is not stated"
    several = [summary(own) for own in groups(positions).values() if len(own) > 1]
    told = [(whole, stated) for _, whole, stated in read_together(found.values())]
    assert told == [(each.awarded, each.stated) for each in several]
    assert any(stated for _, stated in told), "control: a total was stated for some"


def test_the_list_tells_of_all_awards_and_reads_how_those_stand_that_are_on_the_page(demo, client_of, person):
    client, (portfolio, quarter) = client_of(person(Role.OFFICER)), scene(QUARTERS[0])
    page = f"/quarters/{QUARTERS[0]}/awards/"
    first = client.get(page)
    every = awarded_at(portfolio, quarter)
    assert set(first.context["table"].positions) == {row.record.pk for row in first.context["table"].paginated_rows}
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
    portfolio, quarter = scene(QUARTERS[0])
    found = lines(portfolio, quarter.end)
    assert found
    for line, each in zip(found, slow(rows(quarter.end), on=quarter.end), strict=True):
        said = (each.award.pk, each.award.title, each.amount, tuple(each.needed), tuple(each.useful), each.complete)
        assert (line.award.pk, line.award.title, line.amount, line.needed, line.useful, line.complete) == said
    assert lines(portfolio, quarter.end) is found, "read once"
    Award.objects.update(purpose="", reasons="")
    assert lines(portfolio, quarter.end) is found
    Office.objects.reference_changed()
    portfolio, quarter = scene(QUARTERS[0])
    assert all("purpose" in line.needed for line in lines(portfolio, quarter.end))
