"""Problem, goal, measure, evaluation: documentation after the nursing process (HeltOm 3.0, 9).

The vocabulary is HeltOm's own and small. ICNP codes stand beside it where the municipality holds a
licence and fills them in.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.belonging import from_before_to
from patients.models.patient import Patient
from teams.models import User
from teams.models.staff import InForceQuerySet


class CareQuerySet[M: models.Model](InForceQuerySet[M]):
    def open_on(self, day: date) -> CareQuerySet[M]:
        """Goes on when the day is over: what was ended on the day is not open."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Area(models.TextChoices):
    """What a problem is about. The report's pilot counted nutrition."""

    NUTRITION = "ernaering", _("mat og drikke")
    MOBILITY = "bevegelse", _("bevegelse og fall")
    SKIN = "hud", _("hud og sår")
    MEDICINES = "medisiner", _("medisiner")
    BREATHING = "pust", _("pust og sirkulasjon")
    PAIN = "smerte", _("smerte")
    ELIMINATION = "toalett", _("toalett")
    SELF_CARE = "egenomsorg", _("stell og egenomsorg")
    MIND = "psykisk", _("psykisk helse")
    MEMORY = "hukommelse", _("hukommelse og forståelse")
    SOCIAL = "sosialt", _("kontakt med andre")
    SLEEP = "sovn", _("søvn")


class Term(models.Model):
    """A word of the vocabulary, to choose instead of writing: a problem, a goal or a measure."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("problem")
        GOAL = "mal", _("mål")
        MEASURE = "tiltak", _("tiltak")

    code = models.SlugField(_("kode"), max_length=60, unique=True)
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    area = models.CharField(_("område"), max_length=12, choices=Area)
    text = models.CharField(_("ord"), max_length=200)
    icnp_code = models.CharField(_("ICNP-kode (krever lisens)"), max_length=12, blank=True)

    class Meta:
        ordering = ["area", "kind", "text"]
        verbose_name = _("ord i ordlisten")

    def __str__(self) -> str:
        return self.text


class Goal(models.Model):
    """A problem of the patient's and what she and the team want to reach, by when.

    `reference` is the id in the record system that it was imported from; none where made here.
    """

    reference = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="goals")
    area = models.CharField(_("område"), max_length=12, choices=Area)
    problem = models.CharField(_("problem"), max_length=300)
    text = models.CharField(_("mål"), max_length=300)
    problem_term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    evaluate_on = models.DateField(_("evalueres"))
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    ended_why = models.CharField(_("hvorfor avsluttet"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CareQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        verbose_name = _("mål")
        indexes = [models.Index(fields=["patient", "valid_from"])]
        constraints = [
            from_before_to("patients_goal_from_before_to"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | ~Q(ended_why=""),
                name="patients_goal_ended_why",
                violation_error_message=_("Skriv hvorfor målet er avsluttet."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_open_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class Measure(models.Model):
    """A tiltak: what is done to reach the goal."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measures")
    text = models.CharField(_("tiltak"), max_length=300)
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CareQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        verbose_name = _("tiltak")
        constraints = [from_before_to("patients_measure_from_before_to")]

    def __str__(self) -> str:
        return self.text

    def is_open_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class Evaluation(models.Model):
    """How it has gone with a goal, as somebody saw it on a day. Rows are added, never changed."""

    class Result(models.TextChoices):
        REACHED = "nadd", _("målet er nådd")
        BETTER = "bedre", _("på vei")
        SAME = "likt", _("som før")
        WORSE = "verre", _("dårligere")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="evaluations")
    result = models.CharField(_("hvordan har det gått?"), max_length=10, choices=Result)
    text = models.TextField(_("hva har du sett?"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("evaluering")

    def __str__(self) -> str:
        return self.get_result_display()
