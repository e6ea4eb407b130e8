"""The order of a service's figures: in its return, on its page, in the update."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.forms.set_up.order import OrderForm
from commissioning.models import Service
from commissioning.views.set_up.frame import set_up_page
from commissioning.workflow.set_up.service_measures import order_measures
from tracker.set_up.found import person


@set_up_page("commissioning.set_up")
def order_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures with their places (GET), or their new order (POST)."""
    service = Service.objects.visible_to(person(request)).filter(pk=pk).first()
    if service is None:
        raise Http404
    form = OrderForm(request.POST or None, figures=list(service.measures.order_by("place", "pk")))
    back = reverse("set-up-record", args=["services", service.pk])
    if request.method == "POST" and form.is_valid():
        order_measures(service=service, order=form.order(), by=person(request), at=timezone.now())
        messages.success(request, f"The figures of {service} are in this order now.")
        return redirect(back)
    rows = [(figure, form[f"figure-{figure.pk}"]) for figure in form.figures]
    context = {"form": form, "rows": rows, "service": service, "back": {"url": back, "label": service.name}}
    return render(request, "set_up/order.html", context, status=422 if form.errors else 200)
