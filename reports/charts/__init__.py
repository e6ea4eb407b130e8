"""What the update draws: which figures make a chart, and where marks and columns lie.

Pure: takes parts of a Document, gives places as text, ready to stand as attributes.
"""

from reports.charts.columns import widths
from reports.charts.pace import Pace, pace
from reports.charts.periods import Series, series

__all__ = ["Pace", "Series", "pace", "series", "widths"]
