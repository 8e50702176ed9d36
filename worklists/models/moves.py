"""Which visit plans go with a patient who is moved, and what they became in the team that took her."""

from __future__ import annotations

from django.db import models

from patients.models import MoveRequest
from worklists.models.plans import VisitPlan


class MovedPlan(models.Model):
    """A plan that the request asks the other team to take. `successor` is set when it was accepted:
    the same job, with the new team and code, from the day and shift of the move.
    """

    request = models.ForeignKey(MoveRequest, models.CASCADE, related_name="plans")
    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="moves")
    successor = models.ForeignKey(VisitPlan, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "plan"], name="worklists_movedplan_once_a_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}"
