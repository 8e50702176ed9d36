"""Put a patient forward on a phone: one of four reasons, and one sentence."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.models import Candidate

#: In short words what each reason may be; the list is not to be read too narrowly.
MEANS = {
    Candidate.Criterion.NEW: _("Nettopp begynt hos oss, eller nettopp kommet til teamet."),
    Candidate.Criterion.DECLINE: _("Trenger mer hjelp, går dårligere, spiser mindre, sover mer."),
    Candidate.Criterion.TOGETHER: _("Du er usikker, eller dere ser hver deres del."),
    Candidate.Criterion.OTHER_HELP: _(
        "For eksempel fysioterapi, ergoterapi, ernæring, rus og psykisk helse."
    ),
}


class ReportForm(forms.Form):
    criterion = forms.ChoiceField(
        label=_("Hva gjelder det?"),
        choices=Candidate.Criterion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det gjelder.")},
    )
    reason = forms.CharField(
        label=_("Hva har du sett? Én setning."),
        max_length=300,
        error_messages={
            "required": _("Skriv én setning om hva du har sett."),
            "max_length": _("Skriv kortere, høyst 300 tegn."),
        },
        widget=forms.Textarea({"rows": 3, "class": "ds-input", "maxlength": 300}),
    )

    @property
    def choices(self) -> list[tuple[str, object, object, bool]]:
        """Value, name, what it may be, and whether it is chosen: for the big buttons."""
        chosen = self["criterion"].value()
        return [
            (one.value, one.label, MEANS[one], one.value == chosen) for one in Candidate.Criterion
        ]
