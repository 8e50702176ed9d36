"""What becomes of a message: closed with what it leads to, noted on, opened again, undone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

from emeldinger.actions import closing as actions
from emeldinger.actions import undoing
from emeldinger.actions.looks import note_look
from emeldinger.forms.closing import CloseForm, NoteForm, WhyForm
from emeldinger.models import Message
from emeldinger.permissions import check_can_handle, get_ht, get_message
from emeldinger.queries.close_page import chosen_messages, close_page, get_consequence
from emeldinger.queries.closings import led_to
from emeldinger.queries.proposals import offer
from emeldinger.queries.queue_order import next_after
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes

TEMPLATE = "emeldinger/close.html"
#: The button that shows what it means, and closes nothing.
SHOW = "vis"


@reads
def _panel(request: SignedIn, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    note_look(request, found, screen="message_close")
    return _answer(request, found, CloseForm(offer(found)))


@writes
def _close(request: SignedIn, pk: int) -> HttpResponse:
    """What was typed stays where it cannot be; what it means is shown before it is done."""
    found = _mine(request, pk)
    form = CloseForm(offer(found), request.POST)
    if SHOW in request.POST or not form.is_valid():
        return _answer(request, found, form)
    try:
        closing = actions.close(message=found, by=request.user, steps=form.steps(), seen=form.seen)
    except Refused as refusal:
        return _answer(request, get_message(request.user, pk), form, str(refusal))
    messages.success(request, led_to(closing))
    return _onwards(request, found)


close = get_or_post(get=_panel, post=_close)


def _mine(request: SignedIn, pk: int) -> Message:
    found = get_message(request.user, pk)
    check_can_handle(request.user, found)
    return found


def _answer(
    request: SignedIn, message: Message, form: CloseForm, refused: str = ""
) -> HttpResponse:
    part = "means" if SHOW in request.POST else "close"
    page = close_page(message)
    context = {
        "page": page, "form": form, "refused": refused, "meanings": form.meanings(),
        "shown": form.shown(),
    }  # fmt: skip
    return page_or_part(request, TEMPLATE, part, context)


def _onwards(request: SignedIn, message: Message) -> HttpResponse:
    """To the next message in the queue; where there is none, back to the queue."""
    after = next_after(request.user, message)
    if after is not None:
        url = reverse("emeldinger:message", args=[after.pk])
    elif message.ht is not None:
        url = reverse("emeldinger:desk", args=[message.ht.code])
    else:
        url = reverse("emeldinger:inbox")
    return HttpResponseClientRedirect(url) if request.htmx else see_other(request, url)


@writes
def note(request: SignedIn, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    actions.note(message=found, by=request.user, text=NoteForm(request.POST).reason_or_refuse())
    messages.success(request, _("Merknaden er ført. Meldingen er fortsatt åpen."))
    return see_other(request, reverse("emeldinger:message", args=[pk]))


@writes
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    reason = WhyForm(request.POST).reason_or_refuse()
    actions.reopen(message=found, by=request.user, reason=reason)
    messages.success(request, _("Meldingen er åpen igjen. Det den førte til, står som det var."))
    return see_other(request, reverse("emeldinger:message", args=[pk]))


@writes
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """One thing that a message led to."""
    one = get_consequence(request.user, pk)
    reason = WhyForm(request.POST).reason_or_refuse()
    undoing.undo(consequence=one, by=request.user, reason=reason)
    messages.success(request, _("Det er angret."))
    return see_other(request, reverse("emeldinger:message", args=[one.closing.message_id]))


@writes
def sign_batch(request: SignedIn, code: str) -> HttpResponse:
    """Those that only inform, ticked on the list."""
    ht = get_ht(request.user, code)
    wanted = request.POST.getlist("melding")
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in wanted):
        raise Http404
    chosen = chosen_messages(request.user, ht, [int(key) for key in wanted])
    signed = actions.sign_batch(messages=chosen, by=request.user)
    told = ngettext(
        "%(number)s melding er lest og signert.",
        "%(number)s meldinger er lest og signert.",
        len(signed),
    )
    messages.success(request, told % {"number": len(signed)})
    return see_other(request, reverse("emeldinger:desk", args=[code]))
