"""The guard of all tests on PostgreSQL: a page that holds rows outside of a transaction of its own is refused."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.db.transaction import TransactionManagementError

from tracker.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def answering():
    """A page is being answered, whose connection stays that of the test, as Django's own client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def held() -> list[User]:
    return list(User.objects.select_for_update())


def test_a_page_may_not_hold_rows_by_itself(answering):
    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        held()


def test_within_a_transaction_it_may(answering):
    with transaction.atomic():
        assert held() == []


def test_control_what_is_no_page_may(db):
    assert held() == []
