"""A return that stands in a published update says so, and whether it says something else by now."""

import pytest
from django.urls import reverse

from commissioning.workflow import approve, record_use, reopen, submit
from commissioning.workflow.corrections import correct_figure, read_value
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
    return record_use(returns=[found.now().pk], items=[], published=told, as_of=newest, by=found.maria, at=LATER)


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
    record_use(returns=[approved.now().pk], items=[], published=PUBLISHED, as_of=signed, by=approved.maria, at=LATER)
    assert OPEN in page(approved, client_of)


def page(found: Idva, client_of) -> str:
    return words(client_of(found.maria).get(reverse("return", args=[found.now().pk])))
