"""What goes out: a row first, the wire afterwards. A lost broker or a killed worker delays, no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.messages import Message, Original


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
    #: The receiver's own receipt on what we sent, when it has come.
    answered_by = models.ForeignKey(Message, models.PROTECT, null=True, related_name="answered")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("utsending")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="skal-sendes"),
                name="emeldinger_sending_owed",
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
