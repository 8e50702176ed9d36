"""What goes out: a row first, the wire afterwards. A lost broker or a killed worker delays, no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.messages import Message, Original
from patients.models import Patient
from teams.models import Team, User


class SendingKind(models.TextChoices):
    RECEIPT = "kvittering", _("kvittering")
    MESSAGE = "melding", _("melding")


class SendingState(models.TextChoices):
    """Owed until the channel has taken it. Stopped is for a person: it will not go by itself."""

    OWED = "skal-sendes", _("skal sendes")
    SENT = "sendt", _("sendt")
    STOPPED = "stanset", _("stanset")


#: Still to be tried.
SENDING_OPEN = (SendingState.OWED.value,)


class Sending(models.Model):
    """A receipt (AppRec) or a message that is owed to somebody, with the bytes that will be sent.

    Exactly one receipt for each of our receivers of a message (HIS 80415): the unique constraint says
    so, whatever two processes do. Written in the transaction that takes the message in. `channel` is
    the way the message came; its answer goes the same way, by `channel_reference` where that has one.
    """

    kind = models.CharField(max_length=12, choices=SendingKind)
    state = models.CharField(max_length=12, choices=SendingState, default=SendingState.OWED)
    msg_id = models.CharField(_("MsgId"), max_length=36, unique=True)
    answers = models.ForeignKey(Message, models.PROTECT, null=True, related_name="sendings")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    sender_her = models.CharField(max_length=20, blank=True)
    receiver_her = models.CharField(max_length=20, blank=True)
    receiver_name = models.CharField(_("mottaker"), max_length=300, blank=True)
    #: 8258: 1 OK, 2 rejected, 3 OK with a fault in a part. Errors: [{code, text, detail}], 8221.
    receipt_status = models.CharField(max_length=1, blank=True)
    receipt_errors = models.JSONField(default=list)
    channel = models.CharField(max_length=10)
    channel_reference = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(_("skrevet"))
    next_try_at = models.DateTimeField(_("neste forsøk"))
    tries = models.PositiveIntegerField(_("forsøk"), default=0)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sendt"), null=True)
    fault = models.CharField(_("hva som gikk galt sist"), max_length=500, blank=True)
    #: Of a message that we wrote: whose work it is, whom it is about, and the talk that it belongs to.
    ht = models.ForeignKey(Team, models.PROTECT, null=True, related_name="sendings")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="sendings")
    type_code = models.CharField(_("type"), max_length=60, blank=True)
    type_text = models.CharField(_("meldingstype"), max_length=200, blank=True)
    conversation = models.CharField(max_length=100, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    #: The receiver's own receipt on what we sent, when it has come; the first one is final (HIS 80415).
    answered_by = models.ForeignKey(Message, models.PROTECT, null=True, related_name="answered")
    answered_at = models.DateTimeField(_("kvittert"), null=True)
    #: 8258 of that receipt, and its errors as [{code, text, detail}].
    answered_status = models.CharField(max_length=1, blank=True)
    answered_errors = models.JSONField(default=list)
    #: When it had waited so long that it must be taken for refused (HITS 1168: 96 hours).
    presumed_at = models.DateTimeField(_("regnet som ikke kommet fram"), null=True)
    #: The one that did not get there, of which this is the same content under a MsgId of its own.
    again_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="sent_again",
        verbose_name=_("sendt på nytt"),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("utsending")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="skal-sendes"),
                name="emeldinger_sending_owed",
            ),
            # The ledger of what we have written to others, and what of it is not answered.
            models.Index(
                fields=["ht", "-written_at"],
                condition=Q(kind="melding"),
                name="emeldinger_sending_ledger",
            ),
            models.Index(
                fields=["written_at"],
                condition=Q(kind="melding", answered_status=""),
                name="emeldinger_sending_unanswered",
            ),
            models.Index(
                fields=["conversation"],
                condition=~Q(conversation=""),
                name="emeldinger_sending_talk",
            ),
            # What has not gone out, whatever keeps it, is counted on every page of the log.
            models.Index(
                fields=["written_at"],
                condition=~Q(state="sendt"),
                name="emeldinger_sending_unsent",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["answers", "sender_her"],
                condition=Q(kind="kvittering"),
                name="emeldinger_sending_one_receipt",
            ),
            models.CheckConstraint(
                condition=Q(kind="melding")
                | Q(answers__isnull=False, receipt_status__in=["1", "2", "3"]),
                name="emeldinger_sending_receipt_answers",
            ),
            models.CheckConstraint(
                condition=Q(state="sendt", sent_at__isnull=False)
                | (~Q(state="sendt") & Q(sent_at__isnull=True)),
                name="emeldinger_sending_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.msg_id}"
