"""Administration of what every update explains."""

from django.contrib import admin

from reports.models import Acronym
from tracker.admin import ReferenceAdmin


@admin.register(Acronym)
class AcronymAdmin(ReferenceAdmin):
    list_display = ["short", "words"]
    search_fields = ["short", "words"]
