"""The pages of set-up records, on providers and their contacts: what every kind's pages do."""

import re
from datetime import date

import pytest
from django import forms
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Funder, FunderSection, FunderTemplate, Theme
from providers.models import Contact, Provider, ProviderAlias
from reports.views.set_up import KINDS
from tests.commissioning.factories import (
    FunderFactory,
    MeasureFactory,
    ObjectiveFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceProviderFactory,
    StreamFactory,
    ThemeFactory,
)
from tests.commissioning.pages import flat, read, words
from tracker.models import AuditEvent, Office, User
from tracker.roles import Role
from tracker.set_up.forms import dressed
from tracker.set_up.namesakes import namesakes

pytestmark = pytest.mark.django_db
NEW = {"name": "Willow Centre", "short_name": "", "kind": "charity", "charity_number": "", "company_number": ""}
MOST_A_SAVE = 20


@pytest.fixture(autouse=True)
def office() -> None:
    OfficeFactory()


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


@pytest.fixture
def other(manager: User, client_of) -> Client:
    return client_of(manager)


def address(page: str, record=None, slug: str = "providers") -> str:
    return reverse(f"set-up-{page}", args=[slug, record.pk] if record else [slug])


def opened(client: Client, url: str) -> dict[str, str]:
    """The hidden fields of a form as it is when a person opens it."""
    return hidden(client.get(url))


def hidden(answer: HttpResponse) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the savepoints that a test's own transaction makes of each."""
    return [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestAdding:
    def test_a_record_needs_only_what_is_marked(self, client):
        answer = client.post(address("add"), {**NEW, **opened(client, address("add"))})
        made = Provider.objects.get(code="willow-centre")
        assert answer.url == address("record", made)
        assert "Provider added: Willow Centre." in text(client.get(answer.url))

    def test_what_is_wrong_stands_at_its_box_and_nothing_typed_is_lost(self, client):
        typed = {**NEW, "name": "", "short_name": "WC <b>", "kind": "?"}
        answer = client.post(address("add"), typed)
        assert answer.status_code == 422
        assert "There is a problem Enter the name." in text(answer)
        assert "Kind: Choose one of the list." in text(answer)
        assert 'value="WC &lt;b&gt;"' in answer.content.decode()

    def test_what_the_database_would_refuse_is_said_at_the_box(self, client):
        ProviderFactory(name="Willow Centre")
        answer = client.post(address("add"), NEW)
        assert "Another provider has this name already." in text(answer)

    def test_a_double_click_adds_one(self, client):
        typed = {**NEW, **opened(client, address("add"))}
        first, second = (client.post(address("add"), typed) for _ in range(2))
        assert first.url == second.url
        assert Provider.objects.count() == 1

    def test_a_part_is_added_to_its_record_and_leads_back_to_it(self, client):
        provider = ProviderFactory()
        url = f"{address('add', slug='contacts')}?provider={provider.pk}"
        typed = {
            "name": "Dana Frost",
            "job": "",
            "email": "dana@willow.example",
            "telephone": "",
            **opened(client, url),
        }
        assert client.post(url, typed).url == address("record", provider)
        assert Contact.objects.get().provider == provider
        assert client.post(url, {**typed, "key": "k", "do": "another", "name": "Eli Rook"}).url == url

    @pytest.mark.parametrize("query", ["", "?provider=", "?provider=0", "?provider=x", "?provider=999999"])
    def test_a_part_of_nothing_is_404(self, client, query):
        assert client.get(address("add", slug="contacts") + query).status_code == 404


class TestChanging:
    def test_two_people_in_different_fields_are_merged(self, client, other):
        provider = ProviderFactory(**NEW)
        url = address("record", provider)
        one, two = opened(client, url), opened(other, url)
        client.post(url, {**NEW, **one, "name": "Willow House"})
        other.post(url, {**NEW, **two, "charity_number": "1058045"})
        provider.refresh_from_db()
        assert (provider.name, provider.charity_number) == ("Willow House", "1058045")

    def test_in_the_same_field_the_second_sees_both_and_loses_nothing(self, client, other):
        provider = ProviderFactory(**NEW)
        url = address("record", provider)
        one, two = opened(client, url), opened(other, url)
        client.post(url, {**NEW, **one, "name": "Willow House"})
        typed = {**NEW, "name": "Willow Trust", "short_name": "WT"}
        answer = other.post(url, {**typed, **two})
        assert answer.status_code == 409
        shown = text(answer)
        assert "Alice Hartley changed this box while you were writing." in shown
        assert "Willow House" in shown
        assert 'value="Willow Trust"' in answer.content.decode()
        assert 'value="WT"' in answer.content.decode()
        other.post(url, {**typed, **hidden(answer), "choose:name": "mine"})
        provider.refresh_from_db()
        assert (provider.name, provider.short_name) == ("Willow Trust", "WT")

    def test_control_without_what_it_began_from_a_form_overwrites_nothing(self, client):
        provider = ProviderFactory(**NEW)
        for began in ("", "forged"):
            answer = client.post(address("record", provider), {**NEW, "name": "Willow Trust", "began": began})
            assert answer.status_code == 409
        provider.refresh_from_db()
        assert provider.name == NEW["name"]

    def test_anothers_token_is_not_taken(self, client, other):
        provider, twin = ProviderFactory(**NEW), ProviderFactory()
        for strange in (opened(other, address("record", provider)), opened(client, address("record", twin))):
            answer = client.post(address("record", provider), {**NEW, **strange, "name": "Willow Trust"})
            assert answer.status_code == 409

    def test_a_save_is_one_event_in_few_queries(self, client):
        provider = ProviderFactory(**NEW)
        typed = {**NEW, **opened(client, address("record", provider)), "name": "Willow House"}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address("record", provider), typed).status_code == 302
        assert len(statements(captured)) <= MOST_A_SAVE, statements(captured)
        assert AuditEvent.objects.get().changes["name"] == ["Willow Centre", "Willow House"]


