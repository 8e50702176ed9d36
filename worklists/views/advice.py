"""Sykepleierråd: asked from the desk, answered from the queue, and read."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.permissions import get_patient, team_of
from teams.audit import log_access
from teams.permissions import SENTENCES, Permission, can, check_can, teams_visible_to
from worklists.actions import advice as actions
from worklists.forms.advice import (
    AnswerForm,
    AskForm,
    ComeForm,
    WithdrawForm,
    comes_soon,
    first_error,
)
from worklists.models import Advice, TeamShift, Visit
from worklists.permissions import get_advice, get_team_shift, get_visit
from worklists.queries.advice import (
    advice_page,
    asked_by,
    is_asker,
    may_answer,
    of_patient,
    queue,
    queue_version,
    version_of,
)
from worklists.queries.advice_figures import advice_figures
from worklists.queries.on_call import nobody_sentence, who_answers


@reads
def advice_new(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The form; `pasient`, `oppdrag` and `hva` in the address fill it in."""
    shift = _may_ask(request, code, day, kind)
    visit = _visit(request, request.GET.get("oppdrag", ""))
    number = visit.patient.number if visit else request.GET.get("pasient", "")
    chosen = request.GET.get("hva", "") or Advice.Kind.ADVICE
    form = AskForm(user=request.user, initial={"patient": number, "kind": chosen})
    return _form(request, shift, form, visit)


@writes
def advice_ask(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    shift = _may_ask(request, code, day, kind)
    visit = _visit(request, request.POST.get("oppdrag", ""))
    form = AskForm(request.POST, user=request.user)
    if not form.is_valid():
        return _form(request, shift, form, visit)
    asked = form.asked()
    about = visit if visit and visit.patient == asked["patient"] else None
    try:
        made = actions.ask(team=shift.team, visit=about, by=request.user, **asked)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, shift, form, visit)
    return see_other(request, _url(made))


def _may_ask(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.ASK_ADVICE, shift.team)
    return shift


def _visit(request: SignedIn, typed: str) -> Visit | None:
    return get_visit(request.user, int(typed)) if typed.isascii() and typed.isdigit() else None


def _form(request: SignedIn, shift: TeamShift, form: AskForm, visit: Visit | None) -> HttpResponse:
    """Only a patient who was named in the address or on the form is shown, and logged."""
    if visit is not None:
        log_access(
            request, patient_numbers=[visit.patient.number], screen="advice_new", team=visit.team
        )
    answers = shift.team.ht or shift.team
    on_call = who_answers(answers, Advice.Kind.ADVICE)
    context = {
        "shift": shift,
        "form": form,
        "visit": visit,
        "on_call": on_call,
        "nobody": "" if on_call.shift else nobody_sentence(answers, Advice.Kind.ADVICE),
        "unit": answers.site.unit,
    }
    return page_or_part(request, "worklists/advice_new.html", "advice", context)


@reads
def advice(request: SignedIn, pk: int) -> HttpResponse:
    """204 to a screen that already shows this state: both sides leave it open and see the other's step."""
    found = get_advice(request.user, pk)
    if request.GET.get("version") == version_of([found]):
        return HttpResponse(status=204)
    return _page(request, found)


