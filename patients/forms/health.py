from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.criteria.check import code_fault
from patients.models import CodeSystem, Diagnosis, HealthState

TOO_LONG = {"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")}
NO_DATE = {"invalid": _("Skriv datoen som 23.11.2026."), "required": _("Velg en dag.")}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day that is over or today; the browser's own calendar opens on it."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, initial=clock.today, error_messages=NO_DATE, **more
    )


class FactForm(forms.Form):
    """A fact that begins on a day, today unless said."""

    #: Keeps the ids of several forms on one page apart.
    prefix_of_ids = ""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.prefix_of_ids}_%s", **more)

    def clean_from_day(self) -> date:
        day: date = self.cleaned_data["from_day"]
        if day > clock.today():
            raise forms.ValidationError(_("Velg i dag eller en dag som har vært."))
        return day


class StateForm(FactForm):
    prefix_of_ids = "state"

    state = forms.ChoiceField(
        label=_("Hvordan har hun eller han det?"),
        choices=[("", _("Velg")), *HealthState.State.choices],
        error_messages={"required": _("Velg en tilstand.")},
    )
    from_day = day_field(_("Fra"))
    note = forms.CharField(
        label=_("Hva har du sett?"), max_length=300, required=False, error_messages=TOO_LONG
    )


class DiagnosisForm(FactForm):
    prefix_of_ids = "diagnosis"

    system = forms.ChoiceField(label=_("Kodeverk"), choices=CodeSystem.choices)
    code = forms.CharField(
        label=_("Kode"),
        help_text=_("For eksempel T90 eller E11.9"),
        max_length=8,
        error_messages={**TOO_LONG, "required": _("Skriv koden.")},
    )
    name = forms.CharField(
        label=_("Diagnose"),
        max_length=120,
        error_messages={**TOO_LONG, "required": _("Skriv hva diagnosen heter.")},
    )
    from_day = day_field(_("Fra"))

    def clean_code(self) -> str:
        """Small letters and a missing point are no reason to send anybody back."""
        code = self.cleaned_data["code"].strip().upper()
        for check in Diagnosis._meta.get_field("code").validators:
            check(code)
        return str(code)

    def clean(self) -> dict[str, Any]:
        """A code in the wrong classification would never be found by the criteria."""
        said = self.cleaned_data
        if {"system", "code"} <= said.keys() and code_fault(said["system"], said["code"]):
            self.add_error(
                "code",
                _(
                    "%(code)s er ikke en kode i %(system)s. Velg det andre kodeverket, eller rett koden."
                )
                % {"code": said["code"], "system": CodeSystem(said["system"]).label},
            )
        return said


class EquipmentForm(FactForm):
    """The code is what the criteria ask for: the name of known equipment, else a new one."""

    prefix_of_ids = "equipment"

    name = forms.CharField(
        label=_("Utstyr"),
        max_length=100,
        widget=forms.TextInput({"list": "known-equipment", "autocomplete": "off"}),
        error_messages={**TOO_LONG, "required": _("Skriv hva utstyret heter.")},
    )
    from_day = day_field(_("Fra"))

    def __init__(self, data: Any = None, *, known: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.known = {name.lower(): code for code, name in (known or {}).items()}

    @property
    def code(self) -> str:
        """Only of a form that is valid."""
        name = self.cleaned_data["name"].strip()
        return self.known.get(name.lower()) or slugify(_plain(name))[:40] or "annet"


def _plain(name: str) -> str:
    """æ, ø and å as they are written where there are only plain letters: "søvn" is "sovn"."""
    return name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")


class WishesForm(forms.Form):
    """`before_…` is what stood there when the page was opened."""

    what_matters = forms.CharField(
        label=_("Hva er viktig for meg?"),
        help_text=_("Med pasientens egne ord."),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG,
    )
    wishes = forms.CharField(
        label=_("Ønsker for hjelpen"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG,
    )
    before_matters = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    before_wishes = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def before(self) -> tuple[str, str]:
        """Browsers send line ends as two signs; the database keeps one."""
        kept = (self.cleaned_data["before_matters"], self.cleaned_data["before_wishes"])
        return tuple(text.replace("\r\n", "\n") for text in kept)

    def typed(self, name: str) -> str:
        return str(self.cleaned_data[name]).replace("\r\n", "\n")


class EndForm(forms.Form):
    on = forms.DateField(error_messages=NO_DATE)

    def day_or_refuse(self) -> date:
        """Raises Refused with the sentence of what is wrong."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data["on"]


class MistakenForm(forms.Form):
    why = forms.CharField(required=False, max_length=300, error_messages=TOO_LONG)

    def why_or_refuse(self) -> str:
        """Whether it is enough is for the action to say."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return str(self.cleaned_data["why"])
