"""Whom the responssenter's system means: by national number, by patient number, or by words and a team."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import Team
from worklists.queries.alarms import carries
from worklists.queries.due import patient_is_active


@dataclass(frozen=True, slots=True)
class Named:
    """`patient` only where she is ours today; else `who` says what was sent."""

    team: Team
    patient: Patient | None
    who: str


def named(number: str, who: str, code: str) -> Named:
    """Nobody is turned away for not being known: the team that is named takes it. Four queries.

    Raises Refused where no team is to be had, and says what to do.
    """
    patient = _known(number)
    team = carries(patient) if patient else None
    if patient is not None and team is not None:
        return Named(team, patient, "")
    return Named(_named_team(code, number), None, who.strip() or number.strip())


def _known(number: str) -> Patient | None:
    said = "".join(number.split())
    if not said:
        return None
    found = Patient.objects.filter(Q(national_number=said) | Q(number__iexact=said)).first()
    return found if found and patient_is_active(found, clock.today()) else None


def _named_team(code: str, number: str) -> Team:
    if not code:
        raise Refused(
            _(
                "Vi kjenner ingen pasient med dette nummeret som har et team i dag."
                " Send alarmen på nytt med «team», eller ring ansvarsvakten."
            )
            if number
            else _("Send «team» når du ikke har pasientens nummer, eller ring ansvarsvakten.")
        )
    teams = Team.objects.on(clock.today()).select_related("ht", "site__unit")
    found = teams.filter(code=code).first()
    if found is None:
        raise Refused(_("Vi har ikke noe team med koden «%s». Se etter, og send på nytt.") % code)
    return found
