"""Moving a patient between teams: a request that both teams see until somebody has answered it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models.assessments import Assessment
from patients.models.patient import Patient
from teams.models import ShiftKind, Team, User


class MoveRequestQuerySet(models.QuerySet["MoveRequest"]):
    def visible_to(self, user: User) -> MoveRequestQuerySet:
        """Requests from or to a team in which the user may see patients now: both teams see."""
        from patients.permissions import moves_visible_to

        return moves_visible_to(self, user)

    def open(self) -> MoveRequestQuerySet:
        return self.filter(answer="")

    def late(self, now: datetime) -> MoveRequestQuerySet:
        """Nobody has answered, and the deadline is past."""
        return self.open().filter(answer_by__lte=now)


class MoveRequest(models.Model):
    """Somebody proposes that `to_team` takes a patient, or some of her visits, from `from_team`.

    Which visit plans go with her stands in worklists (`MovedPlan`). `owner_after` is the team with
    the main responsibility afterwards; when plans are left behind, the two teams share her. It
    holds from the shift `from_shift` on `from_date`.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "godtatt", _("godtatt")
        DECLINED = "avslatt", _("avslått")
        WITHDRAWN = "trukket", _("trukket")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="move_requests")
    from_team = models.ForeignKey(
        Team, models.PROTECT, related_name="+", verbose_name=_("fra team")
    )
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("til team"))
    owner_after = models.ForeignKey(
        Team, models.PROTECT, related_name="+", verbose_name=_("hovedansvar etterpå")
    )
    from_date = models.DateField(_("fra dato"))
    from_shift = models.CharField(_("fra vakt"), max_length=5, choices=ShiftKind)
    reason = models.TextField(_("grunn"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="moves"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField(_("svarfrist"))
    answer = models.CharField(_("svar"), max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(_("grunn for svaret"), blank=True)
    escalated_at = models.DateTimeField(null=True)
    """When it went to the leaders because nobody had answered."""

    objects = MoveRequestQuerySet.as_manager()

    class Meta:
        ordering = ["answer_by", "pk"]
        verbose_name = _("forespørsel om flytting")
        indexes = [models.Index(fields=["answer", "answer_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(answer=""),
                name="patients_moverequest_one_open",
                violation_error_message=_("Det venter alt en forespørsel om å flytte pasienten."),
            ),
            models.CheckConstraint(
                condition=~Q(from_team=F("to_team")), name="patients_moverequest_two_teams"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="patients_moverequest_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="avslatt") | ~Q(answer_reason=""),
                name="patients_moverequest_declined_why",
                violation_error_message=_("Skriv hvorfor teamet sier nei."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}: {self.from_team} → {self.to_team}"