class TestEnding:
    def test_ended_from_a_day_and_taken_up_again(self, client):
        provider = ProviderFactory(**NEW)
        url = address("end", provider)
        client.post(url, {"on_day": "30", "on_month": "9", "on_year": "2022"})
        provider.refresh_from_db()
        assert provider.ended_on == date(2022, 9, 30)
        client.get(address("list"))  # says that it has ended, once
        assert "Willow Centre" not in words(client.get(address("list")))
        assert "Willow Centre" in words(client.get(address("list") + "?ended=only"))
        client.post(url, {"on_day": "", "on_month": "", "on_year": ""})
        provider.refresh_from_db()
        assert provider.ended_on is None

    def test_a_day_that_there_is_not_is_refused(self, client):
        provider = ProviderFactory()
        answer = client.post(address("end", provider), {"on_day": "31", "on_month": "9", "on_year": "2022"})
        assert answer.status_code == 422
        assert 'value="31"' in answer.content.decode()

    def test_what_was_never_used_is_deleted(self, client):
        provider = ProviderFactory(**NEW)
        assert client.post(address("delete", provider)).url == address("list")
        assert not Provider.objects.exists()

    def test_a_part_that_was_deleted_stands_in_the_history_of_what_it_was_of(self, client):
        alias = ProviderAlias.objects.create(provider=ProviderFactory(), name="Willow")
        client.post(address("delete", alias, "provider-names"))
        shown = words(client.get(address("history", alias.provider)))
        assert "Provider alias: emptied, before “Willow”" in shown

    def test_what_is_used_says_by_what(self, client):
        provider = ServiceProviderFactory().provider
        answer = client.post(address("delete", provider))
        assert answer.status_code == 409
        assert "It can’t be deleted, because it is used: 1 service provider." in text(answer)

    @pytest.mark.parametrize(("page", "slug"), [("end", "provider-names"), ("delete", "contacts")])
    def test_what_a_kind_has_not_is_404(self, client, page, slug):
        provider = ProviderFactory()
        made = {
            "provider-names": lambda: ProviderAlias.objects.create(provider=provider, name="WC"),
            "contacts": lambda: Contact.objects.create(provider=provider, name="Dana Frost"),
        }[slug]()
        assert client.get(address(page, made, slug)).status_code == 404


