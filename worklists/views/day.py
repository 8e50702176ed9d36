"""The day page of a team's shift: to look at, to print, to build anew, to acknowledge."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission
from worklists.actions import changes, rebuilds
from worklists.forms.reasons import AcknowledgeForm
from worklists.permissions import get_change, get_team, get_team_shift
from worklists.queries.addresses import shift_url
from worklists.queries.day import build_of, day_page, is_newest, may_rebuild, print_page
from worklists.queries.desk_tools import now_of
from worklists.queries.warnings import warnings_page


@reads
def day(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """204 to a screen that already shows this version: htmx then leaves the page alone.

    Asked every few seconds by every desk, and so before anything else: a number tells nothing of
    anybody, and who may see the day is asked again by `day_now` twice a minute.
    """
    asks_again = "X-Heltom-Poll" in request.headers
    if asks_again and is_newest(code, day, kind, request.GET.get("version", "")):
        return HttpResponse(status=204)
    shift = get_team_shift(request.user, code, day, kind)
    if request.GET.get("version") == str(shift.version):
        return HttpResponse(status=204)
    page = day_page(request.user, shift, as_lists=request.GET.get("visning") == "lister")
    log_access(request, patient_numbers=page.patient_numbers, screen="day", team=shift.team)
    return page_or_part(request, "worklists/day.html", "board", {"page": page})


@reads
def day_now(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """The tools and what waits; 204 to a screen that already shows it."""
    shift = get_team_shift(request.user, code, day, kind)
    url = shift_url(shift.team, day, kind)
    if not request.htmx:
        return redirect(url)
    now = now_of(request.user, shift)
    if request.GET.get("version") == now.version:
        return HttpResponse(status=204)
    log_access(request, patient_numbers=now.patient_numbers, screen="day", team=shift.team)
    return render(request, "worklists/_now.html", {"page": {"url": url, "now": now}})


@reads
def day_print(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    shift = get_team_shift(request.user, code, day, kind)
    page = print_page(shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="print", team=shift.team)
    return render(request, "worklists/print.html", {"page": page})


@reads
def day_warnings(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What is wrong before anything is planned; 204 to a screen that already shows it."""
    shift = get_team_shift(request.user, code, day, kind)
    page = warnings_page(shift)
    if request.GET.get("version") == page.version:
        return HttpResponse(status=204)
    log_access(request, patient_numbers=page.patient_numbers, screen="warnings", team=shift.team)
    return page_or_part(request, "worklists/warnings.html", "warnings", {"page": page})


@reads
def build_progress(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """How far the building has come; when it is over the board is asked to look again."""
    shift = get_team_shift(request.user, code, day, kind)
    if not request.htmx:
        return redirect(shift_url(shift.team, day, kind))
    build = build_of(shift)
    context = {
        "build": build,
        "url": shift_url(shift.team, day, kind),
        "may_rebuild": may_rebuild(request.user, shift.team),
    }
    response = render(request, "worklists/day.html#build", context)
    if not build.busy:
        response["HX-Trigger"] = "lists-changed"
    return response


@writes
def rebuild(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    team = get_team(request.user, code, Permission.REBUILD)
    rebuilds.request(
        team=team, day=day, kind=kind, by=request.user, why=_("på nytt fra dagsida"), urgent=True
    )
    return see_other(request, shift_url(team, day, kind))


@writes
def acknowledge(request: SignedIn, pk: int) -> HttpResponse:
    change = get_change(request.user, pk)
    why = AcknowledgeForm(request.POST).reason_or_refuse()
    changes.acknowledge(change=change, by=request.user, why=why)
    shift = change.publication.team_shift
    return see_other(request, shift_url(shift.team, shift.date, shift.kind))
