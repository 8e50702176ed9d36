"""By when each kind of message is to be dealt with; a leader changes one and says why."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from emeldinger.actions.deadlines import set_deadline
from emeldinger.forms.deadlines import DeadlineForm, typed
from emeldinger.permissions import check_can_edit_watch, get_watched_unit
from emeldinger.queries.deadlines import DeadlinePage, deadline_page, deadlines_page
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes


@reads
def deadlines(request: SignedIn, code: str) -> HttpResponse:
    unit = get_watched_unit(request.user, code)
    context = {"page": deadlines_page(unit, request.user)}
    return page_or_part(request, "emeldinger/deadlines.html", "deadlines", context)


def _found(request: SignedIn, code: str, rule: str) -> DeadlinePage:
    unit = get_watched_unit(request.user, code)
    check_can_edit_watch(request.user, unit)
    page = deadline_page(unit, rule)
    if page is None:
        raise Http404
    return page


@reads
def _show(request: SignedIn, code: str, rule: str) -> HttpResponse:
    page = _found(request, code, rule)
    form = DeadlineForm(initial=typed(page.row.minutes, page.row.rank))
    return render(request, "emeldinger/deadline.html", {"page": page, "form": form})


@writes
def _take(request: SignedIn, code: str, rule: str) -> HttpResponse:
    page = _found(request, code, rule)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return render(request, "emeldinger/deadline.html", {"page": page, "form": form})
    moved = set_deadline(
        unit=page.unit,
        rule=page.row.rule,
        minutes=form.minutes,
        rank=form.cleaned_data["rank"],
        source=form.cleaned_data["source"],
        by=request.user,
    )
    said = ngettext(
        "Fristen er lagret. %d åpen melding fikk ny frist.",
        "Fristen er lagret. %d åpne meldinger fikk ny frist.",
        moved,
    )
    messages.success(request, said % moved)
    return see_other(request, reverse("emeldinger:deadlines", args=[code]))


deadline = get_or_post(get=_show, post=_take)
