"""The contingency plan's cards: at hand for all at work in the unit, written by its leader."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from patients.permissions import get_unit
from teams.models import Unit
from teams.permissions import SENTENCES, Permission, can_in_unit
from teams.roles import roles_of
from worklists.actions import action_cards as actions
from worklists.forms.action_cards import CardForm
from worklists.models import ActionCard
from worklists.queries.action_cards import card_of, cards_of


@reads
def home(request: SignedIn) -> HttpResponse:
    """On to the cards of the unit she is at work in."""
    units = [role.unit for role in roles_of(request.user)]
    if not units:
        raise NotAllowed(_("Tiltakskortene er for dem som er på jobb i enheten."))
    return redirect("worklists:action_cards", units[0].code)


@reads
def action_cards(request: SignedIn, code: str) -> HttpResponse:
    unit = get_unit(request.user, code)
    return page_or_part(request, "worklists/action_cards.html", "cards", _context(request, unit))


@reads
def action_cards_print(request: SignedIn, code: str) -> HttpResponse:
    """All of them on paper, for the day when there is no screen."""
    unit = get_unit(request.user, code)
    return render(request, "worklists/action_cards_print.html", _context(request, unit))


@reads
def action_card(request: SignedIn, code: str, card: str) -> HttpResponse:
    unit = get_unit(request.user, code)
    context = _context(request, unit) | {"card": _card(unit, card)}
    return page_or_part(request, "worklists/action_card.html", "card", context)


@reads
def _new(request: SignedIn, code: str) -> HttpResponse:
    return _form(request, _editable(request, code), CardForm())


@writes
def _add(request: SignedIn, code: str) -> HttpResponse:
    unit = _editable(request, code)
    form = CardForm(request.POST)
    if form.is_valid():
        try:
            card = actions.add(unit=unit, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            return _saved(request, card)
    return _form(request, unit, form)


@reads
def _edit(request: SignedIn, code: str, card: str) -> HttpResponse:
    unit = _editable(request, code)
    found = _card(unit, card)
    return _form(request, unit, CardForm.of(found), found)


@writes
def _change(request: SignedIn, code: str, card: str) -> HttpResponse:
    unit = _editable(request, code)
    found, form = _card(unit, card), CardForm(request.POST)
    if not form.is_valid():
        return _form(request, unit, form, found)
    return _saved(request, actions.change(card=found, by=request.user, **form.cleaned_data))


@writes
def action_card_remove(request: SignedIn, code: str, card: str) -> HttpResponse:
    """Twice is once."""
    unit = _editable(request, code)
    if found := card_of(unit, card):
        actions.remove(card=found, by=request.user)
    return see_other(request, reverse("worklists:action_cards", args=[unit.code]))


action_card_new = get_or_post(get=_new, post=_add)
action_card_edit = get_or_post(get=_edit, post=_change)


def _context(request: SignedIn, unit: Unit) -> dict[str, object]:
    may_edit = can_in_unit(request.user, Permission.EDIT_ACTION_CARDS, unit)
    return {"unit": unit, "cards": cards_of(unit), "may_edit": may_edit}


def _card(unit: Unit, code: str) -> ActionCard:
    found = card_of(unit, code)
    if found is None:
        raise Http404
    return found


def _editable(request: SignedIn, code: str) -> Unit:
    unit = get_unit(request.user, code)
    if not can_in_unit(request.user, Permission.EDIT_ACTION_CARDS, unit):
        raise NotAllowed(str(SENTENCES[Permission.EDIT_ACTION_CARDS]))
    return unit


def _form(
    request: SignedIn, unit: Unit, form: CardForm, card: ActionCard | None = None
) -> HttpResponse:
    context = {"unit": unit, "form": form, "card": card}
    return render(request, "worklists/action_card_edit.html", context)


def _saved(request: SignedIn, card: ActionCard) -> HttpResponse:
    messages.success(request, _("Kortet er lagret."))
    return see_other(request, reverse("worklists:action_card", args=[card.unit.code, card.code]))
