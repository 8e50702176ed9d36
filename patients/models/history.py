"""What has been seen of a patient: measurements, notes and events. Read by the weekly board."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import Staff, User


class ObservationQuerySet(models.QuerySet["Observation"]):
    def holding(self) -> ObservationQuerySet:
        """Without those that somebody has said were written wrong: what figures are made from."""
        return self.filter(struck_at__isnull=True)


class Observation(models.Model):
    """One measurement. `value` is the total or the figure; `parts` its parameters as measured.

    NEWS2 without all parameters has no total: `value` is then null and the parts say what is
    missing. Weight in kilograms, Katz 0–6, frailty 1–9, IPLOS 1–5 by variable. One that was written
    wrong is struck: it is still shown on its own page, and counts nowhere.
    """

    class Kind(models.TextChoices):
        NEWS2 = "news2", "NEWS2"
        KATZ = "katz", _("Katz ADL")
        FRAILTY = "skropelighet", _("klinisk skrøpelighet")
        WEIGHT = "vekt", _("vekt")
        IPLOS = "iplos", "IPLOS"
        INTAKE = "inntak", _("mat og drikke")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="observations")
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    taken_at = models.DateTimeField(_("målt"))
    value = models.DecimalField(_("verdi"), max_digits=7, decimal_places=2, null=True, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)
    struck_at = models.DateTimeField(_("feilført"), null=True, blank=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_why = models.CharField(_("hvorfor feilført"), max_length=200, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["patient", "kind", "taken_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True)
                | (Q(struck_by__isnull=False) & ~Q(struck_why="")),
                name="patients_observation_struck_by_and_why",
                violation_error_message=_("Skriv hvorfor målingen er feil."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.get_kind_display()} {self.value}"


class Note(models.Model):
    """A rapport: what a carer wrote about the patient. Which visit it was stands in worklists.

    `text` is what she saw; the rest is written only where there is something to say. An important one
    stands on the next visitor's list and in the hand-over. A note is never changed: a new one is
    written, and one that was wrong is struck out with a reason.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="notes")
    at = models.DateTimeField(_("skrevet"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("tekst"))
    assessment = models.TextField(_("vurdering"), blank=True)
    done = models.TextField(_("hva som ble gjort"), blank=True)
    next_must_know = models.TextField(_("det neste må vite"), blank=True)
    important = models.BooleanField(_("viktig"), default=False)
    goal = models.ForeignKey(
        "patients.Goal", models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    measure = models.ForeignKey(
        "patients.Measure", models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    struck_at = models.DateTimeField(_("strøket"), null=True, blank=True)
    struck_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    struck_why = models.CharField(_("hvorfor strøket"), max_length=200, blank=True)
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["patient", "at"])]

    def __str__(self) -> str:
        return f"{self.patient} {self.at:%d.%m.%Y}"


class Event(models.Model):
    """An alarm that somebody went out on, or a fall."""

    class Kind(models.TextChoices):
        ALARM = "alarm", _("alarm")
        FALL = "fall", _("fall")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="events")
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("tidspunkt"))
    text = models.TextField(_("hva skjedde"), blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["patient", "kind", "at"])]

    def __str__(self) -> str:
        return f"{self.patient} {self.get_kind_display()}"
