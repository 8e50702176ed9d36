"""The contingency plan's cards, at hand for the ansvarsvakt."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from teams.models import User


class ActionCard(models.Model):
    """One card of the contingency plan: what the ansvarsvakt does, step by step, when this happens."""

    unit = models.ForeignKey("teams.Unit", models.CASCADE, related_name="action_cards")
    code = models.SlugField(max_length=40)
    title = models.CharField(_("tittel"), max_length=120)
    when_to = models.CharField(_("når kortet brukes"), max_length=300)
    #: One step a line.
    steps = models.TextField(_("hva du gjør"))
    phones = models.CharField(_("telefoner"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    #: What a file has brought is nobody's change.
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["unit", "position", "pk"]
        verbose_name = _("tiltakskort")
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="worklists_actioncard_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lines(self) -> list[str]:
        """The steps, one by one."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]
