"""Further offices beside the one that was made: its services with all that hangs on them, again and again, in SQL.

For load alone. Plan, areas, funders, streams, definitions, calendars and periods are shared; whoever delivers, leads,
reports or is paid is an office's own, and so is every figure. The keys of a copy are those of the first shifted by a
whole number of tables; names that must be unique bear the number of the copy. Not copied is what is told of records and
not stored in them: questions, submissions, the trail, and what is indexed for search.
"""

from collections.abc import Callable
from typing import Any, cast

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from tracker.models import Office

OWN = (
    *("tracker.User", "providers.Provider", "providers.ProviderAlias"),
    *("commissioning.Service", "commissioning.Service_areas", "commissioning.ServiceProvider"),
    *("commissioning.ServiceCalendar", "commissioning.ReportingRoute", "commissioning.ServiceMeasure"),
    "commissioning.ServiceMeasure_breakdowns",
    *("commissioning.SeriesBreak", "commissioning.ScopeNote", "commissioning.ScopeAnswer", "commissioning.Target"),
    *("commissioning.Award", "commissioning.AwardService", "commissioning.Variation", "commissioning.FundingSplit"),
    *("commissioning.Pack", "commissioning.QuarterlyReturn", "commissioning.Observation"),
    *("commissioning.ObservationValue", "commissioning.Narrative", "commissioning.SpendLine"),
    *("commissioning.StaffingLine", "commissioning.StaffingLine_services", "commissioning.Commitment"),
    *("commissioning.Risk", "commissioning.RiskReview", "commissioning.WaitingListLine", "commissioning.NewsItem"),
)

Model = type[models.Model]


def copy_office(copies: int, tell: Callable[[int], None] = lambda number: None) -> None:
    """Make so many offices of the one that there is. Each is a transaction: `tell` is called after it."""
    own = {apps.get_model(name): 0 for name in OWN}
    last = {model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in own}
    statements = [_statement(model, last) for model in own]
    for number in range(1, copies):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, {"n": number})
        tell(number + 1)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(own)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    Office.objects.reference_changed()


def _statement(model: Model, last: dict[Model, int]) -> str:
    """The rows of the first office in this table, once more, for the copy `%(n)s`."""
    quote, facts = connection.ops.quote_name, cast(Any, model._meta)
    table, pk = quote(facts.db_table), quote(facts.pk.column)
    columns = ", ".join(quote(field.column) for field in facts.concrete_fields)
    values = ", ".join(_value(field, quote(field.column), last) for field in facts.concrete_fields)
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {pk} <= {last[model]} ORDER BY {pk}"


def _value(field: Any, column: str, last: dict[Model, int]) -> str:
    """The column's value in a copy: keys of what is copied are shifted, unique names are marked."""
    of = field.model if field.primary_key else field.related_model
    if of in last:
        return f"{column} + {last[of]} * %(n)s"
    return f"{column} || '-' || CAST(%(n)s AS text)" if field.unique else column
