"""The team's phone: who rang, where her visit is, whom to ring back, and when the team does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.models import Patient
from patients.permissions import check_for_patient, get_patient, team_of
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission, check_can
from worklists.actions import call_hours, calls
from worklists.forms.calls import AT_FIRST, NOW, HoursForm, RegisterForm, SaidForm, WhenForm
from worklists.models import Call, TeamShift
from worklists.permissions import get_call, get_call_hours, get_team, get_team_shift
from worklists.queries.call_page import calls_page, hours_by_weekday, one_call
from worklists.queries.calls import call_list, calls_url, get_calls_of

Outcome = Call.Outcome
PHONE = "worklists/calls.html"


@reads
def calls_of_team(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The phone; with a patient in the address, where her visit is and who may be ringing."""
    shift = _phone(request, code, day, kind)
    number = request.GET.get("pasient", "")
    patient = get_patient(request.user, number) if number else None
    return _page(request, shift, patient=patient, form=RegisterForm())


@reads
def calls_found(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """Whom the letters fit, while they are typed."""
    shift = _phone(request, code, day, kind)
    return _page(request, shift, form=RegisterForm(), part="found")


@reads
def calls_listed(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The call list alone, when it has changed since `version`."""
    shift = _phone(request, code, day, kind)
    if request.GET.get("version") == call_list(shift.team).version:
        return HttpResponse(status=204)
    return _page(request, shift, form=RegisterForm(), part="callbacks")


@writes
def register(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be, as when a time was just given away."""
    shift = _phone(request, code, day, kind)
    number = request.POST.get("patient", "")
    patient = get_patient(request.user, number) if number else None
    form = RegisterForm(request.POST, patient=patient)
    if not form.is_valid():
        return _page(request, shift, patient=patient, form=form)
    answered = form.cleaned_data["when"] == NOW
    try:
        call = calls.register(
            team=shift.team, said=form.said(), by=request.user, answered=answered, **form.chosen()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shift, patient=patient, form=form)
    url = reverse("worklists:calls", args=[code, day, kind])
    return see_other(request, f"{url}?registrert={call.pk}")


def _phone(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.HANDLE_CALLS, shift.team)
    return shift


def _page(
    request: SignedIn,
    shift: TeamShift,
    *,
    form: RegisterForm,
    patient: Patient | None = None,
    part: str = "calls",
) -> HttpResponse:
    page = calls_page(
        request.user,
        shift,
        text=request.GET.get("q", "")[:60],
        patient=patient,
        chosen=request.POST.get("who", "") or request.GET.get("ringer", ""),
        done=_just_registered(request, shift),
    )
    log_access(request, patient_numbers=page.patient_numbers, screen="calls", team=shift.team)
    return page_or_part(request, PHONE, part, {"page": page, "form": form})


def _just_registered(request: SignedIn, shift: TeamShift) -> Call | None:
    """The call that the address names, where it is this team's."""
    pk = request.GET.get("registrert", "")
    if not pk.isdecimal():
        return None
    try:
        call = get_call(request.user, int(pk))
    except Http404:
        return None
    return call if call.team_id == shift.team.pk else None


@reads
def call(request: SignedIn, pk: int) -> HttpResponse:
    found = get_call(request.user, pk)
    numbers = [found.patient.number] if found.patient else []
    log_access(request, patient_numbers=numbers, screen="call", team=found.team)
    page = one_call(found, calls_url(found.team))
    return page_or_part(request, "worklists/call.html", "call", {"page": page})


def _done(
    action: Callable[[SignedIn, Call, dict[str, str]], object],
) -> Callable[..., HttpResponse]:
    """A button on a call: do it, then back to the call list."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_call(request.user, pk)
        action(request, found, SaidForm(request.POST).cleaned_or_refuse())
        return see_other(request, calls_url(found.team))

    return view


def _called(request: SignedIn, found: Call, said: dict[str, str]) -> object:
    told = {"note": said["note"], "promise": said["promise"]}
    return calls.settle(call=found, outcome=Outcome.CALLED, by=request.user, **told)


def _not_needed(request: SignedIn, found: Call, said: dict[str, str]) -> object:
    why = said["note"]
    return calls.settle(call=found, outcome=Outcome.NOT_NEEDED, by=request.user, note=why)


def _kept(request: SignedIn, found: Call, _said: dict[str, str]) -> object:
    return calls.keep_promise(call=found, by=request.user)


call_done = _done(_called)
call_not_needed = _done(_not_needed)
call_promise_kept = _done(_kept)


@writes
def call_tried(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody answered: the call stands, and the page says so."""
    found = get_call(request.user, pk)
    seen = SaidForm(request.POST).cleaned_or_refuse()["seen"]
    calls.tried(call=found, by=request.user, seen=found.tries if seen is None else seen)
    return see_other(request, reverse("worklists:call", args=[pk]))


@writes
def call_put_off(request: SignedIn, pk: int) -> HttpResponse:
    found = get_call(request.user, pk)
    form = WhenForm(request.POST)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    calls.put_off(call=found, by=request.user, **form.chosen())
    return see_other(request, reverse("worklists:call", args=[pk]))


@reads
def calls_of_patient(request: SignedIn, number: str) -> HttpResponse:
    """The slot on the patient's page, for those who answer the phone."""
    patient = get_patient(request.user, number)
    check_for_patient(request.user, patient, Permission.HANDLE_CALLS)
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[number], screen="patient_calls", team=team)
    context = {"patient": patient, "rows": get_calls_of(request.user, patient)}
    return page_or_part(request, "worklists/patient_calls.html", "calls_of", context)


@reads
def hours(request: SignedIn, code: str) -> HttpResponse:
    team = get_team(request.user, code, Permission.EDIT_CALL_HOURS)
    return _hours(request, team, HoursForm(initial=AT_FIRST))


@writes
def hours_add(request: SignedIn, code: str) -> HttpResponse:
    team = get_team(request.user, code, Permission.EDIT_CALL_HOURS)
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _hours(request, team, form)
    try:
        call_hours.add(team=team, by=request.user, **form.hours())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _hours(request, team, form)
    return see_other(request, reverse("worklists:call_hours", args=[code]))


@writes
def hours_remove(request: SignedIn, code: str, pk: int) -> HttpResponse:
    team = get_team(request.user, code, Permission.EDIT_CALL_HOURS)
    if row := get_call_hours(team, pk):
        call_hours.remove(hours=row, by=request.user)
    return see_other(request, reverse("worklists:call_hours", args=[code]))


def _hours(request: SignedIn, team: Team, form: HoursForm) -> HttpResponse:
    context = {"team": team, "days": hours_by_weekday(team), "form": form}
    return page_or_part(request, "worklists/call_hours.html", "hours", context)
