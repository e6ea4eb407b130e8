"""Views of pages that people keep: a page with its filters, under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user):
        """One's own, and what people of the office share; a provider's people see nobody else's."""
        own = Q(owner=user)
        return self.filter(own if user.is_provider else own | Q(shared=True))


class SavedFilter(models.Model):
    """A page of a quarter with the filters that were on; it opens in the quarter in hand."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", help_text="Who keeps it."
    )
    name = models.CharField(max_length=80, help_text="What the person calls it.")
    page = models.SlugField(help_text="Name of the page's address.")
    parts = models.JSONField(default=dict, blank=True, help_text="Other parts of the address than the quarter.")
    query = models.CharField(max_length=1000, blank=True, help_text="The filters, as they stand in the address.")
    shared = models.BooleanField(default=False, help_text="Others of the office see it too.")
    starts = models.BooleanField(default=False, help_text="It is the page that the person lands on.")
    saved_at = models.DateTimeField(help_text="When it was saved.")

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_filter_name_once",
                violation_error_message="You already have a view of this name: give this one another.",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(starts=True),
                name="saved_filter_one_start",
                violation_error_message="You already have a page that you land on.",
            ),
        ]

    def __str__(self):
        return self.name
