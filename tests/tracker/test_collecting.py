"""The collector of garbage waits while much is made, is as it was afterwards, and comes once an answer is sent."""

import gc
import weakref

import pytest
from django.core.signals import request_finished, request_started

from tracker.collecting import EVERY, collecting_later, let_go


class Thing:
    """One of two that hold each other, so that only the collector lets them go."""

    def __init__(self) -> None:
        self.other = self


def test_it_waits_and_goes_on_whatever_happens():
    assert gc.isenabled()
    with collecting_later(), collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(RuntimeError, match="broken"), collecting_later():
        raise RuntimeError("broken")
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off():
    gc.disable()
    try:
        with collecting_later():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_let_go_is_collected_after_the_answer():
    with collecting_later():
        held = weakref.ref(Thing())
        request_started.send(sender=None)
        request_finished.send(sender=None)
        assert held() is not None  # control: nobody asked
        request_started.send(sender=None)
        for _ in range(EVERY):
            let_go()
        assert held() is not None
        request_finished.send(sender=None)
        assert held() is None
        again = weakref.ref(Thing())
        request_started.send(sender=None)
        request_finished.send(sender=None)
        assert again() is not None, "once"
