"""Patients whom somebody wants the weekly tavlemøte to look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import Team, User


class Candidate(models.Model):
    """Reported for the team's board, by whom and why: until a meeting has taken it or it is withdrawn.

    Must be in by 12:00 the day before the meeting (HeltOm 3.0, ch. 10): what comes later waits a week.
    """

    class Source(models.TextChoices):
        MESSAGE = "e-melding", _("e-melding")
        STAFF = "ansatt", _("meldt av en ansatt")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="candidates")
    team = models.ForeignKey(Team, models.PROTECT, related_name="candidates")
    source = models.CharField(_("hvor det kommer fra"), max_length=12, choices=Source)
    reason = models.CharField(_("hvorfor"), max_length=300)
    reported_at = models.DateTimeField(_("meldt"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("trukket"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(_("hvorfor trukket"), max_length=300, blank=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name = _("kandidat til tavlemøtet")
        indexes = [models.Index(fields=["team", "reported_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")
                ),
                name="patients_candidate_withdrawn_whole",
                violation_error_message=_("Skriv hvorfor pasienten ikke skal på tavla likevel."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.team}"
