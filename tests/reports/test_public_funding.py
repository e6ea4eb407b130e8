"""What is funded, as anybody may read it: which awards, what of them, and nothing that leads to a refuge."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from commissioning.choices import Audience, AwardKind, Withheld
from commissioning.claims.details import private_in
from commissioning.figures.funding import funded_by, funding_of, with_papers
from commissioning.models import Award, Document
from providers.models import Provider, ProviderKind
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, words
from tests.doors.table import PUBLIC
from tests.public_records import add_public_records
from tracker.models import Office

TODAY = date(2022, 11, 25)
PAGE, REGISTER = "/funding/", "/register/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    make.quarters()
    return make.OfficeFactory(public_pages=True)


@pytest.fixture
def client(office: Office) -> Client:
    return Client()


def award(amount: Decimal | None = Decimal(20_000), year: str = "2022/23", **said) -> Award:
    """An award of one service, with an amount of one year."""
    service = said.pop("service", None) or make.ServiceFactory()
    found = make.AwardFactory(**{"starts_on": date(2022, 4, 1), "ends_on": date(2023, 3, 31)} | said)
    make.FundingSplitFactory(award=found, year_label=year, amount=amount)
    make.AwardServiceFactory(award=found, service=service)
    Office.objects.reference_changed()
    return found


def only(on: date = TODAY):
    (one,) = funding_of(with_papers(funded_by(on)), on=on)
    return one


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ({}, True),
        ({"withheld": Withheld.SAFETY}, False),
        ({"decided_on": date(2022, 11, 26)}, False),
        ({"decided_on": None, "starts_on": date(2022, 11, 26)}, False),
        ({"kind": AwardKind.IN_HOUSE}, True),
        ({"starts_on": date(2018, 4, 1), "ends_on": date(2019, 3, 31)}, True),
    ],
)
def test_which_awards_anybody_may_know_of(office, said, there) -> None:
    award(**said)
    assert funded_by(TODAY).exists() is there


@pytest.mark.parametrize(
    ("ends_on", "year", "ended"),
    [
        (date(2022, 11, 24), "2022/23", True),
        (TODAY, "2022/23", False),
        (None, "2022/23", False),
        (None, "2021/22", True),
    ],
)
def test_what_has_ended(office, ends_on, year, ended) -> None:
    award(year=year, ends_on=ends_on, starts_on=None)
    assert only().has_ended is ended


@pytest.mark.parametrize(
    ("kind", "amount", "copied"),
    [
        (AwardKind.CONTRACT, Decimal("10000"), False),
        (AwardKind.CONTRACT, Decimal("10000.01"), True),
        (AwardKind.CONTRACT, None, True),  # nobody can say that it is less
        (AwardKind.GRANT, Decimal(50_000), False),
    ],
)
def test_of_which_contracts_a_copy_is_published(office, kind, amount, copied) -> None:
    award(kind=kind, amount=amount)
    assert only().copied is copied


def test_the_list_says_who_how_much_what_for_and_when(client) -> None:
    award(title="Helpline", provider=make.ProviderFactory(name="Arden Trust"), amount=Decimal("1250.50"))
    said = words(client.get(PAGE))
    for part in ("1 award: £1,250.50", "Helpline", "Arden Trust", "1 April 2022 – 31 March 2023", "grant"):
        assert part in said, part


def test_what_is_not_stated_and_who_is_not_outside_is_said_in_words(client) -> None:
    award(title="Own team", kind=AwardKind.IN_HOUSE, provider=make.ProviderFactory(kind=ProviderKind.OFFICE))
    nobody = make.ProviderFactory(code=Provider.NOT_STATED, name="Not stated", kind=ProviderKind.NOT_STATED)
    award(title="Bus shelter", provider=nobody, amount=None, starts_on=None, ends_on=None)
    said = words(client.get(PAGE))
    assert "The office itself (in-house)" in said
    assert "Recipient not stated" in said
    assert "2 awards: £20,000, without one whose amount is not stated" in said


def test_the_address_filters(client) -> None:
    old = award(title="Long gone", year="2019/20", starts_on=date(2019, 4, 1), ends_on=date(2020, 3, 31))
    new = award(title="Still here", kind=AwardKind.CONTRACT, ends_on=date(2099, 3, 31))
    for asked, title in (
        ("state=ended", "Long gone"),
        ("state=running", "Still here"),
        ("year=2019/20", "Long gone"),
        ("kind=contract", "Still here"),
        (f"provider={old.provider.code}", "Long gone"),
        (f"objective={new.services.get().objective.code}", "Still here"),
    ):
        rows = list(csv.reader(io.StringIO(client.get(f"/funding/awards.csv?{asked}").content.decode()[1:])))
        assert [row[0] for row in rows[1:]] == [title], asked
    assert "Long gone" in words(client.get(f"{PAGE}?state=nonsense"))
    assert "Nothing matches" in words(client.get(f"{PAGE}?state=ended&kind=contract"))


def test_the_pages_read_each_thing_once(client) -> None:
    for page in (PAGE, REGISTER, "/register/contracts/", "/funding/awards.csv"):
        flat(client, page, lambda: [award(kind=kind) for kind in (AwardKind.GRANT, AwardKind.CONTRACT)])


def test_a_change_is_on_the_page_at_once(client) -> None:
    found = award(title="First name")
    assert "First name" in words(client.get(PAGE))
    Award.objects.filter(pk=found.pk).update(title="Second name")
    Office.objects.reference_changed()
    assert "Second name" in words(client.get(PAGE))


def test_grants_say_conditions_and_reasons(client) -> None:
    award(title="Helpline", purpose="Listening.", conditions="Quarterly returns.", reasons="Fewer crimes.")
    said = words(client.get(REGISTER))
    assert "Listening." in said
    assert "Quarterly returns." in said
    assert "Fewer crimes." in said
    award(title="Silent")
    assert "none stated" in words(client.get(REGISTER))


def test_withheld_awards_are_counted_and_not_named(client) -> None:
    award(title="Secret shelter", withheld=Withheld.SAFETY)
    said = words(client.get(REGISTER))
    assert "Secret shelter" not in said
    assert "1 grant or contract of the office is not in this register" in said
    assert client.get(reverse("funding-award", args=[Award.objects.get().code])).status_code == 404


def paper(found: Award, sha256: str, **said) -> Document:
    file = default_storage.save("documents/contract.pdf", ContentFile(b"%PDF-1.7 " + sha256.encode()))
    made = make.DocumentFactory(award=found, sha256=sha256, file=file, **{"audience": Audience.PUBLIC} | said)
    Office.objects.reference_changed()
    return made


@pytest.mark.parametrize(
    ("said", "of", "status"),
    [
        ({}, {}, 200),
        ({"audience": Audience.BOARD}, {}, 404),
        ({"ended_on": date(2022, 1, 1)}, {}, 404),
        ({}, {"withheld": Withheld.LAW}, 404),
        ({}, {"refuge": True}, 404),
    ],
)
def test_which_documents_are_handed_out(client, said, of, status) -> None:
    given = dict(of)
    provider = make.ProviderFactory(address_confidential=given.pop("refuge", False))
    found = award(kind=AwardKind.CONTRACT, title="Sealed", provider=provider, **given)
    paper(found, "a" * 64, title="Signed contract", **said)
    answer = client.get(reverse("register-document", args=["a" * 64]))
    assert answer.status_code == status
    assert ("Signed contract" in words(client.get("/register/contracts/"))) is (status == 200)
    if status == 200:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="Signed contract.pdf"'


def test_no_place_is_told_of_a_refuge(client) -> None:
    area = make.AreaFactory(name="Much Wenlock")
    open_one, refuge = make.ServiceFactory(), make.ServiceFactory(address_confidential=True)
    for service in (open_one, refuge):
        service.areas.add(area)
    hidden = award(service=refuge, title="Refuge")
    assert "Much Wenlock" not in everything(client, hidden)
    shown = award(service=open_one, title="Advice")  # the control
    assert "Much Wenlock" in everything(client, shown)


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ("Write to anna@refuge.example for a place.", False, ("an e-mail address",)),
        ("Call 01905 555019 at night.", False, ("a telephone number",)),
        ("The house at WR9 9ZZ.", False, ("a postcode",)),
        ("The house at 14 Orchard Lane.", False, ("an address",)),
        ("For Mrs Anna Bellamy and others.", False, ("a person’s name",)),
        ("Dr Barnardo Fund", True, ()),  # a body may bear a name
        ("Support by telephone over 24 weeks in 2022.", False, ()),
        ("St Paul’s Hostel", True, ()),
    ],
)
def test_what_keeps_a_text_from_the_public(text, name, what) -> None:
    assert private_in(text, name=name) == what


CONTACTS = ("spy@refuge.example", "01905 555019", "WR9 9ZZ", "14 Orchard Lane")
SPOKEN = {  # what is published of an award by law, and the names it goes by
    "commissioning.Award": {"title", "purpose", "reasons", "conditions"},
    "commissioning.FundedProject": {"name", "purpose"},
    "commissioning.Service": {"name"},
    "commissioning.Objective": {"name"},
    "commissioning.FundingStream": {"name"},
    "commissioning.Area": {"name"},
    "commissioning.Document": {"title"},
    "providers.Provider": {"name", "charity_number", "company_number"},
}
INTERNAL = "Zwischenruf"


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """The fields of free text that have room for something planted."""
    kinds = (models.CharField, models.TextField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
        and not isinstance(field, models.SlugField | models.URLField | models.FileField)
        and not field.choices
        and (field.max_length or 999) >= 60
        and field.name not in {"sha256", "media_type", "file", "year_label", "line", "digest", "result"}
    ]


def plant(what: str, *, spare: bool) -> int:
    """Write it behind every text of every record; `spare` the published ones. How many fields it stands in."""
    planted = 0
    for model in [*apps.get_app_config("providers").get_models(), *apps.get_app_config("commissioning").get_models()]:
        spoken = SPOKEN.get(model._meta.label, set()) if spare else set()
        for field in texts_of(model):
            if field.name not in spoken:
                text = Value(f" {what}", output_field=models.TextField())
                rows = model._default_manager.order_by()
                rows = rows if model is Award else rows.exclude(**{field.name: ""})
                rows.update(**{field.name: Concat(field.name, text)})
                planted += 1
    Office.objects.reference_changed()
    return planted


def everything(client: Client, *also: Award) -> str:
    """All that is public, in one text: pages, files, what is packed in files, and the headers of each answer."""
    awards = also or Award.objects.all()
    pages = [reverse(name, kwargs=parts) for name, parts in PUBLIC.items()]
    pages += [reverse("public-register-part", args=[part]) for part in ("grants", "contracts", "other-contracts")]
    pages += [f"/register/{part}.{kind}" for part in ("grants", "contracts") for kind in ("csv", "xlsx")]
    pages += ["/funding/awards.xlsx", *(reverse("funding-award", args=[each.code]) for each in awards)]
    return "\n".join(_text(client, page) for page in pages)


def _text(client: Client, page: str) -> str:
    answer = client.get(page)
    content = answer.getvalue()
    packed = b""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            packed = b"\n".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}\n{(packed or content).decode(errors='replace')}"


@pytest.fixture
def published(demo: None) -> Client:
    add_public_records()
    return Client()


@pytest.mark.parametrize("contact", CONTACTS)
def test_no_way_to_reach_anybody_is_in_anything_public(published: Client, contact: str) -> None:
    assert plant(contact, spare=False) > 100
    assert contact not in everything(published)


def test_nothing_internal_is_in_anything_public(published: Client) -> None:
    assert plant(INTERNAL, spare=True) > 90
    assert INTERNAL not in everything(published)


def test_control_what_is_planted_in_a_published_text_is_found(published: Client) -> None:
    plant(INTERNAL, spare=False)
    assert INTERNAL in everything(published)


@pytest.mark.parametrize("name", ["contacts", "aliases"])
def test_neither_contacts_nor_other_names(published: Client, name: str) -> None:
    provider = Award.objects.get(code="csp-2022-shropshire").provider
    make.ContactFactory(provider=provider, name="Ottilie Marchbanks", email="o@m.example")
    make.ProviderAliasFactory(provider=provider, name="Ottilie Marchbanks and friends")
    assert "Marchbanks" not in everything(published)


def test_of_many_recipients_a_part_of_the_name_is_typed(client, monkeypatch) -> None:
    for name in ("Axis Counselling", "Purple Leaf", "West Mercia Women's Aid"):
        award(provider=make.ProviderFactory(name=name), title=f"Grant to {name}")
    assert 'select class="govuk-select" name="provider"' in client.get(PAGE).content.decode(), "control"
    monkeypatch.setattr("reports.filters.MOST", 2)
    page = client.get(f"{PAGE}?provider=LEAF").content.decode()
    assert 'name="provider" value="LEAF"' in page
    assert "Grant to Purple Leaf" in page
    assert "Grant to Axis" not in page
    assert ">1 award:" in page
    by_code = client.get(f"{PAGE}?provider={Provider.objects.get(name='Axis Counselling').code}").content.decode()
    assert "Grant to Axis Counselling" in by_code, "an address that was kept leads where it led"
    assert "Purple Leaf" not in by_code
    file = client.get(f"{reverse('funding-file', args=['csv'])}?provider=aid").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(file))][1:] == ["Grant to West Mercia Women's Aid"]


def test_what_all_of_it_comes_to_follows_what_is_set_up(client) -> None:
    award(Decimal(20_000))
    assert "£20,000" in client.get(PAGE).content.decode()
    award(Decimal(5_000))
    assert "£25,000" in client.get(PAGE).content.decode()
