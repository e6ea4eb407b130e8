"""What a child began ends with it."""

import subprocess
from pathlib import Path

import pytest

from tracker import processes


@pytest.mark.parametrize(("then", "done"), [("wait", False), ("end", True)])
def test_what_a_child_began_ends_with_it(then: str, done: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "BEAT", 2)
    held = tmp_path / "held"
    ended = processes.run_child("tests.tracker.forking", f"{held} {then}".encode(), seconds=1)
    assert held.exists(), "control: it was begun"
    assert ended.done is done
    subprocess.run(["flock", held, "true"], timeout=10, check=True)  # held as long as it lives
