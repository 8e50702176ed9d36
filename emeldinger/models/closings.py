"""What became of a message: nobody's work any more, and what it led to. Undone is told, never erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.letters import Letter
from emeldinger.models.messages import Message
from patients.models import Candidate, Ending, Pause
from teams.models import User
from worklists.models import Reminder, Visit


class ConsequenceKind(models.TextChoices):
    """What a message may lead to (the report's 7.2.2; docs/ansvarsvakt.md)."""

    PAUSE = "opphor", _("midlertidig opphør")
    RETURN = "hjem", _("pasienten kommer hjem")
    DEATH = "dod", _("tjenestene avsluttes: pasienten er død")
    ANSWER = "svar", _("svar sendt")
    REMINDER = "huskeliste", _("punkt på huskelisten")
    VISIT = "oppdrag", _("ekstra oppdrag")
    MEDICINES = "medisiner", _("medisinene skal sjekkes")
    CONTACT = "primarkontakt", _("oppgave til primærkontakt")
    BOARD = "tavle", _("meldt til tavlemøtet")
    FORWARD = "videre", _("gitt videre til saksbehandler")
    WRONG_ADDRESS = "feil-adresse", _("feil adressat: avsenderen har fått beskjed")
    UNDO = "angret", _("det den kansellerte meldingen førte til, er angret")
    READ = "lest", _("lest, til orientering")
    NOTHING = "ingenting", _("ingenting å gjøre")


class Closing(models.Model):
    """A nurse closed the message: with at least one consequence, or a reason why there is none.

    Opened again, the row stays with who and why; a message has one closing that holds.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="closings")
    at = models.DateTimeField(_("ferdig"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: Signed together with others, as one who reads what only informs.
    in_batch = models.BooleanField(default=False)
    reopened_at = models.DateTimeField(_("åpnet igjen"), null=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reopened_why = models.CharField(_("hvorfor åpnet igjen"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("avslutning")
        indexes = [models.Index(fields=["at"], name="emeldinger_closing_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(reopened_at__isnull=True),
                name="emeldinger_closing_one_holds",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True, reopened_why="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_why="")),
                name="emeldinger_closing_reopened_whole",
                violation_error_message=_("Skriv hvorfor meldingen åpnes igjen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.at:%d.%m.%Y %H:%M}"


class Consequence(models.Model):
    """One thing that a message led to, with what it made. `said` is the sentence that was confirmed.

    `before` is what stood there before, as far as undoing needs it. A stay that was removed as a mistake
    leaves its consequence behind, without it.
    """

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="consequences")
    kind = models.CharField(_("hva"), max_length=20, choices=ConsequenceKind)
    said = models.CharField(_("hva som ble bestemt"), max_length=300)
    reason = models.CharField(_("hvorfor"), max_length=300, blank=True)
    pause = models.ForeignKey(Pause, models.SET_NULL, null=True, related_name="+")
    ending = models.ForeignKey(Ending, models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    reminder = models.ForeignKey(Reminder, models.PROTECT, null=True, related_name="+")
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("angret"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_why = models.CharField(_("hvorfor angret"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("følge")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="ingenting") | ~Q(reason=""),
                name="emeldinger_consequence_nothing_has_reason",
                violation_error_message=_("Skriv hvorfor det ikke er noe å gjøre."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="emeldinger_consequence_undone_by",
            ),
        ]

    def __str__(self) -> str:
        return self.said


class HandlingNote(models.Model):
    """What somebody did about a message that stays open: read and acted on outside the hours of whoever
    closes it, tried on the phone, waits for an answer. Signed, and never changed."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="handling_notes")
    text = models.CharField(_("merknad"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("merknad om arbeidet med meldingen")

    def __str__(self) -> str:
        return self.text
