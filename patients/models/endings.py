"""That a patient's services ended: who said so, when and why; and that it was wrong, if it was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import User


class Ending(models.Model):
    """The services ended with the instant `at`: visits from then on leave the lists. The patient's own
    `ended_on` is the day of it. Undone, both stand as before, and the row tells of it.
    """

    class Reason(models.TextChoices):
        DEAD = "dod", _("død")
        OTHER = "annet", _("annet")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="endings")
    at = models.DateTimeField(_("fra"))
    reason = models.CharField(_("grunn"), max_length=10, choices=Reason)
    note = models.CharField(_("merknad"), max_length=300, blank=True)
    #: What stood on the patient before, for one that is undone.
    was_ended_on = models.DateField(null=True)
    was_ended_reason = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(_("ført"))
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("angret"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_why = models.CharField(_("hvorfor angret"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("avslutning av tjenester")
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(undone_at__isnull=True),
                name="patients_ending_one_holds",
                violation_error_message=_("Tjenestene er alt avsluttet."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_why="")),
                name="patients_ending_undone_whole",
                violation_error_message=_("Skriv hvorfor det var feil."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.at:%d.%m.%Y}"
