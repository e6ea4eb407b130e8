"""Two people load the portfolio at the same moment, on real connections: one wins, the other is told, nothing half."""

import pytest

from commissioning.imports.plans import Moved
from commissioning.imports.portfolio.loading import Loaded
from commissioning.models import Award, Observation, Service
from providers.models import Provider
from tests.commissioning.factories import OfficeFactory, UserFactory
from tests.commissioning.test_portfolio_loading import SHEETS, load, look
from tests.commissioning.test_two_savers import together
from tracker.audit import verify_chain
from tracker.models import AuditEvent, ImportRun, ImportState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_wins_the_other_is_told_and_nothing_is_loaded_twice(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    OfficeFactory()
    alice, bob = UserFactory(name="Alice Hartley"), UserFactory(name="Bob Nwosu")
    seen = look(SHEETS, alice).plan.digest
    answers = together(
        lambda: load(SHEETS, alice, digest=seen),
        lambda: load(SHEETS, bob, digest=seen),
    )
    won = [answer for answer in answers if isinstance(answer, Loaded)]
    told = [answer for answer in answers if isinstance(answer, Moved)]
    assert (len(won), len(told)) == (1, 1), answers
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportState.APPLIED, ImportState.PREVIEWED}
    assert ImportRun.objects.filter(applied_at__isnull=False).count() == 1
    names = list(Service.objects.order_by("name").values_list("name", flat=True))
    assert len(names) == len(set(names)) > 0
    assert Provider.objects.filter(name="Haven").count() == 1
    assert look(SHEETS, alice).plan.changes == ()
    assert Award.objects.count() == len(set(Award.objects.values_list("code", flat=True)))
    assert Observation.objects.count() == 3
    assert verify_chain() == AuditEvent.objects.count()
