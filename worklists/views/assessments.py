"""The guided assessment of a gråsonepasient: look, write, decide; and what stands, to read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import assessments as drafts
from patients.models import Assessment, Patient
from patients.permissions import check_for_patient, get_patient, team_of
from patients.queries.assessments import (
    draft_of,
    get_measure,
    is_decided_by,
    missing,
    possible_for,
    standing_of,
)
from teams.audit import log_access
from teams.permissions import Permission
from worklists.actions import assessments as actions
from worklists.forms.assessments import AssessmentForm, ConfirmForm
from worklists.queries.assessments import (
    Bar,
    assessment_page,
    bar_of,
    people_for,
    plans_today,
)

TEMPLATE = "worklists/assessment.html"


@reads
def assessment(request: SignedIn, number: str) -> HttpResponse:
    """What stands and what was before; for those who assess the form too (`?ny=1`: a new look)."""
    patient = get_patient(request.user, number)
    if request.htmx.target == "bar":
        check_for_patient(request.user, patient, Permission.ASSESS)
        return _bar(request, patient)
    return _page(request, patient, anew="ny" in request.GET)


@writes
def save(request: SignedIn, number: str) -> HttpResponse:
    """Keep the draft: by the button, and by itself while she writes (then only the bar comes back)."""
    patient = _to_assess(request, number)
    form = _form(patient, request.POST)
    if not form.is_valid():
        return _not_saved(request, patient, form)
    try:
        _save(request, patient, form)
    except Refused as refusal:
        return _not_saved(request, patient, form, refusal)
    if not request.htmx:
        messages.success(request, _("Vurderingen er lagret. Du kan fortsette senere."))
    return see_other(request, _address(number))


@writes
def decide(request: SignedIn, number: str) -> HttpResponse:
    """Save what is written, and decide it. What is missing is told, and what is written is kept."""
    patient = _to_assess(request, number)
    token, reason = request.POST.get("token", ""), request.POST.get("reason", "")
    if is_decided_by(request.user, patient, token, reason):
        return see_other(request, _address(number))
    form = _form(patient, request.POST)
    if not form.is_valid():
        return _not_saved(request, patient, form)
    try:
        draft = _save(request, patient, form)
        form.told(_missing(patient, draft))
        if form.wrong():
            return _page(request, patient, form=form)
        actions.decide(draft=draft, by=request.user)
    except Refused as refusal:
        return _not_saved(request, patient, form, refusal)
    messages.success(request, _("Det er bestemt."))
    return see_other(request, _address(number))


@writes
def confirm(request: SignedIn, number: str) -> HttpResponse:
    """ "Ingen endring": the same once more, with a reason and a new date."""
    patient = _to_assess(request, number)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, confirm=form)
    try:
        actions.confirm(patient=patient, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, patient, confirm=form)
    messages.success(request, _("Vurdert på nytt, ingen endring."))
    return see_other(request, _address(number))


@writes
def discard(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    drafts.discard(patient=patient, token=request.POST.get("token", ""), by=request.user)
    messages.success(request, _("Kladden er forkastet."))
    return see_other(request, _address(number))


@writes
def measure_done(request: SignedIn, number: str, pk: int) -> HttpResponse:
    patient = get_patient(request.user, number)
    measure = get_measure(patient, pk)
    drafts.measure_done(measure=measure, by=request.user, done=request.POST.get("gjort") != "0")
    return see_other(request, _address(number))


def _to_assess(request: SignedIn, number: str) -> Patient:
    patient = get_patient(request.user, number)
    check_for_patient(request.user, patient, Permission.ASSESS)
    drafts.check_not_ended(patient)
    return patient


def _address(number: str) -> str:
    return reverse("worklists:assessment", args=[number])


def _save(request: SignedIn, patient: Patient, form: AssessmentForm) -> Assessment:
    """`over` comes with the button that says to save over what another wrote."""
    return drafts.save(
        patient=patient,
        answers=form.answers(),
        measures=[row.of() for row in form.filled()],
        token=request.POST.get("over") or request.POST.get("token", ""),
        by=request.user,
    )


def _missing(patient: Patient, draft: Assessment) -> dict[str, str]:
    measures = draft.measures.select_related("responsible")
    return missing(draft, measures, possible_for(patient), standing_of(patient))


def _form(patient: Patient, data: QueryDict) -> AssessmentForm:
    possible = possible_for(patient)
    return AssessmentForm(
        data,
        draft=draft_of(patient),
        possible=possible,
        plans=plans_today(patient),
        staff=people_for(possible),
    )


def _not_saved(
    request: SignedIn, patient: Patient, form: AssessmentForm, refusal: Refused | None = None
) -> HttpResponse:
    """The page as she wrote it, with what is wrong; to the page's own saving only the bar."""
    known, over = request.POST.get("token", ""), getattr(refusal, "token", "")
    problem = str(refusal or "")
    if request.htmx:
        problem = problem or _first_wrong(form)
        return _bar(request, patient, problem=problem, over=over, token=known)
    return _page(request, patient, form=form, problem=problem, over=over, token=known)


def _first_wrong(form: AssessmentForm) -> str:
    _id, label, sentence = form.wrong()[0]
    return _("Ikke lagret. %(field)s: %(wrong)s") % {"field": label, "wrong": sentence}


def _bar(request: SignedIn, patient: Patient, **more: str) -> HttpResponse:
    """Shows no more of the patient than what was just sent: it leaves no access log of its own."""
    bar = bar_of(request.user, draft_of(patient), possible_for(patient), **more)
    return page_or_part(request, TEMPLATE, "bar", {"bar": bar})


def _page(
    request: SignedIn,
    patient: Patient,
    *,
    anew: bool = False,
    form: AssessmentForm | None = None,
    confirm: ConfirmForm | None = None,
    **more: str,
) -> HttpResponse:
    """`more` is for the bar: what hinders, and what the form she sent knew."""
    page = assessment_page(request.user, patient, anew=anew or form is not None)
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[patient.number], screen="assessment", team=team)
    bar: Bar | None = None
    if page.draft and page.writing:
        people = people_for(page.possible)
        form = form or AssessmentForm(
            None, draft=page.draft, possible=page.possible, plans=page.plans, staff=people
        )
        bar = bar_of(request.user, page.draft, page.possible, **more)
    elif page.standing and page.draft:
        confirm = confirm or ConfirmForm(
            initial={"standing": page.standing.pk, "review_on": page.draft.assessment.review_on}
        )
    context = {"page": page, "form": form, "confirm": confirm, "bar": bar}
    return page_or_part(request, TEMPLATE, "board", context)
