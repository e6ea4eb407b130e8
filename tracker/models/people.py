"""Who signs in."""

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

    private_fields = frozenset({"name", "email"})  # no event holds them: who has left can be forgotten

    email = models.EmailField("e-mail address", unique=True, help_text="Signs the person in; not shown to others.")
    name = models.CharField(max_length=120, help_text="As shown beside what the person did.")
    role = models.CharField(
        max_length=20, choices=Role.choices, default=Role.VIEWER, help_text="What the person may do."
    )
    is_active = models.BooleanField(
        default=True, help_text="Untick to end the person's access; what the person did stays."
    )
    joined_at = models.DateTimeField(auto_now_add=True, help_text="When the account was made.")
    left_at = models.DateTimeField(null=True, blank=True, help_text="When the access ended; empty: it has not.")
    anonymised_at = models.DateTimeField(
        null=True, blank=True, help_text="When name and address were removed after the person left; empty: never."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(is_active=False),
                name="user_left_has_no_access",
                violation_error_message="Somebody who left has no access.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(left_at__isnull=False),
                name="user_anonymised_has_left",
                violation_error_message="The name is removed only of somebody who left.",
            ),
        ]

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
