"""What a unit has chosen for its boards: how often, how long, by when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.models import BoardSettings

#: In the order of the page: how often everybody is looked at, the minutes, the hours of the day.
REVIEWS = (
    "review_days_high",
    "review_days_medium",
    "review_days_low",
    "first_review_days",
    "review_percent",
)
MEETING = (
    "board_minutes",
    "board_deadline",
    "candidate_minutes",
    "review_minutes",
    "lunch_from",
    "lunch_to",
    "weeks_ahead",
)
AFTER = ("no_effect_weeks", "katz_weeks", "frailty_weeks")


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such subscript
    """The row of the unit and the two figures that stand on the unit itself."""

    board_minutes = forms.IntegerField(
        label=_lazy("minutter til et møte"), min_value=10, max_value=120,
        error_messages={"min_value": _lazy("Minst 10."), "max_value": _lazy("Høyst 120.")},
    )  # fmt: skip
    board_deadline = forms.TimeField(
        label=_lazy("frist for å melde pasienter, siste virkedag før møtet"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )  # fmt: skip

    class Meta:
        model = BoardSettings
        fields = (*REVIEWS, *(name for name in MEETING if not name.startswith("board")), *AFTER)
        widgets = {
            name: forms.TimeInput({"type": "time"}, format="%H:%M")
            for name in ("lunch_from", "lunch_to")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "ds-input")
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
            field.error_messages |= {
                "required": _("Fyll ut feltet."),
                "invalid": _("Skriv et tall eller et klokkeslett som passer."),
            }

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order of the page."""
        named = ((_("Hel gjennomgang"), REVIEWS), (_("Møtet"), MEETING), (_("Etterpå"), AFTER))
        return [(title, [self[name] for name in names]) for title, names in named]
