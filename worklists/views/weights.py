"""What a unit's lists weigh: to read, to try on a coming shift, and for the leader to decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.permissions import get_unit
from teams.models import Unit
from teams.permissions import SENTENCES, Permission, can_in_unit
from worklists.actions import weights as actions
from worklists.forms.weights import DecisionForm, TryForm, WeightsForm
from worklists.queries.trial import shifts_to_try, try_on
from worklists.queries.weights import WeightsPage, changes, weights_page

TRIED = "prov"


@reads
def weights(request: SignedIn, code: str) -> HttpResponse:
    """The page; with figures in the address they are tried, which takes some seconds."""
    unit = get_unit(request.user, code)
    page = weights_page(request.user, unit)
    if not page.may_decide or TRIED not in request.GET:
        filled = page.chosen_in(request.GET.get("nr", ""))
        form = WeightsForm(chosen=filled)
        return _page(request, page, form, _try_form(unit, None))
    decision = DecisionForm(initial={"valid_from": clock.today(), "after": page.number})
    return _tried(request, page, request.GET, decision)


@writes
def decide(request: SignedIn, code: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be decided."""
    unit = get_unit(request.user, code)
    if not can_in_unit(request.user, Permission.DECIDE_WEIGHTS, unit):
        raise NotAllowed(str(SENTENCES[Permission.DECIDE_WEIGHTS]))
    page = weights_page(request.user, unit)
    form, decision = WeightsForm(request.POST, chosen=page.chosen), DecisionForm(request.POST)
    if not (form.is_valid() and decision.is_valid()):
        return _tried(request, page, request.POST, decision)
    try:
        version = actions.decide(
            unit=unit, values=form.chosen().values(), by=request.user, **decision.cleaned_data
        )
    except Refused as refusal:
        decision.add_error(None, str(refusal))
        return _tried(request, page, request.POST, decision)
    messages.success(request, _("Nr. %d er lagret.") % version.number)
    return see_other(request, reverse("worklists:weights", args=[code]))


def _tried(
    request: SignedIn, page: WeightsPage, data: QueryDict, decision: DecisionForm
) -> HttpResponse:
    """The page with the figures as typed and, where they hold water, what they would mean."""
    form, where = WeightsForm(data, chosen=page.chosen), _try_form(page.unit, data)
    if not (form.is_valid() and where.is_valid()):
        return _page(request, page, form, where)
    shift = where.picked()
    tried = form.chosen()
    changed = changes(page.chosen, tried)
    trial = try_on(shift, now=page.chosen, tried=tried) if shift and changed else None
    return _page(
        request, page, form, where, decision=decision, changed=changed, trial=trial, tried=True
    )


def _try_form(unit: Unit, data: QueryDict | None) -> TryForm:
    return TryForm(data, shifts=shifts_to_try(unit))


def _page(
    request: SignedIn, page: WeightsPage, form: WeightsForm, where: TryForm, **more: Any
) -> HttpResponse:
    context = {"page": page, "form": form, "where": where, **more}
    return render(request, "worklists/weights.html", context)
