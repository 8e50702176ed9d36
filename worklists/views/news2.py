"""NEWS2 at the patient's: typed on a phone, and what it leads to said at once."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.forms.news2 import MeasureForm, StrikeForm, measured_now
from patients.models import Patient
from patients.permissions import check_for_patient, get_patient, may_for_patient, team_of
from patients.queries.news2 import news2_of
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission
from worklists.actions import measuring
from worklists.models import Visit
from worklists.permissions import check_can_do, get_visit
from worklists.queries.measured import measured_page, observation_of


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom it is about, and the visit it is measured on, which may be another team's on her list."""

    patient: Patient
    visit: Visit | None
    team: Team | None

    @property
    def query(self) -> str:
        return f"?oppdrag={self.visit.pk}" if self.visit else ""


@reads
def news2(request: SignedIn, number: str) -> HttpResponse:
    whom = _whom(request, number, request.GET.get("oppdrag", ""))
    return _page(request, whom, None)


@writes
def measure(request: SignedIn, number: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    whom = _whom(request, number, request.POST.get("oppdrag", ""))
    if whom.visit is not None:
        check_can_do(request.user, whom.visit)
    else:
        check_for_patient(request.user, whom.patient, Permission.WRITE_CARE)
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return _page(request, whom, form)
    try:
        made, _asked = measuring.measure(
            patient=whom.patient, visit=whom.visit, parts=form.parts(),
            taken_at=form.taken_at(), by=request.user,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, whom, form)
    return see_other(request, _url_of(whom, made.pk))


@reads
def measured(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """What the measurement came to, what is to be done, and who has been asked."""
    whom = _whom(request, number, request.GET.get("oppdrag", ""))
    observation = observation_of(whom.patient, pk)
    log_access(request, patient_numbers=[number], screen="news2", team=whom.team)
    context = {
        "page": measured_page(observation, whom.team),
        "whom": whom,
        "may_write": _may_write(request, whom),
        "strike_form": StrikeForm(),
    }
    return page_or_part(request, "worklists/news2_measured.html", "news2", context)


@writes
def strike(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Feilført: it stays to be seen, and counts nowhere."""
    whom = _whom(request, number, request.POST.get("oppdrag", ""))
    observation = observation_of(whom.patient, pk)
    why = StrikeForm(request.POST).why_or_refuse()
    measuring.strike(observation=observation, why=why, by=request.user)
    return see_other(request, _url_of(whom, pk))


def _whom(request: SignedIn, number: str, visit: str) -> Whom:
    """Raises Http404 or NotAllowed; a visit on her own list opens its patient too."""
    if visit.isascii() and visit.isdigit():
        found = get_visit(request.user, int(visit))
        if found.patient.number != number:
            raise Http404
        return Whom(found.patient, found, found.team)
    patient = get_patient(request.user, number)
    return Whom(patient, None, team_of(request.user, patient))


def _may_write(request: SignedIn, whom: Whom) -> bool:
    return whom.visit is not None or may_for_patient(
        request.user, whom.patient, Permission.WRITE_CARE
    )


def _url_of(whom: Whom, pk: int) -> str:
    return reverse("worklists:news2_measured", args=[whom.patient.number, pk]) + whom.query


def _page(request: SignedIn, whom: Whom, form: MeasureForm | None) -> HttpResponse:
    patient = whom.patient
    log_access(request, patient_numbers=[patient.number], screen="news2", team=whom.team)
    known = news2_of(patient)
    scale = 2 if known.scale else 1
    if form is None:
        form = MeasureForm(initial=measured_now(), scale=scale)
    form.scale = scale
    context = {
        "whom": whom,
        "form": form,
        "known": known,
        "may_write": _may_write(request, whom),
    }
    return page_or_part(request, "worklists/news2.html", "news2", context)
