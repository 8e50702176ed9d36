"""What a measurement led to: the unit's words, and the nurse who was asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from patients.models import Observation, Patient
from patients.queries.news2 import Reading, Response, reading_of, response_of
from teams.models import Team
from worklists.models import Advice
from worklists.queries.advice import OPEN
from worklists.queries.on_call import OnCall, nobody_sentence, who_answers


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    reading: Reading
    response: Response | None
    """None for a reader without a team of hers: there is no unit whose words hold."""
    question: Advice | None
    """The question that the measurement opened, or was added to."""
    on_call: OnCall | None
    nobody: str
    """What to do where no nurse is on duty for the team."""


def observation_of(patient: Patient, pk: int) -> Observation:
    """A NEWS2 of hers. Raises Http404 for anything else."""
    rows = patient.observations.filter(kind=Observation.Kind.NEWS2)
    found = rows.select_related("by", "patient", "struck_by__staff").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def question_of(observation: Observation) -> Advice | None:
    """The question that the measurement opened; else the one that waited when it was taken."""
    opened = Advice.objects.filter(
        patient=observation.patient, opened_by_news2__isnull=False
    ).select_related("answers", "answered_by__staff")
    own = opened.filter(opened_by_news2=observation).first()
    waiting = opened.filter(state__in=OPEN, opened_by_news2__taken_at__lte=observation.taken_at)
    return own or waiting.order_by("-pk").first()


def measured_page(observation: Observation, team: Team | None) -> MeasuredPage:
    """Some six queries."""
    reading = reading_of(observation)
    answers = (team.ht or team) if team else None
    on_call = who_answers(answers, Advice.Kind.ADVICE) if answers else None
    empty = on_call is not None and on_call.shift is None
    return MeasuredPage(
        reading=reading,
        response=response_of(team.site.unit, reading.score.acts_as) if team else None,
        question=question_of(observation),
        on_call=on_call,
        nobody=nobody_sentence(answers, Advice.Kind.ADVICE) if answers and empty else "",
    )
