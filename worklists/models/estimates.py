"""What visits really take: proposals for other minutes on a plan, and what people said to them.

All rows are added and never changed. None of them names a carer: figures are about a plan or a
task, and there are none for fewer than five different carers.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from teams.models import Team, Unit, User
from worklists.estimates import LEAST_CARERS
from worklists.models.plans import VisitPlan


class EstimateRun(AppendOnly):
    """One look at a team's visits from `first_day` to `last_day`, in figures for the whole team.

    `left_out` counts visits whose times were not used, by why; `plans` what came of the team's plans.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="estimate_runs")
    at = models.DateTimeField(db_default=TransactionNow())
    first_day = models.DateField(_("fra"))
    last_day = models.DateField(_("til"))
    counted = models.PositiveIntegerField(_("oppdrag som ble regnet med"))
    left_out = models.JSONField(default=dict)
    plans = models.JSONField(default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["team", "-id"])]

    def __str__(self) -> str:
        return f"{self.team} {self.first_day}–{self.last_day}"


class Minutes(AppendOnly):
    """The figures themselves: how many, how long the middle one took, and the middle half."""

    planned = models.PositiveSmallIntegerField(_("planlagt, minutter"))
    median = models.PositiveSmallIntegerField(_("i midten, minutter"))
    low = models.PositiveSmallIntegerField(_("en fjerdedel tok kortere enn, minutter"))
    high = models.PositiveSmallIntegerField(_("en fjerdedel tok lengre enn, minutter"))
    visits = models.PositiveIntegerField(_("oppdrag"))
    carers = models.PositiveIntegerField(
        _("ulike hjelpere"), validators=[MinValueValidator(LEAST_CARERS)]
    )
    spread = models.JSONField(default=dict)

    class Meta:
        abstract = True


class ProposalQuerySet(AppendOnlyQuerySet["MinutesProposal"]):
    def visible_to(self, user: User) -> ProposalQuerySet:
        """Proposals for the teams whose figures this user may see now."""
        from worklists.permissions import proposals_visible_to

        return proposals_visible_to(self, user)

    def open(self) -> ProposalQuerySet:
        """Those that nobody has said anything to, and that no newer figures have replaced."""
        return self.filter(decision__isnull=True)


class MinutesProposal(Minutes):
    """That a plan should have other minutes, with the figures that say so. Waits for a person."""

    run = models.ForeignKey(EstimateRun, models.PROTECT, related_name="proposals")
    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="proposals")
    minutes = models.PositiveSmallIntegerField(
        _("foreslått, minutter"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["plan__title", "plan__patient__number", "id"]
        verbose_name = _("forslag til tid")
        constraints = [
            models.CheckConstraint(
                condition=Q(carers__gte=LEAST_CARERS), name="worklists_minutesproposal_group"
            ),
            models.CheckConstraint(
                condition=~Q(minutes=F("planned")), name="worklists_minutesproposal_differs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.planned} → {self.minutes} min"

    @property
    def more(self) -> int:
        """Minutes more on each visit; below zero where it is less."""
        return self.minutes - self.planned

    @property
    def more_a_week(self) -> int:
        """Minutes more a week on the team's lists; a visit with two carers stands on two of them."""
        return round(self.plan.visits_a_week * self.plan.carers * self.more)


class MinutesDecision(AppendOnly):
    """What became of a proposal: a person's word and why, or newer figures in its place.

    One for each proposal, which the database keeps: of two who answer at once the second is told.
    """

    class Kind(models.TextChoices):
        APPROVED = "godkjent", _("godkjent")
        DECLINED = "avslatt", _("avslått")
        LATER = "ikke-na", _("ikke nå")
        LAPSED = "bortfalt", _("bortfalt")

    proposal = models.OneToOneField(MinutesProposal, models.PROTECT, related_name="decision")
    kind = models.CharField(_("svar"), max_length=10, choices=Kind)
    at = models.DateTimeField(db_default=TransactionNow())
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("begrunnelse"), max_length=200)
    from_date = models.DateField(_("gjelder fra"), null=True, blank=True)
    until = models.DateField(_("ikke før"), null=True, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="bortfalt", by__isnull=True)
                | Q(~Q(kind="bortfalt"), ~Q(why=""), by__isnull=False),
                name="worklists_minutesdecision_by_why",
                violation_error_message=_("Skriv en begrunnelse."),
            ),
            models.CheckConstraint(
                condition=Q(kind="godkjent", from_date__isnull=False)
                | Q(~Q(kind="godkjent"), from_date__isnull=True),
                name="worklists_minutesdecision_from_date",
            ),
            models.CheckConstraint(
                condition=Q(kind="ikke-na", until__isnull=False)
                | Q(~Q(kind="ikke-na"), until__isnull=True),
                name="worklists_minutesdecision_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.get_kind_display()}"


class PlanMinutes(AppendOnly):
    """The minutes of a plan from a day on, as somebody has approved them.

    `instead_of` is what the plan itself says. The plan's row belongs to the system it was imported
    from, which goes on sending the old minutes until they are changed there: the row here holds as
    long as it does. When other minutes come, those are newer, and hold (docs/adr/0009).
    """

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="approved_minutes")
    valid_from = models.DateField(_("gjelder fra"))
    minutes = models.PositiveSmallIntegerField(
        _("minutter"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    instead_of = models.PositiveSmallIntegerField(_("i stedet for, minutter"))
    decision = models.OneToOneField(
        MinutesDecision, models.PROTECT, null=True, related_name="effect"
    )
    #: The row of the plan that went on as this one in another team: what was approved still holds.
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, carried_from__isnull=True)
                | Q(decision__isnull=True, carried_from__isnull=False),
                name="worklists_planminutes_decided_or_carried",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.minutes} min fra {self.valid_from}"

    def holds_on(self, day: date, planned: int) -> bool:
        return self.valid_from <= day and self.instead_of == planned


class TaskMinutes(Minutes):
    """What a task takes in the whole unit, all its patients together. For information."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="task_minutes")
    at = models.DateTimeField(db_default=TransactionNow())
    title = models.CharField(_("oppdrag"), max_length=100)
    patients = models.PositiveIntegerField(_("pasienter"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "title", "id"]
        indexes = [models.Index(fields=["unit", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(carers__gte=LEAST_CARERS), name="worklists_taskminutes_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title} {self.median} min"
