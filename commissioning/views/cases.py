"""Checking a retold case for anonymity and consent."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import CaseState
from commissioning.models import CaseStudy
from commissioning.views.checking import check_page
from commissioning.views.owed import address, person, record_of
from commissioning.workflow import Refusal, clear_case
from commissioning.workflow.life import kind_of
from tracker.roles import needs


@require_POST
@needs("commissioning.approve_returns")
def case_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a case is cleared."""
    case = CaseStudy.objects.filter(pk=pk).first()
    if case is None:
        raise Http404
    record = record_of(request, kind_of(case.parent), case.parent.pk)
    try:
        clear_case(case=case, state=request.POST.get("state", ""), by=person(request), at=timezone.now())
    except Refusal as refusal:
        return check_page(request, record, refused=refusal.sentence, status=409)
    messages.success(request, f"“{case.title}”: {CaseState(case.state).label.lower()}.")
    return redirect(address(record, "check"))
