"""What is read before the meeting, on a screen and on paper; and the patient's interdisciplinary folder."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from boards.actions import agenda, folder, readings, reviews
from boards.permissions import get_case, get_meeting, is_called_in
from boards.queries import folder as folders
from boards.queries.preparation import case_of, case_of_patient, cases_of_meeting
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.audit import log_access
from teams.models import Team
from teams.permissions import SENTENCES, Permission, check_can


@reads
def case(request: SignedIn, pk: int) -> HttpResponse:
    item = get_case(request.user, pk)
    found = case_of(request.user, item)
    # Of another service than the team's own, the log says why she may read it.
    why = _("innkalt til tavlemøtet") if is_called_in(request.user, item) else ""
    _log(request, "board_case", item.meeting.team, item.patient.number, why=why)
    return render(request, "boards/case.html", {"case": found})


@reads
def case_of_number(request: SignedIn, number: str) -> HttpResponse:
    patient, team = folders.get_folder(request.user, number)
    found = case_of_patient(request.user, patient, team)
    _log(request, "board_case", team, number)
    return render(request, "boards/case.html", {"case": found})


@writes
def case_reviewed(request: SignedIn, number: str) -> HttpResponse:
    """The whole of her was gone through beside the meeting: what was seen is written."""
    patient, team = folders.get_folder(request.user, number)
    check_can(request.user, Permission.PREPARE_BOARD, team)
    made = reviews.note(
        patient=patient, team=team, by=request.user, text=request.POST.get("text", "")
    )
    said = _("Gjennomgangen er ført. Neste innen %s.") % f"{made.next_on:%d.%m.%Y}"
    messages.success(request, said)
    return redirect("boards:case_of_patient", number)


@reads
def case_print(request: SignedIn, pk: int) -> HttpResponse:
    meeting = get_meeting(request.user, pk)
    found = cases_of_meeting(request.user, meeting)
    _log(request, "board_print", meeting.team, *(case.patient.number for case in found))
    return render(request, "boards/case_print.html", {"meeting": meeting, "cases": found})


@writes
def case_read(request: SignedIn, pk: int) -> HttpResponse:
    """She has read up on the patient, and goes on to the next where she says so."""
    item = get_case(request.user, pk)
    readings.mark_read(item=item, by=request.user)
    following = request.POST.get("neste", "")
    return redirect("boards:case", int(following) if following.isdecimal() else item.pk)


@writes
def case_prepare(request: SignedIn, pk: int) -> HttpResponse:
    """What whoever presents should have with her. What was typed is kept where a colleague was first."""
    item = get_case(request.user, pk, Permission.PREPARE_BOARD)
    text = request.POST.get("text", "")
    try:
        agenda.prepare(item=item, text=text, by=request.user, saw=request.POST.get("saw"))
    except Refused as refused:
        item.refresh_from_db()
        shown = {"case": case_of(request.user, item), "typed": text, "fault": refused}
        _log(request, "board_case", item.meeting.team, item.patient.number)
        return render(request, "boards/case.html", shown)
    messages.success(request, _("Forberedelsen er lagret."))
    return redirect("boards:case", item.pk)


@reads
def _folder(request: SignedIn, number: str) -> HttpResponse:
    return _show_folder(request, number)


@writes
def _write_in_folder(request: SignedIn, number: str) -> HttpResponse:
    patient, team = folders.get_folder(request.user, number, Permission.WRITE_FOLDER)
    text = request.POST.get("text", "")
    try:
        folder.write(patient=patient, team=team, text=text, by=request.user)
    except Refused as refused:
        return _show_folder(request, number, typed=text, fault=refused)
    messages.success(request, _("Skrevet i mappen."))
    return redirect("boards:folder", number)


folder_of = get_or_post(get=_folder, post=_write_in_folder)


def _show_folder(
    request: SignedIn, number: str, typed: str = "", fault: Refused | None = None
) -> HttpResponse:
    patient, team = folders.get_folder(request.user, number)
    page = folders.folder_page(
        request.user, patient, team,
        kind=request.GET.get("slag", ""), number=request.GET.get("side", ""),
    )  # fmt: skip
    _log(request, "board_folder", team, number)
    return render(request, "boards/folder.html", {"page": page, "typed": typed, "fault": fault})


@writes
def folder_strike(request: SignedIn, pk: int) -> HttpResponse:
    note, team = folders.get_page(request.user, pk)
    if note.struck_at is None and not folders.may_strike(request.user, note, team):
        raise NotAllowed(str(SENTENCES[Permission.WRITE_FOLDER]))
    folder.strike(note=note, why=request.POST.get("reason", ""), team=team, by=request.user)
    messages.success(request, _("Siden er strøket."))
    return redirect("boards:folder", note.patient.number)


def _log(request: SignedIn, screen: str, team: Team, *numbers: str, why: str = "") -> None:
    log_access(request, patient_numbers=numbers, screen=screen, team=team, reason=why)
