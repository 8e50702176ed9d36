"""The brief from one shift to the next: it writes itself, and is signed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import ShiftKind, Team, User


class HandOver(models.Model):
    """What one shift of a team told the next one. `content` is what stood there when it was signed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="hand_overs")
    date = models.DateField(_("dato"))
    shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    content = models.JSONField(default=dict)
    note = models.TextField(_("det du vil si i tillegg"), blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-date", "-signed_at", "-pk"]
        verbose_name = _("overlevering")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "date", "shift"],
                name="worklists_handover_once",
                violation_error_message=_("Vakten er alt overlevert."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.date} {self.get_shift_display()}"
