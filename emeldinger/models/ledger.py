"""What must be done by hand when a receipt does not come or says no, and whom to ring."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.sendings import Sending
from teams.models import User


class ContactPoint(models.Model):
    """Where to ring about messages to one receiver: agreed between the parties, since messages fail."""

    her_id = models.CharField(_("HER-id"), max_length=20, unique=True)
    name = models.CharField(_("navn"), max_length=200)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    hours = models.CharField(_("når de svarer"), max_length=200, blank=True)
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "her_id"]
        verbose_name = _("kontaktpunkt for e-meldinger")

    def __str__(self) -> str:
        return f"{self.name} ({self.her_id})"


class ReceiptTask(models.Model):
    """A message of ours that the other side has not said yes to: somebody must see that it gets there."""

    class Kind(models.TextChoices):
        NEGATIVE = "negativ", _("avvist av mottakeren")
        PART = "delvis", _("tatt imot med feil i en del")
        MISSING = "mangler", _("ingen kvittering på 96 timer")
        STOPPED = "stanset", _("kom ikke ut herfra")

    class Outcome(models.TextChoices):
        PHONED = "ringt", _("gitt på telefon")
        SENT_AGAIN = "sendt-igjen", _("sendt på nytt")
        ANSWERED = "kom-likevel", _("kvitteringen kom likevel")
        OTHER = "annet", _("løst på en annen måte")

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="tasks")
    kind = models.CharField(_("hva"), max_length=10, choices=Kind)
    opened_at = models.DateTimeField()
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    owned_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("hvordan det gikk"), max_length=12, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    #: Nobody where the receipt came after all.
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("oppgave om en kvittering")
        constraints = [
            # What stopped, was sent again and stopped once more is a new task; the old one stands.
            models.UniqueConstraint(
                fields=["sending", "kind"],
                condition=Q(settled_at__isnull=True),
                name="emeldinger_receipttask_one_open",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="emeldinger_receipttask_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, owned_at__isnull=True)
                | Q(owner__isnull=False, owned_at__isnull=False),
                name="emeldinger_receipttask_owned_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sending} {self.get_kind_display()}"
