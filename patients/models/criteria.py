"""The HSY/PBP criteria as the municipality's own, versioned table: data that people edit, never code.

A version is a draft until the person responsible decides it; then it holds from a day until the
next one does. What has been decided is never changed again.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.belonging import Code, from_before_to
from teams.models import Competence, Staff, User
from teams.models.staff import InForceQuerySet, days


class CriteriaTableQuerySet(InForceQuerySet["CriteriaTable"]):
    """`on(day)` gives the one that holds on the day: a draft has no days."""

    def drafts(self) -> CriteriaTableQuerySet:
        return self.filter(decided_at__isnull=True)

    def decided(self) -> CriteriaTableQuerySet:
        return self.filter(decided_at__isnull=False)


class CriteriaTable(models.Model):
    """One version of the criteria table, for the whole municipality: units must read it alike."""

    class State(models.TextChoices):
        DRAFT = "utkast", _("utkast")
        COMING = "kommer", _("bestemt, gjelder senere")
        IN_FORCE = "gjelder", _("gjelder nå")
        SUPERSEDED = "erstattet", _("erstattet")

    number = models.PositiveIntegerField(_("nummer"), unique=True)
    name = models.CharField(_("navn"), max_length=100)
    is_example = models.BooleanField(_("eksempel, ikke kommunens egen"), default=False)
    responsible = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("ansvarlig")
    )
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(_("hva er nytt, og hvorfor"), blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    """Grows with each edit of a draft, so that two who write at once do not undo each other."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("gjelder fra"), null=True)
    valid_to = models.DateField(_("gjelder til"), null=True)

    objects = CriteriaTableQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            from_before_to("patients_criteriatable_from_before_to"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, valid_from__isnull=True, valid_to__isnull=True)
                | Q(decided_at__isnull=False, valid_from__isnull=False),
                name="patients_criteriatable_decided_from",
            ),
            ExclusionConstraint(
                name="patients_criteriatable_one_at_a_time",
                expressions=[(days(), RangeOperators.OVERLAPS)],
                condition=Q(decided_at__isnull=False),
                violation_error_message=_("En annen utgave gjelder alt i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (nr. {self.number})"

    def state_on(self, day: date) -> CriteriaTable.State:
        if self.valid_from is None:
            return self.State.DRAFT
        if self.valid_from > day:
            return self.State.COMING
        over = self.valid_to is not None and self.valid_to < day
        return self.State.SUPERSEDED if over else self.State.IN_FORCE


class Strength(models.IntegerChoices):
    """How much a criterion weighs. DECISIVE settles it unless one is decisive for the other side."""

    WEAK = 1, _("svakt")
    CLEAR = 2, _("tydelig")
    DECISIVE = 3, _("avgjør alene")


class Criterion(models.Model):
    """One row of the table: when all its conditions hold, it speaks for HSY or for PBP."""

    table = models.ForeignKey(CriteriaTable, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("rekkefølge"))
    speaks_for = models.CharField(_("taler for"), max_length=3, choices=Code)
    strength = models.PositiveSmallIntegerField(_("styrke"), choices=Strength)
    text = models.CharField(_("kriterium"), max_length=300)
    source = models.CharField(_("kilde"), max_length=300, blank=True)

    class Meta:
        ordering = ["table", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Condition(models.Model):
    """Something that must hold for the criterion to speak. What each kind asks for: `Kind`.

    `values`: any one of them will do. `number` and `days` as the kind says. `negated`: must not hold.
    """

    class Kind(models.TextChoices):
        #: values "icpc2:T90" or "icd10:E11*"; a star at the end means every code that begins so
        DIAGNOSIS = "diagnose", _("diagnose")
        #: values are codes of competences that a visit plan in force asks for
        TASK = "oppgave", _("oppgave i tidsplan")
        #: values are words in the title of a visit plan
        TITLE = "tittel", _("ord i oppdragets navn")
        #: values HSY or PBP: a visit plan has this code; number: at least so many visits a week
        VISIT_CODE = "kode", _("kode på tidsplan")
        #: number: at least so many minutes a week that only a nurse may do
        NURSE_MINUTES = "sykepleierminutter", _("minutter i uken som krever sykepleier")
        #: number: at least so many visits a week
        VISITS = "oppdrag", _("oppdrag i uken")
        #: values are codes of equipment
        EQUIPMENT = "utstyr", _("utstyr hos pasienten")
        #: values are HealthState.State
        STATE = "tilstand", _("helsetilstand")
        #: number: the last NEWS2 total of the last `days` days is at least this
        NEWS2 = "news2", _("NEWS2, siste måling")
        #: number: NEWS2 has risen by at least this from the lowest to the last of `days` days
        NEWS2_RISE = "news2-stiger", _("NEWS2 stiger")
        #: discharged from hospital within the last `days` days
        DISCHARGED = "utskrevet", _("utskrevet fra sykehus")
        #: number: clinical frailty, last measured, at least this (1–9)
        FRAILTY = "skropelighet", _("klinisk skrøpelighet")
        #: number: Katz ADL, last measured, at most this (0–6)
        KATZ = "katz", _("Katz ADL")

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="conditions")
    kind = models.CharField(_("gjelder"), max_length=20, choices=Kind)
    values = ArrayField(
        models.CharField(max_length=60), verbose_name=_("verdier"), default=list, blank=True
    )
    number = models.PositiveSmallIntegerField(_("tall"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("dager"), null=True, blank=True)
    negated = models.BooleanField(_("gjelder ikke"), default=False)

    class Meta:
        ordering = ["criterion", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {' '.join(self.values)}".strip()


class TaskRule(models.Model):
    """Whether a helsefagarbeider is allowed to do what this competence names, and who says so.

    Part of the same versioned table: it too is the municipality's own document. A task without a
    rule may be done by whoever has the competence and the level that its visit plan asks for.
    """

    class Allowed(models.TextChoices):
        YES = "ja", _("ja")
        DELEGATED = "delegering", _("bare med delegering for pasienten")
        NO = "nei", _("nei")

    class Basis(models.TextChoices):
        LAW = "lov", _("lov eller forskrift")
        OWN = "egen", _("kommunens egen regel")

    table = models.ForeignKey(CriteriaTable, models.CASCADE, related_name="task_rules")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    allowed = models.CharField(_("helsefagarbeider får gjøre det"), max_length=10, choices=Allowed)
    basis = models.CharField(_("etter"), max_length=4, choices=Basis)
    text = models.CharField(_("regel"), max_length=300, blank=True)
    source = models.CharField(_("kilde"), max_length=300, blank=True)

    class Meta:
        ordering = ["table", "competence__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "competence"],
                name="patients_taskrule_once",
                violation_error_message=_("Det står alt en regel for denne oppgaven."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence}: {self.get_allowed_display()}"
