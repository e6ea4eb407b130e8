"""What every app shares: people, the office, the audit trail and background jobs."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tracker.roles import Role, allows


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{"role": Role.ADMINISTRATOR, **fields})


class User(AbstractBaseUser):
    """A person who signs in. One role says all that he or she may do (`tracker.roles`)."""

    email = models.EmailField("e-mail address", unique=True, help_text="Signs the person in; not shown to others.")
    name = models.CharField(max_length=120, help_text="As shown beside what the person did.")
    role = models.CharField(
        max_length=20, choices=Role.choices, default=Role.VIEWER, help_text="What the person may do."
    )
    is_active = models.BooleanField(default=True, help_text="Untick to end the person's access; nothing is deleted.")
    joined_at = models.DateTimeField(auto_now_add=True, help_text="When the account was made.")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_staff(self):
        """The admin site, for reference data, is the administrator's."""
        return self.is_active and self.role == Role.ADMINISTRATOR

    @property
    def is_provider(self):
        return self.role == Role.PROVIDER

    def has_perm(self, perm, obj=None):
        return self.is_active and allows(self.role, perm)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_staff


class OfficeManager(models.Manager["Office"]):
    def current(self):
        """The one row, or None before the office is set up."""
        return self.first()

    def reference_changed(self):
        """Called in the transaction of any change to reference data, so that what pages keep of it is read anew."""
        self.update(data_version=models.F("data_version") + 1)


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
    demo = models.BooleanField(default=False, help_text="Set by the demo load: every page then says so.")
    data_version = models.PositiveBigIntegerField(
        default=0, help_text="Raised by each change of reference data, so that cached lists know they are old."
    )

    objects = OfficeManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True),
                name="office_is_one_row",
                violation_error_message="One installation serves one office.",
            ),
        ]

    def __str__(self):
        return self.name


class AuditHead(models.Model):
    """The one row that every writer updates first, so that events form one chain on every database."""

    only = models.BooleanField(default=True, unique=True, editable=False, help_text="Keeps the table at one row.")
    number = models.PositiveBigIntegerField(default=0, help_text="Number of the last event.")
    hash = models.CharField(max_length=64, blank=True, help_text="Hash of the last event.")

    def __str__(self):
        return f"{self.number}: {self.hash}"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about(self, record):
        return self.filter(model=record._meta.label_lower, record_id=record.pk)

    def newest_first(self):
        return self.order_by("-number")


class AuditEvent(models.Model):
    """Who did what to which record, when, from which state to which, and why. Never changed, never deleted."""

    number = models.PositiveBigIntegerField(unique=True, help_text="Place in the chain, from 1 without gaps.")
    at = models.DateTimeField(help_text="When it was done.")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="events", help_text="Empty: the system."
    )
    act = models.CharField(max_length=40, help_text="What was done, as a verb: submit, approve, reopen.")
    model = models.CharField(max_length=60, help_text="Kind of record.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    from_state = models.CharField(max_length=20, blank=True, help_text="State before.")
    to_state = models.CharField(max_length=20, blank=True, help_text="State after.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why, where a reason was asked.")
    changes = models.JSONField(
        default=dict, help_text="Field by field: before and after, long text as its digest so that it can be redacted."
    )
    previous_hash = models.CharField(max_length=64, blank=True, help_text="Hash of the event before.")
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 over this event and the hash before it.")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["model", "record_id"])]

    def __str__(self):
        return f"{self.number} {self.act}"


class Job(models.Model):
    """One piece of background work: asked for, tried at most three times, with honest progress."""

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    kind = models.CharField(max_length=40, help_text="What kind of work.")
    key = models.CharField(
        max_length=120, unique=True, help_text="The same key is the same work: asked twice, done once."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, help_text="Where it stands.")
    step = models.CharField(
        max_length=40, blank=True, help_text="What it does just now: building, rendering, checking."
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs", help_text="Who asked for it."
    )
    asked_at = models.DateTimeField(help_text="When it was asked for.")
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the last attempt began.")
    heartbeat_at = models.DateTimeField(
        null=True, blank=True, help_text="Last sign of life; over 60 seconds old means dead."
    )
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it ended, either way.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed, in a sentence.")
    result = models.CharField(max_length=200, blank=True, help_text="Where the file that it made is kept.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="job_finished_when_over",
                violation_error_message="A job that is over has a time at which it ended.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
