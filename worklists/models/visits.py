"""Visits: the jobs of one day. Their states are rows that are added; a visit is never deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from patients.models import Code, Patient
from teams.models import Competence, ShiftKind, Staff, Team, User
from worklists.models.plans import Task, VisitPlan

if TYPE_CHECKING:
    pass


class State(models.TextChoices):
    """Where a visit stands. WITHDRAWN: no longer due, e.g. because the patient went to hospital."""

    DUE = "venter", _("venter")
    STARTED = "startet", _("startet")
    DONE = "utfort", _("utført")
    CANCELLED = "avlyst", _("avlyst")
    WITHDRAWN = "trukket", _("trukket")


#: From each state, where a visit may go. `manage.py draw_states` draws it into the documentation.
VISIT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.DUE: (State.STARTED, State.DONE, State.CANCELLED, State.WITHDRAWN),
    State.STARTED: (State.DONE, State.DUE, State.CANCELLED),
    State.DONE: (State.DUE,),
    State.CANCELLED: (State.DUE,),
    State.WITHDRAWN: (State.DUE,),
}

OPEN = (State.DUE, State.STARTED)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        """Visits of the patients that this user may see today, and those on her own list."""
        from worklists.permissions import visits_visible_to

        return visits_visible_to(self, user)

    def of(self, team: Team, day: date, kind: str) -> VisitQuerySet:
        return self.filter(team=team, date=day, shift=kind)

    def with_state(self) -> VisitQuerySet:
        """Adds `state`: the newest of its rows (one index look-up a visit)."""
        newest = VisitState.objects.filter(visit=OuterRef("pk")).order_by("-id")
        return self.annotate(  # type: ignore[no-redef]
            state=Subquery(newest.values("state")[:1]),
            state_reason=Subquery(newest.values("reason")[:1]),
        )


class Visit(Task):
    """An oppdrag on one date and shift: made from a plan, or added by somebody.

    `date` is the shift's date; `earliest` and `latest` are instants and bound the start. A visit
    with two carers is one row: both halves are given out, or neither.
    """

    plan = models.ForeignKey(
        VisitPlan, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    team = models.ForeignKey(Team, models.PROTECT, related_name="visits")
    code = models.CharField(_("kode"), max_length=3, choices=Code)
    date = models.DateField(_("dato"))
    shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    earliest = models.DateTimeField(_("tidligst"))
    latest = models.DateTimeField(_("senest"))
    competences = models.ManyToManyField(Competence, blank=True, related_name="+")
    locked = models.BooleanField(_("låst"), default=False)
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    if TYPE_CHECKING:
        #: From `with_state()`: where the visit stands, and the reason given for it.
        state: str
        state_reason: str

    class Meta:
        ordering = ["earliest", "pk"]
        verbose_name = _("oppdrag")
        indexes = [
            models.Index(fields=["team", "date", "shift"]),
            models.Index(fields=["patient", "date"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "date"],
                condition=Q(plan__isnull=False),
                name="worklists_visit_once_a_plan_and_day",
            ),
            models.CheckConstraint(
                condition=Q(earliest__lte=F("latest")), name="worklists_visit_window"
            ),
            models.CheckConstraint(
                condition=Q(carers__gte=1, carers__lte=2), name="worklists_visit_carers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.date}"


class VisitState(AppendOnly):
    """One step in a visit's life: who, when, why. The newest row is where it stands."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="states")
    state = models.CharField(_("tilstand"), max_length=10, choices=State)
    at = models.DateTimeField(_("når"), db_default=TransactionNow())
    happened_at = models.DateTimeField(_("skjedde"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    carer = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("grunn"), max_length=200, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["visit", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[State.CANCELLED, State.WITHDRAWN]) | ~Q(reason=""),
                name="worklists_visitstate_reason_given",
                violation_error_message=_("Skriv hvorfor oppdraget ikke blir gjort."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.get_state_display()}"
