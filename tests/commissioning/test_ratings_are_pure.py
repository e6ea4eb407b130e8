"""The pure rooms stay pure: they load without Django, so nothing in them can reach a row, a request or the clock."""

import subprocess
import sys

import pytest

PURE = [
    "commissioning.parsing",
    "commissioning.ratings.findings",
    "commissioning.ratings.plausibility",
    "commissioning.ratings.projections",
    "commissioning.ratings.rag",
    "commissioning.ratings.totals",
    "tracker.formats",
    "tracker.periods",
]


def loads_django(modules: list[str]) -> bool:
    script = f"import sys, {', '.join(modules)}; print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_pure_rooms_load_without_django():
    assert not loads_django(PURE)


@pytest.mark.parametrize("module", ["tracker.fields"])
def test_the_check_sees_django_where_it_is(module):
    assert loads_django([module])
