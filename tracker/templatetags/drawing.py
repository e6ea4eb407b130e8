"""The shapes of small charts, of which a list has one in every row: put together here, for a template takes long over
them.
"""

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.charts import Spark

register = template.Library()

GAP = '<line x1="{}" y1="43" x2="{}" y2="43" stroke="#6b7a87" stroke-width="1.5" stroke-dasharray="2 2"/>'
BAR = '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
LEVEL = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#d4500f" stroke-width="1.5" stroke-dasharray="4 2"/>'
CUT = '<line x1="{}" y1="0" x2="{}" y2="{}" stroke="#17222c" stroke-width="1.5" stroke-dasharray="2 3"/>'
NOW, BEFORE = "#12436d", "#7b91a6"


@register.simple_tag
def spark_shapes(chart: Spark) -> SafeString:
    """Bars and gaps, then the levels of targets, then where the series breaks."""
    return format_html_join("", "{}", ((each,) for each in _shapes(chart)))


def _shapes(chart: Spark) -> Iterator[SafeString]:
    for bar in chart.bars:
        if bar.is_gap:
            yield format_html(GAP, bar.x, bar.x_end)
        else:
            yield format_html(BAR, bar.x, bar.y, bar.width, bar.height, NOW if bar.is_current else BEFORE)
    for level in chart.levels:
        yield format_html(LEVEL, level.x, level.y, level.x_end, level.y)
    for cut in chart.cuts:
        yield format_html(CUT, cut.x, cut.x, chart.foot)
