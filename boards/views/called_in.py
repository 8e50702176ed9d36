"""Other services that are called in for one patient, and what they answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.actions import invitations
from boards.forms.meetings import InviteForm
from boards.models import Item
from boards.permissions import get_invitation, get_item
from boards.queries.called_in import called_in, staff_by_number
from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.audit import log_access
from teams.permissions import Permission
from teams.roles import staff_at_work


def _page(request: SignedIn, item: Item, form: InviteForm) -> HttpResponse:
    log_access(
        request, patient_numbers=[item.patient.number], screen="board_calls", team=item.meeting.team
    )
    context = {"item": item, "rows": called_in(item), "form": form}
    return render(request, "boards/called_in.html", context)


@reads
def _show(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, get_item(request.user, pk, Permission.PREPARE_BOARD), InviteForm())


@writes
def _take(request: SignedIn, pk: int) -> HttpResponse:
    """Whom one knows is found by her staff number; who cannot be found is told at the field."""
    item = get_item(request.user, pk, Permission.PREPARE_BOARD)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, item, form)
    sent = form.cleaned_data
    staff = staff_by_number(sent["staff"]) if sent["staff"] else None
    if sent["staff"] and staff is None:
        form.add_error(
            "staff", _("Ingen ansatt har dette nummeret. Rett det, eller la feltet stå tomt.")
        )
        return _page(request, item, form)
    try:
        invitations.ask(
            item=item, service=sent["service"], staff=staff, why=sent["why"], by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, item, form)
    messages.success(request, _("Tjenesten er kalt inn."))
    return see_other(request, reverse("boards:called_in", args=[pk]))


invite = get_or_post(get=_show, post=_take)


@writes
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """By the one who is asked, or noted for her by whoever prepares the meeting."""
    row = get_invitation(request.user, pk)
    invitations.answer(invitation=row, is_coming=request.POST.get("svar") == "ja", by=request.user)
    messages.success(request, _("Svaret er lagret."))
    staff = staff_at_work(request.user)
    own = staff is not None and staff.pk == row.staff_id
    url = reverse("boards:my_meetings") if own else reverse("boards:called_in", args=[row.item_id])
    return see_other(request, url)


@writes
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    row = get_invitation(request.user, pk)
    get_item(request.user, row.item_id, Permission.PREPARE_BOARD)
    invitations.withdraw(invitation=row, by=request.user)
    messages.success(request, _("Innkallingen er trukket tilbake."))
    return see_other(request, reverse("boards:called_in", args=[row.item_id]))