def _page(request: SignedIn, found: Advice, refused: str = "", **forms: Form) -> HttpResponse:
    page = advice_page(request.user, found)
    numbers = [found.patient.number] if found.patient else []
    if numbers:
        log_access(request, patient_numbers=numbers, screen="advice", team=_read_as(request, found))
    context = {
        "page": page,
        "refused": refused,
        "answer_form": AnswerForm(),
        "come_form": ComeForm(initial=comes_soon()),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return page_or_part(request, "worklists/advice.html", "advice", context)


def _read_as(request: SignedIn, found: Advice) -> Any:
    """The team in which the reader may see patients: the asking one, else the one that answers."""
    sees = can(request.user, Permission.SEE_PATIENTS, found.team)
    return found.team if sees else found.answers


type Do = Callable[[SignedIn, Advice], object]


def _step(check: Callable[[SignedIn, Advice], None], do: Do, forms: Callable[[SignedIn], Any]):  # type: ignore[no-untyped-def]
    """A button: do it, then the page again; a refusal on top of it, with what was typed kept."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_advice(request.user, pk)
        check(request, found)
        try:
            do(request, found)
        except Refused as refusal:
            again = get_advice(request.user, pk)
            return _page(request, again, str(refusal), **forms(request))
        return see_other(request, _url(found))

    return view


def _check_answers(request: SignedIn, found: Advice) -> None:
    if not may_answer(request.user, found):
        helps = found.kind == Advice.Kind.HELP
        right = Permission.RUN_SHIFT if helps else Permission.ANSWER_ADVICE
        raise NotAllowed(str(SENTENCES[right]))


def _check_asks(request: SignedIn, found: Advice) -> None:
    if not is_asker(request.user, found):
        raise NotAllowed(_("Bare den som spurte, eller vaktkoordinatoren hennes, kan gjøre dette."))


def _see(request: SignedIn, found: Advice) -> object:
    return actions.see(advice=found, by=request.user)


def _answer(request: SignedIn, found: Advice) -> object:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    return actions.answer(advice=found, by=request.user, **form.answer())


def _come(request: SignedIn, found: Advice) -> object:
    form = ComeForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    return actions.come(advice=found, by=request.user, arrives_at=form.arrives_at())


def _withdraw(request: SignedIn, found: Advice) -> object:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    return actions.withdraw(advice=found, by=request.user, why=form.cleaned_data["why"])


def _read(request: SignedIn, found: Advice) -> object:
    return actions.read(advice=found, by=request.user)


def _nothing(request: SignedIn) -> dict[str, Form]:
    return {}


advice_see = _step(_check_answers, _see, _nothing)
advice_answer = _step(
    _check_answers, _answer, lambda request: {"answer_form": AnswerForm(request.POST)}
)
advice_come = _step(_check_answers, _come, lambda request: {"come_form": ComeForm(request.POST)})
advice_withdraw = _step(
    _check_asks, _withdraw, lambda request: {"withdraw_form": WithdrawForm(request.POST)}
)
advice_read = _step(_check_asks, _read, _nothing)


@reads
def advice_queue(request: SignedIn) -> HttpResponse:
    """What waits for her, of all her teams; 204 to a screen that already shows it."""
    check_can(request.user, Permission.ASK_ADVICE)
    if request.GET.get("version") == queue_version(request.user):
        return HttpResponse(status=204)
    page = queue(request.user)
    for team, numbers in page.by_team():
        log_access(request, patient_numbers=numbers, screen="advice_queue", team=team)
    return page_or_part(request, "worklists/advice_queue.html", "board", {"page": page})


@reads
def advice_figures_page(request: SignedIn) -> HttpResponse:
    check_can(request.user, Permission.SEE_ESTIMATES)
    page = advice_figures(teams_visible_to(request.user, Permission.SEE_ESTIMATES))
    return page_or_part(request, "worklists/advice_figures.html", "figures", {"page": page})


@reads
def patient_advice(request: SignedIn, number: str) -> HttpResponse:
    """The slot on the patient's page; a page of its own without htmx."""
    patient = get_patient(request.user, number)
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[number], screen="patient_advice", team=team)
    context = {"patient": patient, "questions": of_patient(patient)}
    return page_or_part(request, "worklists/patient_advice.html", "questions", context)


@reads
def my_advice(request: SignedIn) -> HttpResponse:
    """The slot on a carer's own page: what she has asked, and the answers she has not read."""
    questions = asked_by(request.user)
    for question in questions:
        found = question.advice
        if found.patient:
            log_access(
                request, patient_numbers=[found.patient.number], screen="my_advice",
                team=found.team,
            )  # fmt: skip
    return page_or_part(request, "worklists/my_advice.html", "mine", {"questions": questions})


def _url(found: Advice) -> str:
    return reverse("worklists:advice", args=[found.pk])
