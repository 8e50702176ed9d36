"""A message is taken, let go, taken over; and the way on to the next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import taking
from emeldinger.permissions import get_message
from emeldinger.queries.queue_order import next_after
from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, reads, writes


@writes
def take(request: SignedIn, pk: int) -> HttpResponse:
    taking.take(message=get_message(request.user, pk), by=request.user)
    return see_other(request, reverse("emeldinger:message", args=[pk]))


@writes
def let_go(request: SignedIn, pk: int) -> HttpResponse:
    taking.let_go(message=get_message(request.user, pk), by=request.user)
    return see_other(request, reverse("emeldinger:message", args=[pk]))


@writes
def take_over(request: SignedIn, pk: int) -> HttpResponse:
    """From the one whom the page named: a button that is pressed late takes from nobody else."""
    had_by = request.POST.get("fra", "")
    if not (had_by.isascii() and had_by.isdigit() and len(had_by) < 19):
        raise Refused(_("Siden er gammel. Last den på nytt."))
    found = get_message(request.user, pk)
    said = taking.take_over(message=found, had_by=int(had_by), by=request.user)
    if said:
        messages.success(request, said)
    return see_other(request, reverse("emeldinger:message", args=[pk]))


@reads
def next_one(request: SignedIn, pk: int) -> HttpResponse:
    """On to the next of the queue; to the list where there is none, or the HT has none."""
    found = get_message(request.user, pk)
    after = next_after(request.user, found)
    if after is not None:
        return redirect("emeldinger:message", after.pk)
    if found.ht is None:
        return redirect("emeldinger:inbox")
    messages.info(request, _("Det er ikke flere meldinger å ta i denne køen."))
    return redirect("emeldinger:desk", found.ht.code)
