"""Awards to read: those of a quarter, and one with its money by year, the changes to it and the services it covers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from commissioning.exports.awards import AWARDS, award_line
from commissioning.figures import award_positions, summary
from commissioning.figures.awards import Standing, standing_from
from commissioning.figures.money import AwardPosition, group_name, groups
from commissioning.figures.payments import in_advance, paid_of
from commissioning.filters.awards import AwardFilter
from commissioning.models import Award, AwardService, Payment, Variation
from commissioning.ratings.splits import Part, sum_words
from commissioning.tables.awards import AwardTable
from commissioning.views.contracts import decisions, rests_on
from commissioning.views.documents import documents_of, papers
from commissioning.views.money.overview import positions_at
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.reviews import meetings, reviews_of
from commissioning.views.service.money import amount, extension, pace_lead, total_line
from tracker import formats
from tracker.exports import Cell
from tracker.forms import DateBoxes
from tracker.periods import financial_year_of
from tracker.together import together
from tracker.views import FilteredTableView

Row = dict[str, Any]
SET_UP = "commissioning.set_up_money"
SHOWN_PAYMENTS = 12


class DayForm(forms.Form):
    """The day on which an award is looked at."""

    on = forms.DateField(
        label="As it stood on",
        widget=DateBoxes,
        input_formats=["%Y-%m-%d"],
        required=False,
        error_messages={"invalid": "Enter the day as day, month and year, like 27 3 2023."},
    )


class AwardList(FilteredTableView):
    """The awards that run in the quarter or have money in its financial year, with what they come to as filtered."""

    filterset_class = AwardFilter
    table_class = AwardTable
    template_name = "commissioning/award/list.html"
    export_header = AWARDS

    def get_queryset(self) -> QuerySet[Award]:
        quarter = self.scene.quarter
        running = [each.pk for each in self.scene.portfolio.awards_at(quarter)]
        rows = Award.objects.filter(pk__in=running).select_related("provider")
        return rows.with_total(quarter.year_label, on=quarter.end)

    def get_table(self, **kwargs: Any) -> AwardTable:
        table: AwardTable = super().get_table(**kwargs)
        table.scene, table.positions = self.scene, {each.award.pk: each for each in self.positions}
        return table

    @cached_property
    def positions(self) -> list[AwardPosition]:
        """How each award of the list stands at the quarter's end."""
        return award_positions(self.object_list, self.scene.quarter)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        scene, found = self.scene, summary(self.positions, points=self.scene.office.pace_points)
        return context | {
            "tabs": money_tabs(scene, "awards"),
            "known": formats.money(found.awarded.known),
            "missing": len(found.awarded.missing),
            "add_url": reverse("set-up-add", args=["awards"]) if scene.user.has_perm(SET_UP) else "",
            "groups": read_together(self.positions),
            "clear": reverse("awards", args=[scene.quarter.slug]),
        }

    def export_name(self) -> str:
        return f"awards-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Awards"

    def export_rows(self, rows: QuerySet[Award]) -> Iterator[Sequence[Cell]]:
        covered = self.scene.portfolio.services_of_award
        for each in award_positions(rows, self.scene.quarter):
            yield award_line(each, [row.service.name for row in covered.get(each.award.pk, ())])


awards = with_quarter("commissioning.view_portfolio")(AwardList.as_view())


def read_together(positions: list[AwardPosition]) -> list[Row]:
    """Awards that are read together, each group with its total, and whether a stated one ties."""
    return [
        {"label": group_name(each.award for each in group), "count": len(group), **total_line(summary(group))}
        for group in groups(positions).values()
        if len(group) > 1
    ]