class TestReading:
    def test_the_history_tells_field_by_field_also_of_its_parts(self, client):
        client.post(address("add"), NEW)
        provider = Provider.objects.get()
        url = f"{address('add', slug='contacts')}?provider={provider.pk}"
        client.post(url, {"name": "Dana Frost", "job": "", "email": "", "telephone": ""})
        began = opened(client, address("record", provider))
        client.post(address("record", provider), {**NEW, **began, "name": "Willow House", "kind": "company"})
        shown = words(client.get(address("history", provider)))
        assert "Provider added by Alice Hartley" in shown
        assert "Name: “Willow House”, before “Willow Centre”" in shown
        assert "Kind: “company”, before “charity”" in shown
        assert "Contact added by Alice Hartley" in shown
        assert "Dana" not in shown

    def test_the_list_is_searched_by_any_name(self, client):
        ProviderAlias.objects.create(provider=ProviderFactory(name="Willow Centre"), name="WCT")
        ProviderFactory(name="Oak House")
        shown = words(client.get(address("list") + "?q=wct"))
        assert "Willow Centre" in shown
        assert "Oak House" not in shown
        assert "Nothing matches these filters." in words(client.get(address("list") + "?q=zzz"))

    def test_what_is_not_known_leads_to_where_it_is_filled_in(self, client):
        provider = ProviderFactory(name="Willow Centre")
        here = address("record", provider)
        places = {f"{here}#id_charity_number", f"{address('add', slug='contacts')}?provider={provider.pk}"}
        for page in (here, reverse("set-up-unknown")):
            assert places <= {href for href, _ in read(client.get(page)).links}, page
        Provider.objects.update(charity_number="1058045")
        left = {href for href, _ in read(client.get(reverse("set-up-unknown"))).links}
        assert f"{here}#id_charity_number" not in left

    def test_what_is_not_known_of_many_is_a_list(self, client):
        for _ in range(12):
            ProviderFactory()
        url = f"{address('list')}?unknown=charity_number"
        assert (url, "All 12 providers of which the charity number is not known") in read(
            client.get(reverse("set-up-unknown"))
        ).links
        assert "12 rows" in words(client.get(url))

    def test_what_has_ended_is_not_asked_about(self, client):
        ProviderFactory(ended_on=date(2022, 9, 30))
        assert "Everything is known that is asked for." in words(client.get(reverse("set-up-unknown")))

    def test_pages_have_flat_queries(self, client):
        provider = ProviderFactory()

        def grow() -> None:
            for _ in range(3):
                ProviderAlias.objects.create(provider=provider, name=f"Name {ProviderAlias.objects.count()}")
                Contact.objects.create(provider=ProviderFactory(), name="Dana Frost")

        for url in (reverse("set-up"), reverse("set-up-unknown"), address("list"), address("record", provider)):
            flat(client, url, grow)


@pytest.mark.parametrize(
    ("there", "typed", "asks"),
    [
        ("WMRASAC", "WMRSASC", True),
        ("AXIS", "Axis", True),
        ("HWFS", "HWFRS", True),
        ("Shropshire CSP", "Telford CSP", False),
        ("Shropshire CSP", "Herefordshire CSP", False),
    ],
)
def test_a_name_much_like_another_is_asked_about_before_it_is_saved(client, there, typed, asks):
    ProviderFactory(name=there, short_name="")
    url = address("add")
    sent = opened(client, url) | NEW | {"name": typed}
    answer = client.post(url, sent)
    assert (f"This looks like {there}." in answer.content.decode()) == asks
    assert Provider.objects.filter(name=typed).exists() != asks
    if asks:
        assert client.post(url, sent | hidden(answer)).status_code == 302
        assert Provider.objects.filter(name=typed).exists()


def test_an_empty_list_is_its_first_step_and_no_filter(client) -> None:
    shown = read(client.get("/set-up/measures/"))
    assert ("/set-up/measures/add/", "Add a measure") in shown.links
    assert "Filter" not in words(client.get("/set-up/measures/"))
    assert "Filter" in words(client.get("/set-up/measures/?q=anything"))


def test_what_has_to_be_there_first_is_a_link_for_whoever_may_add_it(client) -> None:
    service = ServiceProviderFactory().service
    page = f"/set-up/service-measures/add/?service={service.pk}"
    assert ("/set-up/measures/", "Add a measure") in read(client.get(page)).links
    MeasureFactory()
    Office.objects.reference_changed()
    assert ("/set-up/measures/", "Add a measure") not in read(client.get(page)).links


def test_what_an_administrator_adds_is_said_to_an_officer(client) -> None:
    assert "There is no objective yet. An administrator adds one first." in words(client.get("/set-up/services/add/"))


def test_a_provider_merged_into_another_is_in_no_list(client) -> None:
    ProviderFactory(name="Willow Centre", kind="charity", merged_into=ProviderFactory(name="Haven", kind="charity"))
    for page in ("/set-up/providers/", "/set-up/not-known-yet/"):
        assert "Haven" in words(client.get(page))
        assert "Willow Centre" not in words(client.get(page))
    assert client.get(address("record", Provider.objects.get(name="Willow Centre"))).status_code == 200


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Name", "Enter the name."),
        ("The one that stays", "Enter the one that stays."),
        ("How it is counted", "Enter how it is counted."),
        ("Its return", "Enter its return."),
    ],
)
def test_an_empty_box_is_asked_for_in_a_sentence(label: str, asked: str) -> None:
    assert dressed(forms.CharField(label=label)).error_messages["required"] == asked


