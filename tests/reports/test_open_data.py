"""Grants published as open data: who may, what stands in the way, and files that never change."""

import hashlib
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.choices import AwardKind, Withheld
from commissioning.exports.giving import faults
from commissioning.models import Award
from providers.models import Provider, ProviderKind
from reports.management.checks.files import files
from reports.models import GrantRelease
from reports.workflow.open_data import publish_grants, withdraw_grants
from tests.commissioning import factories as make
from tests.commissioning.pages import words
from tracker.models import AuditEvent, Licence, Office
from tracker.refusals import NeedsReason, NotNow, NotYours
from tracker.roles import Role

DAY = date(2022, 11, 25)
AT = datetime(2022, 11, 25, 12, tzinfo=UTC)
PAGE, PUBLISH = "/open-data/", "/grants/publish/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def office(db: None) -> Office:
    make.quarters()
    return make.OfficeFactory(prefix="Example", public_pages=True)


def grant(**said) -> Award:
    """A grant that says all that it must."""
    provider = said.pop("provider", None) or make.ProviderFactory(kind=ProviderKind.CHARITY, charity_number="1000001")
    said = {"kind": AwardKind.GRANT, "decided_on": date(2022, 3, 1), "purpose": "Support."} | said
    award = make.AwardFactory(provider=provider, **said)
    make.FundingSplitFactory(award=award, year_label="2022/23", amount=Decimal(1250))
    return award


def publish(office: Office, by) -> GrantRelease:
    return publish_grants(office=office, on=DAY, by=by, at=AT)


def content_of(release: GrantRelease, kind: str = "json") -> bytes:
    return Client().get(reverse("open-data-file", args=[release.number, kind])).getvalue()


def test_a_manager_publishes_what_the_schema_finds_right(office, manager) -> None:
    grant(title="Helpline")
    release = publish(office, manager)
    package = json.loads(content_of(release))
    assert faults(package) == []
    assert [each["title"] for each in package["grants"]] == ["Helpline"]
    assert package["license"] == Licence.OGL.address
    assert hashlib.sha256(content_of(release)).hexdigest() == release.json_sha256
    book = load_workbook(io.BytesIO(content_of(release, "xlsx")))
    assert book["grants"]["B2"].value == "Helpline"
    event = AuditEvent.objects.latest("number")
    assert (event.act, event.by, event.changes["json"][1]) == ("publish", manager, release.json_sha256)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_nobody_else_publishes_or_takes_back(office, manager, person, role) -> None:
    grant()
    release, other = publish(office, manager), person(role)
    with pytest.raises(NotYours):
        publish(office, other)
    with pytest.raises(NotYours):
        withdraw_grants(release=release, reason="Wrong.", by=other, at=AT)


@pytest.mark.parametrize(
    ("prefix", "said", "sentence"),
    [
        ("", {}, "360Giving prefix"),
        ("Example", {"purpose": ""}, "No grant says all"),
        ("Example", {"withheld": Withheld.SAFETY}, "No grant says all"),
        ("Example", {"purpose": "Write to anna@refuge.example"}, "No grant says all"),
    ],
)
def test_what_stands_in_the_way_is_said(office, manager, prefix, said, sentence) -> None:
    grant(**said)
    office.prefix = prefix
    with pytest.raises(NotNow, match=sentence):
        publish(office, manager)
    assert not GrantRelease.objects.exists()


def test_what_is_incomplete_or_withheld_is_left_out_and_counted(office, manager) -> None:
    grant()
    grant(purpose="")
    grant(withheld=Withheld.LAW)
    release = publish(office, manager)
    assert (release.grants, release.left_out) == (1, 2)


def test_the_same_is_not_published_twice(office, manager) -> None:
    award = grant()
    publish(office, manager)
    with pytest.raises(NotNow, match="published as they stand"):
        publish(office, manager)
    Award.objects.filter(pk=award.pk).update(title="Another name")
    assert publish(office, manager).number == 2


def test_files_stay_byte_for_byte_whatever_is_changed(office, manager) -> None:
    grant()
    release = publish(office, manager)
    before = {kind: content_of(release, kind) for kind in ("json", "xlsx")}
    Award.objects.update(title="Changed", purpose="Changed")
    Provider.objects.update(name="Changed")
    Office.objects.update(name="Changed", prefix="Other", licence=Licence.CC_BY)
    assert {kind: content_of(release, kind) for kind in ("json", "xlsx")} == before


def test_what_is_taken_back_is_handed_out_no_more_and_says_why(office, manager) -> None:
    grant()
    release = publish(office, manager)
    with pytest.raises(NeedsReason):
        withdraw_grants(release=release, reason=" ", by=manager, at=AT)
    withdraw_grants(release=release, reason="A wrong amount.", by=manager, at=AT)
    assert Client().get(reverse("open-data-file", args=[1, "json"])).status_code == 404
    assert "taken back: A wrong amount." in words(Client().get(PAGE))
    with pytest.raises(NotNow):
        withdraw_grants(release=release, reason="Again.", by=manager, at=AT)
    assert publish(office, manager).number == 2  # the same grants may be published again


def test_the_check_of_files_finds_an_altered_byte(office, manager) -> None:
    grant()
    release = publish(office, manager)
    assert list(files()) == []
    name = release.sheet_file.name
    content = default_storage.open(name).read()
    default_storage.delete(name)
    assert any("is gone" in fault for fault in files())
    with default_storage.open(name, "wb") as file:
        file.write(content[:-1] + b"!")
    assert any("is not as it was sent" in fault for fault in files())


def test_the_page_publishes_and_takes_back(office, manager, client_of) -> None:
    grant()
    client = client_of(manager)
    assert "1 grant as they stand today" in words(client.get(PUBLISH))
    assert client.post(PUBLISH).status_code == 302
    assert "Release 1, " in words(client.get(PUBLISH))
    assert client.post(PUBLISH).status_code == 409
    public = words(Client().get(PAGE))
    assert "under the Open Government Licence v3.0" in public
    assert "1 grant as they stood on" in public
    address = reverse("grants-withdraw", args=[GrantRelease.objects.get().pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "A slip."}).status_code == 302
    assert "taken back: A slip." in words(Client().get(PAGE))
