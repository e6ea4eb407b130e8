"""What the machine must have, told at start-up instead of by the first person who wants a PDF."""

from ctypes.util import find_library
from typing import Any

from django.core.checks import CheckMessage, Warning, register

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")


@register()
def pango_is_installed(**_: Any) -> list[CheckMessage]:
    """WeasyPrint lays text out with Pango. Pages work without it; PDFs don't."""
    missing = [name for name in LIBRARIES if find_library(name) is None]
    if not missing:
        return []
    hint = "On Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return [Warning(f"No PDF can be made: {', '.join(missing)} is missing.", hint=hint, id="tracker.W001")]
