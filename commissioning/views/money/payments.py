"""The lines of the ledger, and saying what one was paid for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.exports.money import PAYMENTS, payment_line
from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.filters.payments import UNMATCHED, PaymentFilter
from commissioning.forms.payments import NONE, MatchForm
from commissioning.models import Payment
from commissioning.tables.payments import PaymentTable
from commissioning.views.money.wording import money_tabs
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.set_up.frame import the_office
from commissioning.workflow.payments import KEEPS, match_payments
from tracker import formats
from tracker.exports import Cell
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.views import FilteredTableView


class PaymentList(FilteredTableView):
    """Payments of the year, newest first."""

    template_name = "commissioning/money/payments.html"
    export_header = PAYMENTS
    filterset_class = PaymentFilter
    table_class = PaymentTable

    def get_queryset(self) -> QuerySet:
        return Payment.objects.select_related("award__provider", "import_run")

    def get_table(self, **kwargs: Any) -> PaymentTable:
        table: PaymentTable = super().get_table(**kwargs)
        table.scene, table.may_match = self.scene, self.scene.user.has_perm(KEEPS)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug = self.scene.quarter.slug
        waiting = Payment.objects.unmatched().count() if not self.exports else 0
        return super().get_context_data(**kwargs) | {
            "tabs": money_tabs(self.scene, "payments"),
            "clear": reverse("payments", args=[slug]),
            "waiting": waiting,
            "waiting_url": f"{reverse('payments', args=[slug])}?state={UNMATCHED}&years=all",
            "ledger_url": reverse("ledger") if self.scene.user.has_perm(KEEPS) else "",
        }

    def export_name(self) -> str:
        return f"payments-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Payments"

    def export_rows(self, rows: Iterable[Payment]) -> Iterator[Sequence[Cell]]:
        return (payment_line(row) for row in rows)


@with_quarter("commissioning.view_portfolio")
def payments(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    return PaymentList.as_view()(request, scene)


@needs(KEEPS)
def payment_match(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment with the awards that it may have been for (GET), and the choice (POST)."""
    office = the_office(request)
    found = Payment.objects.select_related("award", "import_run", "said_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    awards = {str(award.pk): award for award in portfolio_for(reference_for(office)).awards}
    others = list(Payment.objects.unmatched().filter(payee=found.payee).exclude(pk=pk)) if found.payee else []
    initial = {"award": NONE if found.aside else str(found.award_id or "")}
    posted = request.POST if request.method == "POST" else None
    form = MatchForm(posted, initial=initial, awards=awards.values(), payee=found.payee, others=len(others))
    back, refused = back_of(request), ""
    if posted is not None and form.is_valid():
        said = form.cleaned_data["award"]
        chosen = [found, *others] if form.cleaned_data.get("all") else [found]
        try:
            award, at = awards.get(said), timezone.now()
            done = match_payments(payments=chosen, award=award, aside=said == NONE, by=person(request), at=at)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, done_words(len(done), award))
            return redirect(back)
    context = {
        "form": form,
        "refused": refused,
        "title": f"What were {formats.money(found.amount)} paid for?",
        "facts": facts(found),
        "back": {"url": back, "label": "Payments"},
    }
    return render(request, "commissioning/money/match.html", context, status=422 if form.errors or refused else 200)


def done_words(count: int, award: Any) -> str:
    said = f"for {award}" if award is not None else "for no award"
    return f"{formats.number(count)} payment{'' if count == 1 else 's'} said to be {said}."


def back_of(request: HttpRequest) -> str:
    """The list of what still waits, in the quarter in hand, which `the_office` has put on the request."""
    quarter = getattr(request, "quarter_in_hand", None)
    if quarter is None:
        return reverse("home")
    return f"{reverse('payments', args=[quarter.slug])}?state={UNMATCHED}&years=all"


def facts(found: Payment) -> list[dict[str, Any]]:
    rows = [
        ("Paid to", found.payee, "not stated", ""),
        ("Paid on", formats.day(found.paid_on), "", ""),
        ("Our reference", found.reference, "not stated", ""),
        ("From", f"{found.import_run.name}: {found.cell}", "", reverse("ledger-file", args=[found.import_run_id])),
        ("Said before", said_before(found), "", ""),
    ]
    return [{"key": key, "value": value, "nil": nil, "url": url} for key, value, nil, url in rows if value or nil]


def said_before(found: Payment) -> str:
    if found.award is None and not found.aside:
        return ""
    who = found.said_by.name if found.said_by else f"by {found.get_matched_by_display()}"
    return f"{found.award or 'For no award'} ({who})"