@pytest.mark.parametrize(
    ("label", "chosen", "asked"),
    [
        ("Received on", False, "Enter the day for “Received on”."),
        ("Day", False, "Enter the day."),
        ("To whom", True, "Choose one for “To whom”."),
    ],
)
def test_a_label_that_no_sentence_goes_on_with_is_quoted(label: str, chosen: bool, asked: str) -> None:
    box = dressed(forms.ChoiceField(label=label) if chosen else forms.DateField(label=label))
    assert box.error_messages["required"] == asked


def test_no_box_of_any_record_asks_in_broken_english() -> None:
    boxes = [(kind.slug, box) for kind in KINDS for box in kind.form.base_fields.values()]
    said = {f"{slug}: {box.error_messages.get(of)}" for slug, box in boxes for of in ("required", "invalid")}
    assert not [each for each in said if re.search(r"the ([\w ]+ (on|by|of|to)|when|to whom|from)( as |\.)", each)]


def test_a_number_outside_its_limits_is_told_which_are_allowed() -> None:
    box = dressed(forms.IntegerField(label="Number of days", min_value=0, max_value=90))
    for typed, said in (("-3", "Enter 0 or more."), ("91", "Enter 90 or less.")):
        with pytest.raises(forms.ValidationError, match=said):
            box.clean(typed)


def test_another_of_the_same_name_is_asked_about_before_it_is_saved(person, client_of) -> None:
    OfficeFactory()
    FunderFactory(name="Ministry of Justice")
    client, url = client_of(person(Role.FINANCE)), reverse("set-up-add", args=["funders"])
    sent = opened(client, url) | {"name": "  ministry of justice"}
    asked = client.post(url, sent)
    assert "There is “Ministry of Justice” already." in asked.content.decode()
    assert Funder.objects.count() == 1
    assert client.post(url, sent | hidden(asked)).status_code == 302
    assert Funder.objects.count() == 2


def test_a_theme_of_the_same_name_under_another_objective_is_no_namesake() -> None:
    there = ThemeFactory(name="Young people")
    ask = namesakes("themes", within="objective")
    assert ask(Theme(objective=there.objective), {"name": "YOUNG people"})
    assert not ask(Theme(objective=ObjectiveFactory()), {"name": "Young people"})
    assert not ask(there, {"name": "Young people"}), "its own name, unchanged"


def test_what_there_is_one_of_is_called_by_what_it_is(person, client_of) -> None:
    office = OfficeFactory()
    client = client_of(person(Role.MANAGER))
    for page, name in (("record", "Public pages"), ("history", "History of Public pages")):
        shown = client.get(reverse(f"set-up-{page}", args=["public", office.pk])).content.decode()
        assert re.search(rf"<h1[^>]*>{name}", shown)


def test_a_return_to_a_funder_leads_to_the_streams_that_are_asked_for_it(person, client_of) -> None:
    OfficeFactory()
    asked = FunderTemplate.objects.create(code="asked", name="Asked", title="What we ask")
    client, page = client_of(person(Role.MANAGER)), reverse("set-up-record", args=["funder-templates", asked.pk])
    assert (reverse("set-up-list", args=["streams"]), "Choose it for a funding stream") in read(client.get(page)).links
    stream = StreamFactory(name="CSP grant", funder_template=asked)
    there = reverse("set-up-record", args=["streams", stream.pk])
    assert (there, "Asked for of CSP grant") in read(client.get(page)).links


@pytest.mark.parametrize(
    ("kind", "adds"),
    [("figures", {"Add a figure asked for", "Add a column"}), ("words", {"Add a question", "Add a column"})],
)
def test_a_section_is_offered_the_parts_that_it_can_have(person, client_of, kind: str, adds: set[str]) -> None:
    OfficeFactory()
    asked = FunderTemplate.objects.create(code="asked", name="Asked", title="What we ask")
    section = FunderSection.objects.create(template=asked, kind=kind, title="One")
    page = client_of(person(Role.MANAGER)).get(reverse("set-up-record", args=["funder-sections", section.pk]))
    assert {label for _, label in read(page).links if label.startswith("Add ")} == adds
