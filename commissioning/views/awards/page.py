"""One award: its money year by year, on any day, what was paid and spent of it, the changes to it, what it covers."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.exports.awards import MONEY, money_lines
from commissioning.figures.awards import Standing, standing_from
from commissioning.figures.funding import is_confidential
from commissioning.figures.grants import KINDS, missing_of
from commissioning.figures.payments import months_of
from commissioning.forms.day import day_asked
from commissioning.models import Award, AwardService, FundedProject, Payment, SpendLine
from commissioning.models.seeing import audiences
from commissioning.ratings.splits import sum_words
from commissioning.views.awards.changes import changes
from commissioning.views.awards.money import against_year, funding, paid_for, payments, said_of, spend, years
from commissioning.views.awards.projects import projects, projects_in
from commissioning.views.contracts import decisions, rests_on
from commissioning.views.documents import documents_of, papers
from commissioning.views.money.overview import told_on
from commissioning.views.money.wording import MEANINGS
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from commissioning.views.reviews import meetings, reviews_of
from commissioning.views.service.money import extension
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import About
from tracker.periods import financial_year_of
from tracker.together import together
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]
SHOWN_PAYMENTS = 12


@with_quarter("commissioning.view_portfolio")
def award(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One award as it stood at the quarter's end, or on the day asked for."""
    found = next(iter(scene.portfolio.awards_with([pk])), None)
    if found is None:
        raise Http404
    form, on = day_asked(request, scene.quarter.end)
    made = sorted(found.variations.all(), key=lambda row: (row.effective_on, row.pk))
    standing = standing_from(found, found.splits.all(), made, on=on)
    if format_ := asked_format(request):
        told = told_on(scene, [found], on)
        open_ = all(told.position(found, year).audience in audiences(scene.user) for year in told.years_of(found))
        about = About(found.title, [("Office", scene.office.name), ("As it stood on", formats.day(on)), *MEANINGS])
        return list_file(format_, found.code, MONEY, money_lines(found, told, spend=open_), about)
    beside = together(
        *(paid_for(found, on), said_of(found, scene.user), projects_in(found)),
        *(*decisions(found, scene.user), *papers([found]), *meetings(scene, awards=[found])),
    )
    paid = months_of((found.pk, row.paid_on, row.amount) for row in beside[Payment])
    told = told_on(scene, [found], on, paid=paid)
    context = {
        "award": found,
        "downloads": list(downloads(request)),
        "kind": found.get_kind_display(),
        "runs": runs(found.starts_on, standing.ends_on),
        "form": form,
        "on": formats.day(on),
        "past": on != scene.quarter.end,
        "facts": facts(scene, found, standing),
        "years": years(told, found, scene.user),
        "year": financial_year_of(on),
        "pace": against_year(told, found, financial_year_of(on), scene.user),
        "spend": spend(told, found, scene.user, scene.quarter.slug, beside[SpendLine]),
        "funding": funding(standing),
        "rests_on": rests_on(scene, found, beside),
        "held": reviews_of(scene, beside, awards=[found]),
        "documents": documents_of(scene, [found], beside),
        "changes": changes(standing),
        "projects": projects(scene, found, standing, beside[FundedProject]),
        "services": services(scene, found),
        "publication": publication(scene, found, standing),
        "meanings": MEANINGS,
        "history_url": history_url(scene, "awards", found.pk),
        "payment_columns": [{"label": "Paid on"}, {"label": "Our reference"}, {"label": "Amount", "numeric": True}],
        "payments": payments(beside[Payment][:SHOWN_PAYMENTS]),
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
        ("Provider", provider and str(provider), "not stated", to_provider),
        ("Our reference", found.reference, "", ""),
        ("Runs", runs(found.starts_on, standing.ends_on), "dates not stated", ""),
        ("Extension", extension(found), "", ""),
        ("Review by", found.review_by and formats.day(found.review_by), "", ""),
        ("Notice by", found.notice_on and formats.day(found.notice_on), "", ""),
        ("Decided", decided(found), "", ""),
        ("Purpose", found.purpose, "not stated", ""),
    ]
    return [{"key": key, "value": value, "nil": nil, "url": url} for key, value, nil, url in rows if value or nil]


def publication(scene: Scene, found: Award, standing: Standing) -> Row:
    """What is published of a grant, and what of it is still missing. Nothing for other kinds of award."""
    if found.kind not in KINDS:
        return {}
    covered = [row.service for row in scene.portfolio.services_of_award.get(found.pk, [])]
    located = any(scene.portfolio.areas_of.get(service.pk) for service in covered)
    missing = missing_of(standing, located=located or is_confidential(found, covered))
    rows = [
        {"key": "Purpose", "value": found.purpose, "nil": "not stated"},
        {"key": "Reasons", "value": found.reasons, "nil": "not stated"},
        {"key": "Conditions", "value": found.conditions, "nil": "none stated"},
        {"key": "Missing", "value": formats.listing(each.name for each in missing).capitalize(), "nil": "nothing"},
    ]
    return {"rows": rows, "to_do": len(missing), "url": reverse("grants", args=[scene.quarter.slug])}


def runs(first: date | None, last: date | None) -> str:
    if first and last:
        return formats.date_range(first, last)
    return f"from {formats.day(first)}" if first else f"until {formats.day(last)}" if last else ""


def decided(found: Award) -> str:
    return ", ".join(filter(None, [found.decision, formats.day(found.decided_on) if found.decided_on else ""]))


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
