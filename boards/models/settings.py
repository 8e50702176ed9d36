"""What a unit has chosen for its boards: how often everybody is looked at, and what makes a candidate."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from teams.models import Unit, User
from teams.models.places import PERCENT

DAYS = [MinValueValidator(7), MaxValueValidator(730)]
WEEKS = [MinValueValidator(1), MaxValueValidator(104)]
MINUTES = [MinValueValidator(1), MaxValueValidator(30)]


class BoardSettings(models.Model):
    """One row a unit; without it the defaults hold. The length of the meeting and the deadline stand on
    the unit itself (`board_minutes`, `board_deadline`; HeltOm 3.0, ch. 10).

    No source gives the intervals of review. The defaults are reckoned: a team of a hundred patients
    with 15, 55 and 30 per cent in the three classes has some five reviews a week, and five minutes
    each leave room for candidates where reviews take three.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="board_settings")
    review_days_high = models.PositiveSmallIntegerField(
        _("hel gjennomgang hver … dag, kritikalitet høy"), default=56, validators=DAYS
    )
    review_days_medium = models.PositiveSmallIntegerField(
        _("hel gjennomgang hver … dag, kritikalitet middels"), default=182, validators=DAYS
    )
    review_days_low = models.PositiveSmallIntegerField(
        _("hel gjennomgang hver … dag, kritikalitet lav"), default=364, validators=DAYS
    )
    first_review_days = models.PositiveSmallIntegerField(
        _("første gjennomgang av en ny pasient innen … dager"), default=28, validators=DAYS
    )
    candidate_minutes = models.PositiveSmallIntegerField(
        _("minutter til en kandidat"), default=5, validators=MINUTES
    )
    review_minutes = models.PositiveSmallIntegerField(
        _("minutter til en gjennomgang"), default=3, validators=MINUTES
    )
    review_percent = models.PositiveSmallIntegerField(
        _("minst så stor del av møtet til gjennomganger som er over tiden, prosent"),
        default=40,
        validators=PERCENT,
    )
    lunch_from = models.TimeField(_("lunsj fra"), default=time(11, 0))
    lunch_to = models.TimeField(_("lunsj til"), default=time(12, 0))
    weeks_ahead = models.PositiveSmallIntegerField(
        _("møtene settes opp så mange uker fram"), default=8, validators=WEEKS
    )
    no_effect_weeks = models.PositiveSmallIntegerField(
        _("si fra når ingen har sett virkning av en beslutning etter … uker"),
        default=4,
        validators=WEEKS,
    )
    katz_weeks = models.PositiveSmallIntegerField(
        _("Katz ADL hver … uke"), default=26, validators=WEEKS
    )
    frailty_weeks = models.PositiveSmallIntegerField(
        _("klinisk skrøpelighet hver … uke"), default=26, validators=WEEKS
    )
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["unit"]
        verbose_name = _("valg for tavlemøtene")
        constraints = [
            models.CheckConstraint(
                condition=Q(lunch_from__lte=F("lunch_to")),
                name="boards_boardsettings_lunch",
                violation_error_message=_("Lunsjen må slutte etter at den begynner."),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class RuleSetting(models.Model):
    """A unit has turned a rule off, or chosen other thresholds. Rules without a row go by their own.

    `thresholds` holds only what differs, by the names that the rule gives them (boards/rules/).
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="board_rules")
    rule = models.SlugField(_("regel"), max_length=40)
    is_on = models.BooleanField(_("i bruk"), default=True)
    thresholds = models.JSONField(default=dict)
    why = models.CharField(_("hvorfor"), max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit", "rule"]
        verbose_name = _("valg for en regel")
        constraints = [
            models.UniqueConstraint(fields=["unit", "rule"], name="boards_rulesetting_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.rule}"
