from django import forms
from django.utils.translation import gettext_lazy as _


class AcknowledgeForm(forms.Form):
    """Whether the reason is enough is for the action to say."""

    why = forms.CharField(label=_("Hvorfor er det riktig?"), max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Grunn"), max_length=200, required=False)
