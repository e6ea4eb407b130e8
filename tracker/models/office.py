"""The office that this installation serves."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Subquery

from tracker.models.audit import AuditHead


class Licence(models.TextChoices):
    """What others may do with published data: both let it be used again by anybody who names the source."""

    OGL = "ogl", "Open Government Licence v3.0"
    CC_BY = "cc-by", "Creative Commons Attribution 4.0"

    @property
    def address(self):
        return LICENCES[self]


LICENCES = {
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
}


class Compliance(models.TextChoices):
    """How far an office says that its public pages keep to the guidelines: its own word, never derived."""

    FULLY = "fully", "fully compliant"
    PARTIALLY = "partially", "partially compliant"
    NOT = "not", "not compliant"


class OfficeManager(models.Manager["Office"]):
    def current(self):
        """The one row, or None before the office is set up; `told` is the hash of the newest event by then."""
        also = {"told": Subquery(AuditHead.objects.values("hash")[:1])}
        return self.annotate(**also).first()

    def reference_changed(self, *, told: bool = False):
        """Called in the transaction of any change to reference data, so that what pages keep of it is read anew.

        `told`: an event of the same transaction says of every record of it that it was changed.
        """
        raised = ["data_version"] if told else ["data_version", "untold_version"]
        self.update(**{name: models.F(name) + 1 for name in raised})


class Office(models.Model):
    """The one office that this installation serves: its names, thresholds and prefix come from here alone."""

    only = models.BooleanField(default=True, unique=True, editable=False, help_text="Keeps the table at one row.")
    name = models.CharField(
        max_length=200, help_text="The Commissioner's office in full, as the update's cover has it."
    )
    short_name = models.CharField(max_length=60, help_text="Stands in the header of every page.")
    area_name = models.CharField(max_length=100, help_text="What the whole force area is called.")
    prefix = models.CharField(
        max_length=20, blank=True, help_text="360Giving prefix, as issued on registration; empty until then."
    )
    small_number_below = models.PositiveSmallIntegerField(
        default=5, help_text="Counts of people from 1 up to one less than this are hidden in public."
    )
    tolerance = models.DecimalField(
        max_digits=5, decimal_places=2, default=10, help_text="Per cent of a target within which a miss is amber."
    )
    pace_points = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=20,
        help_text="Points ahead of or behind the year gone that make money amber.",
    )
    manager_above = models.PositiveIntegerField(
        default=100_000, help_text="Awards above this many pounds have their returns approved by a manager."
    )
    self_approval = models.BooleanField(
        default=False, help_text="Lets a small office approve what the same person entered; a reason is then required."
    )
    due_working_days = models.PositiveSmallIntegerField(
        default=15, help_text="Working days after the quarter ends when returns are due."
    )
    answer_working_days = models.PositiveSmallIntegerField(
        default=5, help_text="Working days after which a question without an answer is shown to the manager."
    )
    leaver_months = models.PositiveSmallIntegerField(
        default=84,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text="Months after somebody’s access ended until the name is removed from this site.",
    )
    public_pages = models.BooleanField(
        default=False, help_text="Whether anybody may read the public pages, without logging in; off: there are none."
    )
    contact_email = models.EmailField(
        "e-mail address", blank=True, help_text="Where the public writes to; on the public pages. Empty: not given."
    )
    contact_telephone = models.CharField(
        "telephone", max_length=30, blank=True, help_text="On the public pages. Empty: not given."
    )
    contact_address = models.CharField(
        "postal address", max_length=300, blank=True, help_text="On the public pages. Empty: not given."
    )
    contact_working_days = models.PositiveSmallIntegerField(
        default=10, help_text="Working days within which the public has an answer."
    )
    accessibility_compliance = models.CharField(
        "the office says that its public pages are",
        max_length=9,
        choices=Compliance.choices,
        blank=True,
        help_text="How far they keep to WCAG 2.2 at level AA, by the office’s own test; empty: it does not say.",
    )
    accessibility_tested_by = models.CharField(
        "tested by", max_length=160, blank=True, help_text="Who tested the public pages: a person’s post, or a body."
    )
    accessibility_problems = models.TextField(
        max_length=4000,
        blank=True,
        help_text="What is known not to be accessible, each problem on a line of its own; empty: nothing is known.",
    )
    accessibility_tested_on = models.DateField(
        "last tested on", null=True, blank=True, help_text="Day of the last test of the public pages; empty: none yet."
    )
    licence = models.CharField(
        max_length=6, choices=Licence.choices, default=Licence.OGL, help_text="Under which open data are published."
    )
    demo = models.BooleanField(default=False, help_text="Set by the demo load: every page then says so.")
    data_version = models.PositiveBigIntegerField(
        default=0, help_text="Raised by each change of reference data, so that cached lists know they are old."
    )
    untold_version = models.PositiveBigIntegerField(
        default=0, help_text="Raised by each such change of which the audit trail does not tell record by record."
    )

    objects = OfficeManager()
    told: str | None = None  # as `current` reads it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True),
                name="office_is_one_row",
                violation_error_message="One installation serves one office.",
            ),
            models.CheckConstraint(
                condition=Q(accessibility_compliance="")
                | (Q(accessibility_tested_on__isnull=False) & ~Q(accessibility_tested_by="")),
                name="compliance_was_tested",
                violation_error_message="Say when the public pages were tested, and by whom, or do not say yet how "
                "compliant they are.",
            ),
            models.CheckConstraint(
                condition=Q(accessibility_compliance="")
                | Q(accessibility_compliance=Compliance.FULLY, accessibility_problems="")
                | (
                    Q(accessibility_compliance__in=[Compliance.PARTIALLY, Compliance.NOT])
                    & ~Q(accessibility_problems="")
                ),
                name="compliance_fits_its_problems",
                violation_error_message="If there are known problems, choose partially or not compliant and list "
                "them; if there are none, choose fully compliant and list none.",
            ),
        ]

    def __str__(self):
        return self.name
