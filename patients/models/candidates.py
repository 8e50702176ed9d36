"""Patients whom somebody wants the weekly tavlemøte to look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from teams.models import Profession, Team, User


class Candidate(models.Model):
    """Reported for the team's board, by whom and why: until a meeting has taken it or it is withdrawn.

    Must be in by 12:00 the day before the meeting (HeltOm 3.0, ch. 10): what comes later waits a week.
    """

    class Source(models.TextChoices):
        MESSAGE = "e-melding", _("e-melding")
        STAFF = "ansatt", _("meldt av en ansatt")

    class Criterion(models.TextChoices):
        """What lets a patient in (HeltOm 3.0, 10.4.1); not to be read too narrowly, says the report."""

        NEW = "ny", _("ny pasient")
        DECLINE = "funksjonsfall", _("klarer mindre enn før")
        TOGETHER = "sammen", _("bør vurderes av flere sammen")
        OTHER_HELP = "tverrfaglig", _("har eller trenger hjelp fra flere fag")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="candidates")
    team = models.ForeignKey(Team, models.PROTECT, related_name="candidates")
    source = models.CharField(_("hvor det kommer fra"), max_length=12, choices=Source)
    criterion = models.CharField(
        _("hva det gjelder"), max_length=14, choices=Criterion, default=Criterion.TOGETHER
    )
    reason = models.CharField(_("hvorfor"), max_length=300)
    reported_at = models.DateTimeField(_("meldt"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: What the reporter was when she reported: figures are by profession, never by person.
    profession = models.CharField(_("yrke"), max_length=20, choices=Profession, blank=True)
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
