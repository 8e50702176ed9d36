from typing import Any

from django import forms

from heltom.lib.errors import Refused
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.models import MinutesDecision

#: What a person may answer to a proposal; that it lapses is for newer figures.
ANSWERS = [kind for kind in MinutesDecision.Kind if kind != MinutesDecision.Kind.LAPSED]


class MinutesForm(forms.Form):
    """An answer to chosen proposals for other minutes. What is missing for it, the action says."""

    svar = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in ANSWERS])
    why = forms.CharField(max_length=200, required=False, error_messages=TOO_LONG)
    from_date = forms.DateField(required=False, error_messages=NO_DATE)
    until = forms.DateField(required=False, error_messages=NO_DATE)

    @property
    def chosen(self) -> list[int]:
        """The keys of the proposals that were chosen; what is no key is nobody's."""
        asked = self.data.getlist("forslag")  # type: ignore[attr-defined]
        return [int(key) for key in asked if key.isascii() and key.isdigit()]

    def cleaned_or_refuse(self) -> dict[str, Any]:
        """Raises Refused with the sentence of the first thing that is wrong with it."""
        if not self.is_valid():
            raise Refused(str(next(iter(self.errors.values()))[0]))
        return self.cleaned_data
