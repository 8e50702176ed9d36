"""Who is at work when, as what; and who is away."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from teams.models.places import Team
from teams.models.staff import Staff


class InstantRange(Func):
    """tstzrange(from, to): the end is not part of it, so that shifts may follow on each other."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class ShiftKind(models.TextChoices):
    DAY = "dag", _("dag")
    EVENING = "kveld", _("kveld")
    NIGHT = "natt", _("natt")


class DutyFunction(models.TextChoices):
    """What somebody does on a shift. LIST, VK and the HT nurse's list walk; the rest are indoors."""

    LIST = "liste", _("arbeidsliste")
    VK = "vk", _("vaktkoordinator")
    ANSVARSVAKT = "ansvarsvakt", _("ansvarsvakt")
    NURSE_2 = "sykepleier2", _("sykepleier 2")
    PHONE = "brukertelefon", _("brukertelefon")
    REPORT = "rapport", _("rapport")
    DISTRIBUTION = "fordeling", _("fordeling av lister")
    NEW_PATIENTS = "nye-pasienter", _("mottak av nye pasienter")
    MEDICINE_ROOM = "medisinrom", _("medisinrom")
    MESSAGES = "e-meldinger", _("e-meldinger")


#: Functions that carry a worklist. The ansvarsvakt never does: she must be reachable by phone the
#: whole shift (HeltOm 3.0, 7.2.2).
WALKING = (DutyFunction.LIST, DutyFunction.VK)


class Absence(models.Model):
    """Somebody is away: ill, on leave, on a course. The reason class is kept, never a diagnosis."""

    class Reason(models.TextChoices):
        SICK = "syk", _("syk")
        CHILD_SICK = "sykt-barn", _("sykt barn")
        LEAVE = "permisjon", _("permisjon")
        HOLIDAY = "ferie", _("ferie")
        COURSE = "kurs", _("kurs")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"), null=True, blank=True)
    reason = models.CharField(_("grunn"), max_length=20, choices=Reason)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="teams_absence_starts_before_end",
                violation_error_message=_("Fraværet må slutte etter at det begynner."),
            ),
            ExclusionConstraint(
                name="teams_absence_no_overlap",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (InstantRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Den ansatte har alt meldt fravær i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_reason_display()}"


class ShiftQuerySet(models.QuerySet["Shift"]):
    def of(self, team: Team, day: date, kind: str) -> ShiftQuerySet:
        return self.filter(team=team, date=day, kind=kind)

    def worked(self) -> ShiftQuerySet:
        """Shifts that somebody really turns up for."""
        return self.filter(absence__isnull=True)

    def walking(self) -> ShiftQuerySet:
        """Shifts that carry a worklist."""
        return self.filter(function__in=WALKING)

    def at(self, instant: datetime) -> ShiftQuerySet:
        """Shifts that are going on at this instant."""
        return self.filter(starts_at__lte=instant, ends_at__gt=instant)


class Shift(models.Model):
    """One person's duty in one team, with its real beginning and end.

    `date` is the day on which it begins; a night shift ends on the day after. When the person is
    away the row stays and points at the absence: the hole must be seen.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="shifts")
    team = models.ForeignKey(Team, models.PROTECT, related_name="shifts")
    date = models.DateField(_("dato"))
    kind = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    function = models.CharField(
        _("funksjon"), max_length=20, choices=DutyFunction, default=DutyFunction.LIST
    )
    starts_at = models.DateTimeField(_("begynner"))
    ends_at = models.DateTimeField(_("slutter"))
    absence = models.ForeignKey(
        Absence, models.SET_NULL, null=True, blank=True, related_name="shifts"
    )
    #: Hours that she is lent to the team for; her own team's shift is cut around them.
    loan = models.ForeignKey(
        "teams.Loan", models.PROTECT, null=True, blank=True, related_name="shifts"
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at", "staff__sort_key", "pk"]
        indexes = [models.Index(fields=["team", "date", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="teams_shift_starts_before_end",
                violation_error_message=_("Vakten må slutte etter at den begynner."),
            ),
            models.UniqueConstraint(
                fields=["team", "date", "kind"],
                condition=Q(function=DutyFunction.VK, absence__isnull=True),
                name="teams_shift_one_vk",
                violation_error_message=_("Teamet har alt en vaktkoordinator på denne vakten."),
            ),
            models.UniqueConstraint(
                fields=["team", "date", "kind"],
                condition=Q(function=DutyFunction.ANSVARSVAKT, absence__isnull=True),
                name="teams_shift_one_ansvarsvakt",
                violation_error_message=_("HT har alt en ansvarsvakt på denne vakten."),
            ),
            ExclusionConstraint(
                name="teams_shift_one_place_at_a_time",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (InstantRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(absence__isnull=True),
                violation_error_message=_("Den ansatte er alt på vakt et annet sted da."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date} {self.get_kind_display()}"

    @property
    def walks(self) -> bool:
        return self.function in WALKING
