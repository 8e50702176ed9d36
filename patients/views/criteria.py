"""The criteria to read, for everybody on duty; and for the responsible to write, row by row."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import criteria, criteria_decisions
from patients.forms.criteria import DO_SAVE, CriterionEditor, DecideForm, NameForm, TaskRuleForm
from patients.models import CriteriaTable
from patients.queries.criteria import law_of, rule_of
from patients.queries.criteria_pages import (
    changes_page,
    competence_names,
    criteria_home,
    equipment_names,
    get_criterion,
    get_table,
    get_task_rule,
    table_page,
)
from teams.permissions import Permission, check_can


def _seen(request: SignedIn, number: int) -> CriteriaTable:
    """For who may read. Raises NotAllowed before it says whether the table exists."""
    check_can(request.user, Permission.SEE_CRITERIA)
    return get_table(number)


def _edited(request: SignedIn, number: int) -> CriteriaTable:
    check_can(request.user, Permission.EDIT_CRITERIA)
    return get_table(number)


def _version(request: SignedIn) -> int:
    """The version of the draft that the page showed; none is never the right one."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _to_table(request: SignedIn, number: int, said: str, at: str = "") -> HttpResponse:
    messages.success(request, said)
    return see_other(request, reverse("patients:criteria_table", args=[number]) + at)


# To read ----------------------------------------------------------------------------------------


@reads
def home(request: SignedIn) -> HttpResponse:
    check_can(request.user, Permission.SEE_CRITERIA)
    page = criteria_home(request.user)
    return render(request, "patients/criteria_home.html", {"page": page})


@reads
def table(request: SignedIn, number: int) -> HttpResponse:
    found = _seen(request, number)
    page = table_page(request.user, found)
    return render(request, "patients/criteria_table.html", {"page": page, "table": found})


@reads
def changes(request: SignedIn, number: int) -> HttpResponse:
    found = _seen(request, number)
    context = {"page": changes_page(found), "table": found}
    return render(request, "patients/criteria_changes.html", context)


# A draft as a whole -------------------------------------------------------------------------------


@writes
def new(request: SignedIn) -> HttpResponse:
    draft = criteria.make_draft(by=request.user)
    return _to_table(request, draft.number, _("Nr. %d er ditt utkast.") % draft.number)


@writes
def take_over(request: SignedIn, number: int) -> HttpResponse:
    criteria.take_over(table=_edited(request, number), by=request.user)
    return _to_table(request, number, _("Du er nå ansvarlig."))


