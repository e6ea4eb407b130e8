"""The administration pages: reference data alone, for administrators alone. Every change is an event of the trail.

Nothing that was ever submitted, approved or published is here; what is in use can't be deleted (keys protect it).
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tracker.audit import record
from tracker.models import Office, User

SECRET = frozenset({"password", "password1", "password2", "usable_password"})

admin.site.site_header = "Administration"
admin.site.site_title = "Administration"
admin.site.index_title = "Reference data"


class ForAdministrators:
    """Who may: the administrator, by the one policy, and nobody else."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tracker.administer")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


class Rows(ForAdministrators, admin.TabularInline):
    """Rows of a record on its own page."""

    extra = 0
    show_change_link = False


class ReferenceAdmin(ForAdministrators, admin.ModelAdmin):
    """A page for one kind of reference data. A change raises the data version in its own transaction."""

    list_per_page = 50
    save_on_top = True

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        told(request, obj, "change" if change else "create", _typed(form))

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        gone = [each.instance for each in formset.deleted_forms if each.instance.pk]
        for row in gone:
            told(request, row, "delete", {})
        super().save_formset(request, form, formset, change)
        forms = {each.instance: each for each in formset.forms}
        for row in formset.new_objects:
            told(request, row, "create", _typed(forms[row]))
        for row, _ in formset.changed_objects:
            told(request, row, "change", _typed(forms[row]))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        told(request, obj, "delete", {})
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """All of them with their events, or none: Django's own list deletes outside of a transaction."""
        for row in queryset:
            told(request, row, "delete", {})
        super().delete_queryset(request, queryset)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """The event stands in the audit trail: there is no second table of events."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """See `log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Iterable) -> None:  # type: ignore[override]
        """See `log_addition`."""


def told(request: HttpRequest, obj: Model, act: str, changes: dict[str, tuple[Any, Any]]) -> None:
    """The event, and the data version raised, in the transaction of the change."""
    record(act=act, record=obj, by=request.user, at=timezone.now(), changes=changes)
    Office.objects.reference_changed(told=True)


def _typed(form: ModelForm) -> dict[str, tuple[Any, Any]]:
    """What was changed, field by field; of a password, or a name that can be forgotten, only that it was."""
    secret = SECRET | getattr(form.instance, "private_fields", frozenset())
    return {
        name: ("", "") if name in secret else (_plain(form.initial.get(name)), _plain(form.cleaned_data.get(name)))
        for name in form.changed_data
        if name in form.cleaned_data
    }


def _plain(value: Any) -> Any:
    """Records by their keys, several of them in a row."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(str(_plain(each)) for each in value)
    return value


@admin.register(Office)
class OfficeAdmin(ReferenceAdmin):
    fields = [
        "name",
        "short_name",
        "area_name",
        "prefix",
        "small_number_below",
        "tolerance",
        "pace_points",
        "manager_above",
        "self_approval",
        "due_working_days",
        "answer_working_days",
    ]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name", "role"]


class UserForm(UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "name", "role", "is_active", "password"]


@admin.register(User)
class UserAdmin(ReferenceAdmin, DjangoUserAdmin):
    """People: never deleted, since what they did names them; ending the access is enough."""

    form = UserForm
    add_form = NewUserForm
    fieldsets = [(None, {"fields": ["email", "name", "role", "is_active", "password"]})]
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "usable_password", "password1", "password2"]})]
    list_display = ["name", "email", "role", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        forgotten = isinstance(obj, User) and obj.anonymised_at is not None
        return not forgotten and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        user: Any = obj
        user.left_at = None if user.is_active else user.left_at or timezone.now()
        super().save_model(request, obj, form, change)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            told(request, User.objects.get(pk=id), "change", {"password": ("", "")})
        return answer
