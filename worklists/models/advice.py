"""Sykepleierråd: asked in writing, with a clock, and answered by a nurse on duty."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from patients.models import Observation, Patient
from teams.models import Team, User
from worklists.models.visits import Visit


class Advice(models.Model):
    """A question that waits for somebody's answer; `state` is the newest of its steps.

    RAAD and MEDICINE stand in the queue of the ansvarsvakt of `answers` (an HT); HELP is a carer on her
    list who asks her own team's vaktkoordinator. `opened_by_news2` is one that a measurement opened.
    """

    class Kind(models.TextChoices):
        ADVICE = "rad", _("sykepleierråd")
        MEDICINE = "behovsmedisin", _("behovsmedisin")
        HELP = "hjelp", _("trenger hjelp")

    class Urgency(models.TextChoices):
        NOW = "straks", _("straks")
        SOON = "snart", _("kan vente litt")
        SHIFT = "vakta", _("i løpet av vakten")

    class State(models.TextChoices):
        ASKED = "spurt", _("venter på svar")
        SEEN = "sett", _("sett av ansvarsvakten")
        COMING = "kommer", _("hun kommer")
        ANSWERED = "besvart", _("besvart")
        WITHDRAWN = "trukket", _("trukket")

    kind = models.CharField(_("hva"), max_length=20, choices=Kind, default=Kind.ADVICE)
    team = models.ForeignKey(Team, models.PROTECT, related_name="advice_asked")
    answers = models.ForeignKey(Team, models.PROTECT, related_name="advice_to_answer")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="advice")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="advice")
    urgency = models.CharField(_("hvor fort"), max_length=10, choices=Urgency)
    question = models.TextField(_("spørsmål"))
    medicine = models.CharField(_("medisin og dose"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(_("svar innen"))
    opened_by_news2 = models.OneToOneField(
        Observation, models.PROTECT, null=True, related_name="advice"
    )
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answer = models.TextField(_("svar"), blank=True)
    allowed = models.BooleanField(_("kan gis"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("svaret lest"), null=True)
    """When somebody of the asking team had read the answer."""

    class Meta:
        ordering = ["answer_by", "pk"]
        verbose_name = _("sykepleierråd")
        indexes = [
            models.Index(fields=["answers", "state"]),
            models.Index(fields=["team", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="besvart")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="worklists_advice_answered_by",
            ),
            models.CheckConstraint(
                condition=~Q(kind="behovsmedisin") | ~Q(medicine=""),
                name="worklists_advice_medicine_named",
                violation_error_message=_("Skriv hvilken medisin og dose det gjelder."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="behovsmedisin", state="besvart") | Q(allowed__isnull=False),
                name="worklists_advice_medicine_yes_or_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%d.%m.%Y %H:%M}"


class AdviceStep(AppendOnly):
    """One step of a question: who, when, what was said."""

    advice = models.ForeignKey(Advice, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=Advice.State)
    at = models.DateTimeField(db_default=TransactionNow())
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.advice} {self.get_state_display()}"
