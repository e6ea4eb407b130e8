"""Review, agreement, sign-off and publication of a quarter's update."""

from reports.views.publishing.agreements import agree, ask, chain, evidence, record
from reports.views.publishing.page import act, file, sign_off

__all__ = ["act", "agree", "ask", "chain", "evidence", "file", "record", "sign_off"]
