"""What stands on a meeting's board: one line a patient, with why she is there."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.meetings import Meeting, Service
from patients.models import Candidate, Patient
from teams.models import Staff, Team, User


class Item(models.Model):
    """One patient on one meeting's board.

    The worker proposes (`forslag`) and takes back what it proposed itself; once a person has put her on
    (`på`) or said no (`ikke`), only people change it. What there was no time for is `overført` and
    stands on the next board with `carried_from`. `waiting_since` is the day since which she has waited
    for a meeting, and follows her from board to board.
    """

    class State(models.TextChoices):
        PROPOSED = "forslag", _("forslag")
        ON = "paa", _("på tavla")
        DECLINED = "ikke", _("ikke nå")
        CARRIED = "overfort", _("overført til neste møte")
        DONE = "ferdig", _("ferdig")

    class Kind(models.TextChoices):
        CANDIDATE = "kandidat", _("kandidat")
        REVIEW = "gjennomgang", _("hel gjennomgang")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="board_items")
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.PROPOSED)
    kind = models.CharField(_("hva"), max_length=12, choices=Kind, default=Kind.CANDIDATE)
    order = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    minutes = models.PositiveSmallIntegerField(
        _("minutter"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    fits = models.BooleanField(_("får plass"), default=True)
    urgency = models.PositiveSmallIntegerField(default=0)
    waiting_since = models.DateField(_("har ventet siden"))
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="carried_to"
    )
    is_late = models.BooleanField(_("meldt etter fristen"), default=False)
    placed_by_hand = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("hvorfor"), max_length=300, blank=True)
    presenter = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("legger fram")
    )
    preparation = models.TextField(_("forberedelse"), blank=True)
    prepared_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    #: The clock of the meeting: begun, and seconds from earlier turns.
    turn_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("sak på tavla")
        indexes = [models.Index(fields=["patient", "meeting"])]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "patient"], name="boards_item_once"),
            models.CheckConstraint(
                condition=~Q(state="ikke") | (~Q(why="") & Q(decided_by__isnull=False)),
                name="boards_item_declined_why",
                violation_error_message=_("Skriv hvorfor pasienten ikke tas opp nå."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.patient}"


class Finding(models.Model):
    """A rule that fires for the patient of a line: since when, in one sentence, with what was seen.

    `evidence` is a list of {"on": "2026-11-02", "what": "…", "by": "…"}, oldest first; without the
    patient's name. Rebuilt with the board; a rule that no longer fires leaves it.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="findings")
    rule = models.SlugField(_("regel"), max_length=40)
    since = models.DateField(_("siden"))
    sentence = models.CharField(_("hva"), max_length=600)
    evidence = models.JSONField(default=list)
    urgency = models.PositiveSmallIntegerField(default=1)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "-urgency", "since", "pk"]
        verbose_name = _("grunn til å være på tavla")
        constraints = [models.UniqueConstraint(fields=["item", "rule"], name="boards_finding_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.rule}"


class ItemReport(models.Model):
    """What people have reported is taken up on this line."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reports")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="board_lines")

    class Meta:
        ordering = ["item", "candidate"]
        constraints = [
            models.UniqueConstraint(fields=["item", "candidate"], name="boards_itemreport_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.candidate_id}"


class Invitation(models.Model):
    """Another service is called in for one patient: asked, what it answered, whether it came."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="invitations")
    service = models.CharField(_("tjeneste"), max_length=24, choices=Service)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="board_invitations"
    )
    why = models.CharField(_("hva vi trenger hjelp til"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_coming = models.BooleanField(_("kommer"), null=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    was_there = models.BooleanField(_("var der"), null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item", "service", "pk"]
        verbose_name = _("innkalt tjeneste")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "service"],
                condition=Q(withdrawn_at__isnull=True),
                name="boards_invitation_once",
                violation_error_message=_("Tjenesten er alt kalt inn for pasienten."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_service_display()}"


class ItemReading(models.Model):
    """Who has read up on a patient before the meeting, and when last."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="boards_itemreading_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.user}"


class BoardRebuild(models.Model):
    """A team's next board must be built anew: a row that a worker takes. One waits and one runs."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="board_rebuilds")
    why = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    pulse_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("bygging av tavla")
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(taken_at__isnull=True),
                name="boards_boardrebuild_one_waits",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(taken_at__isnull=False, done_at__isnull=True),
                name="boards_boardrebuild_one_runs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.why}"


class Watermark(models.Model):
    """How far the boards have read in a table below them: what is newer may change a board."""

    table = models.CharField(max_length=60, unique=True)
    last_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["table"]

    def __str__(self) -> str:
        return f"{self.table} {self.last_id}"
