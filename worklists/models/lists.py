"""Published worklists. A publication is whole and never changed; the newest one is what holds."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from teams.models import Shift, ShiftKind, Team, User
from worklists.models.visits import Visit


class TeamShiftQuerySet(models.QuerySet["TeamShift"]):
    def on(self, day: date) -> TeamShiftQuerySet:
        return self.filter(date=day)


class TeamShift(models.Model):
    """One team's shift on one date: the thing that is rebuilt, locked and looked at.

    `version` grows with everything that changes what the day page shows (screens ask "newer than
    7?").
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="team_shifts")
    date = models.DateField(_("dato"))
    kind = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    version = models.PositiveIntegerField(default=0)
    current = models.OneToOneField(
        "Publication", models.PROTECT, null=True, blank=True, related_name="current_for"
    )
    #: What the screens say of the travel minutes that the lists rest on, where they are not by road.
    travel_note = models.CharField(_("om reisetidene"), max_length=400, blank=True)
    #: The road server is asked again for this shift until it begins.
    wants_roads = models.BooleanField(default=False)

    objects = TeamShiftQuerySet.as_manager()

    class Meta:
        ordering = ["date", "team_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "date", "kind"], name="worklists_teamshift_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ShiftKind.values), name="worklists_teamshift_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.date} {self.get_kind_display()}"


class Rebuild(models.Model):
    """A request to build the lists of a team's shift anew, and what became of it.

    The row is the work: the broker only wakes the worker up. At most one waits and at most one
    runs for each shift, which the database keeps.
    """

    class Status(models.TextChoices):
        WAITING = "venter", _("venter")
        RUNNING = "bygger", _("bygger")
        DONE = "ferdig", _("ferdig")
        FAILED = "feilet", _("feilet")

    team_shift = models.ForeignKey(TeamShift, models.CASCADE, related_name="rebuilds")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    why = models.CharField(_("hvorfor"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(db_default=TransactionNow())
    urgent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    messaged_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    step = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team_shift"],
                condition=Q(status="venter"),
                name="worklists_rebuild_one_waits",
            ),
            models.UniqueConstraint(
                fields=["team_shift"],
                condition=Q(status="bygger"),
                name="worklists_rebuild_one_runs",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["venter", "bygger"]) | Q(ended_at__isnull=False),
                name="worklists_rebuild_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_shift} {self.get_status_display()}"


class Publication(models.Model):
    """The lists of one team's shift as one whole. Written once, in one transaction; only the bucket may
    be added to, when a visit is opened again or a new one comes before the next lists.
    """

    team_shift = models.ForeignKey(TeamShift, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    rebuild = models.ForeignKey(Rebuild, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(_("hvorfor"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(db_default=TransactionNow())
    prices = models.JSONField(default=dict)
    #: Of the planner's question that these lists answer: asked again, they are given again.
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["team_shift", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["team_shift", "number"], name="worklists_publication_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_shift} nr. {self.number}"


class Worklist(models.Model):
    """An arbeidsliste: one carer, one shift, in one publication."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="worklists")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="worklists")
    report_minutes = models.PositiveSmallIntegerField(_("rapport, minutter"), default=0)
    home_at = models.DateTimeField(_("tilbake"))

    class Meta:
        ordering = ["shift__starts_at", "shift__staff__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "shift"], name="worklists_worklist_one_a_shift"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shift}"


class Entry(models.Model):
    """A visit on somebody's list, with the planned times. Two carers at a visit: two entries."""

    worklist = models.ForeignKey(Worklist, models.CASCADE, related_name="entries")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(_("hjelper nummer"), default=0)
    starts_at = models.DateTimeField(_("begynner"))
    ends_at = models.DateTimeField(_("slutter"))
    travel_minutes = models.PositiveSmallIntegerField(_("reise dit, minutter"), default=0)
    waiting_minutes = models.PositiveSmallIntegerField(_("venting, minutter"), default=0)
    prices = models.JSONField(default=dict)

    class Meta:
        ordering = ["worklist", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["worklist", "position"], name="worklists_entry_position"
            ),
            models.UniqueConstraint(
                fields=["worklist", "visit"], name="worklists_entry_visit_once_a_list"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="worklists_entry_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.starts_at}"


class BreakTime(models.Model):
    """A planned meal break on a list."""

    worklist = models.ForeignKey(Worklist, models.CASCADE, related_name="breaks")
    starts_at = models.DateTimeField(_("begynner"))
    ends_at = models.DateTimeField(_("slutter"))

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.worklist} {self.starts_at}"


class Unassigned(models.Model):
    """A visit that is on nobody's list, standing where everybody sees it, with the reason why.

    ASIDE: a person has put it here, or taken it from somebody, and it waits for her to say who gets
    it: no rebuild gives it away.
    """

    ASIDE = "aside"

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="unassigned")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="unassigned_in")
    code = models.CharField(max_length=30)
    reason = models.CharField(_("grunn"), max_length=300)

    class Meta:
        ordering = ["publication", "visit__priority", "visit__earliest", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "visit"], name="worklists_unassigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.reason}"


class ListChangeQuerySet(models.QuerySet["ListChange"]):
    def waiting(self) -> ListChangeQuerySet:
        """Vanished, not acknowledged, and still gone: one that is back needs nobody's word."""
        current = OuterRef("publication__team_shift__current")
        listed = Entry.objects.filter(visit=OuterRef("visit"), worklist__publication=current)
        loose = Unassigned.objects.filter(visit=OuterRef("visit"), publication=current)
        vanished = self.filter(kind=ListChange.Kind.VANISHED, acknowledged_at__isnull=True)
        return vanished.filter(~Exists(listed), ~Exists(loose))


class ListChange(models.Model):
    """One difference between a publication and the one before it.

    A visit that vanished needs a person who says that it is right, and why. Until then it stands
    red on the day page.
    """

    class Kind(models.TextChoices):
        NEW = "ny", _("ny")
        MOVED = "flyttet", _("ny hjelper")
        RETIMED = "ny-tid", _("ny tid")
        UNASSIGNED = "ufordelt", _("ble ufordelt")
        VANISHED = "borte", _("borte")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="changes")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="list_changes")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(_("grunn"), max_length=300, blank=True)
    acknowledged_at = models.DateTimeField(_("bekreftet"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_why = models.CharField(_("begrunnelse"), max_length=200, blank=True)

    objects = ListChangeQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "kind", "visit__earliest", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    acknowledged_at__isnull=True,
                    acknowledged_by__isnull=True,
                    acknowledged_why="",
                )
                | (
                    Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)
                    & ~Q(acknowledged_why="")
                ),
                name="worklists_listchange_acknowledged_at_by_why",
                violation_error_message=_("Skriv hvorfor oppdraget er borte."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.get_kind_display()}"
