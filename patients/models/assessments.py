"""The gråsonepasient: a guided assessment of the whole patient, what was decided, and when to look again.

The method, and not a list of diagnoses, is the guide's answer (HeltOm 3.0, 8.2.1).
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.belonging import Code
from patients.models.criteria import CriteriaTable
from patients.models.patient import Patient
from teams.models import ShiftKind, Staff, Team, User


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def decided(self) -> AssessmentQuerySet:
        return self.filter(decided_at__isnull=False)

    def standing(self) -> AssessmentQuerySet:
        """The decisions that hold: the last one of each patient, until a person makes another."""
        return self.decided().filter(superseded_at__isnull=True)

    def overdue(self, day: date) -> AssessmentQuerySet:
        """Standing decisions that should have been looked at again before this day."""
        active = Q(patient__ended_on__isnull=True) | Q(patient__ended_on__gte=day)
        return self.standing().filter(active, review_on__lt=day)


class Assessment(models.Model):
    """One guided assessment. A draft until it is decided; then it is not changed again.

    The four answers look at the whole patient (8.2.1): state, stability, complexity, and what
    competence is needed. `proposal` keeps what the criteria said when it was decided.
    """

    class Stability(models.TextChoices):
        STABLE = "stabil", _("stabil over tid")
        FLUCTUATING = "svingende", _("svinger, men vi kjenner mønsteret")
        UNSTABLE = "ustabil", _("ustabil eller uforutsigbar")

    class Complexity(models.TextChoices):
        SIMPLE = "enkel", _("ett problem om gangen")
        SOME = "noe", _("flere sykdommer som virker på hverandre")
        COMPLEX = "sammensatt", _("sammensatt, tiltakene må vurderes ofte")

    class Need(models.TextChoices):
        CARE_WORKER = "helsefagarbeider", _("helsefagarbeider klarer det alene")
        SUPPORTED = "stotte", _("helsefagarbeider klarer det med støtte fra sykepleier")
        NURSE = "sykepleier", _("sykepleier må gjøre det")

    class Choice(models.TextChoices):
        PBP = "PBP", _("OT har pasienten (PBP)")
        HSY = "HSY", _("HT har pasienten (HSY)")
        SHARED = "delt", _("OT og HT deler, ett team har hovedansvaret")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="assessments")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state_text = models.TextField(_("helsetilstand"), blank=True)
    stability = models.CharField(_("stabilitet"), max_length=10, choices=Stability, blank=True)
    stability_text = models.TextField(_("hva bygger du det på?"), blank=True)
    complexity = models.CharField(_("kompleksitet"), max_length=10, choices=Complexity, blank=True)
    complexity_text = models.TextField(_("hva gjør det sammensatt?"), blank=True)
    need = models.CharField(_("behov for kompetanse"), max_length=20, choices=Need, blank=True)
    need_text = models.TextField(_("hvilken kompetanse, og når?"), blank=True)
    choice = models.CharField(_("valg"), max_length=4, choices=Choice, blank=True)
    owner = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("team med hovedansvar"),
    )  # fmt: skip
    shared_with = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deler med")
    )
    reason = models.TextField(_("begrunnelse"), blank=True)
    review_on = models.DateField(_("vurderes på nytt"), null=True, blank=True)
    ht_plans = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """References of the visit plans that the HT takes when the two teams share."""
    move_from = models.DateField(_("flyttes fra dato"), null=True, blank=True)
    move_shift = models.CharField(_("fra vakt"), max_length=5, choices=ShiftKind, blank=True)
    table = models.ForeignKey(CriteriaTable, models.PROTECT, null=True, related_name="+")
    proposal = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    """Grows each time the draft is saved, so that two who write at once do not undo each other."""
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    """When a later decision took its place."""

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("gråsonevurdering")
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(decided_at__isnull=True),
                name="patients_assessment_one_draft",
                violation_error_message=_("Noen har alt begynt på en vurdering av pasienten."),
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(decided_at__isnull=False, superseded_at__isnull=True),
                name="patients_assessment_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, owner__isnull=False)
                    & Q(review_on__isnull=False)
                    & ~Q(choice="")
                    & ~Q(reason="")
                ),
                name="patients_assessment_decided_whole",
                violation_error_message=_(
                    "Valg, begrunnelse og dato for ny vurdering må være med."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.get_choice_display()}".strip()

    @property
    def code(self) -> str:
        """The code that the owning team carries the patient with."""
        if self.choice != self.Choice.SHARED or self.owner is None:
            return self.choice
        return str(Code.HSY if self.owner.kind == "HT" else Code.PBP)


class StayMeasure(models.Model):
    """A measure that lets the patient stay in the OT: who sees to it, and by when."""

    class Kind(models.TextChoices):
        TRAINING = "opplaering", _("opplæring")
        DELEGATION = "delegering", _("delegering for denne pasienten")
        NURSE_VISIT = "sykepleierbesok", _("fast besøk av sykepleier")
        OTHER = "annet", _("annet tiltak")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="measures")
    kind = models.CharField(_("tiltak"), max_length=20, choices=Kind)
    text = models.CharField(_("hva"), max_length=300)
    responsible = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ansvarlig")
    )
    due_on = models.DateField(_("innen"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
