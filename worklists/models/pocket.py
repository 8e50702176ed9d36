"""What comes from a carer's phone, perhaps late and perhaps twice; and which visit a rapport is from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models import Note, Observation
from teams.models import Loan, User
from worklists.models.visits import Visit

#: A person must look: somebody else changed the day meanwhile, or a visit was not done.
_NEEDS_A_PERSON = Q(outcome="konflikt") | Q(outcome="tatt-imot", what="ikke-gjort")


class PhoneMessageQuerySet(models.QuerySet["PhoneMessage"]):
    def for_a_person(self) -> PhoneMessageQuerySet:
        """Those that a person must look at, or has looked at."""
        return self.filter(_NEEDS_A_PERSON)

    def waiting(self) -> PhoneMessageQuerySet:
        """Those that wait for a person."""
        return self.for_a_person().filter(settled_at__isnull=True)


class PhoneMessage(models.Model):
    """One thing that a carer ticked off or wrote, as her phone sent it. Twice sent is once counted.

    `key` is made on the phone when she presses. What cannot be taken as it is, since somebody else has
    changed the day meanwhile, stands as a conflict until a person has looked at it.
    """

    class What(models.TextChoices):
        START = "start", _("startet")
        DONE = "ferdig", _("utført")
        NOT_DONE = "ikke-gjort", _("ikke gjort")
        NOTE = "rapport", _("rapport")
        NEWS2 = "news2", _("NEWS2")
        HELP = "hjelp", _("trenger hjelp")

    class Outcome(models.TextChoices):
        TAKEN = "tatt-imot", _("tatt imot")
        CONFLICT = "konflikt", _("stemmer ikke med det andre har gjort")
        REFUSED = "avvist", _("kunne ikke føres")

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="phone_messages")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="phone_messages")
    what = models.CharField(max_length=12, choices=What)
    content = models.JSONField(default=dict)
    pressed_at = models.DateTimeField(_("trykket"))
    received_at = models.DateTimeField(_("mottatt"))
    outcome = models.CharField(max_length=10, choices=Outcome)
    sentence = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_how = models.CharField(_("hva som ble gjort med det"), max_length=300, blank=True)

    objects = PhoneMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                fields=["visit"],
                condition=Q(outcome="konflikt", settled_at__isnull=True),
                name="worklists_phone_conflicts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.get_what_display()}"

    @property
    def is_not_done(self) -> bool:
        """A visit that she did not get done, told as it should be: no fault, but somebody decides."""
        return self.what == self.What.NOT_DONE and self.outcome == self.Outcome.TAKEN

    @property
    def waits(self) -> bool:
        """Whether a person must look at it still."""
        is_conflict = self.outcome == self.Outcome.CONFLICT
        return self.settled_at is None and (is_conflict or self.is_not_done)


class VisitNote(models.Model):
    """Which visit a rapport was written on."""

    note = models.OneToOneField(Note, models.CASCADE, related_name="on_visit")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="notes")

    class Meta:
        ordering = ["-note__at", "-pk"]

    def __str__(self) -> str:
        return str(self.note)


class VisitObservation(models.Model):
    """Which visit a measurement was taken on."""

    observation = models.OneToOneField(Observation, models.CASCADE, related_name="on_visit")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations")

    class Meta:
        ordering = ["-observation__taken_at", "-pk"]

    def __str__(self) -> str:
        return str(self.observation)


class VisitLoan(models.Model):
    """A visit that the neighbour team is asked to take: `visit` here becomes `taken` there."""

    loan = models.OneToOneField(Loan, models.CASCADE, related_name="visit_loan")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="loans")
    taken = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="lent_from")

    class Meta:
        ordering = ["-loan__asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.loan}: {self.visit}"
