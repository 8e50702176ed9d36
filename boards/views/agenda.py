"""The fagansvarlig makes the board of a meeting: everybody of the team reads it, she changes it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from boards.actions import agenda as actions
from boards.forms.agenda import AddForm, LineForm
from boards.models import Item, Meeting
from boards.permissions import get_item, get_meeting
from boards.queries.agenda_lines import agenda_lines
from boards.queries.agenda_page import agenda_page, choice_of, patient_of, report_of, shown_order
from boards.queries.standing import order_mark
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission


@reads
def agenda(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, get_meeting(request.user, pk))


@reads
def news(request: SignedIn, pk: int) -> HttpResponse:
    """Whether somebody has changed the board since: 204 to a screen that shows the newest. What is being
    written on that screen stands; she fetches the board when she is ready.
    """
    meeting = get_meeting(request.user, pk)
    if request.GET.get("version") == str(meeting.version):
        return HttpResponse(status=204)
    if not request.htmx:
        return redirect(reverse("boards:agenda", args=[pk]))
    return render(request, "boards/agenda.html#news", {"meeting": meeting})


@reads
def lines(request: SignedIn) -> HttpResponse:
    """What waits for the fagansvarlig on the boards she prepares: for her desk."""
    return render(request, "boards/_agenda_lines.html", {"lines": agenda_lines(request.user)})


def _page(
    request: SignedIn,
    meeting: Meeting,
    *,
    form: AddForm | None = None,
    refused: str = "",
    at: int = 0,
    typed: QueryDict | None = None,
) -> HttpResponse:
    """`refused` is told at the line `at`, with what was typed there; 0 is the top of the page."""
    page = agenda_page(request.user, meeting)
    log_access(
        request, patient_numbers=page.patient_numbers, screen="board_agenda", team=meeting.team
    )
    told = {"refused": refused, "at": at, "typed": typed or QueryDict()}
    context = {"page": page, "form": form or AddForm(), **told}
    return page_or_part(request, "boards/agenda.html", "agenda", context)


def _pressing(act: Callable[[SignedIn, Item], object]) -> Callable[..., HttpResponse]:
    """A button on a line: do it, and show the board again; a refusal stands at the line."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        item = get_item(request.user, pk, Permission.PREPARE_BOARD)
        try:
            act(request, item)
        except Refused as refusal:
            meeting = get_meeting(request.user, item.meeting_id)
            return _page(request, meeting, refused=str(refusal), at=pk, typed=request.POST)
        return see_other(request, reverse("boards:agenda", args=[item.meeting_id]))

    return view


def _accept(request: SignedIn, item: Item) -> None:
    actions.accept(item=item, by=request.user, saw=request.POST.get("sett"))


def _decline(request: SignedIn, item: Item) -> None:
    why = request.POST.get("hvorfor", "")
    actions.decline(item=item, why=why, by=request.user, saw=request.POST.get("sett"))


def _set(request: SignedIn, item: Item) -> None:
    form = LineForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    minutes, wanted = form.cleaned_data["minutes"], form.cleaned_data["presenter"]
    actions.set_line(
        item=item,
        minutes=minutes,
        staff=choice_of(item, wanted) if wanted else None,
        by=request.user,
        saw=request.POST.get("sett"),
    )


def _prepare(request: SignedIn, item: Item) -> None:
    text, saw = request.POST.get("tekst", ""), request.POST.get("sett")
    actions.prepare(item=item, text=text, by=request.user, saw=saw)


accept = _pressing(_accept)
decline = _pressing(_decline)
set_line = _pressing(_set)
prepare = _pressing(_prepare)


@writes
def order(request: SignedIn, pk: int) -> HttpResponse:
    """One line up or down. `sett` is the order that the page showed."""
    meeting = get_meeting(request.user, pk, Permission.PREPARE_BOARD)
    up, down = request.POST.get("opp", ""), request.POST.get("ned", "")
    moved = get_item(request.user, _key(up or down), Permission.PREPARE_BOARD)
    now = shown_order(meeting)
    saw = now if request.POST.get("sett") == order_mark(now) else []
    keys = _moved(now, moved.pk, -1 if up else 1)
    try:
        actions.order(meeting=meeting, moved=moved, keys=keys, by=request.user, saw=saw)
    except Refused as refusal:
        return _page(request, meeting, refused=str(refusal))
    return see_other(request, reverse("boards:agenda", args=[pk]))


def _moved(keys: list[int], moved: int, by: int) -> list[int]:
    """The same order with one of them moved a place; at the end it stays."""
    if moved not in keys:
        raise Http404
    at = keys.index(moved)
    to = min(max(at + by, 0), len(keys) - 1)
    moved_to = [*keys]
    moved_to[at], moved_to[to] = keys[to], keys[at]
    return moved_to


def _key(value: str) -> int:
    if not value.isdecimal():
        raise Http404
    return int(value)


@writes
def add(request: SignedIn, pk: int) -> HttpResponse:
    """A patient by her number, also after the deadline. What was typed stays when she cannot be."""
    meeting = get_meeting(request.user, pk, Permission.PREPARE_BOARD)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, form=form)
    patient = patient_of(form.cleaned_data["number"])
    try:
        why = form.cleaned_data["why"]
        actions.add_by_hand(meeting=meeting, patient=patient, why=why, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, form=form)
    return see_other(request, reverse("boards:agenda", args=[pk]))


@writes
def take_in(request: SignedIn, pk: int, candidate: int) -> HttpResponse:
    """What somebody has reported is put on this board by hand."""
    meeting = get_meeting(request.user, pk, Permission.PREPARE_BOARD)
    found = report_of(meeting, candidate)
    if found is None:
        raise Http404
    try:
        actions.add_by_hand(
            meeting=meeting, patient=found.patient, candidate=found, by=request.user
        )
    except Refused as refusal:
        return _page(request, meeting, refused=str(refusal))
    return see_other(request, reverse("boards:agenda", args=[pk]))
