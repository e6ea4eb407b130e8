"""Forms of what every update explains."""

from reports.models import Acronym
from tracker.set_up.forms import RecordForm


class AcronymForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Acronym
        fields = ["short", "words"]
