"""On which day a table of criteria is tried."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from worklists.forms.reasons import NO_DATE


class TrialForm(forms.Form):
    """Today, unless another day is chosen: patients, plans and teams are read as they are then."""

    dag = forms.DateField(
        label=_("Prøv på dagen"),
        required=False,
        error_messages=NO_DATE,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    #: One team's part of a long answer; all of it without.
    team = forms.SlugField(required=False, widget=forms.HiddenInput)

    def clean_dag(self) -> date:
        day: date = self.cleaned_data["dag"] or clock.today()
        if not clock.within_reach(day):
            raise forms.ValidationError(_("Datoen må være innen to år fra i dag."))
        return day
