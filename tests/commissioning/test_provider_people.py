"""A provider's people are invited by the office, as editor or authoriser; the last authoriser stays."""

import pytest
from django.urls import reverse

from commissioning.workflow.provider_people import LAST
from providers.models import Membership
from tests.commissioning.factories import MembershipFactory, OfficeFactory, ProviderFactory
from tests.commissioning.return_forms import text_of
from tracker.invitations import address_to_copy
from tracker.models import AuditEvent, Invitation, Outbox, User

pytestmark = pytest.mark.django_db
PERSON = {"do": "invite", "name": "Joan Fielding", "email": "joan@swa.example", "role": "editor"}


@pytest.fixture
def provider(db):
    OfficeFactory()
    return ProviderFactory(name="Somewhere Women’s Aid")


@pytest.fixture
def alice(officer, client_of):
    return client_of(officer)


@pytest.fixture
def page(provider) -> str:
    return reverse("provider-people", args=[provider.pk])


def test_somebody_is_invited_and_has_no_password_yet(alice, page, provider):
    assert "Joan Fielding is invited." in text_of(alice.post(page, PERSON, follow=True))
    made = Membership.objects.get()
    assert (made.provider, made.role, made.user.has_usable_password()) == (provider, "editor", False)
    assert Outbox.objects.get().to == "joan@swa.example"
    assert AuditEvent.objects.about(made).get().act == "add"


@pytest.mark.parametrize("field", ["name", "email", "role"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(alice, page, field):
    answer = alice.post(page, PERSON | {field: ""})
    assert answer.status_code == 422
    assert not User.objects.filter(email=PERSON["email"]).exists()
    assert all(PERSON[name] in answer.content.decode() for name in ("name", "email") if name != field)


def test_an_address_has_one_account(alice, page):
    alice.post(page, PERSON)
    assert "already" in text_of(alice.post(page, PERSON | {"email": "JOAN@swa.example"}))
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("do", ["editor", "end"])
def test_the_last_authoriser_stays(alice, page, provider, do):
    last = MembershipFactory(provider=provider)
    answer = alice.post(page, {"do": do, "membership": last.pk})
    assert (answer.status_code, LAST in text_of(answer)) == (409, True)
    other = MembershipFactory(provider=provider)
    assert alice.post(page, {"do": do, "membership": last.pk}).status_code == 302
    assert alice.post(page, {"do": do, "membership": other.pk}).status_code == 409


def test_ended_access_ends_the_invitation_too(alice, page, client):
    alice.post(page, PERSON)
    held = Membership.objects.get()
    link = address_to_copy(Invitation.objects.get()).removeprefix("http://localhost")
    alice.post(page, {"do": "end", "membership": held.pk})
    held.user.refresh_from_db()
    assert not held.user.is_active
    assert client.get(link, follow=True).status_code == 404


def test_people_of_another_provider_are_not_touched_from_here(alice, page):
    theirs = MembershipFactory(provider=ProviderFactory(), role="editor")
    assert alice.post(page, {"do": "authoriser", "membership": theirs.pk}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.role == "editor"


def test_without_mail_the_link_is_shown_to_be_handed_over(alice, page, settings):
    settings.MAIL_ON = False
    alice.post(page, PERSON)
    assert address_to_copy(Invitation.objects.get()) in text_of(alice.get(page))
