"""An action card as the unit's leader writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from worklists.forms.reasons import TOO_LONG
from worklists.models import ActionCard


def _words(label: Any, most: int, missing: Any = None, **more: Any) -> forms.CharField:
    errors = TOO_LONG | ({"required": missing} if missing else {})
    return forms.CharField(
        label=label, max_length=most, required=missing is not None, error_messages=errors, **more
    )


class CardForm(forms.Form):
    title = _words(_("Tittel"), 120, _("Skriv hva kortet heter."))
    when_to = _words(_("Når kortet brukes"), 300, _("Skriv når kortet brukes."))
    steps = _words(
        _("Hva du gjør"),
        4000,
        _("Skriv hva som skal gjøres, ett steg på hver linje."),
        help_text=_("Ett steg på hver linje, det første først."),
        widget=forms.Textarea({"rows": 10}),
    )
    phones = _words(_("Telefoner"), 300)

    @classmethod
    def of(cls, card: ActionCard) -> CardForm:
        return cls(initial={name: getattr(card, name) for name in cls.base_fields})
