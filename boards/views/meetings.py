"""A team's meetings: the standing hour, the participants, moved and called off; a therapist's own weeks."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.actions import expected, meetings, offers, plans, seats
from boards.forms.meetings import (
    CancelForm,
    EndPlanForm,
    MoveForm,
    PlanForm,
    SayForm,
    SeatForm,
    now_at,
)
from boards.models import Meeting
from boards.permissions import (
    get_attendance,
    get_board,
    get_meeting,
    get_offer,
    get_seat,
)
from boards.queries.board_home import board_home, may_see_any
from boards.queries.clashes import clashes_of
from boards.queries.meetings_page import meetings_page
from boards.queries.my_meetings import my_meetings
from boards.schedule import monday_of
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.audit import log_access
from teams.models import Team
from teams.permissions import SENTENCES, Permission
from teams.roles import staff_at_work

PREPARE = Permission.PREPARE_BOARD


@reads
def home(request: SignedIn) -> HttpResponse:
    """The boards that she may read; straight to it where there is one."""
    if not may_see_any(request.user):
        raise NotAllowed(str(SENTENCES[Permission.SEE_BOARD]))
    teams = board_home(request.user)
    if len(teams) == 1:
        return redirect("boards:overview", teams[0].team.code)
    return render(request, "boards/home.html", {"teams": teams})


@reads
def of_team(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code)
    context = {"page": meetings_page(request.user, team)}
    return page_or_part(request, "boards/meetings.html", "meetings", context)


def _form(
    request: SignedIn, team: Team, form: forms.Form, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """One form on a page of its own; what was typed stays when it could not be taken."""
    context = {"team": team, "form": form, "title": title, "button": button, "lead": lead}
    return render(request, "boards/meeting_form.html", context)


def _back(request: SignedIn, team: Team) -> HttpResponse:
    return see_other(request, reverse("boards:meetings", args=[team.code]))


def _plan_page(request: SignedIn, team: Team, form: PlanForm) -> HttpResponse:
    return _form(request, team, form, _("Fast tid for tavlemøtet"), _("Lagre fast tid"))


@reads
def _plan_show(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    plan = meetings_page(request.user, team).plan
    from_day = monday_of(clock.today()) + timedelta(weeks=1 if plan else 0)
    initial: dict[str, object] = {"from_day": max(from_day, clock.today())}
    if plan:
        initial |= {
            "weekday": plan.weekday,
            "starts": plan.starts,
            "room": plan.room,
            "minutes": plan.minutes,
        }
    return _plan_page(request, team, PlanForm(initial=initial))


@writes
def _plan_take(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, team, form)
    try:
        plans.set_plan(
            team=team, hour=form.hour(), from_day=form.cleaned_data["from_day"], by=request.user
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _plan_page(request, team, form)
    messages.success(request, _("Fast tid er lagret. Møtene som kommer, følger med."))
    return _back(request, team)


plan = get_or_post(get=_plan_show, post=_plan_take)


def _end_page(request: SignedIn, team: Team, form: EndPlanForm) -> HttpResponse:
    return _form(request, team, form, _("Avslutt fast tid"), _("Avslutt"))


@reads
def _end_show(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    return _end_page(request, team, EndPlanForm())


@writes
def _end_take(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    form = EndPlanForm(request.POST)
    if not form.is_valid():
        return _end_page(request, team, form)
    try:
        gone = plans.end_plan(team=team, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _end_page(request, team, form)
    said = ngettext(
        "Fast tid er avsluttet. %d møte er avlyst.",
        "Fast tid er avsluttet. %d møter er avlyst.",
        gone,
    )
    messages.success(request, said % gone)
    return _back(request, team)


plan_end = get_or_post(get=_end_show, post=_end_take)


def _seat_form(team: Team, data: object, initial: object = None) -> SeatForm:
    seated = list(team.board_seats.on(clock.today()).values_list("staff", flat=True))
    return SeatForm(data, team=team, seated=seated, initial=initial)


def _seat_page(request: SignedIn, team: Team, form: SeatForm) -> HttpResponse:
    return _form(request, team, form, _("Ny fast deltaker"), _("Legg til"))


@reads
def _seat_show(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    return _seat_page(request, team, _seat_form(team, None, {"from_day": clock.today()}))


@writes
def _seat_take(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, PREPARE)
    form = _seat_form(team, request.POST)
    if not form.is_valid():
        return _seat_page(request, team, form)
    try:
        seats.add(team=team, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _seat_page(request, team, form)
    messages.success(request, _("%s ventes i møtene framover.") % form.cleaned_data["staff"])
    return _back(request, team)


seat_add = get_or_post(get=_seat_show, post=_seat_take)


@writes
def seat_end(request: SignedIn, pk: int) -> HttpResponse:
    """Yesterday was her last day: coming meetings do not wait for her."""
    seat = get_seat(request.user, pk)
    seats.end(seat=seat, last_day=clock.today() - timedelta(days=1), by=request.user)
    messages.success(request, _("%s er ikke fast deltaker lenger.") % seat.staff)
    return _back(request, seat.team)


def _move_page(request: SignedIn, meeting: Meeting, form: MoveForm) -> HttpResponse:
    lead = _("Bare dette møtet flyttes. Fristen for å melde pasienter regnes på nytt.")
    return _form(request, meeting.team, form, _("Flytt møtet"), _("Flytt"), lead)


@reads
def _move_show(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, PREPARE)
    return _move_page(request, meeting, MoveForm(initial=now_at(meeting)))


@writes
def _move_take(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, PREPARE)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _move_page(request, meeting, form)
    try:
        moved = meetings.move(
            meeting=meeting, to=form.to(), by=request.user, saw=form.cleaned_data["saw"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _move_page(request, meeting, form)
    _tell_moved(request, moved)
    return _back(request, meeting.team)


def _tell_moved(request: SignedIn, moved: Meeting) -> None:
    """Where it is now, by when to report, and what else is there then."""
    local, deadline = (at.astimezone(clock.OSLO) for at in (moved.starts_at, moved.deadline_at))
    said = {"at": f"{local:%d.%m. kl. %H:%M}", "deadline": f"{deadline:%d.%m. kl. %H:%M}"}
    messages.success(request, _("Møtet er %(at)s. Frist for å melde: %(deadline)s.") % said)
    for clash in clashes_of([moved])[moved.pk]:
        text = _("%(who)s ventes også i møtet til %(team)s da.")
        if not clash.staff:
            text = _("Rommet er også satt opp for %(team)s da.")
        messages.warning(request, text % {"who": clash.staff, "team": clash.other.team})


move = get_or_post(get=_move_show, post=_move_take)


def _cancel_page(request: SignedIn, meeting: Meeting, form: CancelForm) -> HttpResponse:
    lead = _("Pasientene på tavla går til neste møte.")
    return _form(request, meeting.team, form, _("Avlys møtet"), _("Avlys"), lead)


@reads
def _cancel_show(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, PREPARE)
    return _cancel_page(request, meeting, CancelForm(initial=now_at(meeting)))


@writes
def _cancel_take(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk, PREPARE)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _cancel_page(request, meeting, form)
    try:
        meetings.cancel(meeting=meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _cancel_page(request, meeting, form)
    messages.success(request, _("Møtet er avlyst."))
    return _back(request, meeting.team)


cancel = get_or_post(get=_cancel_show, post=_cancel_take)


@writes
def offer_answer(request: SignedIn, pk: int) -> HttpResponse:
    """The team that lacks time says yes or no to a therapist who is free."""
    offer = get_offer(request.user, pk)
    yes = request.POST.get("svar") == "ja"
    offers.answer(offer=offer, yes=yes, by=request.user)
    if yes:
        messages.success(request, _("%s ventes i møtet.") % offer.staff)
    return _back(request, offer.to_meeting.team)


@reads
def mine(request: SignedIn) -> HttpResponse:
    """The weeks of whoever belongs to boards; what she is called in to is logged patient by patient."""
    page = my_meetings(request.user, staff_at_work(request.user))
    for asked in page.invitations:
        log_access(
            request, patient_numbers=[asked.item.patient.number], screen="board_called_in",
            team=asked.item.meeting.team,
        )  # fmt: skip
    return page_or_part(request, "boards/my_meetings.html", "mine", {"page": page})


def _say_page(request: SignedIn, pk: int, form: SayForm) -> HttpResponse:
    row = get_attendance(request.user, pk)
    return render(request, "boards/attendance.html", {"row": row, "form": form})


@reads
def _say_show(request: SignedIn, pk: int) -> HttpResponse:
    row = get_attendance(request.user, pk)
    said = {None: None, True: "ja", False: "nei"}[row.is_coming]
    return _say_page(request, pk, SayForm(initial={"is_coming": said, "why": row.why_not}))


@writes
def _say_take(request: SignedIn, pk: int) -> HttpResponse:
    row = get_attendance(request.user, pk)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _say_page(request, pk, form)
    expected.say(attendance=row, by=request.user, **form.cleaned_data)
    messages.success(request, _("Svaret er lagret."))
    staff = staff_at_work(request.user)
    own = staff is not None and staff.pk == row.staff_id
    url = (
        reverse("boards:my_meetings")
        if own
        else reverse("boards:meetings", args=[row.meeting.team.code])
    )
    return see_other(request, url)


attendance = get_or_post(get=_say_show, post=_say_take)
