"""The list of an HT's e-meldinger, and the log of what is in nobody's work."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from emeldinger.permissions import get_ht
from emeldinger.queries.counting import hts_of, unopened_of
from emeldinger.queries.inbox import inbox
from emeldinger.queries.log import log_page
from emeldinger.queries.wanted import wanted_in
from heltom.lib.errors import NotAllowed
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from teams.permissions import SENTENCES, Permission


@reads
def home(request: SignedIn) -> HttpResponse:
    """On to her own HT. A leader of an OT has none."""
    hts = hts_of(request.user)
    if not hts:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    return redirect("emeldinger:desk", hts[0].code)


@reads
def unopened(request: SignedIn) -> HttpResponse:
    """The number in the header; 204 to a page that already shows it."""
    hts = hts_of(request.user)
    if not hts:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    count = unopened_of(hts)
    if request.GET.get("antall") == str(count.number):
        return HttpResponse(status=204)
    return render(request, "emeldinger/_count.html", {"count": count})


@reads
def desk(request: SignedIn, code: str) -> HttpResponse:
    """204 to a screen that already shows it."""
    ht = get_ht(request.user, code)
    page = inbox(request.user, ht, wanted_in(request.GET.dict()))
    if request.GET.get("version") == page.version:
        return HttpResponse(status=204)
    log_access(request, patient_numbers=page.patient_numbers, screen="messages", team=ht)
    return page_or_part(request, "emeldinger/inbox.html", "inbox", {"page": page})


@reads
def log(request: SignedIn, code: str) -> HttpResponse:
    """What was rejected, tried, sent to others; and our receipts with how far they have come."""
    ht = get_ht(request.user, code)
    page = log_page(ht, request.GET.get("hva", ""), request.GET.get("side", ""))
    return page_or_part(request, "emeldinger/log.html", "log", {"page": page})
