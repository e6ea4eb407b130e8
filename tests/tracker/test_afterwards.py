"""What nobody has to wait for is done after the answer, in its order; what fails does not take the others with it."""

import logging

import pytest
from django.core.signals import request_finished, request_started

from tracker.afterwards import once_answered


@pytest.fixture
def done() -> list[str]:
    return []


def test_it_is_done_once_the_answer_is_sent(done):
    request_started.send(sender=None)
    once_answered(lambda: done.append("first"))
    once_answered(lambda: done.append("second"))
    assert done == []
    request_finished.send(sender=None)
    assert done == ["first", "second"]
    request_started.send(sender=None)
    request_finished.send(sender=None)
    assert done == ["first", "second"], "once"


def test_where_no_page_is_answered_it_is_done_at_once(done):
    once_answered(lambda: done.append("now"))
    assert done == ["now"]


def test_what_fails_is_told_by_the_log_and_the_others_are_done(done, caplog):
    request_started.send(sender=None)
    once_answered(lambda: done[0])
    once_answered(lambda: done.append("second"))
    with caplog.at_level(logging.ERROR, logger="tracker.afterwards"):
        request_finished.send(sender=None)
    assert done == ["second"]
    assert "IndexError" in caplog.text
