"""Six questions with two answers each, or one of nine levels: thumbs on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from patients.function_tests import FRAILTY, KATZ


class KatzForm(forms.Form):
    """Nothing is chosen beforehand: an answer that nobody gave must not look like one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for question in KATZ:
            self.fields[question.key] = forms.TypedChoiceField(
                label=question.name,
                choices=[("1", question.alone), ("0", question.helped)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Velg ett av svarene.")},
            )

    def rows(self) -> Iterator[BoundField]:
        return iter(self)

    def answers(self) -> dict[str, int]:
        return {question.key: self.cleaned_data[question.key] for question in KATZ}


class FrailtyForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("Hvordan var pasienten for to uker siden?"),
        choices=[(number, words) for number, words in FRAILTY.items()],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ett av nivåene.")},
    )
