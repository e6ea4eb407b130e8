"""The site says at start-up what the machine lacks."""

import pytest

from tracker import checks


def test_a_machine_with_pango_is_told_nothing() -> None:
    assert checks.pango_is_installed() == []


def test_a_machine_without_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LIBRARIES", ("pango-1.0", "no-such-library"))
    (warning,) = checks.pango_is_installed()
    assert "no-such-library" in warning.msg
    assert "apt-get install" in (warning.hint or "")
