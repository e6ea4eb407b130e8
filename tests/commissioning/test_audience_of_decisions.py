"""Who may see decision notices and subsidy assessments, and how long a list that was given on a request is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import Audience
from commissioning.models import Award, DecisionNotice, InformationRequest, SubsidyAssessment
from commissioning.workflow.retention import remove_what_is_over
from tests.commissioning.pages import words
from tracker.models import AuditEvent, User
from tracker.roles import Role
from tracker.uploads.runs import EVIDENCE

Q2 = "2022-23-q2"
READERS = [Role.OFFICER, Role.FINANCE, Role.MANAGER, Role.VIEWER]


def client(role: Role) -> Client:
    found = Client()
    found.force_login(User.objects.filter(role=role).earliest("pk"))
    return found


def pages(award: Award) -> list[str]:
    register = reverse("register", args=[Q2, "contracts"])
    return [
        reverse("award", args=[Q2, award.pk]),
        register,
        f"{register}?format=csv",
        f"/api/v1/quarters/{Q2}/contracts/",
    ]


def told(role: Role, award: Award, page: int) -> str:
    answer = client(role).get(pages(award)[page])
    assert answer.status_code == 200
    return answer.content.decode() if page > 1 else words(answer)


@pytest.fixture
def award(demo) -> Award:
    found = Award.objects.get(code="csp-2022-shropshire")
    DecisionNotice.objects.create(award=found, number="EX-INT-1", decision="Not yet told.", decided_on=date(2022, 9, 1))
    return found


@pytest.mark.parametrize("page", range(4))
@pytest.mark.parametrize("role", READERS)
def test_what_is_for_the_office_is_seen_by_the_office_alone(award, role, page):
    DecisionNotice.objects.filter(number="EX-INT-1").update(audience=Audience.INTERNAL)
    SubsidyAssessment.objects.update(audience=Audience.INTERNAL, database_reference="", reason="Asked the lawyers")
    found = told(role, award, page)
    assert ("EX-INT-1" in found) == (role != Role.VIEWER)
    assert ("not a subsidy" in found.lower() or "Asked the lawyers" in found) == (role != Role.VIEWER)
    assert "EX-2022-03" in found, "a published one is for everybody"


def test_control_what_is_for_the_board_a_viewer_sees(award):
    assert DecisionNotice._meta.get_field("audience").default == Audience.BOARD
    assert "EX-INT-1" in told(Role.VIEWER, award, 0)


def test_a_viewer_is_not_told_that_there_is_none(award):
    SubsidyAssessment.objects.update(audience=Audience.INTERNAL)
    assert "not assessed" not in told(Role.VIEWER, award, 1)
    assert "not assessed" in told(Role.OFFICER, award, 1)


def test_what_is_published_is_public(award):
    notice = DecisionNotice.objects.get(number="EX-2022-03")
    notice.audience = Audience.BOARD
    with pytest.raises(ValidationError, match="A notice that is published is for everybody"):
        notice.full_clean()


def test_a_list_that_was_given_has_its_day_and_is_removed_after_it(demo):
    request = InformationRequest.objects.exclude(page="").get()
    assert request.keep_until == request.answered_on + EVIDENCE
    name, storage = request.given.name, request.given.storage
    assert storage.exists(name)
    remove_what_is_over(on=request.keep_until, at=timezone.now())
    assert storage.exists(name), "on its last day it is still there"
    after = request.keep_until.replace(year=request.keep_until.year + 1)
    assert remove_what_is_over(on=after, at=timezone.now()) >= 1
    request.refresh_from_db()
    assert not request.given
    assert request.sha256, "what it was stays"
    event = AuditEvent.objects.get(model="commissioning.informationrequest", act="remove-file")
    assert event.changes["given"] == [request.list_name, "removed"]
    officer = client(Role.OFFICER)
    assert "was removed when its time was over" in words(officer.get(reverse("information-request", args=[request.pk])))
    assert officer.get(reverse("request-file", args=[request.pk])).status_code == 404
    assert officer.get(reverse("request-now", args=[request.pk])).status_code == 404
