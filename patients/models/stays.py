"""Stays: who said what about one and when, and what must be in place when the patient comes home."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Pause
from teams.models import User


class ReturnCheck(models.Model):
    """One point on the checklist of a return. Made with the pause; open until somebody ticks it."""

    class Item(models.TextChoices):
        MEDICINES = "medisiner", _("Medisinlisten er ny og riktig, og medisinene er hos pasienten")
        EQUIPMENT = "utstyr", _("Utstyret som trengs, er på plass og virker")
        FIRST_VISIT = "forste-besok", _("Første besøk er satt opp hos en som har kompetansen")
        MESSAGE = "beskjed", _("De som går til pasienten, vet hva som er nytt")

    pause = models.ForeignKey(Pause, models.CASCADE, related_name="checks")
    item = models.CharField(_("punkt"), max_length=20, choices=Item)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    class Meta:
        ordering = ["pause", "pk"]
        verbose_name = _("punkt på sjekklisten")
        constraints = [
            models.UniqueConstraint(fields=["pause", "item"], name="patients_returncheck_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="patients_returncheck_done_by",
            ),
        ]

    def __str__(self) -> str:
        return self.get_item_display()


class PauseStep(models.Model):
    """One thing that somebody did with a stay: began it, gave another date, said she was home.

    The stay itself holds what is so now; these rows tell how it came to be so, and who was first
    when two press at once. A stay that was registered by mistake takes its steps with it.
    """

    class Kind(models.TextChoices):
        BEGUN = "begynt", _("ført")
        EXPECTED = "ventes", _("spurt når hun kommer")
        HOME = "hjemme", _("hjemme")
        STILL_AWAY = "borte-likevel", _("borte likevel")

    pause = models.ForeignKey(Pause, models.CASCADE, related_name="steps")
    kind = models.CharField(_("hva"), max_length=20, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expected_return = models.DateField(_("ventes hjem"), null=True)
    home_at = models.DateTimeField(_("hjemme fra"), null=True)
    reason = models.CharField(_("grunn"), max_length=300, blank=True)

    class Meta:
        ordering = ["pause", "pk"]
        verbose_name = _("det som er gjort med oppholdet")

    def __str__(self) -> str:
        return f"{self.pause} {self.get_kind_display()}"
