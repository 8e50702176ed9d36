"""What the criteria ask about a patient: diagnoses, equipment at home, and how she is just now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.belonging import from_before_to
from patients.models.patient import Patient
from teams.models import Staff, User
from teams.models.staff import InForceQuerySet


class FactQuerySet[M: models.Model](InForceQuerySet[M]):
    """Facts that hold from one day to another. What was written by mistake holds on no day."""

    def right(self) -> FactQuerySet[M]:
        return self.filter(mistaken_at__isnull=True)

    def on(self, day: date) -> FactQuerySet[M]:
        return FactQuerySet.right(super().on(day))  # type: ignore[arg-type]

    def between(self, first: date, last: date) -> FactQuerySet[M]:
        return FactQuerySet.right(super().between(first, last))  # type: ignore[arg-type]


class Fact(models.Model):
    """Something known of a patient. Never deleted: what was never so is marked as written by mistake
    (feilført), with who said so and why, and counts for nothing from then on.
    """

    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    mistaken_at = models.DateTimeField(null=True, editable=False)
    mistaken_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    mistaken_why = models.CharField(
        _("hvorfor det er feil"), max_length=300, blank=True, db_default="", editable=False
    )

    if TYPE_CHECKING:
        patient: Patient

    class Meta:
        abstract = True


def mistaken_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(mistaken_at__isnull=True, mistaken_by__isnull=True, mistaken_why="")
        | (Q(mistaken_at__isnull=False, mistaken_by__isnull=False) & ~Q(mistaken_why="")),
        name=name,
        violation_error_message=_("Skriv hvorfor det er feil."),
    )


class CodeSystem(models.TextChoices):
    """The two classifications of illness in Norwegian home care (Direktoratet for e-helse)."""

    ICPC2 = "icpc2", "ICPC-2"
    ICD10 = "icd10", "ICD-10"


class Diagnosis(Fact):
    """A diagnosis that has been told to the municipality, from one day and perhaps to another."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="diagnoses")
    system = models.CharField(_("kodeverk"), max_length=5, choices=CodeSystem)
    code = models.CharField(
        _("kode"),
        max_length=8,
        validators=[
            RegexValidator(r"^[A-Z][0-9]{2}(\.?[0-9A-Z]{1,2})?$", _("Skriv koden som T90."))
        ],
    )
    name = models.CharField(_("diagnose"), max_length=120)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "code", "pk"]
        verbose_name = _("diagnose")
        indexes = [models.Index(fields=["patient", "valid_from"])]
        constraints = [
            from_before_to("patients_diagnosis_from_before_to"),
            mistaken_whole("patients_diagnosis_mistaken_whole"),
            models.UniqueConstraint(
                fields=["patient", "system", "code", "valid_from"],
                condition=Q(mistaken_at__isnull=True),
                name="patients_diagnosis_once",
                violation_error_message=_("Diagnosen er alt ført fra denne dagen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def key(self) -> str:
        """As the criteria name it: "icpc2:T90"."""
        return f"{self.system}:{self.code}"


class Equipment(Fact):
    """Something at the patient's that asks for knowledge: oxygen, pump, catheter, lift."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="equipment")
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("utstyr"), max_length=100)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "valid_from", "pk"]
        verbose_name = _("utstyr")
        indexes = [models.Index(fields=["patient", "valid_from"])]
        constraints = [
            from_before_to("patients_equipment_from_before_to"),
            mistaken_whole("patients_equipment_mistaken_whole"),
            models.UniqueConstraint(
                fields=["patient", "code", "valid_from"],
                condition=Q(mistaken_at__isnull=True),
                name="patients_equipment_once",
                violation_error_message=_("Utstyret er alt ført fra denne dagen."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HealthState(Fact):
    """How the patient is, as somebody saw and wrote it: kept as rows, so that change can be seen.

    Several may hold at once (unstable, and late palliative phase). Of `STEADINESS` one holds.
    """

    class State(models.TextChoices):
        STABLE = "stabil", _("stabil")
        UNSTABLE = "ustabil", _("ustabil")
        PALLIATIVE_EARLY = "palliativ-tidlig", _("palliativ, tidlig fase")
        PALLIATIVE_LATE = "palliativ-sen", _("palliativ, sen fase")
        DYING = "doende", _("døende")
        SUBSTANCE = "rus", _("ruslidelse")
        MENTAL = "psykisk", _("psykisk lidelse")
        SOMATIC = "somatisk", _("kroppslig sykdom som må følges")
        COGNITIVE = "kognitiv", _("kognitiv svikt")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="health_states")
    state = models.CharField(_("tilstand"), max_length=20, choices=State)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "state", "pk"]
        verbose_name = _("helsetilstand")
        indexes = [models.Index(fields=["patient", "valid_from"])]
        constraints = [
            from_before_to("patients_healthstate_from_before_to"),
            mistaken_whole("patients_healthstate_mistaken_whole"),
            models.UniqueConstraint(
                fields=["patient", "state", "valid_from"],
                condition=Q(mistaken_at__isnull=True),
                name="patients_healthstate_once",
                violation_error_message=_("Tilstanden er alt ført fra denne dagen."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


#: A patient is one of these at a time: to write the one ends the other.
STEADINESS = (HealthState.State.STABLE, HealthState.State.UNSTABLE)
