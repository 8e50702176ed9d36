"""What is written in the room: what is said of a patient, what is decided, who is there."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.actions import discussion, presence, room_decisions
from boards.actions.discussion import Overtaken
from boards.forms.room import USUAL, CameForm, DecideForm, FieldForm, usual_values
from boards.models import Decision, Discussion, Item, Meeting
from boards.permissions import get_item, get_meeting
from boards.queries.presence import invitation_of, may_have_come
from boards.queries.room import day_of, room
from boards.queries.room_case import case
from boards.queries.said import as_text, writer_of
from boards.unnamed import unnamed
from boards.views.room import WRITE, answer, home
from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, writes


@writes
def field(request: SignedIn, pk: int) -> HttpResponse:
    """One field. A script that saves as she types is answered with what the field now holds."""
    item = get_item(request.user, pk, WRITE)
    form = FieldForm(request.POST)
    if not form.is_valid():
        raise Http404
    name, value = form.cleaned_data["field"], form.cleaned_data["value"]
    if request.headers.get("X-Heltom-Field"):
        return _field_for_script(request, item, name, value, form.was)
    try:
        discussion.save(item=item, field=name, value=value, was=form.was, by=request.user)
    except Overtaken as told:
        if name != "assessment":
            raise
        return render(
            request, "boards/room_overtaken.html", {"item": item, "told": told, "value": value}
        )
    return see_other(request, home(request, item))


def _field_for_script(
    request: SignedIn, item: Item, name: str, value: str, was: str | None
) -> HttpResponse:
    try:
        said = discussion.save(item=item, field=name, value=value, was=was, by=request.user)
    except Overtaken as told:
        return JsonResponse({"said": str(told), "stands": told.standing}, status=409)
    except Refused as told:
        return JsonResponse({"said": str(told)}, status=409)
    return JsonResponse({"stands": as_text(said, name), "at": _saved_at(said, name)})


def _saved_at(said: Discussion, name: str) -> str:
    _who, at = writer_of(said, name)
    at = (at or clock.now()).astimezone(clock.OSLO)
    return _("Lagret kl. %(clock)s") % {"clock": f"{at:%H:%M:%S}"}


@writes
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """A decision of one's own, or one of the usual with one tap. Errors are shown in the room with what
    was typed.
    """
    item = get_item(request.user, pk, WRITE)
    item.meeting = discussion.open_for_writing(item)
    told = case(item)
    if request.POST.get("usual") in USUAL:
        _decide(request, item, usual_values(request.POST["usual"], clock.today()))
        return see_other(request, home(request, item))
    form = DecideForm(request.POST, told)
    if form.is_valid():
        _decide(request, item, form.values())
        return see_other(request, home(request, item))
    page = room(request.user, item.meeting)
    line = next(one for one in page.lines if one.item.pk == item.pk)
    is_wall = request.POST.get("next") == home(request, item)
    return answer(request, page, line, is_wall=is_wall, form=form)


def _decide(request: SignedIn, item: Item, values: dict[str, object]) -> None:
    for name in ("text", "with_whom"):
        values[name] = unnamed(str(values.get(name, "")), item.patient)
    room_decisions.decide(item=item, by=request.user, **values)


@writes
def take_back(request: SignedIn, pk: int, decision_pk: int) -> HttpResponse:
    """What was written by a slip a moment ago."""
    meeting = get_meeting(request.user, pk, WRITE)
    found = _decision(meeting, decision_pk)
    room_decisions.take_back(meeting=meeting, decision=found, by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def settle(request: SignedIn, pk: int, decision_pk: int) -> HttpResponse:
    """Of an earlier meeting's decision: done, or why not."""
    meeting = get_meeting(request.user, pk, WRITE)
    found = _decision(meeting, decision_pk)
    why = unnamed(request.POST.get("why", ""), found.patient)
    room_decisions.settle(
        meeting=meeting,
        decision=found,
        done=request.POST.get("done") == "1",
        why=why,
        by=request.user,
    )
    return see_other(request, reverse("boards:room", args=[pk]))


def _decision(meeting: Meeting, pk: int) -> Decision:
    found = meeting.team.board_decisions.select_related("patient").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@writes
def there(request: SignedIn, pk: int, attendance_pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    found = meeting.attendances.filter(pk=attendance_pk).first()
    if found is None:
        raise Http404
    found.meeting = meeting
    presence.note(attendance=found, was_there=request.POST.get("there") == "1", by=request.user)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def came(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    form = CameForm(request.POST, may_have_come(meeting, day_of(meeting)))
    if not form.is_valid():
        raise Refused(_("Velg hvem som kom, eller fra hvilken tjeneste."))
    presence.add(meeting=meeting, by=request.user, **form.cleaned_data)
    return see_other(request, reverse("boards:room", args=[pk]))


@writes
def called_in(request: SignedIn, pk: int, invitation_pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, WRITE)
    found = invitation_of(meeting, invitation_pk)
    if found is None:
        raise Http404
    presence.note_called_in(
        invitation=found, was_there=request.POST.get("there") == "1", by=request.user
    )
    return see_other(request, reverse("boards:room", args=[pk]))
