"""A new visit on a shift: what it would mean is shown, then it is placed at once."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from patients.permissions import get_patient
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.actions import extra_visits
from worklists.forms.extra_visits import VisitForm
from worklists.models import Reminder, TeamShift
from worklists.permissions import get_reminder, get_team_shift
from worklists.queries.choices import Choice, choices_for
from worklists.queries.extra_visits import BestPlace, best_place, suggested
from worklists.queries.wanted import check_can_be, unsaved

#: Wherever it fits best; else the button says the keys of the shifts that are to go.
ANYWHERE = "best"


def _shift(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.RUN_SHIFT, shift.team)
    return shift


@reads
def new(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    shift = _shift(request, code, day, kind)
    number, pk = request.GET.get("pasient", ""), request.GET.get("huskeliste", "")
    patient = get_patient(request.user, number) if number else None
    reminder = get_reminder(request.user, int(pk)) if pk.isdecimal() else None
    about = suggested(shift, patient, reminder)
    return _page(request, shift, VisitForm(user=request.user, shift=shift, suggested=about))


@writes
def place(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """Without somebody chosen it shows who could go; with, it is done."""
    shift = _shift(request, code, day, kind)
    about = suggested(shift, None, None)
    form = VisitForm(request.POST, user=request.user, shift=shift, suggested=about)
    if not form.is_valid():
        return _page(request, shift, form)
    try:
        if "til" not in request.POST:
            return _shown(request, shift, form)
        return _placed(request, shift, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shift, form)


def _placed(request: SignedIn, shift: TeamShift, form: VisitForm) -> HttpResponse:
    said = request.POST["til"]
    chosen = [int(part) for part in said.split(",") if part.isdecimal()]
    visit = extra_visits.place(
        team_shift=shift, wanted=form.wanted(), by=request.user, chosen=chosen,
        hold=said != ANYWHERE, reminder=_reminder(request, form),
    )  # fmt: skip
    return see_other(request, reverse("worklists:visit", args=[visit.pk]))


def _reminder(request: SignedIn, form: VisitForm) -> Reminder | None:
    pk = form.cleaned_data["huskeliste"]
    return get_reminder(request.user, pk) if pk else None


def _shown(request: SignedIn, shift: TeamShift, form: VisitForm) -> HttpResponse:
    wanted = form.wanted()
    code = check_can_be(wanted, shift)
    if shift.current is None:
        return _page(request, shift, form, unbuilt=True)
    # What she pressed for is what she is to see, on a phone too, and not the first field again.
    form.fields["patient"].widget.attrs.pop("autofocus", None)
    extra = unsaved(wanted, shift, code)
    best = best_place(shift, extra)
    return _page(request, shift, form, choices=choices_for(shift, extra=extra), best=best)


def _page(
    request: SignedIn,
    shift: TeamShift,
    form: VisitForm,
    *,
    choices: list[Choice] | None = None,
    best: BestPlace | None = None,
    unbuilt: bool = False,
) -> HttpResponse:
    numbers = {number for choice in choices or [] for number in choice.patient_numbers}
    if form.is_bound and "patient" in getattr(form, "cleaned_data", {}):
        numbers.add(form.cleaned_data["patient"].number)
    log_access(request, patient_numbers=numbers, screen="visit_new", team=shift.team)
    context = {
        "shift": shift, "form": form, "choices": choices, "best": best, "unbuilt": unbuilt,
        "anywhere": ANYWHERE,
    }  # fmt: skip
    return page_or_part(request, "worklists/visit_new.html", "visit-new", context)


visit_new = get_or_post(get=new, post=place)
