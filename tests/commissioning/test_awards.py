"""Awards to read: every one of the demonstration, the CSP grants with their total, and one on any day."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import State
from commissioning.figures.awards import last_day, splits_of, standing_from
from commissioning.models import Award, SpendLine, Variation
from tests.commissioning.factories import (
    AwardFactory,
    AwardServiceFactory,
    FundingSplitFactory,
    OfficeFactory,
    VariationFactory,
    quarters,
)
from tests.commissioning.pages import MOST_QUERIES, flat, queries_of, read, words
from tracker.models import Office, User
from tracker.roles import Role

Q2 = "2022-23-q2"


def page(award: Award | None = None, **query: str) -> str:
    url = reverse("award", args=[Q2, award.pk]) if award else reverse("awards", args=[Q2])
    return url + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def test_every_award_of_the_demonstration_is_shown_as_it_is_held(demo, client):
    for award in Award.objects.select_related("provider"):
        shown = words(client.get(page(award)))
        assert award.title in shown
        amounts = list(award.splits.filter(variation=None).values_list("amount", flat=True))
        if amounts and None not in amounts:
            assert f"Comes to£{sum(amounts):,.0f}" in shown
        else:
            assert "not stated" in shown


def test_the_csp_grants_come_to_their_stated_total(demo, client):
    shown = words(client.get(page()))
    assert "CSP grant 2022/23, 5 awards together: £636,541; ties to the stated £636,541." in shown
    assert "The stated amounts come to £" in shown


def listed(client: Client, **asked: str) -> list[str]:
    return [row.record.title for row in client.get(page(**asked)).context["table"].rows]


def test_the_list_is_filtered_and_sorted(demo, client):
    grants = listed(client, kind="transfer")
    assert len(grants) == 5
    assert all(each.startswith("CSP grant 2022/23: ") for each in grants)
    assert listed(client, sort="-total")[0] == "CSP grant 2022/23: Telford & Wrekin"
    assert listed(client, sort="total")[0] == "CSP grant 2022/23: Shropshire", "what is not stated stands last"
    idva = Award.objects.get(title="IDVA service contract")
    assert listed(client, provider=idva.provider.code) == ["IDVA service contract"]
    assert "IDVA service contract" in listed(client, objective=idva.services.get().objective.code)
    assert "IDVA service contract" not in listed(client, ends="6")
    assert "Choose from the list." in words(client.get(page(kind="prize")))


def test_the_total_is_of_what_is_listed(demo, client):
    shropshire = Award.objects.get(title="CSP grant 2022/23: Shropshire")
    assert "The stated amounts come to £98,441." in words(client.get(page(provider=shropshire.provider.code)))


def test_the_list_is_taken_away_as_it_is_filtered(demo, client):
    answer = client.get(page(kind="transfer", format="csv"))
    lines = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert {line["Award"]: line["Awarded"] for line in lines}["CSP grant 2022/23: Shropshire"] == "98441"
    assert len(lines) == 5
    assert {line["Financial year"] for line in lines} == {"2022/23"}
    assert client.get(page(format="xlsx")).headers["Content-Type"].endswith("sheet")


def test_the_list_asks_as_much_for_many_as_for_few(demo, client):
    assert queries_of(client, page()) <= MOST_QUERIES
    assert queries_of(client, page(kind="transfer")) <= MOST_QUERIES


@pytest.fixture
def award(db) -> Award:
    OfficeFactory()
    quarters()
    award = AwardFactory(
        starts_on=date(2022, 4, 1), ends_on=date(2024, 3, 31), stated_total=Decimal(120_000), purpose="Help"
    )
    FundingSplitFactory(award=award, amount=100_000)
    uplift = VariationFactory(award=award, effective_on=date(2022, 11, 1), posts_created=2)
    FundingSplitFactory(award=award, amount=20_000, variation=uplift)
    return award


def test_an_award_is_read_on_any_day(award, client):
    at_the_end = words(client.get(page(award)))
    assert "As it stood on 30 September 2022" in at_the_end
    assert "2022/23to 30 September 2022£100,000£120,000" in at_the_end, "what begins later is committed, not awarded"
    assert "stated £120,000, £20,000 more than its parts (£100,000)" in at_the_end
    assert "Doesn’t tie" in at_the_end
    assert "Upliftnot begun on this day1 November 2022More posts.£20,000 in 2022/232not stated" in at_the_end
    assert "as it is known today" not in at_the_end
    later = words(client.get(page(award, on_day="1", on_month="11", on_year="2022")))
    assert "£120,000£120,000" in later
    assert "ties to the stated £120,000" in later
    assert "not begun" not in later
    assert "What was spent stands for the quarters that were over by then, as it is known today" in later


def test_paid_and_spent_stand_in_their_own_columns_year_by_year(demo, client):
    award = Award.objects.get(code="csp-2022-south-worcestershire")
    shown = words(client.get(page(award)))
    assert "£139,250£139,250not held£139,250100.0% usednot held–" in shown
    assert "100.0% used, 50.0% of the year gone: all used." in shown
    assert "Publication: 2 to do" in shown
    assert "no return has said" not in shown.lower()


def test_an_amount_that_is_just_over_so_much_is_so_wherever_it_stands(award, client):
    award.splits.filter(variation=None).update(precision="just_over")
    Office.objects.reference_changed()
    year, awarded, *_ = client.get(page(award, on="2022-06-30")).context["years"]["rows"][0]["cells"]
    assert (year["text"], awarded["text"]) == ("2022/23", "just over £100,000")
    [row] = client.get(page()).context["table"].rows
    assert "just over £100,000" in row.get_cell("total")
    lines = client.get(page(award, on="2022-06-30", format="csv")).content.decode("utf-8-sig")
    assert "as the award is split: just over so much" in lines


def test_from_an_amount_to_the_people_and_every_amount_before(demo, client):
    award = Award.objects.get(code="csp-2022-shropshire")
    line = award.spend_lines.get()
    assert (reverse("spend", args=[Q2, line.pk]), "Every amount that was given for Q2 2022/23") in read(
        client.get(page(award))
    ).links
    shown = words(client.get(reverse("spend", args=[Q2, line.pk])))
    assert f"Since April£{line.to_date:,.0f}" in shown
    assert "Approved by" in shown
    assert shown.count(f"£{line.to_date:,.0f}") >= 2, "also among what was sent"


def test_a_viewer_sees_no_amount_that_is_not_approved_or_not_for_the_board(demo, client_of):
    viewer = client_of(User.objects.create_user("v@office.example", name="Vera", role=Role.VIEWER))
    line = SpendLine.objects.filter(pack__state=State.APPROVED).first()
    url = reverse("spend", args=[Q2, line.pk])
    assert viewer.get(url).status_code == 200
    SpendLine.objects.filter(pk=line.pk).update(audience="internal")
    assert viewer.get(url).status_code == 404
    assert "not shown to your role" in words(viewer.get(page(line.award)))


def test_a_day_that_there_is_not_says_so(award, client):
    answer = client.get(page(award, on_day="31", on_month="9", on_year="2022"))
    assert answer.status_code == 422
    assert 'value="31"' in answer.content.decode()


def test_services_without_shares_share_it_and_it_is_counted_once(award, client):
    for _ in range(2):
        AwardServiceFactory(award=award)
    assert "Shared by two services, counted once." in words(client.get(page(award)))


def test_the_pages_are_flat(award, client):
    def grow() -> None:
        AwardServiceFactory(award=award)
        FundingSplitFactory(award=award, variation=VariationFactory(award=award))
        FundingSplitFactory(award=AwardFactory(starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31)))

    for url in (page(), page(award)):
        flat(client, url, grow)


FIRST, SECOND = date(2023, 3, 31), date(2024, 3, 31)


@pytest.mark.parametrize(
    ("on", "end"), [(date(2022, 6, 30), FIRST), (date(2022, 7, 1), SECOND), (date(2023, 1, 1), SECOND)]
)
def test_the_last_day_is_that_agreed_on_the_day(on, end):
    extension = Variation(pk=1, effective_on=date(2022, 7, 1), ends_on=SECOND, ended_before=FIRST)
    assert last_day(SECOND, [extension], on) == end


def test_an_award_without_money_has_no_total(award):
    bare = AwardFactory()
    standing = standing_from(bare, splits_of(bare), on=date(2022, 9, 30))
    assert (standing.whole.amount, standing.years, standing.stated) == (None, {}, None)
