"""A return that stands in a published update says so, and whether it says something else by now."""

import pytest
from django.urls import reverse

from commissioning.models import Pack
from commissioning.workflow import approve, record_use, reopen, submit
from commissioning.workflow.corrections import correct_figure, read_value
from tests.commissioning.factories import StaffingLineFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import words
from tracker.audit import verify_chain
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db
PUBLISHED = "Quarterly update, July to September 2022, version 1"
OPEN, CHANGED = "Open again since", "Changed since it was published"


@pytest.fixture
def approved() -> Idva:
    found = idva()
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.bob, at=LATER)
    return found


def used(found: Idva, version: int = 1) -> int:
    """Published as it stands now."""
    newest = AuditEvent.objects.newest_first()[0].number
    told = f"Quarterly update, July to September 2022, version {version}"
    return record_use(returns=[found.now().pk], published=told, as_of=newest, by=found.maria, at=LATER)


def test_it_says_nothing_before_it_is_used(approved, client_of):
    assert "Published in" not in page(approved, client_of)


def test_it_says_where_it_is_published(approved, client_of):
    assert used(approved) == 1
    said = page(approved, client_of)
    assert PUBLISHED in said
    assert "Told in a published update" in said
    assert OPEN not in said
    assert CHANGED not in said
    verify_chain()


def test_opened_again_it_waits_for_the_next_version_and_approved_again_it_has_changed(approved, client_of):
    used(approved)
    reopen(record=approved.now(), by=approved.maria, at=LATER, reason="More came in.")
    assert OPEN in page(approved, client_of)
    submit(record=approved.now(), by=approved.alice, at=LATER)
    approve(record=approved.now(), by=approved.bob, at=LATER)
    assert CHANGED in page(approved, client_of)
    used(approved, version=2)
    said = page(approved, client_of)
    assert "version 2" in said
    assert CHANGED not in said


def test_a_corrected_figure_is_a_change(approved, client_of):
    used(approved)
    row = next(iter(approved.figures.values()))
    row.refresh_from_db()
    value, faults = read_value({"value": "480"}, row)
    assert value is not None, faults
    correct_figure(observation=row, value=value, why="Miscounted.", evidence="By phone.", by=approved.maria, at=LATER)
    assert CHANGED in page(approved, client_of)


def test_what_is_done_between_sign_off_and_publication_is_a_change_too(approved, client_of):
    signed = AuditEvent.objects.newest_first()[0].number
    reopen(record=approved.now(), by=approved.maria, at=LATER, reason="More came in.")
    record_use(returns=[approved.now().pk], published=PUBLISHED, as_of=signed, by=approved.maria, at=LATER)
    assert OPEN in page(approved, client_of)


def test_the_money_and_people_of_a_pack_say_where_they_are_published(client_of):
    found = idva()
    pack = found.now().pack
    StaffingLineFactory(pack=pack, services=[found.service])
    Pack.objects.filter(pk=pack.pk).update(state="in_progress")
    pack.refresh_from_db()
    submit(record=pack, by=found.alice, at=NOON)
    pack.refresh_from_db()
    approve(record=pack, by=found.bob, at=LATER)
    address = reverse("pack", args=[pack.pk])
    assert "Published in" not in words(client_of(found.maria).get(address))
    newest = AuditEvent.objects.newest_first()[0].number
    assert record_use(packs=[pack.pk], published=PUBLISHED, as_of=newest, by=found.maria, at=LATER) == 1
    said = words(client_of(found.maria).get(address))
    assert PUBLISHED in said
    assert OPEN not in said
    assert "Published in" not in page(found, client_of)  # the return itself was not told
    pack.refresh_from_db()
    reopen(record=pack, by=found.maria, at=LATER, reason="A post was filled.")
    assert OPEN in words(client_of(found.maria).get(address))
    pack.refresh_from_db()
    submit(record=pack, by=found.alice, at=LATER)
    pack.refresh_from_db()
    approve(record=pack, by=found.bob, at=LATER)
    assert CHANGED in words(client_of(found.maria).get(address))


def page(found: Idva, client_of) -> str:
    return words(client_of(found.maria).get(reverse("return", args=[found.now().pk])))
