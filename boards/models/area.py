"""The primærområdemøte: HT nurses and an OT go through the patients whom both know (HeltOm 3.0, 5.4.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Team, User


class AreaMeeting(models.Model):
    """One that was held, with the OT it was about. The list of the next begins where this ended."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="area_meetings")
    held_at = models.DateTimeField(_("holdt"))
    held_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(_("hva vi ble enige om"), blank=True)

    class Meta:
        ordering = ["-held_at", "-pk"]
        verbose_name = _("primærområdemøte")
        indexes = [models.Index(fields=["team", "-held_at"])]

    def __str__(self) -> str:
        return f"{self.team} {self.held_at:%d.%m.%Y}"
