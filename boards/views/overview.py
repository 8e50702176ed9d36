"""The board outside meetings: all patients of a team, the same as a spreadsheet, and the figures."""

from django.http import HttpResponse
from django.shortcuts import render

from boards.permissions import get_board
from boards.queries.figures import figures as read_figures
from boards.queries.overview import Overview
from boards.queries.overview import overview as read_overview
from boards.queries.sheet import sheet
from heltom.lib import clock
from heltom.lib.downloads import as_download
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams import audit
from teams.permissions import Permission, can


@reads
def overview(request: SignedIn, code: str) -> HttpResponse:
    page = _seen(request, code, "board_overview")
    may = can(request.user, Permission.SEE_BOARD_FIGURES, page.team)
    context = {"page": page, "may_see_figures": may}
    return page_or_part(request, "boards/overview.html", "all", context)


@reads
def export(request: SignedIn, code: str) -> HttpResponse:
    """What the page shows as it is filtered, to be kept as a file."""
    page = _seen(request, code, "board_export")
    name = f"tavla-{page.team.code}-{clock.today():%Y-%m-%d}.xlsx"
    return as_download(HttpResponse(sheet(page)), name)


@reads
def figures(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code, Permission.SEE_BOARD_FIGURES)
    page = read_figures(request.user, team, request.GET.get("uker", ""))
    return render(request, "boards/figures.html", {"page": page})


def _seen(request: SignedIn, code: str, screen: str) -> Overview:
    team = get_board(request.user, code)
    asked = request.GET
    page = read_overview(
        team,
        show=asked.get("vis", ""),
        contact=asked.get("primar", ""),
        criticality=asked.get("kritikalitet", ""),
        words=asked.get("sok", ""),
    )
    audit.log_access(request, patient_numbers=page.numbers, screen=screen, team=team)
    return page
