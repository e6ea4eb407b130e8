"""What is kept of an award beside its money: decision notices, and its subsidy assessment."""

from commissioning.forms.set_up.contracts import DecisionNoticeForm, SubsidyAssessmentForm
from commissioning.models import DecisionNotice, SubsidyAssessment
from commissioning.workflow.set_up.funders import MONEY
from tracker.set_up.kinds import Group, Kind
from tracker.tables import DayColumn

DECISION_NOTICES = Kind(
    slug="decision-notices",
    model=DecisionNotice,
    one="decision notice",
    many="decision notices",
    about="What the Commissioner decided on it, by number and day, and where that is published.",
    permission=MONEY,
    group=Group.MONEY,
    form=DecisionNoticeForm,
    columns={
        "number": "Number",
        "decision": "Decision",
        "decided_on": DayColumn(verbose_name="Decided"),
        "published_on": DayColumn(verbose_name="Published", nil="not published"),
    },
    search=("number", "decision"),
    related=("award",),
    belongs_to="award",
)
SUBSIDY_ASSESSMENTS = Kind(
    slug="subsidy-assessments",
    model=SubsidyAssessment,
    one="subsidy assessment",
    many="subsidy assessment",
    about="Whether it is a subsidy and, if it is, by which route it is given; who judged so, when and why.",
    permission=MONEY,
    group=Group.MONEY,
    form=SubsidyAssessmentForm,
    columns={
        "route": "Route",
        "reason": "Why",
        "assessed_by": "Assessed by",
        "assessed_on": DayColumn(verbose_name="On"),
    },
    search=("reason",),
    related=("award", "assessed_by"),
    belongs_to="award",
    single=True,
)