@with_quarter("commissioning.view_portfolio")
def award(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One award as it stood at the quarter's end, or on the day asked for."""
    found = next((each for each in scene.portfolio.awards if each.pk == pk), None)
    if found is None:
        raise Http404
    form = DayForm(request.GET if "on_day" in request.GET else None, initial={"on": scene.quarter.end})
    on = (form.is_valid() and form.cleaned_data["on"]) or scene.quarter.end
    changes = sorted(found.variations.all(), key=lambda row: (row.effective_on, row.pk))
    standing = standing_from(found, found.splits.all(), changes, on=on)
    payments = found.payments.filter(paid_on__lte=on).order_by("-paid_on", "-pk")[:SHOWN_PAYMENTS]
    beside = together(*decisions(found), *papers([found]), *meetings(scene, awards=[found]))
    context = {
        "award": found,
        "form": form,
        "on": formats.day(on),
        "facts": facts(scene, found, standing),
        "years": list(years(standing)),
        "rests_on": rests_on(scene, found, beside),
        "held": reviews_of(scene, beside, awards=[found]),
        "documents": documents_of(scene, [found], beside),
        "changes": [change(each, standing) for each in standing.changes],
        "services": services(scene, found),
        "year": year_of(scene, found),
        "payment_columns": [{"label": "Paid on"}, {"label": "Our reference"}, {"label": "Amount", "numeric": True}],
        "payments": [payment(row) for row in payments],
        "to_payments": f"{reverse('payments', args=[scene.quarter.slug])}?award={found.code}&years=all",
        "set_up_url": reverse("set-up-record", args=["awards", found.pk]) if scene.user.has_perm(SET_UP) else "",
        "crumbs": [{"label": "Awards", "url": reverse("awards", args=[scene.quarter.slug])}],
    }
    return render(request, "commissioning/award/page.html", context, status=422 if form.errors else 200)


def facts(scene: Scene, found: Award, standing: Standing) -> list[Row]:
    provider = found.provider if found.provider.stated else None
    to_provider = reverse("provider", args=[scene.quarter.slug, found.provider_id]) if provider else ""
    rows: list[tuple[str, Any, str, str]] = [
        ("Comes to", sum_words(standing.in_force), "amount not stated", ""),
        ("Stated elsewhere", standing.stated.sentence if standing.stated else "", "", ""),
        ("Provider", provider and str(provider), "not stated", to_provider),
        ("Kind", f"{found.get_kind_display()}{f', {found.reference}' if found.reference else ''}", "", ""),
        ("Runs", runs(found.starts_on, standing.ends_on), "dates not stated", ""),
        ("Extension", extension(found), "", ""),
        ("Review by", found.review_by and formats.day(found.review_by), "", ""),
        ("Notice by", found.notice_on and formats.day(found.notice_on), "", ""),
        ("Decided", decided(found), "", ""),
        ("Purpose", found.purpose, "not stated", ""),
        ("Reasons", found.reasons, "", ""),
        ("Conditions", found.conditions, "", ""),
    ]
    return [{"key": key, "value": value, "nil": nil, "url": url} for key, value, nil, url in rows if value or nil]


def year_of(scene: Scene, found: Award) -> Row:
    """Awarded, paid, spent and forecast in the quarter's financial year, at the quarter's end."""
    position = next(iter(positions_at(scene, [found])), None)
    paid = paid_of([found], scene.quarter).get(found.pk)
    spent = position.spent if position else None
    rows = [
        ("Awarded", amount(position.awarded if position else None), "not stated"),
        ("Paid by us", amount(paid), "not held"),
        ("Spent by them", amount(spent), "not held"),
        ("Paid in advance", amount(in_advance(paid, spent)), ""),
        ("Forecast", amount(position.forecast if position else None), "not held"),
        ("Pace", pace_lead(position) if position and position.pace and position.pace.used is not None else "", ""),
    ]
    return {
        "label": financial_year_of(scene.quarter.end),
        "rows": [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil],
    }


def payment(row: Payment) -> Row:
    return {
        "cells": [
            {"text": formats.short_day(row.paid_on)},
            {"text": row.reference, "nil": "not stated"},
            {"text": formats.money(row.amount)},
        ]
    }


def runs(first: date | None, last: date | None) -> str:
    if first and last:
        return formats.date_range(first, last)
    return f"from {formats.day(first)}" if first else f"until {formats.day(last)}" if last else ""


def decided(found: Award) -> str:
    return ", ".join(filter(None, [found.decision, formats.day(found.decided_on) if found.decided_on else ""]))


def years(standing: Standing) -> Iterator[Row]:
    """Each year with what each stream gives to it, changes in force counted in."""
    for year, parts in standing.years.items():
        streams: dict[str, list[Part]] = {}
        for part in parts:
            streams.setdefault(part.stream, []).append(part)
        yield {
            "year": year,
            "total": sum_words(parts),
            "streams": [{"label": name, "amount": sum_words(each)} for name, each in streams.items()],
        }


def change(row: Variation, standing: Standing) -> Row:
    """A change in a line, with the money that it moved and the posts."""
    money = ", ".join(f"{sum_words([part])} in {part.year}" for part in standing.parts_of(row))
    posts = [(row.posts_created, "created"), (row.posts_kept, "kept"), (row.posts, "created or kept")]
    return {
        "kind": row.get_kind_display(),
        "on": formats.day(row.effective_on),
        "reason": row.reason,
        "money": money,
        "posts": formats.listing(f"{count} posts {word}" for count, word in posts if count is not None),
        "ends_on": row.ends_on and formats.day(row.ends_on),
        "to_come": not standing.has_begun(row),
    }


def services(scene: Scene, found: Award) -> Row:
    """The services that it covers with their shares; without any it is shared, and counted once."""
    rows: list[AwardService] = scene.portfolio.services_of_award.get(found.pk, [])
    listed = [
        {
            "label": row.service.name,
            "url": reverse("service", args=[scene.quarter.slug, row.service_id]),
            "share": formats.share(row.share) if row.share is not None else "",
        }
        for row in rows
    ]
    shared = len(rows) > 1 and all(row.share is None for row in rows)
    return {
        "rows": listed,
        "shared": f"Shared by {formats.in_words(len(rows))} services, counted once." if shared else "",
    }
