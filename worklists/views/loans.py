"""The neighbour's desk: how they stand, what is asked between the teams, and what was answered."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.models import Loan
from teams.permissions import Permission, check_can
from worklists.actions import loans as actions
from worklists.forms.loans import AnswerForm, AskForm, HoursForm, typed
from worklists.models import TeamShift, Visit
from worklists.permissions import get_team_shift, get_visit
from worklists.queries.lendable import shift_of_loan
from worklists.queries.loan_page import loan_page, loans_page
from worklists.queries.loans import get_loan, neighbours
from worklists.queries.shift_hours import rest_of_shift

PART = "neighbour"


@reads
def loans(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """With a visit in the address it is about that one; with hours, what those would solve."""
    shift = _runs(request, code, day, kind)
    visit = _visit(request, request.GET.get("oppdrag", ""))
    hours = _hours(request, shift)
    begins = typed(*hours)
    what = Loan.Kind.VISIT if visit else request.GET.get("hva", Loan.Kind.CARER)
    asked = request.GET.get("hvem", "")
    form = _form(shift, visit, initial=begins | {"hva": what, "hvem": asked})
    return _page(request, shift, visit, form, hours)


@writes
def loan_ask(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    shift = _runs(request, code, day, kind)
    visit = _visit(request, request.POST.get("oppdrag", ""))
    form = _form(shift, visit, data=request.POST)
    if not form.is_valid():
        return _page(request, shift, visit, form, None)
    try:
        loan = _asked(request, shift, visit, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shift, visit, form, form.hours())
    messages.success(request, _("Spurt. Det står på tavla til %s nå.") % loan.asked)
    return see_other(request, reverse("worklists:loan", args=[loan.pk]))


def _asked(request: SignedIn, shift: TeamShift, visit: Visit | None, form: AskForm) -> Loan:
    chosen = form.cleaned_data
    is_visit = chosen["hva"] == Loan.Kind.VISIT
    hours = form.hours() or rest_of_shift(shift.team, shift.date, shift.kind)
    return actions.ask(
        asking=shift.team,
        asked=next(team for team in neighbours(shift.team) if team.code == chosen["hvem"]),
        kind=chosen["hva"],
        day=shift.date,
        shift=shift.kind,
        starts_at=hours[0],
        ends_at=hours[1],
        by=request.user,
        text=chosen["tekst"],
        visit=visit if is_visit else None,
    )


@reads
def loan(request: SignedIn, pk: int) -> HttpResponse:
    return _loan(request, get_loan(request.user, pk))


@writes
def loan_accept(request: SignedIn, pk: int) -> HttpResponse:
    """Whoever is chosen goes, or takes the visit; for a visit the planner may choose."""
    found = get_loan(request.user, pk)
    check_can(request.user, Permission.RUN_SHIFT, found.asked)
    try:
        text = AnswerForm(request.POST).reason_or_refuse()
        who = shift_of_loan(found, request.POST.get("hvem", ""))
        actions.accept(loan=found, by=request.user, shift=who, text=text)
    except Refused as refusal:
        return _loan(request, get_loan(request.user, pk), refused=str(refusal))
    messages.success(request, _("Avtalt. Listene er lagt om."))
    return _back(request, pk)


@writes
def loan_decline(request: SignedIn, pk: int) -> HttpResponse:
    found = get_loan(request.user, pk)
    check_can(request.user, Permission.RUN_SHIFT, found.asked)
    try:
        text = AnswerForm(request.POST).reason_or_refuse()
        actions.decline(loan=found, by=request.user, reason=text)
    except Refused as refusal:
        return _loan(request, get_loan(request.user, pk), refused=str(refusal))
    return _back(request, pk)


@writes
def loan_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    found = get_loan(request.user, pk)
    check_can(request.user, Permission.RUN_SHIFT, found.asking)
    try:
        actions.withdraw(loan=found, by=request.user)
    except Refused as refusal:
        return _loan(request, get_loan(request.user, pk), refused=str(refusal))
    return _back(request, pk)


@writes
def loan_end(request: SignedIn, pk: int) -> HttpResponse:
    """Either of the two teams may; `get_loan` knows nobody else."""
    found = get_loan(request.user, pk)
    try:
        text = AnswerForm(request.POST).reason_or_refuse()
        actions.end(loan=found, by=request.user, why=text)
    except Refused as refusal:
        return _loan(request, get_loan(request.user, pk), refused=str(refusal))
    messages.success(request, _("Lånet er avsluttet. Listene legges om."))
    return _back(request, pk)


def _runs(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.RUN_SHIFT, shift.team)
    return shift


def _visit(request: SignedIn, key: str) -> Visit | None:
    return get_visit(request.user, int(key)) if key.isdecimal() else None


def _hours(request: SignedIn, shift: TeamShift) -> tuple[datetime, datetime]:
    usual = rest_of_shift(shift.team, shift.date, shift.kind)
    asked = HoursForm(request.GET, day=shift.date, kind=shift.kind)
    return (asked.is_valid() and asked.hours()) or usual


def _form(shift: TeamShift, visit: Visit | None, **given: object) -> AskForm:
    return AskForm(
        **given,
        teams=neighbours(shift.team),
        has_visit=visit is not None,
        day=shift.date,
        kind=shift.kind,
    )


def _page(
    request: SignedIn,
    shift: TeamShift,
    visit: Visit | None,
    form: AskForm,
    hours: tuple[datetime, datetime] | None,
) -> HttpResponse:
    page = loans_page(shift, visit=visit, hours=hours)
    log_access(request, patient_numbers=page.numbers, screen="loans", team=shift.team)
    context = {"page": page, "form": form}
    return page_or_part(request, "worklists/loans.html", PART, context)


def _loan(request: SignedIn, found: Loan, *, refused: str = "") -> HttpResponse:
    whose = request.GET.get("hvem", "")
    page = loan_page(request.user, found, whose=int(whose) if whose.isdecimal() else None)
    numbers = page.numbers
    if page.visit is not None and page.row.side == "asking":
        numbers = numbers | {page.visit.patient.number}
    log_access(request, patient_numbers=numbers, screen="loan", team=page.shift.team)
    context = {"page": page, "refused": refused}
    return page_or_part(request, "worklists/loan.html", PART, context)


def _back(request: SignedIn, pk: int) -> HttpResponse:
    return see_other(request, reverse("worklists:loan", args=[pk]))
