"""NEWS2 at the patient's: kept, and the nurse asked in the same transaction where the score asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.actions import news2
from patients.models import NewsResponse, Observation, Patient
from patients.permissions import check_for_patient, teams_of
from patients.queries.news2 import Reading, reading_of, response_of, sentence_of
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from teams.roles import staff_of
from worklists.actions import advice as questions
from worklists.actions import team_shifts
from worklists.models import Advice, Visit, VisitObservation
from worklists.queries.advice import OPEN
from worklists.queries.measured import question_of

#: Which clock a unit's wish starts.
URGENCY = {
    NewsResponse.Asks.NOW.value: Advice.Urgency.NOW,
    NewsResponse.Asks.SOON.value: Advice.Urgency.SOON,
}


@transaction.atomic
def measure(
    *,
    patient: Patient,
    visit: Visit | None,
    parts: Mapping[str, object],
    taken_at: datetime,
    by: User,
) -> tuple[Observation, Advice | None]:
    """The measurement, and the sykepleierråd that it opened, or that it was added to.

    What it leads to is the unit's own to say (`NewsResponse`). Whoever may answer such questions
    herself is not asked by a machine. Sent twice it is one measurement and one question. Raises
    Refused as `patients.actions.news2.measure` does.
    """
    team = team_for(patient, visit, by)
    news2.lock(patient)
    before = patient.observations.count()
    made = news2.measure(patient=patient, parts=parts, taken_at=taken_at, by=by, team=team)
    if patient.observations.count() == before:
        return made, question_of(made)
    if visit is not None:
        VisitObservation.objects.create(observation=made, visit=visit)
    team_shifts.tell(team)
    return made, _ask(made, team, visit, by)


def team_for(patient: Patient, visit: Visit | None, by: User) -> Team:
    """The visit's team; else the patient's in which the measurer has her duty. Raises NotAllowed."""
    return visit.team if visit else check_for_patient(by, patient, Permission.WRITE_CARE)


@transaction.atomic
def strike(*, observation: Observation, why: str, by: User) -> Observation:
    """Feilført, by whoever measured or is on duty for her. A question that rests on it is told, and still
    wants a nurse's answer.
    """
    found = teams_of(observation.patient)
    own = observation.by is not None and observation.by == staff_of(by)
    team = next((one for one in found if own or can(by, Permission.WRITE_CARE, one)), None)
    if team is None:
        raise Refused(_("Bare den som er på vakt i teamet, kan merke målingen som feilført."))
    was = Observation.objects.values_list("struck_at", flat=True).get(pk=observation.pk)
    struck = news2.strike(observation=observation, why=why, by=by, team=team)
    waiting = Advice.objects.filter(opened_by_news2=struck, state__in=OPEN).first()
    if was is None and waiting is not None:
        said = _("%(name)s har merket målingen som feilført: %(why)s") % {
            "name": name_of(by),
            "why": struck.struck_why,
        }
        questions.measured_again(advice=waiting, said=said, urgency=waiting.urgency, by=by)
    team_shifts.tell(team)
    return struck


def _ask(made: Observation, team: Team, visit: Visit | None, by: User) -> Advice | None:
    reading = reading_of(made)
    urgency = _urgency(team, reading)
    if urgency is None or can(by, Permission.ANSWER_ADVICE, team):
        return None
    said = said_of(reading)
    waiting = _waiting(made.patient)
    if waiting is not None:
        added = questions.measured_again(advice=waiting, said=said, urgency=urgency, by=by)
        if added is not None:
            return added
    return questions.ask(
        kind=Advice.Kind.ADVICE, team=team, patient=made.patient, visit=visit, urgency=urgency,
        question=said, by=by, observation=made,
    )  # fmt: skip


def _urgency(team: Team, reading: Reading) -> str | None:
    """What the unit wants for the result, and where something is missing for what was found: the more
    urgent of the two.
    """
    bands = {reading.score.acts_as, reading.score.at_least}
    asked = {URGENCY.get(response_of(team.unit, band).asks) for band in bands}
    return next((one for one in URGENCY.values() if one in asked), None)


def _waiting(patient: Patient) -> Advice | None:
    """One question a patient: what is measured while a nurse has it before her is added to it."""
    waiting = Advice.objects.filter(patient=patient, opened_by_news2__isnull=False, state__in=OPEN)
    return waiting.order_by("-pk").first()


def said_of(reading: Reading) -> str:
    """The measurement in words, and why it asks where it has no total."""
    said = sentence_of(reading)
    if not reading.score.missing:
        return said
    return f"{said} {_('Det som er målt, er nok til å spørre.')}"
