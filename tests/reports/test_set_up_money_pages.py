"""Awards, the changes to them, streams and allocations on their set-up pages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissioning.choices import Precision, VariationKind
from commissioning.models import Allocation, Award, FundingStream, Service, Variation
from commissioning.workflow.set_up.awards import shares_of
from commissioning.workflow.set_up.splits import Amount, cells_of
from providers.models import Provider
from tests.commissioning.factories import (
    AwardServiceFactory,
    FunderFactory,
    FundingSplitFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceFactory,
    StreamFactory,
    VariationFactory,
)
from tests.commissioning.pages import flat
from tests.reports.set_up_pages import address, boxes_of, hidden, on, opened, text
from tracker.models import AuditEvent, User

pytestmark = pytest.mark.django_db
THIS, NEXT = "2022/23", "2023/24"
MOST_A_SAVE = 20


@pytest.fixture(autouse=True)
def office() -> None:
    OfficeFactory()
    ProviderFactory(name="Northtown CSP")


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


@pytest.fixture
def other(manager: User, client_of) -> Client:
    return client_of(manager)


@pytest.fixture
def stream() -> FundingStream:
    return StreamFactory(name="CSP grant", funder__name="PCC")


def named(**typed: str) -> dict[str, str]:
    return {
        "title": "CSP grant: Northtown",
        "provider": str(Provider.objects.get(name="Northtown CSP").pk),
        "kind": "transfer",
    } | typed


def split(stream: FundingStream, year: str) -> str:
    return f"split-{stream.pk}-{year.replace('/', '-')}"


class TestAwards:
    def test_one_whose_receiver_nobody_has_named_is_made_from_nothing(self, client):
        """The row "not stated" is made when it is first chosen, and chosen again it is the same."""
        url = address("add", "awards")
        for title in ("First", "Second"):
            boxes = opened(client, url)
            chosen = Provider.objects.filter(code=Provider.NOT_STATED).values_list("pk", flat=True).first()
            sent = boxes | named(title=title, provider=str(chosen or Provider.NOT_STATED))
            assert client.post(url, sent).status_code == 302
        assert {each.provider.code for each in Award.objects.all()} == {Provider.NOT_STATED}
        assert not Award.objects.first().provider.stated

    def test_one_is_made_on_one_page_with_services_and_money(self, client, stream):
        url = address("add", "awards")
        one, two = ServiceFactory(), ServiceFactory()
        typed = named(**on("starts_on", 1, 4, 2022), **on("ends_on", 31, 3, 2024)) | {
            "service_new1": str(one.pk), "share-new1": "60%", "service_new2": str(two.pk), "share-new2": "40",
            "stream_new1": str(stream.pk), "year_new": THIS, "split-new1-new": "£ 98,441", "stated_total": "£98k",
        }  # fmt: skip
        answer = client.post(url, opened(client, url) | typed)
        award = Award.objects.get()
        assert answer.url == address("record", "awards", award)
        assert shares_of(award) == {one.pk: Decimal(60), two.pk: Decimal(40)}
        assert cells_of(award) == {(stream.pk, THIS): Amount(Decimal(98_441))}
        assert (award.stated_total, award.stated_total_precision) == (98_000, Precision.ROUNDED)
        shown = text(client.get(answer.url))
        assert "2022/23 £98,441" in shown
        assert "Total stated £98,000 (rounded), £441 less than its parts (£98,441)" in shown

    def test_what_is_saved_again_unchanged_changes_nothing(self, client, stream):
        award = FundingSplitFactory(stream=stream, amount=None, award__starts_on=None).award
        FundingSplitFactory(award=award, stream=stream, year_label=NEXT, amount=850_000, precision="just_over")
        AwardServiceFactory(award=award)
        url = address("record", "awards", award)
        client.post(url, opened(client, url))
        assert not AuditEvent.objects.exists()
        assert cells_of(award)[stream.pk, THIS] == Amount()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"title": ""}, "Enter the title."),
            ({"split-new1-new": "100", "year_new": THIS}, "Choose the stream that the money comes from."),
            ({"stream_new1": "STREAM", "split-new1-new": "100"}, "Write a financial year like 2022/23."),
            ({"stream_new1": "STREAM", "split-new1-new": "£135, 64", "year_new": THIS}, "One more stream"),
            ({"share-new1": "50"}, "Choose the service that has this share."),
            ({"service_new1": "SERVICE", "share-new1": "50"}, "The shares come to 50%, 50% short of 100%."),
            ({"stated_total": "a lot"}, "Total as stated elsewhere:"),
            (on("ends_on", 1, 1, 1999), "The last day has to be on or after the first day: change one of them."),
        ],
    )
    def test_what_is_wrong_stands_at_its_box_and_nothing_typed_is_lost(self, client, stream, typed, said):
        url = address("add", "awards")
        keys = {"STREAM": str(stream.pk), "SERVICE": str(ServiceFactory().pk)}
        typed = {name: keys.get(value, value) for name, value in typed.items()}
        sent = opened(client, url) | named(reference="FM <1>", **on("starts_on", 1, 4, 2022)) | typed
        answer = client.post(url, sent)
        assert answer.status_code == 422
        assert said in text(answer), answer.context["attempt"].form.errors
        kept = boxes_of(answer)
        assert {name: kept[name] for name in sent if name in kept} == {
            name: sent[name] for name in sent if name in kept
        }
        assert not Award.objects.exists()

    def test_money_of_a_year_that_has_begun_asks_why(self, client, stream):
        award = FundingSplitFactory(stream=stream, amount=100).award
        url = address("record", "awards", award)
        typed = opened(client, url) | {split(stream, THIS): "120"}
        answer = client.post(url, typed)
        assert "Why an amount is put right: Money of 2022/23 was stated otherwise." in text(answer)
        client.post(url, typed | {"correction": "The letter says 120."})
        assert cells_of(award)[stream.pk, THIS].pounds == 120
        history = text(client.get(address("history", "awards", award)))
        assert "The letter says 120." in history
        assert "CSP grant, 2022/23: “£120”, before “£100”" in history

    def test_two_people_in_one_amount_see_both(self, client, other, stream):
        award = FundingSplitFactory(stream=stream, year_label="2030/31", amount=100).award
        url, box = address("record", "awards", award), split(stream, "2030/31")
        mine, theirs = opened(client, url), opened(other, url)
        other.post(url, theirs | {box: "90"})
        answer = client.post(url, mine | {box: "80", "purpose": "Help"})
        assert answer.status_code == 409
        assert "Bob Nwosu changed this box while you were writing." in text(answer)
        assert "£90" in text(answer)
        again = boxes_of(answer) | hidden(answer)
        assert (again[box], again["purpose"]) == ("80", "Help")
        client.post(url, again | {f"choose:{box}": "mine"})
        assert cells_of(award)[stream.pk, "2030/31"].pounds == 80

    def test_a_service_is_taken_out(self, client):
        award = AwardServiceFactory().award
        service = Service.objects.get()
        url = address("record", "awards", award)
        client.post(url, opened(client, url) | {f"out-{service.pk}": "on"})
        assert shares_of(award) == {}

    def test_the_stream_that_is_not_stated_is_there_when_it_is_needed(self, client):
        url = address("add", "awards")
        typed = {"stream_new1": "not-stated", "year_new": THIS, "split-new1-new": "not stated"}
        client.post(url, opened(client, url) | named() | typed)
        stream = FundingStream.objects.get(code=FundingStream.NOT_STATED)
        assert cells_of(Award.objects.get()) == {(stream.pk, THIS): Amount()}

    def test_a_save_takes_few_queries_and_pages_are_flat(self, client, stream):
        award = FundingSplitFactory(stream=stream, amount=100, award__title="Old").award
        AwardServiceFactory(award=award)
        url = address("record", "awards", award)
        client.post(url, opened(client, url) | {"purpose": "The first event makes the head of the chain."})
        typed = opened(client, url) | {"title": "New", split(stream, THIS): "5", "correction": "So agreed."}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url, typed).status_code == 302
        asked = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
        assert len(asked) <= MOST_A_SAVE, "\n".join(each[:110] for each in asked)

        def grow() -> None:
            FundingSplitFactory(award=award)
            AwardServiceFactory(award=award)
            VariationFactory(award=award)

        flat(client, url, grow)
        flat(client, address("list", "awards"), grow)


class TestChanges:
    def test_an_uplift_adds_from_its_day(self, client, stream):
        award = FundingSplitFactory(stream=stream, amount=100).award
        url = f"{address('add', 'award-changes')}?award={award.pk}"
        said = {"kind": "uplift", "reason": "More posts.", split(stream, THIS): "£20k", "posts_created": "2"}
        client.post(url, opened(client, url) | said | on("effective_on", 1, 7, 2022))
        made = Variation.objects.get()
        assert (made.posts_created, cells_of(award, made)[stream.pk, THIS].pounds) == (2, 20_000)
        shown = text(client.get(address("record", "awards", award)))
        assert "2022/23 £20,100" in shown.replace("about ", "")

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"kind": "cut"}, "A cut takes money away."),
            ({"kind": "reprofile"}, "Money that is only moved leaves the total as it was"),
            ({"kind": "uplift", "reason": ""}, "Say why."),
            ({"kind": "uplift", "posts_created": "some"}, "Posts created: Enter a whole number."),
        ],
    )
    def test_one_that_contradicts_itself_is_refused(self, client, stream, said, sentence):
        award = FundingSplitFactory(stream=stream, amount=100).award
        url = f"{address('add', 'award-changes')}?award={award.pk}"
        typed = {"reason": "So agreed.", split(stream, THIS): "20"} | said
        answer = client.post(url, opened(client, url) | typed | on("effective_on", 1, 7, 2022))
        assert sentence in text(answer)
        assert not Variation.objects.exists()

    def test_one_that_was_a_mistake_is_deleted_for_a_reason(self, client, stream):
        award = FundingSplitFactory(stream=stream, amount=100).award
        made = VariationFactory(award=award, kind=VariationKind.UPLIFT)
        FundingSplitFactory(award=award, stream=stream, variation=made, amount=20)
        url = address("delete", "award-changes", made)
        assert "Say why." in text(client.post(url))
        assert client.post(url, {"reason": "Another award’s."}).url == address("record", "awards", award)
        assert not Variation.objects.exists()
        assert "Another award’s." in text(client.get(address("history", "awards", award)))


class TestStreams:
    def test_an_allocation_is_as_sure_and_as_exact_as_it_was_stated(self, client, stream):
        url = f"{address('add', 'allocations')}?stream={stream.pk}"
        typed = {"year_label": "2023/24 and 2024/25", "stage": "offered", "amount": "just over £850k"}
        client.post(url, opened(client, url) | typed | on("offered_on", 1, 3, 2022))
        made = Allocation.objects.get()
        assert (made.amount, made.precision, made.stage_on.year) == (850_000, Precision.JUST_OVER, 2022)
        shown = text(client.get(address("record", "streams", stream)))
        assert "2023/24 and 2024/25 just over £850,000 offered 1 Mar 2022" in shown

    def test_an_empty_amount_is_not_stated(self, client, stream):
        url = f"{address('add', 'allocations')}?stream={stream.pk}"
        client.post(url, opened(client, url) | {"year_label": THIS, "stage": "bid"})
        assert Allocation.objects.get().amount is None
        assert "not stated" in text(client.get(address("record", "streams", stream)))

    def test_finance_sets_up_funders_and_their_streams(self, person, client_of):
        client = client_of(person("finance"))
        url = address("add", "funders")
        client.post(url, opened(client, url) | {"name": "Home Office"})
        url = address("add", "streams")
        twin = StreamFactory(name="Safer Streets", funder=FunderFactory(name="Another"))
        typed = {"name": "Safer Streets", "funder": str(twin.funder_id)}
        assert "already has a stream of this name" in text(client.post(url, opened(client, url) | typed))
