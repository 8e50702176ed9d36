"""The wall of the meeting, and the panel on a second machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from boards.actions import room as actions
from boards.forms.room import USUAL, DecideForm
from boards.models import Service
from boards.permissions import get_item, get_meeting
from boards.queries.presence import may_have_come
from boards.queries.room import Line, Room, day_of, room
from boards.queries.room_case import case
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission

if TYPE_CHECKING:
    from boards.models import Item, Meeting

WRITE = Permission.WRITE_BOARD
TEMPLATE = "boards/room.html"


@reads
def wall(request: SignedIn, pk: int) -> HttpResponse:
    """Follows whose turn it is. 204 to a screen that already shows it."""
    meeting = get_meeting(request.user, pk)
    if _is_shown(request, meeting):
        return HttpResponse(status=204)
    page = room(request.user, meeting)
    return answer(request, page, page.now, is_wall=True)


@reads
def panel(request: SignedIn, pk: int, item_pk: int) -> HttpResponse:
    """One patient, to be written of on a machine of one's own whoever has the turn on the wall."""
    meeting = get_meeting(request.user, pk, WRITE)
    if _is_shown(request, meeting):
        return HttpResponse(status=204)
    page = room(request.user, meeting)
    line = next((one for one in page.lines if one.item.pk == item_pk), None)
    if line is None:
        raise Http404
    return answer(request, page, line, is_wall=False)


def _is_shown(request: SignedIn, meeting: Meeting) -> bool:
    return request.GET.get("version") == str(meeting.version)


def answer(
    request: SignedIn,
    page: Room,
    line: Line | None,
    *,
    is_wall: bool,
    form: DecideForm | None = None,
) -> HttpResponse:
    """The whole room; to a screen that asks and shows the same patient, only what may have changed: what
    somebody is writing stays under her hands.
    """
    shown = str(line.item.pk) if line else ""
    if not _asks_of(request, shown):
        log_access(
            request, patient_numbers=page.numbers, screen="board_room", team=page.meeting.team
        )
    response = render(
        request, TEMPLATE + _part(request, shown), _context(page, line, is_wall, form)
    )
    patch_vary_headers(response, ["HX-Request"])
    if "sak" in request.GET and not _asks_of(request, shown):
        response["HX-Retarget"], response["HX-Reswap"] = "#room", "outerHTML"
    return response


def _asks_of(request: SignedIn, shown: str) -> bool:
    return bool(request.htmx) and request.GET.get("sak") == shown


def _part(request: SignedIn, shown: str) -> str:
    if not request.htmx:
        return ""
    return "#live" if _asks_of(request, shown) else "#room"


def _context(
    page: Room, line: Line | None, is_wall: bool, form: DecideForm | None
) -> dict[str, object]:
    meeting = page.meeting
    told = None
    if line is not None:
        line.item.meeting = meeting
        told = form.case if form else case(line.item)
    here = reverse("boards:room", args=[meeting.pk])
    if line is not None and not is_wall:
        here = reverse("boards:room_write", args=[meeting.pk, line.item.pk])
    return {
        "page": page,
        "line": line,
        "shown": str(line.item.pk) if line else "",
        "case": told,
        "form": form or (DecideForm(None, told) if told else None),
        "usual": USUAL,
        "here": here,
        "is_wall": is_wall,
        "services": Service.choices,
        "may_come": may_have_come(meeting, day_of(meeting)) if page.may_write else [],
    }


def home(request: SignedIn, item: Item) -> str:
    """Where a form of this line goes back to, where it says nothing itself."""
    return reverse("boards:room", args=[item.meeting_id])


@writes
def open_meeting(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    actions.open_meeting(meeting=meeting, by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def pause(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    actions.pause(meeting=meeting, by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def close(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    actions.close(meeting=meeting, by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    actions.reopen(meeting=meeting, by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def turn(request: SignedIn, pk: int) -> HttpResponse:
    item = get_item(request.user, pk, WRITE)
    actions.turn_to(item=item, by=request.user)
    return see_other(request, home(request, item))
