"""The public phone: who called about whom, when they are called back, and whom we must ring."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models import Patient
from teams.models import Team, User
from worklists.models.visits import Visit


class CallHours(models.Model):
    """When a team calls back: slots of so many minutes between two times, on these weekdays."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="call_hours")
    weekday = models.PositiveSmallIntegerField(_("ukedag, 1 er mandag"))
    starts = models.TimeField(_("fra"))
    ends = models.TimeField(_("til"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutter hver"), default=10)

    class Meta:
        ordering = ["team", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")),
                name="worklists_callhours_starts_before_end",
                violation_error_message=_("Til-tiden må være etter fra-tiden."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.weekday} {self.starts:%H:%M}"


class Call(models.Model):
    """A call that came in, or one that we must make. Open until somebody has dealt with it.

    `call_back_at` is a time promised to the caller: one call to each of a team's times.

    OUT: a patient or her nearest is to be told that a visit was called off or changed (`visit`,
    once for each visit and kind of news).
    """

    class Direction(models.TextChoices):
        IN = "inn", _("de ringte")
        OUT = "ut", _("vi skal ringe")

    class Caller(models.TextChoices):
        PATIENT = "pasient", _("pasienten selv")
        NEXT_OF_KIN = "parorende", _("pårørende")
        GP = "fastlege", _("fastlege")
        HOSPITAL = "sykehus", _("sykehus")
        OTHER = "annen", _("andre")

    class Outcome(models.TextChoices):
        ANSWERED = "besvart", _("fikk svar")
        CALLED = "ringt", _("ringt tilbake")
        NOT_NEEDED = "bortfalt", _("trengs ikke lenger")

    team = models.ForeignKey(Team, models.PROTECT, related_name="calls")
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    at = models.DateTimeField(_("når"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    caller = models.CharField(
        _("hvem ringer"), max_length=10, choices=Caller, default=Caller.NEXT_OF_KIN
    )
    name = models.CharField(_("navn"), max_length=100, blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="calls"
    )
    about = models.CharField(_("hva det gjelder"), max_length=300, blank=True)
    urgent = models.BooleanField(_("haster"), default=False)
    call_back_at = models.DateTimeField(_("ringes tilbake"), null=True, blank=True)
    promise = models.CharField(_("hva vi lovet"), max_length=200, blank=True)
    #: A promise stands in each hand-over until somebody says that it is kept.
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="calls")
    tries = models.PositiveSmallIntegerField(_("forsøk uten svar"), default=0)
    tried_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("hva som ble sagt"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-urgent", F("call_back_at").asc(nulls_last=True), "at", "pk"]
        verbose_name = _("telefon")
        indexes = [models.Index(fields=["team", "outcome"])]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(direction="ut", outcome=""),
                name="worklists_call_out_once_a_visit",
            ),
            models.UniqueConstraint(
                fields=["team", "call_back_at"],
                condition=Q(outcome="", call_back_at__isnull=False),
                name="worklists_call_one_a_slot",
                violation_error_message=_("Tiden er opptatt."),
            ),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True, kept_by__isnull=True)
                | Q(kept_at__isnull=False, kept_by__isnull=False),
                name="worklists_call_kept_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="worklists_call_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.at:%d.%m.%Y %H:%M}"
