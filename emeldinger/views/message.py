"""One e-melding: read, marked as opened, its original and its findings."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from emeldinger.actions.conversations import link
from emeldinger.actions.looks import mark_opened, note_look
from emeldinger.permissions import get_message
from emeldinger.queries.message import message_page, opened_by
from emeldinger.queries.record import original_page, record_page
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes

TEMPLATE = "emeldinger/message.html"


@reads
def message(request: SignedIn, pk: int) -> HttpResponse:
    found = get_message(request.user, pk)
    note_look(request, found)
    context = {"page": message_page(found, request.user)}
    return page_or_part(request, TEMPLATE, "message", context)


@writes
def opened(request: SignedIn, pk: int) -> HttpResponse:
    """The page itself says so when it has come; without scripts it is a button."""
    mark_opened(message=get_message(request.user, pk), by=request.user)
    if not request.htmx:
        return see_other(request, reverse("emeldinger:message", args=[pk]))
    marked = get_message(request.user, pk)
    context = {"message": marked, "opened_by": opened_by(marked), "may_mark": False}
    return page_or_part(request, "emeldinger/_opened.html", "opened", context)


@reads
def original(request: SignedIn, pk: int) -> HttpResponse:
    """As text, the way it came."""
    found = get_message(request.user, pk)
    note_look(request, found)
    context = {"page": original_page(found)}
    return page_or_part(request, "emeldinger/original.html", "original", context)


@reads
def findings(request: SignedIn, pk: int) -> HttpResponse:
    found = get_message(request.user, pk)
    note_look(request, found)
    context = {"page": record_page(found)}
    return page_or_part(request, "emeldinger/findings.html", "findings", context)


@writes
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """A nurse says which message a cancellation without a reference takes back."""
    found = get_message(request.user, pk)
    said = request.POST.get("original", "")
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Http404
    meant = get_message(request.user, int(said))
    link(cancellation=found, original=meant, by=request.user)
    return see_other(request, reverse("emeldinger:message", args=[pk]))
