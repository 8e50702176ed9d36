"""What a nurse writes to others: reports, questions, answers, and "this came to the wrong place"."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.messages import Message
from emeldinger.models.sendings import Sending
from patients.models import Patient
from teams.models import Team, User


class LetterKind(models.TextChoices):
    ADMISSION_REPORT = "innleggelsesrapport", _("innleggelsesrapport")
    QUESTION = "foresporsel", _("dialogmelding: spørsmål")
    REPLY = "dialogsvar", _("dialogmelding: svar")
    DISCHARGE_ANSWER = "svar-utskrivningsklar", _("svar på utskrivningsklar")
    FAULT = "avvik", _("tilbakemelding om feil i mottatt melding")


class LetterState(models.TextChoices):
    DRAFT = "kladd", _("kladd")
    SIGNED = "signert", _("signert og sendt")
    DROPPED = "forkastet", _("forkastet")


class Letter(models.Model):
    """Written in HeltOm, kept from the first letter typed, and sent when it is signed.

    `content` is what the form holds, by the names of its fields. The receiver is kept as it is chosen, so
    that a register that changes later changes no letter. Signed, it never changes: `sending` has the bytes.
    """

    kind = models.CharField(_("hva"), max_length=30, choices=LetterKind)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    ht = models.ForeignKey(Team, models.PROTECT, related_name="letters")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="letters")
    answers = models.ForeignKey(Message, models.PROTECT, null=True, related_name="letters")
    #: {organisation: {name, her, number}, service: {name, her}, person: {name, hpr}}
    receiver = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signert"), null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_why = models.CharField(_("hvorfor forkastet"), max_length=300, blank=True)
    sending = models.OneToOneField(Sending, models.PROTECT, null=True, related_name="letter")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("brev")
        indexes = [
            models.Index(
                fields=["ht", "made_at"],
                condition=Q(state="kladd"),
                name="emeldinger_letter_drafts",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state="signert")
                    & Q(signed_at__isnull=False, signed_by__isnull=False, sending__isnull=False)
                )
                | (
                    ~Q(state="signert")
                    & Q(signed_at__isnull=True, signed_by__isnull=True, sending__isnull=True)
                ),
                name="emeldinger_letter_signed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