@writes
def delete(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    criteria.delete_draft(table=found, version=_version(request), by=request.user)
    messages.success(request, _("Utkast nr. %d er slettet.") % number)
    return see_other(request, reverse("patients:criteria_home"))


@reads
def name(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    said = {"name": found.name, "why": found.why, "is_example": found.is_example}
    return _form_page(request, "name", found, NameForm(initial=said))


@writes
def rename(request: SignedIn, number: int) -> HttpResponse:
    found, form = _edited(request, number), NameForm(request.POST)
    if form.is_valid():
        try:
            criteria.rename(
                table=found, version=_version(request), by=request.user, **form.cleaned_data
            )
            return _to_table(request, number, _("Lagret."))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, "name", found, form)


def _form_page(
    request: SignedIn, which: str, found: CriteriaTable, form: Any, **more: Any
) -> HttpResponse:
    """What was typed stays on the page; the version shown is the one the typing began with."""
    version = request.POST.get("version", found.version)
    context = {"table": found, "form": form, "version": version, **more}
    return render(request, f"patients/criteria_{which}.html", context)


# One criterion --------------------------------------------------------------------------------------


@reads
def criterion_new(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    return _editor_page(request, found, CriterionEditor(**_choices()))


@writes
def criterion_add(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    editor = CriterionEditor(request.POST, **_choices())
    if request.POST.get("gjor", DO_SAVE) != DO_SAVE:
        return _editor_page(request, found, editor.reshaped(request.POST["gjor"]))
    if editor.is_valid():
        try:
            row = criteria.add_criterion(
                table=found, rule=editor.rule(), version=_version(request), by=request.user
            )
            return _to_table(request, number, _("Kriteriet er lagt til."), f"#k{row.pk}")
        except Refused as refusal:
            editor.row.add_error(None, str(refusal))
    return _editor_page(request, found, editor)


@reads
def criterion(request: SignedIn, number: int, pk: int) -> HttpResponse:
    found = _edited(request, number)
    row = get_criterion(found, pk)
    return _editor_page(request, found, CriterionEditor(rule=rule_of(row), **_choices()), pk)


@writes
def criterion_save(request: SignedIn, number: int, pk: int) -> HttpResponse:
    found = _edited(request, number)
    row = get_criterion(found, pk)
    editor = CriterionEditor(request.POST, **_choices())
    if request.POST.get("gjor", DO_SAVE) != DO_SAVE:
        return _editor_page(request, found, editor.reshaped(request.POST["gjor"]), pk)
    if editor.is_valid():
        try:
            criteria.change_criterion(
                criterion=row, rule=editor.rule(), version=_version(request), by=request.user
            )
            return _to_table(request, number, _("Kriteriet er lagret."), f"#k{pk}")
        except Refused as refusal:
            editor.row.add_error(None, str(refusal))
    return _editor_page(request, found, editor, pk)


def _choices() -> dict[str, Any]:
    return {
        "competences": list(competence_names().items()),
        "equipment": sorted(equipment_names().items(), key=lambda named: named[1]),
    }


def _editor_page(
    request: SignedIn, found: CriteriaTable, editor: CriterionEditor, pk: int | None = None
) -> HttpResponse:
    if pk is None:
        save = reverse("patients:criterion_add", args=[found.number])
    else:
        save = reverse("patients:criterion_save", args=[found.number, pk])
    version = request.POST.get("version", found.version)
    context = {"table": found, "editor": editor, "version": version, "pk": pk, "save": save}
    return page_or_part(request, "patients/criteria_criterion.html", "criterion-form", context)


@writes
def criterion_delete(request: SignedIn, number: int, pk: int) -> HttpResponse:
    row = get_criterion(_edited(request, number), pk)
    criteria.delete_criterion(criterion=row, version=_version(request), by=request.user)
    return _to_table(request, number, _("«%s» er slettet.") % row.text)


@writes
def criterion_move(request: SignedIn, number: int, pk: int) -> HttpResponse:
    row, up = get_criterion(_edited(request, number), pk), "opp" in request.POST
    criteria.move_criterion(criterion=row, up=up, version=_version(request), by=request.user)
    return _to_table(request, number, _("«%s» er flyttet.") % row.text, f"#k{pk}")


# Who may do what ------------------------------------------------------------------------------------


@reads
def task_rule_new(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    initial = {"competence": request.GET.get("oppgave", "")}
    return _form_page(request, "task", found, _task_form(initial=initial), code="")


@reads
def task_rule(request: SignedIn, number: int, code: str) -> HttpResponse:
    found = _edited(request, number)
    law = law_of(get_task_rule(found, code))
    initial = {field: getattr(law, field) for field in law.__slots__}
    return _form_page(request, "task", found, _task_form(initial=initial), code=code)


@writes
def task_rule_save(request: SignedIn, number: int) -> HttpResponse:
    found, form = _edited(request, number), _task_form(request.POST)
    if form.is_valid():
        try:
            criteria.save_task_rule(
                table=found, law=form.law(), version=_version(request), by=request.user
            )
            return _to_table(request, number, _("Regelen er lagret."), "#oppgaver")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, "task", found, form, code="")


@writes
def task_rule_delete(request: SignedIn, number: int, code: str) -> HttpResponse:
    rule = get_task_rule(_edited(request, number), code)
    criteria.delete_task_rule(rule=rule, version=_version(request), by=request.user)
    return _to_table(request, number, _("Regelen er slettet."), "#oppgaver")


def _task_form(*args: Any, **kwargs: Any) -> TaskRuleForm:
    return TaskRuleForm(*args, competences=list(competence_names().items()), **kwargs)


# From draft to in force -----------------------------------------------------------------------------


@reads
def deciding(request: SignedIn, number: int) -> HttpResponse:
    found = _edited(request, number)
    form = DecideForm(initial={"why": found.why})
    return _form_page(request, "decide", found, form, page=changes_page(found))


@writes
def decide(request: SignedIn, number: int) -> HttpResponse:
    found, form = _edited(request, number), DecideForm(request.POST)
    if form.is_valid():
        try:
            row = criteria_decisions.decide(
                table=found, version=_version(request), by=request.user, **form.cleaned_data
            )
            said = _("Nr. %(number)s gjelder fra %(day)s.")
            day = f"{row.valid_from:%d.%m.%Y}"
            return _to_table(request, number, said % {"number": number, "day": day})
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, "decide", found, form, page=changes_page(found))


@writes
def withdraw(request: SignedIn, number: int) -> HttpResponse:
    criteria_decisions.withdraw(table=_edited(request, number), by=request.user)
    return _to_table(request, number, _("Nr. %d er trukket tilbake til utkast.") % number)
