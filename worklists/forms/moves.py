"""Asking for a move, and answering one: what is chosen, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heltom.lib import clock
from teams.models import ShiftKind, Team
from worklists.forms.reasons import NO_DATE, TOO_LONG
from worklists.models import VisitPlan
from worklists.queries import move_rules
from worklists.queries.move_means import Asked
from worklists.queries.move_page import Choice

#: Who has the main responsibility afterwards: the team that takes, or whoever has it now.
TAKER, AS_NOW = "mottaker", "samme"
LONG = 1000
A_SHIFT = forms.ChoiceField(
    label=_("Fra vakt"),
    choices=ShiftKind.choices,
    error_messages={
        "required": _("Velg en vakt."),
        "invalid_choice": _("Vakten må være dag, kveld eller natt."),
    },
)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages=NO_DATE | {"required": _("Velg en dag.")},
        **more,
    )


def _why(label: Any, *, required: bool, sentence: Any = "", **more: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONG,
        required=required,
        widget=forms.Textarea({"rows": 3, **more}),
        error_messages=TOO_LONG | {"required": sentence},
    )


class MoveForm(forms.Form):
    """Who goes where, from when, with which visits. Nothing of it is secret: it stands in the address."""

    fra = forms.ChoiceField(label=_("Fra team"))
    til = forms.ChoiceField(
        label=_("Til team"),
        error_messages={
            "required": _("Velg et team."),
            "invalid_choice": _("Velg et team i listen."),
        },
    )
    eier = forms.ChoiceField(label=_("Hovedansvar etterpå"), widget=forms.RadioSelect)
    dato = _day(label=_("Fra dato"))
    vakt = A_SHIFT
    plan = forms.TypedMultipleChoiceField(
        label=_("Oppdrag som skal flyttes"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Oppdragene er endret. Velg på nytt.")},
    )

    def __init__(self, data: QueryDict | None, *, choice: Choice) -> None:
        self.choice = choice
        first = self._first(choice, data)
        initial = {
            "fra": first.code,
            "til": first.ht.code if first.ht else "",
            "eier": TAKER,
            "dato": clock.today() + timedelta(days=1),
            "vakt": ShiftKind.DAY.value,
        }
        super().__init__(data, initial=initial)
        self.from_team = first
        self.owner = move_rules.owner_on(choice.patient, clock.today())
        self.plans = self._plans()
        self.initial["plan"] = [plan.pk for plan in self.plans]
        self._offer()

    @staticmethod
    def _first(choice: Choice, data: QueryDict | None) -> Team:
        """The team that is chosen to give her up, or the one with the main responsibility."""
        wanted = data.get("fra") if data is not None else None
        return next((team for team in choice.teams if team.code == wanted), choice.teams[0])

    @classmethod
    def begun(cls, choice: Choice) -> MoveForm:
        """The form as it is first shown: with what is most often wanted, and what it would mean."""
        empty = cls(None, choice=choice)
        if not empty.initial["til"]:
            return empty
        data = QueryDict(mutable=True)
        for name in ("fra", "til", "eier", "dato", "vakt"):
            data[name] = str(empty.initial[name])
        data.setlist("plan", [str(plan.pk) for plan in empty.plans])
        return cls(data, choice=choice)

    def _plans(self) -> list[VisitPlan]:
        tomorrow = clock.today() + timedelta(days=1)
        held = move_rules.plans_of(
            self.choice.patient, self.from_team, clock.today(), ShiftKind.DAY
        )
        return list(held.exclude(valid_to__lt=tomorrow).prefetch_related("competences"))

    def _offer(self) -> None:
        """What may be chosen: teams of the unit first, the other units' under their names."""
        near = [("", _("Velg …")), *_options(self.choice.others(self.from_team))]
        far = [
            (_now("Annen enhet: %(unit)s") % {"unit": unit}, _options(teams))
            for unit, teams in self.choice.far
        ]
        self.fields["fra"].choices = _options(self.choice.teams)  # type: ignore[attr-defined]
        self.fields["til"].choices = [*near, *far]  # type: ignore[attr-defined]
        self.fields["eier"].choices = self._owners()  # type: ignore[attr-defined]
        self.fields["plan"].choices = [(p.pk, p.title) for p in self.plans]  # type: ignore[attr-defined]

    def _owners(self) -> list[tuple[str, str]]:
        taker = (TAKER, _now("Teamet som tar imot, får hovedansvaret"))
        if self.owner is None:
            return [taker]
        said = _now("%(team)s har fortsatt hovedansvaret") % {"team": self.owner.team}
        return [taker, (AS_NOW, said)]

    def clean_plan(self) -> list[VisitPlan]:
        chosen = set(self.cleaned_data["plan"])
        return [plan for plan in self.plans if plan.pk in chosen]

    def hidden_names(self) -> list[tuple[str, str]]:
        """(name, value) of what was chosen, for the form that sends it on with a reason."""
        names = ("fra", "til", "eier", "dato", "vakt", "plan")
        data: Any = self.data
        return [(name, value) for name in names for value in data.getlist(name)]

    def asked(self) -> Asked:
        """Only of a form that is valid."""
        said = self.cleaned_data
        to_team = self._team(said["til"])
        keeps = said["eier"] == AS_NOW and self.owner is not None
        return Asked(
            patient=self.choice.patient,
            from_team=self.from_team,
            to_team=to_team,
            owner_after=self.owner.team if keeps and self.owner else to_team,
            from_date=said["dato"],
            from_shift=said["vakt"],
        )

    def _team(self, code: str) -> Team:
        everywhere = [*self.choice.near, *(t for _unit, teams in self.choice.far for t in teams)]
        return next(team for team in everywhere if team.code == code)


def _options(teams: Iterable[Team]) -> list[tuple[str, str]]:
    return [(team.code, str(team)) for team in teams]


class WhyMoveForm(forms.Form):
    """The reason for a request."""

    reason = _why(
        _("Hvorfor bør pasienten flyttes?"),
        required=True,
        sentence=_("Skriv hvorfor pasienten bør flyttes."),
        # What is typed stays when another choice swaps the page around it.
        **{"hx-preserve": "true"},
    )


class AcceptForm(forms.Form):
    """A yes: a remark if there is one, and a later date where the first shift has begun."""

    reason = _why(_("Merknad til svaret"), required=False)
    dato = _day(label=_("Ny dato"), required=False)
    vakt = forms.ChoiceField(
        label=_("Fra vakt"), choices=[("", "–"), *ShiftKind.choices], required=False
    )

    sett = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen(self) -> dict[int, str] | None:
        """What the plans looked like on the page that was answered; None where it is not told."""
        if "sett" not in self.data:
            return None
        pairs = [each.partition(":") for each in self.cleaned_data["sett"].split()]
        return {int(pk): look for pk, _colon, look in pairs if pk.isdecimal()}


class DeclineForm(forms.Form):
    reason = _why(
        _("Hvorfor kan teamet ikke ta imot?"),
        required=True,
        sentence=_("Skriv hvorfor teamet sier nei."),
    )


class WithdrawForm(forms.Form):
    reason = _why(
        _("Hvorfor trekkes forespørselen?"),
        required=True,
        sentence=_("Skriv hvorfor forespørselen trekkes."),
    )
