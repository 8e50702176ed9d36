"""The team's prioriteringsliste: read by those on duty, edited by the leader."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.models import Team
from teams.permissions import Permission, can
from worklists.actions import priorities as act
from worklists.forms.priorities import PlaceForm, PriorityForm, filled
from worklists.models import PriorityItem
from worklists.permissions import get_team
from worklists.queries.priorities import priorities_page, priority_of


@reads
def show(request: SignedIn, code: str) -> HttpResponse:
    return _page(request, get_team(request.user, code), PriorityForm())


@writes
def add(request: SignedIn, code: str) -> HttpResponse:
    """A line more; what was typed stays on the page when it cannot be."""
    team = get_team(request.user, code, Permission.EDIT_PRIORITIES)
    form = PriorityForm(request.POST)
    if form.is_valid():
        try:
            act.add(team=team, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("words", str(refusal))
    return _page(request, team, form) if form.errors else _to(request, team)


priorities = get_or_post(get=show, post=add)


@writes
def copy(request: SignedIn, code: str) -> HttpResponse:
    """The list to begin with, for a team without one."""
    team = get_team(request.user, code, Permission.EDIT_PRIORITIES)
    act.copy_default(team=team, by=request.user)
    return _to(request, team)


@writes
def change(request: SignedIn, code: str, pk: int) -> HttpResponse:
    team, item = _line(request, code, pk)
    if item is None:
        raise Refused(_("Linjen er fjernet av en annen. Last siden på nytt."))
    form = filled(item, request.POST)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    act.change(item=item, by=request.user, **form.cleaned_data)
    return _to(request, team)


@writes
def move(request: SignedIn, code: str, pk: int) -> HttpResponse:
    team, item = _line(request, code, pk)
    if item is not None:
        act.move(item=item, to=PlaceForm(request.POST).place_or_refuse(), by=request.user)
    return _to(request, team)


@writes
def remove(request: SignedIn, code: str, pk: int) -> HttpResponse:
    """One that is gone already is no error."""
    team, item = _line(request, code, pk)
    if item is not None:
        act.remove(item=item, by=request.user)
    return _to(request, team)


def _line(request: SignedIn, code: str, pk: int) -> tuple[Team, PriorityItem | None]:
    team = get_team(request.user, code, Permission.EDIT_PRIORITIES)
    return team, priority_of(team, pk)


def _page(request: SignedIn, team: Team, form: PriorityForm) -> HttpResponse:
    page = priorities_page(team)
    may_edit = can(request.user, Permission.EDIT_PRIORITIES, team)
    context = {
        "page": page,
        "form": form,
        "may_edit": may_edit,
        "lines": [(line, filled(line.item)) for line in page.lines],
    }
    return page_or_part(request, "worklists/priorities.html", "priorities", context)


def _to(request: SignedIn, team: Team) -> HttpResponse:
    return see_other(request, reverse("worklists:priorities", args=[team.code]))
