"""What a team must remember, and in what order things go when there are too few hands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models import Patient
from teams.models import ShiftKind, Staff, Team, User
from worklists.models.visits import Visit


class Reminder(models.Model):
    """One line of the team's huskeliste. Open until it is done, called off, or became a visit.

    Nothing falls off: one that was due and is open stands on every shift that follows. A line that
    repeats has its next one made when it is settled.
    """

    class Outcome(models.TextChoices):
        DONE = "gjort", _("gjort")
        VISIT = "oppdrag", _("ble et oppdrag")
        CALLED_OFF = "bortfalt", _("trengs ikke lenger")

    team = models.ForeignKey(Team, models.PROTECT, related_name="reminders")
    text = models.CharField(_("hva skal huskes"), max_length=300)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    due_on = models.DateField(_("dato"))
    due_shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    responsible = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ansvarlig")
    )
    every_days = models.PositiveSmallIntegerField(_("gjentas hver … dag"), null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("ukedager, 1 er mandag"), default=list
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    outcome = models.CharField(_("hva det ble til"), max_length=10, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="reminder")
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        ordering = ["due_on", "made_at", "pk"]
        verbose_name = _("punkt på huskelisten")
        indexes = [models.Index(fields=["team", "outcome", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="worklists_reminder_settled_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="bortfalt") | ~Q(note=""),
                name="worklists_reminder_called_off_why",
                violation_error_message=_("Skriv hvorfor det ikke trengs lenger."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ReminderMove(models.Model):
    """A line was put off to another shift, by whom, and from when."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="moves")
    from_on = models.DateField()
    from_shift = models.CharField(max_length=5, choices=ShiftKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reminder} {self.from_on}"


class PriorityItem(models.Model):
    """One line of the team's prioriteringsliste: what is done whatever happens, and what goes first.

    A visit belongs to the first line whose `words` its title contains. Lines are read from the top;
    of those that may go, the lowest goes first. A visit on no line goes by its own priority.
    """

    class Rule(models.TextChoices):
        MUST = "skal", _("skal gjøres uansett")
        MAY_WAIT = "vente", _("kan vente til neste vakt eller dag")
        MAY_GO = "utga", _("kan utgå")

    team = models.ForeignKey(Team, models.CASCADE, related_name="priority_items")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(_("ord i oppdragets navn"), max_length=100)
    rule = models.CharField(_("når det er for få på vakt"), max_length=10, choices=Rule)
    note = models.CharField(_("merknad"), max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["team", "position", "pk"]
        verbose_name = _("linje på prioriteringslisten")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "words"],
                name="worklists_priorityitem_once",
                violation_error_message=_("Disse ordene står alt på listen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.position}: {self.words}"
