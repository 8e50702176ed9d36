"""What the script asks while a form is being written: keep it, give it back, how long the login lasts."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.http import SignedIn, reads, writes
from teams import queries
from teams.actions import drafts
from teams.forms import DraftForm


@reads
def draft(request: SignedIn) -> HttpResponse:
    """204 when nothing is kept for the form."""
    kept = queries.draft_of(request.user, request.GET.get("key", ""))
    if kept is None:
        return HttpResponse(status=204)
    at = kept.at.astimezone(clock.OSLO)
    today = at.date() == clock.today()
    said = f"{at:%H:%M}" if today else f"{at:%d.%m. %H:%M}"
    return JsonResponse({"names": kept.data["names"], "fields": kept.data["fields"], "at": said})


@writes
def keep_draft(request: SignedIn) -> HttpResponse:
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Utkastet kan ikke leses."))
    sent = form.cleaned_data
    drafts.keep(
        key=sent["key"], page=sent["page"], title=sent["title"], by=request.user, **sent["draft"]
    )
    return HttpResponse(status=204)


@writes
def drop_draft(request: SignedIn) -> HttpResponse:
    drafts.forget(key=request.POST.get("key", ""), by=request.user)
    return HttpResponse(status=204)


@reads
def session_left(request: SignedIn) -> HttpResponse:
    """The answer is the header that every answer has (heltom/session.py)."""
    return HttpResponse(status=204)


@writes
def session_go_on(request: SignedIn) -> HttpResponse:
    """Somebody is there: the request itself is what counts."""
    return HttpResponse(status=204)
