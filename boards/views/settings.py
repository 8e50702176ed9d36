"""What a unit has chosen for its boards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.actions.settings import choose
from boards.forms.settings import SettingsForm
from boards.queries.settings import settings_of
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from patients.permissions import get_unit
from teams.models import Unit
from teams.permissions import SENTENCES, Permission, can_in_unit


def _unit(request: SignedIn, code: str) -> Unit:
    unit = get_unit(request.user, code)
    if not can_in_unit(request.user, Permission.EDIT_BOARD_RULES, unit):
        raise NotAllowed(str(SENTENCES[Permission.EDIT_BOARD_RULES]))
    return unit


def _page(request: SignedIn, unit: Unit, form: SettingsForm) -> HttpResponse:
    context = {"unit": unit, "form": form, "row": settings_of(unit)}
    return render(request, "boards/settings.html", context)


@reads
def _show(request: SignedIn, code: str) -> HttpResponse:
    unit = _unit(request, code)
    initial = {"board_minutes": unit.board_minutes, "board_deadline": unit.board_deadline}
    return _page(request, unit, SettingsForm(instance=settings_of(unit), initial=initial))


@writes
def _take(request: SignedIn, code: str) -> HttpResponse:
    unit = _unit(request, code)
    form = SettingsForm(request.POST, instance=settings_of(unit))
    if not form.is_valid():
        return _page(request, unit, form)
    try:
        choose(unit=unit, values=form.cleaned_data, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, unit, form)
    messages.success(request, _("Valgene er lagret. Møtene som kommer, følger med."))
    return see_other(request, reverse("boards:settings", args=[code]))


settings = get_or_post(get=_show, post=_take)
