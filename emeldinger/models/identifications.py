"""What people have said about whom a message is about: who, when and why, and it is never rubbed out."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.messages import Message
from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from patients.models import Patient
from teams.models import User


class Identification(AppendOnly):
    """One word from a person. The newest one holds; where there is none, the number in the message does."""

    class Said(models.TextChoices):
        CONFIRMED = "bekreftet", _("bekreftet pasienten")
        NONE = "ingen", _("ingen av de foreslåtte")
        PARTED = "skilt", _("ikke denne pasienten likevel")

    message = models.ForeignKey(Message, models.PROTECT, related_name="identifications")
    said = models.CharField(max_length=10, choices=Said)
    #: Whom it is about; of PARTED whom it is not about after all.
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow())
    why = models.CharField(_("hvorfor"), max_length=300, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(said="ingen", patient__isnull=True)
                | (~Q(said="ingen") & Q(patient__isnull=False)),
                name="emeldinger_identification_names_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(said="skilt") | ~Q(why=""),
                name="emeldinger_identification_parted_has_reason",
                violation_error_message=_("Skriv hvorfor det ikke er denne pasienten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.get_said_display()}"
