"""Says at start what to install where the libraries that draw PDFs are missing: the site runs without them."""

from ctypes.util import find_library
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from reports.pdf import INSTALL

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")


@register
def pango_is_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    missing = [name for name in LIBRARIES if not find_library(name)]
    if not missing:
        return []
    return [Warning("No PDF can be made: Pango is missing.", hint=INSTALL, id="reports.W001")]
