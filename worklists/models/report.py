"""The HT's own report: what has been read and followed up of what is written about its patients."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models import Event, Note, Observation
from teams.models import Team, User


class ReportStart(models.Model):
    """From when an HT's report counts. Without one it counts from the first word that was written.

    A leader sets it when the HT begins with the report, since what is older was read in the system
    before. Later it follows by itself, well behind the last thing that nobody has ticked, so that the
    report stays quick however many years lie behind it.
    """

    ht = models.OneToOneField(Team, models.PROTECT, related_name="report_start")
    since = models.DateTimeField(_("rapporten gjelder fra"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["ht"]
        verbose_name = _("begynnelsen på HT-rapporten")

    def __str__(self) -> str:
        return f"{self.ht} {self.since:%d.%m.%Y}"


class ReportTick(models.Model):
    """Somebody of the HT has read one thing that was written, or seen to it that it is followed up.

    Each is ticked once for the HT, whoever does it; a tick that was a slip is taken back, and told.
    """

    class Kind(models.TextChoices):
        READ = "lest", _("lest")
        FOLLOWED = "fulgt-opp", _("fulgt opp")

    ht = models.ForeignKey(Team, models.PROTECT, related_name="report_ticks")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="report_ticks")
    observation = models.ForeignKey(
        Observation, models.CASCADE, null=True, related_name="report_ticks"
    )
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="report_ticks")
    #: What was done about it; only for what is followed up.
    said = models.CharField(_("hva som ble gjort"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("hake i HT-rapporten")
        indexes = [models.Index(fields=["ht", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(note__isnull=False, observation__isnull=True, event__isnull=True)
                | Q(note__isnull=True, observation__isnull=False, event__isnull=True)
                | Q(note__isnull=True, observation__isnull=True, event__isnull=False),
                name="worklists_reporttick_about_one",
            ),
            *(
                models.UniqueConstraint(
                    fields=["ht", "kind", of],
                    condition=Q(**{f"{of}__isnull": False}),
                    name=f"worklists_reporttick_once_{of}",
                )
                for of in ("note", "observation", "event")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ht} {self.get_kind_display()}"
