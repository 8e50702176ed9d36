"""What a unit has decided that its lists shall weigh: versions that are added and never changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from teams.models import Unit, User


class UnitWeightsQuerySet(AppendOnlyQuerySet["UnitWeights"]):
    def holding(self, unit: Unit, day: date, begins: datetime | None) -> UnitWeightsQuerySet:
        """What holds for a shift of that date which begins then, the one that holds first.

        A shift that was going on when they were decided keeps what it began with, unless the
        decision was made for it too.
        """
        begun = Q() if begins is None else Q(decided_at__lte=begins) | Q(running_too=True)
        decided = self.filter(begun, unit=unit, valid_from__lte=day)
        return decided.order_by("-valid_from", "-number")


class UnitWeights(AppendOnly):
    """One decision: who, when, why, and from which date.

    `chosen` holds only what differs from the defaults, in the planner's own whole numbers
    (worklists/planning/weights.py); nothing chosen means back to the defaults.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="weights")
    number = models.PositiveIntegerField()
    chosen = models.JSONField(default=dict)
    valid_from = models.DateField(_("gjelder fra"))
    running_too = models.BooleanField(_("også vaktene som gikk da"), default=False)
    reason = models.CharField(_("grunn"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("bestemt"))

    objects = UnitWeightsQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="worklists_unitweights_number",
                violation_error_message=_("Noen andre har lagret nye tall imens. Se på dem først."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="worklists_unitweights_reason",
                violation_error_message=_("Skriv hvorfor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} nr. {self.number}"
