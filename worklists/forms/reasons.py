"""One line of why, and the sentences that every form of the ward uses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import Refused

TOO_LONG = {"max_length": _("Skriv kortere: høyst %(limit_value)s tegn.")}
NO_DATE = {"invalid": _("Skriv datoen som 23.11.2026.")}


class OneReason(forms.Form):
    """One line of why. Whether it is enough is for the action to say."""

    def reason_or_refuse(self) -> str:
        """Raises Refused with the sentence of the first thing that is wrong with it."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return str(next(iter(self.cleaned_data.values())))


class AcknowledgeForm(OneReason):
    why = forms.CharField(
        label=_("Hvorfor er det riktig?"), max_length=200, required=False, error_messages=TOO_LONG
    )


class ReasonForm(OneReason):
    reason = forms.CharField(
        label=_("Grunn"), max_length=200, required=False, error_messages=TOO_LONG
    )
