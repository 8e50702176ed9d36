"""That somebody looks: rounds, addresses without eyes, senders gone quiet, and who is told in the end."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.messages import Message
from teams.models import ShiftKind, Team, Unit, User


def usual_rounds() -> list[time]:
    """09, 11, 13, 15, 17 and 21: a kommune's routine for nursing (docs/ansvarsvakt.md)."""
    return [time(hour) for hour in (9, 11, 13, 15, 17, 21)]


class WatchRules(models.Model):
    """How an HT's messages are watched, from `changed_at` until the next row. Before the first the defaults
    of the fields hold. None is erased: what was missed last week is told by the rules of last week.
    """

    ht = models.ForeignKey(Team, models.CASCADE, related_name="watch_rules")
    rounds = ArrayField(models.TimeField(), verbose_name=_("runder"), default=usual_rounds)
    #: Minutes that a message that must be seen at once may lie before the next person is told.
    unreachable_minutes = models.PositiveSmallIntegerField(
        _("minutter før neste får beskjed"), default=15
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]
        verbose_name = _("regler for meldingsvakt")

    def __str__(self) -> str:
        return str(self.ht)


class Deadline(models.Model):
    """What a unit has set for one rule of due_rules.py. The newest of each holds; none is erased."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="message_deadlines")
    rule = models.CharField(max_length=40)
    #: Empty: it wants nothing done, and may be signed in a batch.
    minutes = models.PositiveIntegerField(_("minutter"), null=True)
    rank = models.PositiveSmallIntegerField(_("hvor mye som henger på den, 1 er mest"))
    source = models.CharField(_("hvor fristen kommer fra"), max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("frist")
        indexes = [models.Index(fields=["unit", "rule"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.rule}"


class Round(models.Model):
    """A message round that is due at a time of the day: signed with what was open then, or missed."""

    ht = models.ForeignKey(Team, models.PROTECT, related_name="message_rounds")
    due_at = models.DateTimeField(_("runde"))
    signed_at = models.DateTimeField(_("signert"))
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: {open, at_once, overdue, unopened, oldest}: what was there when she signed.
    stood = models.JSONField(_("det som var åpent"), default=dict)
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("meldingsrunde")
        constraints = [
            models.UniqueConstraint(fields=["ht", "due_at"], name="emeldinger_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ht} {self.due_at:%d.%m.%Y %H:%M}"


class EyesGap(models.Model):
    """A shift on which nobody may handle the messages of an HT's addresses. Raised before it begins."""

    ht = models.ForeignKey(Team, models.PROTECT, related_name="eyes_gaps")
    date = models.DateField(_("dag"))
    shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    raised_at = models.DateTimeField(_("meldt"))
    #: Somebody has been put on, or the shift is over.
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(_("sett"), null=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said = models.CharField(_("hva som gjøres"), max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "ht", "pk"]
        verbose_name = _("vakt uten noen til e-meldingene")
        constraints = [
            models.UniqueConstraint(
                fields=["ht", "starts_at"],
                condition=Q(ended_at__isnull=True),
                name="emeldinger_eyesgap_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ht} {self.date} {self.shift}"


class Silence(models.Model):
    """A sender and a type that used to come, and has gone quiet against its own baseline."""

    sender_organisation = models.CharField(max_length=60)
    sender_name = models.CharField(_("avsender"), max_length=300, blank=True)
    type_code = models.CharField(_("type"), max_length=60)
    type_text = models.CharField(max_length=200, blank=True)
    last_at = models.DateTimeField(_("siste melding"))
    #: How many would have come since then, by the weeks before.
    expected = models.FloatField(_("ventet"))
    raised_at = models.DateTimeField(_("meldt"))
    #: Something came again.
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(_("sett"), null=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said = models.CharField(_("hva som er undersøkt"), max_length=300, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name = _("avsender som har blitt stille")
        constraints = [
            models.UniqueConstraint(
                fields=["sender_organisation", "type_code"],
                condition=Q(ended_at__isnull=True),
                name="emeldinger_silence_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender_name} {self.type_code}"


class Escalation(models.Model):
    """A message that must be seen at once and that nobody has taken: the next one is told."""

    class Level(models.IntegerChoices):
        NURSE_2 = 1, _("sykepleier 2")
        LEADER = 2, _("leder")

    message = models.ForeignKey(Message, models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField(_("til"), choices=Level)
    raised_at = models.DateTimeField(_("meldt"))
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(_("sett"), null=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at", "pk"]
        verbose_name = _("varsel til neste")
        constraints = [
            models.UniqueConstraint(fields=["message", "level"], name="emeldinger_escalation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.level}"
