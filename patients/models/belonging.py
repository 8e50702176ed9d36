"""Which team carries a patient, and which people: over time, by whom decided, and why."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import Competence, Staff, Team
from teams.models.staff import InForceQuerySet, days


class Code(models.TextChoices):
    """The code that sorts an assignment to a helsetjenesteteam or an omsorgsteam."""

    HSY = "HSY", _("hjemmesykepleie")
    PBP = "PBP", _("praktisk bistand person")


def from_before_to(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
        name=name,
        violation_error_message=_("Til-datoen kan ikke være før fra-datoen."),
    )


class Placement(models.Model):
    """The patient belongs to this team with this code from one day to another.

    Two teams may share a patient (one placement each); exactly one of them owns. Kept as rows, so
    that "who had her in March, and who decided that?" has an answer.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="placements")
    team = models.ForeignKey(Team, models.PROTECT, related_name="placements")
    code = models.CharField(_("kode"), max_length=3, choices=Code)
    owner = models.BooleanField(_("har hovedansvaret"), default=True)
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bestemt av"),
    )
    why = models.TextField(_("hvorfor"), blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "-owner", "pk"]
        indexes = [models.Index(fields=["team", "valid_from"])]
        constraints = [
            from_before_to("patients_placement_from_before_to"),
            ExclusionConstraint(
                name="patients_placement_no_overlap",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Pasienten hører alt til dette teamet i perioden."),
            ),
            ExclusionConstraint(
                name="patients_placement_one_owner",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(owner=True),
                violation_error_message=_("Et annet team har hovedansvaret i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.team} {self.code}"


class Contact(models.Model):
    """Primærkontakt or deputy: the carer with the standing responsibility for the patient."""

    class Kind(models.TextChoices):
        PRIMARY = "primar", _("primærkontakt")
        DEPUTY = "vara", _("vara for primærkontakt")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contacts")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="contact_for")
    kind = models.CharField(_("rolle"), max_length=10, choices=Kind)
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "valid_from", "pk"]
        constraints = [
            from_before_to("patients_contact_from_before_to"),
            ExclusionConstraint(
                name="patients_contact_one_of_each",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Pasienten har alt en slik kontakt i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.staff}"


class Delegation(models.Model):
    """Patient-bound delegation: this carer may do this for this patient, though not for others."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="delegations")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="delegations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    delegated_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gitt av"),
    )

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            from_before_to("patients_delegation_from_before_to"),
            ExclusionConstraint(
                name="patients_delegation_no_overlap",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("staff", RangeOperators.EQUAL),
                    ("competence", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Delegeringen finnes alt i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.competence} ({self.patient})"
