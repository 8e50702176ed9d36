"""Alarms: told on the phone, somebody sent, and followed until it is written what was done."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from patients.models import Patient
from patients.permissions import get_patient
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.actions import alarms as actions
from worklists.forms.alarms import AlarmForm, SendForm, WordsForm
from worklists.models import Alarm, TeamShift
from worklists.permissions import (
    check_can_run_alarm,
    check_can_step_alarm,
    get_alarm,
    get_shift_to_send,
    get_team_shift,
)
from worklists.queries.alarm_page import alarm_page
from worklists.queries.alarms import carries
from worklists.queries.patient_search import found_by, the_one

#: The button for an alarm about somebody nobody can find.
UNKNOWN = "ukjent"


def _desk(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.HANDLE_CALLS, shift.team)
    return shift


@reads
def new(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The form; with words in the address, those whom they may mean."""
    shift = _desk(request, code, day, kind)
    words = request.GET.get("who", "")
    initial = {"who": words, "kind": request.GET.get("kind") or Alarm.Kind.SAFETY}
    initial["text"] = request.GET.get("text", "")
    return _form(request, shift, AlarmForm(initial=initial), words)


def _form(
    request: SignedIn, shift: TeamShift, form: AlarmForm, words: str, refused: str = ""
) -> HttpResponse:
    people = found_by(request.user, words)
    numbers = [patient.number for patient in people]
    log_access(request, patient_numbers=numbers, screen="alarm_new", team=shift.team)
    context = {
        "shift": shift, "form": form, "words": words, "people": people, "refused": refused,
        "unknown": UNKNOWN,
    }  # fmt: skip
    part = "found" if request.htmx and request.htmx.target == "found" else "alarm-new"
    return page_or_part(request, "worklists/alarm_new.html", part, context)


@writes
def register(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The button says whom; Enter in the field is good where the words mean one patient alone."""
    shift = _desk(request, code, day, kind)
    form = AlarmForm(request.POST)
    words = request.POST.get("who", "")
    if not form.is_valid():
        return _form(request, shift, form, words)
    try:
        patient = _whom(request, words)
        team = (carries(patient) if patient else None) or shift.team
        alarm, _new = actions.receive(
            team=team, by=request.user, patient=patient, who="" if patient else words,
            kind=form.cleaned_data["kind"], text=form.cleaned_data["text"],
        )  # fmt: skip
    except Refused as refusal:
        return _form(request, shift, form, words, str(refusal))
    return see_other(request, reverse("worklists:alarm", args=[alarm.pk]))


def _whom(request: SignedIn, words: str) -> Patient | None:
    said = request.POST.get("patient", "")
    if said == UNKNOWN:
        return None
    return get_patient(request.user, said) if said else the_one(request.user, words)


@reads
def alarm(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, get_alarm(request.user, pk), change="bytt" in request.GET)


def _page(
    request: SignedIn,
    found: Alarm,
    *,
    change: bool = False,
    refused: str = "",
    words: str = "",
) -> HttpResponse:
    page = alarm_page(request.user, found, change=change)
    log_access(request, patient_numbers=page.patient_numbers, screen="alarm", team=found.team)
    context = {"page": page, "refused": refused, "words": words}
    return page_or_part(request, "worklists/alarm.html", "alarm", context)


def _step(action: Callable[[SignedIn, Alarm], object]) -> Callable[..., HttpResponse]:
    """A button on the alarm: do it, then the alarm again; a refusal on top of it, the words kept."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_alarm(request.user, pk)
        try:
            action(request, found)
        except Refused as refusal:
            words = request.POST.get("words", "")
            again = get_alarm(request.user, pk)
            return _page(request, again, refused=str(refusal), words=words)
        return see_other(request, reverse("worklists:alarm", args=[pk]))

    return view


def _send(request: SignedIn, found: Alarm) -> None:
    said = SendForm(request.POST).said_or_refuse()
    shift = get_shift_to_send(request.user, said["shift"])
    check_can_run_alarm(request.user, found)
    actions.send(
        alarm=found, shift=shift, by=request.user, seen=said["sett"], hold=not said["ordne"]
    )


def _on_way(request: SignedIn, found: Alarm) -> None:
    check_can_step_alarm(request.user, found)
    actions.on_way(alarm=found, by=request.user)


def _on_site(request: SignedIn, found: Alarm) -> None:
    check_can_step_alarm(request.user, found)
    actions.on_site(alarm=found, by=request.user)


def _done(request: SignedIn, found: Alarm) -> None:
    check_can_step_alarm(request.user, found)
    said = WordsForm(request.POST).said_or_refuse()
    actions.done(alarm=found, by=request.user, what_was_done=said["words"], fell=said["fell"])


def _call_off(request: SignedIn, found: Alarm) -> None:
    check_can_run_alarm(request.user, found)
    said = WordsForm(request.POST).said_or_refuse()
    actions.call_off(alarm=found, by=request.user, why=said["words"])


def _recall(request: SignedIn, found: Alarm) -> None:
    check_can_run_alarm(request.user, found)
    actions.recall(alarm=found, by=request.user)


def _attach(request: SignedIn, found: Alarm) -> None:
    check_can_run_alarm(request.user, found)
    patient = the_one(request.user, request.POST.get("who", ""))
    team = carries(patient)
    if team is None:
        raise Refused(_("%s hører ikke til noe team i dag.") % patient)
    actions.attach(alarm=found, patient=patient, team=team, by=request.user)


alarm_new = get_or_post(get=new, post=register)
send = _step(_send)
on_way = _step(_on_way)
on_site = _step(_on_site)
done = _step(_done)
call_off = _step(_call_off)
recall = _step(_recall)
attach = _step(_attach)
