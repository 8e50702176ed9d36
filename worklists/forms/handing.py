"""Who a visit goes to, when, and what was seen: parsed from an address or a form."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused
from worklists.models import Release, Visit
from worklists.queries.due import instant_of
from worklists.queries.handing import Wish, parted


class WishForm(forms.Form):
    """What to show: ?til=<vakt>&fra=<vakt>&kl=14:30. What cannot be read is left out of account."""

    til = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    fra = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    kl = forms.TimeField(
        label=_("Klokka (kan stå tom)"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klokkeslettet som 14:30.")},
    )

    def wish(self, visit: Visit) -> Wish:
        self.is_valid()
        chosen = self.cleaned_data
        return Wish(chosen.get("til"), chosen.get("fra"), _begins(visit, chosen.get("kl")))


class MoveForm(WishForm):
    """A tap on somebody. `sett` is who had the visit when she looked."""

    til = forms.CharField(max_length=60)  # type: ignore[assignment]
    sett = forms.CharField(max_length=60, required=False)

    def asked(self, visit: Visit) -> dict[str, Any]:
        """`to`, `starts_at` and `seen` as the action takes them. Raises Refused for what cannot be read."""
        if not self.is_valid():
            raise Refused(str(self.errors["kl"][0] if "kl" in self.errors else _("Velg hvem.")))
        chosen = self.cleaned_data
        to = parted(chosen["til"])
        if to is None or len(to) > visit.carers:
            raise Refused(str(_("Velg hvem som skal ha oppdraget.")))
        seen = parted(chosen["sett"]) if chosen["sett"] else None
        return {"to": to, "starts_at": _begins(visit, chosen.get("kl")), "seen": seen}


def _begins(visit: Visit, at: time | None) -> datetime | None:
    return None if at is None else instant_of(visit.date, visit.shift, at)


class ReleaseForm(forms.Form):
    """Why, and of whom: one tap where it is one of the usual reasons."""

    vakt = forms.IntegerField(min_value=1, max_value=2**31)
    grunn = forms.ChoiceField(
        choices=Release.Reason.choices, error_messages={"invalid_choice": _("Velg en grunn.")}
    )
    merknad = forms.CharField(max_length=200, required=False)

    def asked_or_refuse(self) -> dict[str, Any]:
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data
