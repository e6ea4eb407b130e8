"""Administration of providers: names, aliases, memberships."""

from django.contrib import admin

from providers.models import Membership, Provider, ProviderAlias
from tracker.admin import ReferenceAdmin, Rows


class AliasRows(Rows):
    model = ProviderAlias


class MembershipRows(Rows):
    model = Membership
    autocomplete_fields = ["user"]


@admin.register(Provider)
class ProviderAdmin(ReferenceAdmin):
    list_display = ["name", "short_name", "kind", "ended_on"]
    list_filter = ["kind", "address_confidential"]
    search_fields = ["name", "short_name", "code", "aliases__name"]
    autocomplete_fields = ["merged_into"]
    inlines = [AliasRows, MembershipRows]
