"""What apps above this one tell on the home page: each adds its panel when it is loaded."""

from collections.abc import Callable
from typing import Any

from commissioning.views.quarters import Scene

Panel = Callable[[Scene], dict[str, Any] | None]
PANELS: list[Panel] = []


def panels(scene: Scene) -> list[dict[str, Any]]:
    """Each a title with lines (label, when, url), for the person who looks; none where there is nothing to say."""
    return [found for panel in PANELS if (found := panel(scene)) is not None]
