"""A message that came to the wrong place: guided, in one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import wrong_address as actions
from emeldinger.actions.looks import note_look
from emeldinger.forms.letters import LetterForm
from emeldinger.letter_words import clipped, missing
from emeldinger.models import LetterKind, Message
from emeldinger.permissions import check_can_handle, get_message
from emeldinger.queries.letter_start import unsaved_fault
from emeldinger.queries.queue_order import next_after
from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes

TEMPLATE = "emeldinger/wrong_address.html"


@reads
def _shown(request: SignedIn, pk: int) -> HttpResponse:
    found = _message(request, pk)
    return _page(request, found, LetterForm(unsaved_fault(found)))


@writes
def _sent(request: SignedIn, pk: int) -> HttpResponse:
    """Sent and closed, and on to the next; what is missing is told at its field."""
    found = _message(request, pk)
    form = LetterForm(unsaved_fault(found), request.POST)
    content, receiver = clipped(LetterKind.FAULT, form.content()), form.receiver()
    wrong = missing(LetterKind.FAULT, content, receiver or form.letter.receiver)
    unlink = "skill" in request.POST
    if wrong:
        form.tell(wrong)
        return _page(request, found, form, unlink=unlink)
    try:
        actions.report(
            message=found, content=content, receiver=receiver, by=request.user, unlink=unlink
        )
    except Refused as refusal:
        return _page(request, get_message(request.user, pk), form, refused=str(refusal))
    messages.success(request, _("Avsenderen har fått beskjed, og meldingen er avsluttet."))
    return see_other(request, _onward(request, found))


wrong_address = get_or_post(get=_shown, post=_sent)


def _message(request: SignedIn, pk: int) -> Message:
    found = get_message(request.user, pk)
    check_can_handle(request.user, found)
    return found


def _onward(request: SignedIn, before: Message) -> str:
    following = next_after(request.user, before)
    if following is not None:
        return reverse("emeldinger:message", args=[following.pk])
    ht = before.ht
    return reverse("emeldinger:desk", args=[ht.code]) if ht else reverse("emeldinger:inbox")


def _page(request: SignedIn, found: Message, form: LetterForm, **more: Any) -> HttpResponse:
    note_look(request, found)
    context = {"message": found, "form": form, "unlink": True, "refused": "", **more}
    return render(request, TEMPLATE, context)
