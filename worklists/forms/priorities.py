"""One line of the team's prioriteringsliste."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from worklists.forms.reasons import TOO_LONG
from worklists.models import PriorityItem


class PriorityForm(forms.Form):
    words = forms.CharField(
        label=_("Ord i navnet på oppdraget"), max_length=100,
        error_messages=TOO_LONG | {"required": _("Skriv minst ett ord fra navnet på oppdraget.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=_("Når det er for få på vakt"),
        choices=PriorityItem.Rule.choices,
        initial=PriorityItem.Rule.MAY_GO,
        error_messages={"invalid_choice": _("Velg en av de tre.")},
    )
    note = forms.CharField(
        label=_("Merknad"), max_length=200, required=False, error_messages=TOO_LONG,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class PlaceForm(forms.Form):
    to = forms.IntegerField(min_value=1, max_value=1000)

    def place_or_refuse(self) -> int:
        if not self.is_valid():
            raise Refused(str(_("Last siden på nytt og prøv igjen.")))
        found: int = self.cleaned_data["to"]
        return found


def filled(item: PriorityItem, data: Any = None) -> PriorityForm:
    """The line's own form, with names of its own on the page."""
    initial = {"words": item.words, "rule": item.rule, "note": item.note}
    return PriorityForm(data, initial=initial, auto_id=f"id_{item.pk}_%s")
