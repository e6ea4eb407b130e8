"""What belongs to chasing: when people are reminded, and who stands in for whom."""

from typing import Any

from tracker.covers import may_stand_in
from tracker.models import Cover, ReminderRule
from tracker.set_up.forms import RecordForm
from tracker.set_up.kinds import Group, Kind
from tracker.tables import DayColumn


class ReminderRuleForm(RecordForm):
    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["text"].widget.attrs["rows"] = "12"

    class Meta(RecordForm.Meta):
        model = ReminderRule
        fields = ["days", "side", "to", "subject", "text"]


class CoverForm(RecordForm):
    offers = {"person": may_stand_in, "cover": may_stand_in}

    class Meta(RecordForm.Meta):
        model = Cover
        fields = ["person", "cover", "starts_on", "ends_on"]


REMINDER_RULES = Kind(
    slug="reminders",
    model=ReminderRule,
    one="reminder rule",
    many="reminder rules",
    about="How many days before or after the due date somebody is reminded, whom, and in which words.",
    permission="tracker.set_reminders",
    group=Group.OFFICE,
    form=ReminderRuleForm,
    columns={"when": "When", "to": "To whom", "ended_on": DayColumn(verbose_name="Ended", nil="in use")},
    search=("subject", "text"),
)
COVERS = Kind(
    slug="covers",
    model=Cover,
    one="absence",
    many="absences and cover",
    about="Who is away from when to when, and who stands in: what needs the one is shown, and sent, to the other.",
    permission="tracker.arrange_cover",
    group=Group.OFFICE,
    form=CoverForm,
    columns={
        "person": "Away",
        "cover": "Stands in",
        "starts_on": DayColumn(verbose_name="From"),
        "ends_on": DayColumn(verbose_name="To"),
    },
    search=("person__name", "cover__name"),
    related=("person", "cover"),
)
