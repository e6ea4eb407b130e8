"""People who left: a time after it nothing in the database names them, and what they did stays."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import CharField, EmailField, JSONField, TextField
from django.test import Client
from django.urls import reverse

from commissioning.models import Draft
from commissioning.workflow.leavers import forget_lapsed, forget_person, goes_on, lapsed
from commissioning.workflow.provider_people import end_access
from providers.models import MembershipRole
from tests.commissioning.factories import NOON, ContactFactory, MembershipFactory, OfficeFactory, ServiceFactory
from tracker import audit, outbox, records
from tracker.audit import verify_chain
from tracker.letters import letter
from tracker.models import ApiToken, AuditEvent, Invitation, Office, Outbox, SavedFilter, User
from tracker.people import keep_person
from tracker.refusals import NeedsReason, NotNow, NotYours
from tracker.roles import Role

WHY = "Asked on 3 May 2023."


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory(leaver_months=24)


@pytest.fixture
def administrator(office: Office) -> User:
    return User.objects.create_user("ada@office.example", "long words of no use", name="Ada", role=Role.ADMINISTRATOR)


@pytest.fixture
def bryn(administrator: User) -> User:
    values = {"name": "Bryn Quillfeather", "email": "bryn@office.example", "role": Role.OFFICER}
    return keep_person(record=User(), values=values, by=administrator, at=NOON).record


@pytest.fixture
def client(administrator: User, client_of) -> Client:
    return client_of(administrator)


def leave(user: User, by: User, at=NOON) -> User:
    return keep_person(record=user, values={"is_active": False}, by=by, at=at).record


def words_of_the_database() -> str:
    """Every text that any table holds."""
    found = []
    for model in apps.get_models():
        names = [each.name for each in model._meta.concrete_fields if isinstance(each, TEXTS)]
        found += [str(row) for row in model._default_manager.order_by().values_list(*names)] if names else []
    return "\n".join(found)


TEXTS = (CharField, TextField, EmailField, JSONField)


def test_who_leaves_and_comes_back_has_left_for_no_longer_than_that(administrator, bryn) -> None:
    assert leave(bryn, administrator).left_at == NOON
    later = NOON + timedelta(days=3)
    changed = {"is_active": False, "role": Role.VIEWER}
    assert keep_person(record=bryn, values=changed, by=administrator, at=later).record.left_at == NOON
    bryn.refresh_from_db()
    assert keep_person(record=bryn, values={"is_active": True}, by=administrator, at=later).record.left_at is None


@pytest.mark.parametrize(
    ("on", "over"), [(date(2024, 10, 18), False), (date(2024, 10, 19), True), (date(2030, 1, 1), True)]
)
def test_the_name_goes_the_offices_number_of_months_after(office, administrator, bryn, on, over) -> None:
    user = leave(bryn, administrator)
    assert goes_on(user, office) == date(2024, 10, 19)
    assert (user in lapsed(on)) == over
    assert forget_lapsed(on=on, at=NOON + timedelta(days=1)) == (1 if over else 0)
    assert forget_lapsed(on=on, at=NOON + timedelta(days=2)) == 0, "it happens once"


def test_who_has_access_is_never_over(administrator, bryn) -> None:
    assert lapsed(date(2099, 1, 1)) == []


def test_nothing_in_the_database_names_who_was_forgotten(administrator, officer, bryn, monkeypatch) -> None:
    service = ServiceFactory()
    permission = "commissioning.set_up"
    records.keep(record=service, values={"lead_officer": bryn}, by=officer, at=NOON, permission=permission)
    Draft.objects.create(
        record_kind="item", record_id=1, section="text", user=bryn, fields={"text": "I, Quillfeather"},
        base_version=1, saved_at=NOON,
    )  # fmt: skip
    SavedFilter.objects.create(owner=bryn, name="Bryn’s own", page="figures", saved_at=NOON)
    monkeypatch.setattr(outbox, "is_on", lambda: True)
    outbox.write(key="one", to=bryn.email, letter=letter("new-password", user=bryn), by=None, at=NOON)
    leave(bryn, administrator)
    before = words_of_the_database()
    assert "Quillfeather" in before, "the control: it is found where it stands"
    assert "bryn@office.example" in before
    held = AuditEvent.objects.about(service).last()
    assert held.changes["lead_officer"][1] == f"{{person {bryn.pk}}}"
    forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    after = words_of_the_database()
    assert "Quillfeather" not in after
    assert "bryn@office.example" not in after
    assert "Bryn" not in after
    assert verify_chain() == AuditEvent.objects.count()
    assert audit.with_names([held])[0].changes["lead_officer"][1] == f"Former commissioning officer {bryn.pk}"


def test_what_the_person_did_and_shared_stays(administrator, bryn) -> None:
    SavedFilter.objects.create(owner=bryn, name="For all", page="figures", shared=True, saved_at=NOON)
    service = ServiceFactory(lead_officer=bryn)
    leave(bryn, administrator)
    forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    service.refresh_from_db()
    assert str(service.lead_officer) == f"Former commissioning officer {bryn.pk}"
    assert SavedFilter.objects.get().name == "For all"
    event = AuditEvent.objects.last()
    assert (event.act, event.record_id, event.reason, event.by) == ("forget", bryn.pk, WHY, administrator)


def test_no_way_in_is_left(administrator, bryn, client_of) -> None:
    bryn.set_password("three words apart")
    bryn.save()
    ApiToken.objects.create(owner=bryn, name="Excel", digest="d", made_at=NOON, expires_on=date(2099, 1, 1))
    assert Invitation.objects.open(NOON).exists()
    leave(bryn, administrator)
    forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    bryn.refresh_from_db()
    assert not bryn.has_usable_password()
    assert not Invitation.objects.open(NOON).exists()
    assert not ApiToken.objects.working(NOON.date()).exists()
    with pytest.raises(NotNow, match="gets a new account"):
        keep_person(record=bryn, values={"is_active": True}, by=administrator, at=NOON)


def test_mails_to_an_address_that_a_contact_has_too_stay(administrator, bryn, monkeypatch) -> None:
    monkeypatch.setattr(outbox, "is_on", lambda: True)
    outbox.write(key="one", to=bryn.email, letter=letter("new-password", user=bryn), by=None, at=NOON)
    ContactFactory(email="Bryn@office.example")
    leave(bryn, administrator)
    forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    assert Outbox.objects.filter(key="one").exists()


def test_who_may_and_when_and_why(administrator, officer, bryn) -> None:
    with pytest.raises(NotNow, match="still has access"):
        forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    leave(bryn, administrator)
    with pytest.raises(NotYours):
        forget_person(user=bryn, by=officer, at=NOON, reason=WHY)
    with pytest.raises(NeedsReason):
        forget_person(user=bryn, by=administrator, at=NOON, reason=" ")
    forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)
    with pytest.raises(NotNow, match="already"):
        forget_person(user=bryn, by=administrator, at=NOON, reason=WHY)


def test_a_providers_own_person_leaves_too(officer, office) -> None:
    theirs = MembershipFactory(role=MembershipRole.EDITOR)
    end_access(membership=theirs, by=officer, at=NOON)
    theirs.user.refresh_from_db()
    assert theirs.user.left_at == NOON
    forget_lapsed(on=date(2024, 10, 19), at=NOON)
    theirs.user.refresh_from_db()
    assert theirs.user.name == f"Former provider's own staff {theirs.user.pk}"


@pytest.mark.parametrize("values", [{"left_at": NOON}, {"is_active": False, "anonymised_at": NOON}])
def test_the_database_holds_nobody_who_left_and_has_access(bryn, values) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=bryn.pk).update(**values)


def test_on_screen_it_is_asked_for_with_a_reason(client, administrator, bryn) -> None:
    page = reverse("person-forget", args=[bryn.pk])
    assert client.get(page).status_code == 404, "not of who has access"
    leave(bryn, administrator)
    assert page in client.get(reverse("set-up-record", args=["people", bryn.pk])).content.decode()
    assert "19 October 2024" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": WHY}, follow=True).status_code == 200
    listed = client.get(reverse("set-up-list", args=["people"])).content.decode()
    assert f"Former commissioning officer {bryn.pk}" in listed
    assert client.get(page).status_code == 404


def test_before_access_ends_one_reads_what_somebody_has_to_take_over(client, bryn) -> None:
    ServiceFactory(name="Harbour", lead_officer=bryn)
    page = reverse("set-up-record", args=["people", bryn.pk])
    typed = {"name": bryn.name, "email": bryn.email, "role": bryn.role}
    shown = client.post(page, typed)
    assert "still leads Harbour" in shown.content.decode()
    assert User.objects.get(pk=bryn.pk).is_active, "it was asked first"


def test_the_command_says_who_before_it_forgets_anybody(administrator, bryn, capsys) -> None:
    leave(bryn, administrator, NOON)
    call_command("retention", "--list")
    assert "Bryn Quillfeather, left 2022-10-19" in capsys.readouterr().out
    call_command("retention")
    assert "forgotten=1" in capsys.readouterr().out
