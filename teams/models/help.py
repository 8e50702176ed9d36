"""Help across teams, staff that is ordered, and people asked to take a shift more."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from teams.models.places import Team
from teams.models.shifts import Shift, ShiftKind
from teams.models.staff import Staff, User


class Loan(models.Model):
    """A team asks a team of the same site for a carer for some hours, for a car, or to take a visit.

    `asked` answers once. Which visit it is stands in worklists (`VisitLoan`); the hours that a lent
    carer walks for `asking` are a `Shift` of that team which points here.
    """

    class Kind(models.TextChoices):
        CARER = "hjelper", _("en hjelper")
        VISIT = "oppdrag", _("ta et oppdrag")
        CAR = "bil", _("en bil")

    class Answer(models.TextChoices):
        ACCEPTED = "ja", _("ja")
        DECLINED = "nei", _("nei")
        WITHDRAWN = "trukket", _("trukket")

    kind = models.CharField(_("hva"), max_length=10, choices=Kind)
    asking = models.ForeignKey(
        Team, models.PROTECT, related_name="loans_asked", verbose_name=_("teamet som spør")
    )
    asked = models.ForeignKey(
        Team, models.PROTECT, related_name="loans_answered", verbose_name=_("teamet som blir spurt")
    )
    date = models.DateField(_("vaktens dato"))
    shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    text = models.CharField(_("hva det gjelder"), max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("svar"), max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_text = models.CharField(_("svaret med ord"), max_length=300, blank=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="loans", verbose_name=_("hvem som er lånt")
    )
    #: Ended before the time that was agreed, or taken back before it began.
    ended_at = models.DateTimeField(_("avsluttet"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(_("hvorfor avsluttet"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("lån mellom team")
        indexes = [
            models.Index(fields=["asking", "date", "shift"]),
            models.Index(fields=["asked", "date", "shift"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="teams_loan_starts_before_end",
                violation_error_message=_("Til-tiden må være etter fra-tiden."),
            ),
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="teams_loan_two_teams"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="teams_loan_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, answer="ja"),
                name="teams_loan_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked} → {self.asking}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Nobody has answered yet."""
        return not self.answer

    @property
    def is_running(self) -> bool:
        """Agreed, and not ended before its time."""
        return self.answer == self.Answer.ACCEPTED and self.ended_at is None


class StaffOrder(models.Model):
    """The ansvarsvakt has ordered somebody to work, or moved her between teams, and why (7.2.2)."""

    class Kind(models.TextChoices):
        ORDERED = "beordret", _("beordret på jobb")
        MOVED = "flyttet", _("flyttet til et annet team")

    kind = models.CharField(_("hva"), max_length=10, choices=Kind)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="orders")
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="staff_orders", verbose_name=_("til team")
    )
    from_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="orders")
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    reason = models.CharField(_("grunn"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("beordring")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="teams_stafforder_why",
                violation_error_message=_("Skriv hvorfor."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_kind_display()}"


class ExtraAsk(models.Model):
    """Somebody was asked to take a shift more: asked, yes or no. A yes becomes a `Shift`."""

    class Answer(models.TextChoices):
        YES = "ja", _("ja")
        NO = "nei", _("nei")
        NO_REPLY = "ikke-svar", _("svarte ikke")

    team = models.ForeignKey(Team, models.PROTECT, related_name="extra_asks")
    date = models.DateField(_("dato"))
    kind = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="extra_asks")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("svar"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    breaks = models.JSONField(default=list)
    """What it would break when she was asked, in words: overtime, rest."""
    why = models.CharField(_("hvorfor hun ble spurt likevel"), max_length=300, blank=True)
    shift = models.OneToOneField(Shift, models.SET_NULL, null=True, related_name="extra_ask")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("spurt om ekstravakt")
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "team", "date", "kind"],
                name="teams_extraask_once",
                violation_error_message=_("Hun er alt spurt om denne vakten."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="teams_extraask_starts_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date} {self.get_kind_display()}"
