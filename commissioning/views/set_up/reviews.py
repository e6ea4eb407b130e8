"""Contract reviews with their actions, and annual reviews, as they are kept."""

from commissioning.forms.set_up.reviews import AnnualReviewForm, ContractReviewForm, ReviewActionForm
from commissioning.models import AnnualReview, ContractReview, ReviewAction
from commissioning.workflow.set_up.funders import MONEY
from commissioning.workflow.set_up.reviews import keep_action
from commissioning.workflow.set_up.services import SET_UP
from tracker.set_up.kinds import Group, Kind
from tracker.tables import DayColumn

ACTIONS = Kind(
    slug="review-actions",
    model=ReviewAction,
    one="action",
    many="actions",
    about="Who is to do what by when. Where a day slips, the day first agreed stays beside it.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ReviewActionForm,
    columns={
        "text": "Action",
        "owner": "Owner",
        "due_on": DayColumn(verbose_name="Due", nil="no day given"),
        "first_due_on": DayColumn(verbose_name="First due", nil="as due"),
        "done_on": DayColumn(verbose_name="Done", nil="open"),
    },
    search=("text", "owner"),
    related=("review__service", "review__award"),
    belongs_to="review",
    keep=keep_action,
)
CONTRACT_REVIEWS = Kind(
    slug="contract-reviews",
    model=ContractReview,
    one="contract review",
    many="contract reviews",
    about="Meetings at which a service or an award was reviewed: who was there, what was said, and what is to be done.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ContractReviewForm,
    columns={
        "subject": "Of",
        "held_on": DayColumn(verbose_name="Held"),
        "attended": "Who was there",
        "next_on": DayColumn(verbose_name="Next", nil="not set"),
    },
    search=("service__name", "award__title", "notes"),
    related=("service", "award"),
    begins_with=("service", "award"),
    parts=(ACTIONS,),
)
ANNUAL_REVIEWS = Kind(
    slug="annual-reviews",
    model=AnnualReview,
    one="annual review",
    many="annual reviews",
    about="What each year’s review came to: continue, discontinue or amend; who decided so, when and why.",
    permission=MONEY,
    group=Group.MONEY,
    form=AnnualReviewForm,
    columns={
        "year_label": "Year",
        "outcome": "Outcome",
        "reason": "Why",
        "decided_by": "Decided by",
        "decided_on": DayColumn(verbose_name="On"),
    },
    search=("award__title", "reason"),
    related=("award", "decided_by"),
    belongs_to="award",
)
