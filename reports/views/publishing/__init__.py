"""Review, agreement, sign-off and publication of a quarter's update."""

from reports.views.publishing.agreements import agree, chain, evidence, record
from reports.views.publishing.page import act, file, sign_off

__all__ = ["act", "agree", "chain", "evidence", "file", "record", "sign_off"]
