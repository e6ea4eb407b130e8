"""Awards to read: those of a quarter, and one with its money, the changes to it and where each amount comes from."""

from commissioning.views.awards.listed import AwardList, awards
from commissioning.views.awards.page import award

__all__ = ["AwardList", "award", "awards"]
