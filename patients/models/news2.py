"""What NEWS2 needs besides the measurement: which oxygen scale holds, and what a score leads to here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import Unit, User


class OxygenScale(models.Model):
    """Scale 2 for SpO2 holds for this patient (target 88–92 %), set by a named clinician.

    Without such a row that holds, scale 1 is used. RCP (2017): scale 2 only on a competent
    clinician's decision, and documented.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="oxygen_scales")
    clinician = models.CharField(_("bestemt av (lege eller sykepleier)"), max_length=100)
    reason = models.CharField(_("grunn"), max_length=300)
    set_at = models.DateTimeField(_("fra"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("til"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField(
        _("hvorfor den ikke gjelder lenger"), max_length=300, blank=True
    )

    class Meta:
        ordering = ["-set_at", "-pk"]
        verbose_name = _("skala 2")
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True),
                name="patients_oxygenscale_one_holds",
                violation_error_message=_("Skala 2 gjelder alt for pasienten."),
            ),
            models.CheckConstraint(
                condition=~Q(clinician="") & ~Q(reason=""),
                name="patients_oxygenscale_named_why",
                violation_error_message=_("Skriv hvem som har bestemt det, og hvorfor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}: {self.clinician}"


class NewsResponse(models.Model):
    """The unit's own words for what a NEWS2 result leads to. A unit without rows has the default."""

    class Band(models.TextChoices):
        ZERO = "0", _("0")
        LOW = "1-4", _("1–4")
        RED = "3-i-en", _("3 poeng i én måling")
        MEDIUM = "5-6", _("5–6")
        HIGH = "7", _("7 eller mer")
        INCOMPLETE = "ufullstendig", _("ufullstendig")

    class Asks(models.TextChoices):
        NOBODY = "", _("spør ingen")
        SOON = "snart", _("spør ansvarsvakten, kan vente litt")
        NOW = "straks", _("spør ansvarsvakten straks")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="news_responses")
    band = models.CharField(_("resultat"), max_length=20, choices=Band)
    text = models.TextField(_("hva som skal gjøres"))
    asks = models.CharField(_("sykepleierråd"), max_length=10, choices=Asks, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit", "band"]
        verbose_name = _("svar på NEWS2")
        constraints = [
            models.UniqueConstraint(fields=["unit", "band"], name="patients_newsresponse_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_band_display()}"
