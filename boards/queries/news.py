"""The tables that a board rests on, and whose patients something new in them is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max, Model, Q
from django.utils.translation import gettext_lazy as _

from boards.models import Review
from patients.models import (
    Assessment,
    Candidate,
    Evaluation,
    Event,
    Note,
    Observation,
    Pause,
    PauseStep,
    Placement,
)
from worklists.models import VisitPlan, VisitState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Source:
    """A table, the way from its rows to the patient, and what a new row is called. `is_urgent`: the
    board is built at once, and not with what comes in the next minutes.
    """

    model: type[Model]
    patient: str
    words: _StrPromise
    is_urgent: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table


SOURCES = (
    Source(Candidate, "patient", _("en pasient er meldt"), is_urgent=True),
    Source(Observation, "patient", _("en ny måling")),
    Source(Note, "patient", _("en ny rapport")),
    Source(Event, "patient", _("en ny hendelse")),
    Source(Pause, "patient", _("et opphold")),
    Source(PauseStep, "pause__patient", _("et opphold")),
    Source(Evaluation, "goal__patient", _("en evaluering")),
    Source(Assessment, "patient", _("en gråsonevurdering")),
    Source(Placement, "patient", _("en pasient er kommet til teamet")),
    Source(Review, "patient", _("en gjennomgang")),
    Source(VisitPlan, "patient", _("en ny tidsplan")),
    Source(VisitState, "visit__patient", _("oppdrag er gjort eller avlyst")),
)


def newest_id(source: Source) -> int:
    """How far the table has come; 0 when it is empty."""
    found = source.model._default_manager.aggregate(last=Max("pk"))["last"]
    return int(found or 0)


def teams_with_news(source: Source, after: int, last: int, day: date) -> Iterable[int]:
    """The teams that own the patients of the rows with ids after the one, up to the other; and those to
    whom somebody was reported. One query.
    """
    rows = source.model._default_manager.filter(pk__gt=after, pk__lte=last)
    patients = rows.order_by().values(source.patient)
    owners = Placement.objects.on(day).filter(patient__in=patients)
    owned = owners if source.is_urgent else owners.filter(Q(owner=True))
    return owned.order_by("team").values_list("team", flat=True).distinct()
