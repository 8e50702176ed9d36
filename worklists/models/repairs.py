"""What a person has under her hands about a shift: a repair that is proposed, and a carer let off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import Staff, User
from worklists.models.lists import Publication, TeamShift
from worklists.models.visits import Visit


class RepairDraft(models.Model):
    """Something has happened on a shift, and this is what would be done about it; nothing is, yet.

    `cause` says what happened (who is away from when, which visit goes where), `choices` what the
    person has said of single visits since: given to somebody, left, called off, by the visit's key.
    It waits as she left it until she says yes or lays it away.
    """

    class Kind(models.TextChoices):
        ABSENCE = "fravaer", _("fravær")
        MOVE = "flytt", _("flytte et oppdrag")
        RELEASE = "slipp", _("ta et oppdrag fra noen")

    class Answer(models.TextChoices):
        DONE = "gjort", _("gjort")
        DROPPED = "lagt-bort", _("lagt bort")

    team_shift = models.ForeignKey(TeamShift, models.PROTECT, related_name="repair_drafts")
    kind = models.CharField(max_length=10, choices=Kind)
    cause = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    #: The instant that it was worked out for, and the planner's question then.
    asked_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, blank=True)
    #: What was shown: on a yes the lists become this, or she is told what is new.
    shown = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["team_shift", "answer"])]

    def __str__(self) -> str:
        return f"{self.team_shift}: {self.get_kind_display()}"


class Release(models.Model):
    """A carer is let off a visit: not trained for it, or did not understand it. She does not get it again.

    Counted for training by task and team, never by person.
    """

    class Reason(models.TextChoices):
        NOT_TRAINED = "ikke-opplaert", _("har ikke opplæring i dette")
        NOT_UNDERSTOOD = "forsto-ikke", _("forsto ikke oppdraget")
        OTHER = "annet", _("annet")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="releases")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="releases")
    reason = models.CharField(_("grunn"), max_length=20, choices=Reason)
    note = models.CharField(_("merknad"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "staff"], name="worklists_release_once"),
            models.CheckConstraint(
                condition=~Q(reason="annet") | ~Q(note=""),
                name="worklists_release_other_says_what",
                violation_error_message=_("Skriv hvorfor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_reason_display()}"
