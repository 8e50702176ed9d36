"""Tavlemøter: when a team meets, who belongs to it, who was there."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.belonging import from_before_to
from teams.models import Profession, Staff, Team, User
from teams.models.staff import InForceQuerySet, days


class MeetingPlan(models.Model):
    """The team's standing hour: every week on this day at this time by the Oslo clock, in this room."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("mandag")
        TUESDAY = 2, _("tirsdag")
        WEDNESDAY = 3, _("onsdag")
        THURSDAY = 4, _("torsdag")
        FRIDAY = 5, _("fredag")

    team = models.ForeignKey(Team, models.CASCADE, related_name="board_plans")
    weekday = models.PositiveSmallIntegerField(_("dag"), choices=Weekday)
    starts = models.TimeField(_("klokkeslett"))
    minutes = models.PositiveSmallIntegerField(
        _("minutter, om ikke som i enheten ellers"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(120)],
    )
    room = models.CharField(_("rom"), max_length=60)
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["team", "valid_from", "pk"]
        verbose_name = _("fast tid for tavlemøtet")
        constraints = [
            from_before_to("boards_meetingplan_from_before_to"),
            ExclusionConstraint(
                name="boards_meetingplan_one_a_team",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Teamet har alt en fast tid for tavlemøtet i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.get_weekday_display()} {self.starts:%H:%M}"


class Seat(models.Model):
    """Somebody belongs to the team's board: the same therapists week after week (HeltOm 3.0, ch. 10)."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="board_seats")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="board_seats")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["team", "staff__profession", "pk"]
        verbose_name = _("fast deltaker")
        constraints = [
            from_before_to("boards_seat_from_before_to"),
            ExclusionConstraint(
                name="boards_seat_once",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("staff", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Hun er alt fast deltaker i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.staff}"


class Meeting(models.Model):
    """One tavlemøte. Made ahead from the plan: `planned_for` is the date it was made for, and stays when
    the meeting is moved. Candidates must be in by `deadline_at`. `version` grows with all that its
    screens show.
    """

    class State(models.TextChoices):
        PLANNED = "planlagt", _("planlagt")
        OPEN = "i-gang", _("i gang")
        HELD = "holdt", _("holdt")
        CANCELLED = "avlyst", _("avlyst")

    team = models.ForeignKey(Team, models.PROTECT, related_name="board_meetings")
    planned_for = models.DateField()
    starts_at = models.DateTimeField(_("begynner"))
    minutes = models.PositiveSmallIntegerField(_("minutter"), default=30)
    room = models.CharField(_("rom"), max_length=60)
    deadline_at = models.DateTimeField(_("frist for å melde pasienter"))
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.PLANNED)
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    moved_why = models.CharField(_("hvorfor flyttet"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cancelled_why = models.CharField(_("hvorfor avlyst"), max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    built_at = models.DateTimeField(_("tavla sist bygd"), null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("tavlemøte")
        indexes = [models.Index(fields=["team", "starts_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "planned_for"], name="boards_meeting_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="avlyst") | ~Q(cancelled_why=""),
                name="boards_meeting_cancelled_why",
                violation_error_message=_("Skriv hvorfor møtet er avlyst."),
            ),
            models.CheckConstraint(
                condition=~Q(state="holdt") | Q(opened_at__isnull=False, closed_at__isnull=False),
                name="boards_meeting_held_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.planned_for}"


class Service(models.TextChoices):
    """Whom a meeting may call in for one patient, and whom it may refer her to (HeltOm 3.0, ch. 10)."""

    SUBSTANCE_MENTAL = "rus-psykisk", _("rus og psykisk helse")
    ASSESSMENT = "vurderingsteam", _("vurderingsteam")
    REABLEMENT = "hverdagsrehabilitering", _("hverdagsrehabilitering")
    ADVANCED_NURSE = "aks", _("klinisk avansert sykepleier")
    DIETITIAN = "ernaeringsfysiolog", _("klinisk ernæringsfysiolog")
    PHYSIOTHERAPY = "fysioterapi", _("fysioterapi")
    OCCUPATIONAL_THERAPY = "ergoterapi", _("ergoterapi")
    DOCTOR = "fastlege", _("fastlege")
    OTHER = "annet", _("annet")


class Attendance(models.Model):
    """Somebody and one meeting: expected or not, told that she cannot come, and whether she was there.

    `profession` is what she came as, and is what is counted. A person from another service without an
    employment here has only `name` and `service`.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("navn"), max_length=100, blank=True)
    service = models.CharField(_("tjeneste"), max_length=24, choices=Service, blank=True)
    profession = models.CharField(_("yrke"), max_length=20, choices=Profession, blank=True)
    is_expected = models.BooleanField(_("ventet"), default=True)
    is_coming = models.BooleanField(_("kommer"), null=True)
    why_not = models.CharField(_("hvorfor ikke"), max_length=300, blank=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    was_there = models.BooleanField(_("var der"), null=True)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["meeting", "profession", "pk"]
        verbose_name = _("deltaker i møtet")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "staff"],
                condition=Q(staff__isnull=False),
                name="boards_attendance_once",
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=False) | ~Q(service=""),
                name="boards_attendance_somebody",
                violation_error_message=_("Velg hvem som deltar, eller hvilken tjeneste."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.staff or self.name or self.get_service_display()}"


class TherapistOffer(models.Model):
    """A therapist whose meeting has no candidates is offered to a team that has too many. Somebody of
    that team answers; a yes gives the other meeting more minutes and one more to expect.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    from_meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="offers_out")
    to_meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="offers_in")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answer = models.BooleanField(_("svar"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("terapeut som er ledig")
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "from_meeting", "to_meeting"], name="boards_therapistoffer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.to_meeting}"
