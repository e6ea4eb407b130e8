"""All changes: named, keyword-only, atomic, with the audit event inside. A refusal is an exception with a sentence."""

from commissioning.workflow.acknowledgements import acknowledge, acknowledge_all
from commissioning.workflow.acts import (
    ACTS,
    agree_later_date,
    approve,
    ask_after_all,
    let_in,
    mark_checked,
    not_required,
    nothing_to_report,
    reopen,
    send_back,
    submit,
)
from commissioning.workflow.bulk import Bulk, approve_clean
from commissioning.workflow.carrying import carry_forward
from commissioning.workflow.cases import clear_case
from commissioning.workflow.checks import OpenWarning, open_warnings, problems_of, warnings_of
from commissioning.workflow.closing import close_period, reopen_period
from commissioning.workflow.drafts import drafts_of, drop_draft, keep_draft
from commissioning.workflow.earlier import Earlier, Taking, add_earlier_figure, add_earlier_figures, taking
from commissioning.workflow.entry import Saved, begin, save_section
from commissioning.workflow.items import add_item
from commissioning.workflow.life import STEPS, Record, Step, kind_of, may_enter, steps_for
from commissioning.workflow.more_time import agree_more_time, ask_for_more_time
from commissioning.workflow.opening import Opened, Opening, open_period, plan_opening
from commissioning.workflow.questions import ask, close, reply
from commissioning.workflow.refusals import (
    Blocked,
    Clash,
    Collision,
    Faults,
    NeedsAnother,
    NeedsManager,
    NeedsReason,
    NotNow,
    NotYours,
    Problem,
    Refusal,
    Unanswered,
)
from commissioning.workflow.standing import NewValue, write_value
from commissioning.workflow.uses import record_use
from tracker.merging import Base

__all__ = [
    "ACTS",
    "STEPS",
    "Base",
    "Blocked",
    "Bulk",
    "Clash",
    "Collision",
    "Earlier",
    "Faults",
    "NeedsAnother",
    "NeedsManager",
    "NeedsReason",
    "NewValue",
    "NotNow",
    "NotYours",
    "OpenWarning",
    "Opened",
    "Opening",
    "Problem",
    "Record",
    "Refusal",
    "Saved",
    "Step",
    "Taking",
    "Unanswered",
    "acknowledge",
    "acknowledge_all",
    "add_earlier_figure",
    "add_earlier_figures",
    "add_item",
    "agree_later_date",
    "agree_more_time",
    "approve",
    "approve_clean",
    "ask",
    "ask_after_all",
    "ask_for_more_time",
    "begin",
    "carry_forward",
    "clear_case",
    "close",
    "close_period",
    "drafts_of",
    "drop_draft",
    "keep_draft",
    "kind_of",
    "let_in",
    "mark_checked",
    "may_enter",
    "not_required",
    "nothing_to_report",
    "open_period",
    "open_warnings",
    "plan_opening",
    "problems_of",
    "record_use",
    "reopen",
    "reopen_period",
    "reply",
    "save_section",
    "send_back",
    "steps_for",
    "submit",
    "taking",
    "warnings_of",
    "write_value",
]
