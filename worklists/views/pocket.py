"""The carer's phone: her list, what it sends, and the worker that keeps it there without network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes, writes_in_parts
from teams.audit import log_access
from worklists.actions import pocket
from worklists.forms.pocket import NoteForm, read
from worklists.models import PhoneMessage, Visit
from worklists.permissions import check_can_do, get_visit
from worklists.queries import desk
from worklists.queries.pocket import aims_of, pocket_of

What = PhoneMessage.What

#: Read once a process: the browser asks for it at every visit to the page.
WORKER = Path(settings.BASE_DIR) / "static" / "js" / "sw.js"


@reads
def my_list(request: SignedIn, shift_id: int | None = None) -> HttpResponse:
    """The header says for how many seconds the phone may keep the page; without it nothing is kept."""
    mine = desk.my_list(request.user, shift_id)
    if request.GET.get("version") == str(mine.version):
        return HttpResponse(status=204)
    page = pocket_of(request.user, mine)
    team = mine.shift.team if mine.shift else None
    log_access(request, patient_numbers=page.patient_numbers, screen="my_list", team=team)
    context = {"mine": mine, "page": page}
    response = page_or_part(request, "worklists/my_list.html", "list", context)
    if page.keep_for:
        response["X-Heltom-Keep-For"] = str(page.keep_for)
    return response


@writes_in_parts
def send(request: SignedIn) -> HttpResponse:
    """What the phone has kept, each in a transaction of its own. What was kept for somebody else is not
    hers to send, whoever is logged in now.
    """
    try:
        sent = read(request.body)
    except Refused as refused:
        return JsonResponse({"detail": str(refused)}, status=400)
    if sent.user != str(request.user.pk):
        return JsonResponse({"detail": "other"}, status=409)
    taken = pocket.receive(batch=sent.pressed, sent_at=sent.sent_at, by=request.user)
    answers = [
        {"key": str(one.key), "outcome": one.outcome, "sentence": one.sentence}
        for one in [*sent.unread, *taken]
    ]
    return JsonResponse({"answers": answers})


@login_not_required
@reads
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that it reaches the list and the log-out. Asked for anew each time."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _told(what: str, *fields: str) -> Callable[..., HttpResponse]:
    """The same things from a form without scripts: pressed now, and back to the page."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        visit = get_visit(request.user, pk)
        check_can_do(request.user, visit)
        content = {name: request.POST.get(name, "") for name in fields}
        pocket.take_now(visit=visit, what=what, content=content, by=request.user)
        return see_other(request, reverse("worklists:visit", args=[pk]))

    return view


not_done = _told(What.NOT_DONE, "reason", "text")
ask_help = _told(What.HELP, "text", "urgency")


@reads
def note(request: SignedIn, pk: int) -> HttpResponse:
    visit = get_visit(request.user, pk)
    check_can_do(request.user, visit)
    return _note_page(request, visit, NoteForm())


@writes
def write_note(request: SignedIn, pk: int) -> HttpResponse:
    visit = get_visit(request.user, pk)
    check_can_do(request.user, visit)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _note_page(request, visit, form)
    pocket.take_now(visit=visit, what=What.NOTE, content=form.cleaned_data, by=request.user)
    return see_other(request, reverse("worklists:visit", args=[pk]))


def _note_page(request: SignedIn, visit: Visit, form: NoteForm) -> HttpResponse:
    log_access(request, patient_numbers=[visit.patient.number], screen="note_new", team=visit.team)
    context = {"visit": visit, "form": form, "aims": aims_of(visit.patient_id)}
    return page_or_part(request, "worklists/note.html", "note", context)
