"""A form that came when nobody was logged in any more: what was typed in it, for its writer alone."""

from django.conf import settings
from django.db import models


class KeptForm(models.Model):
    """What one person had typed in one form. It saves nothing: it fills the form in again, and is gone a day later."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms", help_text="Who typed it."
    )
    page = models.CharField(max_length=2000, help_text="Address of the page on which the form stands.")
    address = models.CharField(max_length=2000, help_text="Where the form was sent.")
    fields = models.JSONField(help_text="What was typed, by the names of the boxes; never passwords or files.")
    kept_at = models.DateTimeField(db_index=True, help_text="When the form came.")

    class Meta:
        ordering = ["kept_at", "pk"]

    def __str__(self):
        return f"Form for {self.address}"
