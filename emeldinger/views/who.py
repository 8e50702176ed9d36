"""A nurse says whom a message is about, or that it was not her after all."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import identification
from emeldinger.actions.looks import note_look
from emeldinger.models import Message
from emeldinger.permissions import check_can_handle, get_message
from emeldinger.queries.who import WhoPage, ht_now, patient_numbered, who_page
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.models import Patient
from teams.audit import log_access


@reads
def patient(request: SignedIn, pk: int) -> HttpResponse:
    """Who it may be; `sok` in the address searches for others."""
    found = get_message(request.user, pk)
    check_can_handle(request.user, found)
    note_look(request, found)
    return _page(request, found, request.GET.get("sok", ""))


def _page(request: SignedIn, message: Message, search: str = "", **told: str) -> HttpResponse:
    page = who_page(message, request.user, search)
    _note_shown(request, page)
    context = {"page": page, "refused": "", "why": "", **told}
    return page_or_part(request, "emeldinger/who.html", "who", context)


def _note_shown(request: SignedIn, page: WhoPage) -> None:
    """Each of them was shown to somebody: also the one who turns out to be another person."""
    for candidate in page.shown:
        team = candidate.team or page.message.ht
        numbers = [candidate.patient.number]
        log_access(request, patient_numbers=numbers, screen="message_patient", team=team)


type Do = Callable[[SignedIn, Message, Patient | None], None]


def _step(do: Do):  # type: ignore[no-untyped-def]
    """A button: do it, then the message; a refusal on top of the page, with what was typed kept."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_message(request.user, pk)
        check_can_handle(request.user, found)
        chosen = patient_numbered(request.POST.get("pasient", ""))
        try:
            do(request, found, chosen)
        except Refused as refusal:
            again = get_message(request.user, pk)
            return _page(request, again, refused=str(refusal), why=request.POST.get("hvorfor", ""))
        return see_other(request, _onward(request, found))

    return view


def _onward(request: SignedIn, before: Message) -> str:
    """The message; the list where it has gone to another HT, whose messages she may not read."""
    ht = ht_now(before)
    if ht is None or ht == before.ht or before.ht is None:
        return reverse("emeldinger:message", args=[before.pk])
    messages.success(request, _("Meldingen ligger nå hos %s.") % ht)
    return reverse("emeldinger:desk", args=[before.ht.code])


def _confirm(request: SignedIn, message: Message, chosen: Patient | None) -> None:
    if chosen is None:
        raise Refused(_("Fant ikke pasienten. Søk på nytt."))
    identification.confirm_patient(message=message, patient=chosen, by=request.user)


def _none(request: SignedIn, message: Message, chosen: Patient | None) -> None:
    identification.none_of_these(message=message, by=request.user)


def _part(request: SignedIn, message: Message, chosen: Patient | None) -> None:
    if chosen is None:
        raise Refused(_("Fant ikke pasienten. Last siden på nytt."))
    why = request.POST.get("hvorfor", "")[:300]
    identification.part_from_patient(message=message, patient=chosen, by=request.user, why=why)


patient_confirm = _step(_confirm)
patient_none = _step(_none)
patient_part = _step(_part)
