"""What has come: the bytes as they came, each time they came, and the message that they are."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emeldinger.models.addresses import Address
from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from patients.models import Patient
from teams.models import Team, User


class Original(AppendOnly):
    """The bytes exactly as received, once for each content. Never changed, never removed.

    What is larger than a message may be lies as a file under the name of its hash, and `content` is
    empty: nobody's memory pays for it (docs/emeldinger.md).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("byte"))
    content = models.BinaryField(null=True)
    kept_at = models.DateTimeField(db_default=TransactionNow())

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256[:12]


class Verdict(models.TextChoices):
    """What was done with a message when it came. Only what is taken is anybody's work."""

    TAKEN = "tatt-imot", _("tatt imot")
    REJECTED = "avvist", _("avvist")
    ELSEWHERE = "annen-mottaker", _("sendt til en annen virksomhet")
    TEST = "test", _("prøvemelding")
    ACKNOWLEDGEMENT = "kvittering", _("kvittering på noe vi har sendt")


#: Messages that do not exist but in the log (HITS 1168): their MsgId is free for one that can be taken.
NOT_HERE = ["avvist", "annen-mottaker"]


class Match(models.TextChoices):
    """How sure it is whom the message is about."""

    KNOWN = "kjent", _("kjent pasient")
    PROPOSED = "forslag", _("ligner en pasient vi kjenner")
    UNKNOWN = "ukjent", _("ukjent pasient")
    NOBODY = "ingen", _("gjelder ingen bestemt pasient")


class Queue(models.TextChoices):
    """Why the message lies in a queue of its own and not just with the patient's HT. Empty: it does."""

    UNKNOWN_PATIENT = "ukjent-pasient", _("ukjent pasient")
    PROPOSED_PATIENT = "bekreft-pasient", _("er dette riktig pasient?")
    ENDED_PATIENT = "avsluttet-pasient", _("pasienten har ikke tjenester lenger")
    SHARED_PATIENT = "delt-pasient", _("pasienten deles av flere team")
    NO_TEAM = "uten-team", _("pasienten hører ikke til noe team")
    UNKNOWN_SERVICE = "ukjent-tjeneste", _("tjenesten finnes ikke hos oss")
    UNREADABLE = "uleselig", _("kan ikke leses som en e-melding")
    SAME_ID = "samme-id", _("samme meldings-id som en annen, men annet innhold")
    NO_ANSWER = "uten-svar", _("kan ikke kvitteres: avsenderen er ukjent")


class Standing(models.TextChoices):
    """What a message is in its conversation, by what has come after it (HISD 1154, HIS 80704)."""

    CURRENT = "gjelder", _("gjelder")
    CHANGED = "endret", _("erstattet av en endring")
    CANCELLED = "kansellert", _("kansellert")
    CANCELS = "kansellerer", _("kansellering")
    WAITS = "venter", _("kansellering som venter på originalen")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """The messages of the HTs whose messages this user may read now."""
        from emeldinger.permissions import messages_visible_to

        return messages_visible_to(self, user)

    def work(self) -> MessageQuerySet:
        """What somebody has to see: taken in, and for real."""
        return self.filter(verdict=Verdict.TAKEN)

    def open(self) -> MessageQuerySet:
        return self.work().filter(closed_at__isnull=True)

    def to_do(self) -> MessageQuerySet:
        """Open, and somebody has to do something. So is what no deadline has been counted for yet."""
        return self.open().filter(Q(due_at__isnull=False) | Q(due_rule=""))

    def informing(self) -> MessageQuerySet:
        """Open, and wants nothing but to be read."""
        return self.open().filter(due_at__isnull=True).exclude(due_rule="")

    def at_once(self) -> MessageQuerySet:
        """Due the moment they came."""
        return self.filter(due_at__lte=F("received_at"))

    def overdue(self, now: datetime) -> MessageQuerySet:
        return self.filter(due_at__lt=now)


class Message(models.Model):
    """One e-melding, as far as the head and the findings tell. The text is read from the original.

    `msg_id` is the sender's own (a GUID, in lower case), and only one message of a MsgId is taken in;
    another content with the same MsgId is a message of its own that says so (`twin_of`). One that was
    rejected, or not for us, holds no MsgId: what was cut short on the way comes whole the next time.

    `findings` is a list of {code, where, value}; the sentences are in queries/findings.py. `conversation`
    is the MsgId of the first message, the same for all that belong together, in whatever order they come.
    """

    original = models.ForeignKey(Original, models.PROTECT, related_name="messages")
    msg_id = models.CharField(_("MsgId"), max_length=100, blank=True)
    twin_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="twins")
    received_at = models.DateTimeField(_("mottatt"))
    generated_at = models.DateTimeField(_("skrevet"), null=True)
    type_code = models.CharField(_("type"), max_length=60, blank=True)
    type_text = models.CharField(_("meldingstype"), max_length=200, blank=True)
    #: One line of what it says, for the list.
    subject = models.CharField(_("gjelder"), max_length=200, blank=True)
    namespace = models.CharField(max_length=200, blank=True)
    event_code = models.CharField(_("hendelse (9121)"), max_length=10, blank=True)
    status_code = models.CharField(_("forsendelsesstatus (7309)"), max_length=5, blank=True)
    priority = models.CharField(_("hastegrad"), max_length=5, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict)
    findings = models.JSONField(default=list)

    sender_her = models.CharField(max_length=20, blank=True)
    #: The number of the whole organisation: each of its services may take back what another sent.
    sender_organisation = models.CharField(max_length=60, blank=True)
    sender_name = models.CharField(_("avsender"), max_length=300, blank=True)
    receiver_her = models.CharField(max_length=20, blank=True)
    receiver_name = models.CharField(_("mottaker"), max_length=300, blank=True)
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="messages")

    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="messages")
    match = models.CharField(max_length=10, choices=Match, default=Match.UNKNOWN)
    #: As the message names her; shown until somebody has said who she is.
    person_name = models.CharField(_("navn i meldingen"), max_length=300, blank=True)
    person_number = models.CharField(_("nummer i meldingen"), max_length=30, blank=True)
    person_born = models.DateField(_("født, etter meldingen"), null=True)
    person_sex = models.CharField(_("kjønn i meldingen"), max_length=5, blank=True)
    ht = models.ForeignKey(Team, models.PROTECT, null=True, related_name="messages")
    queue = models.CharField(max_length=20, choices=Queue, blank=True)

    parent_id = models.CharField(_("svarer på"), max_length=100, blank=True)
    conversation = models.CharField(max_length=100, blank=True)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.CURRENT)
    #: The change or cancellation that took this one's place.
    followed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="follows")

    opened_at = models.DateTimeField(_("åpnet"), null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    #: Whose hands it is in, so that a colleague takes another.
    taken_at = models.DateTimeField(_("tatt"), null=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("ferdig"), null=True)

    #: As the document has it: 9067 for a dialogue, TypeInnhold (9137–9140) for a report.
    urgency = models.CharField(_("hastegrad (9067)"), max_length=5, blank=True)
    content_code = models.CharField(_("type innhold"), max_length=5, blank=True)
    #: We are told, somebody else is to act on it (COP of 8112).
    is_copy = models.BooleanField(_("kopi til oss"), default=False, db_default=False)
    has_medicines = models.BooleanField(_("har en medisinliste"), default=False, db_default=False)
    #: The key of the rule in due_rules.py, and what came of it; `due_at` is empty for what only informs.
    due_rule = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(_("frist"), null=True)
    rank = models.PositiveSmallIntegerField(_("hvor mye som henger på den"), default=5)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("e-melding")
        indexes = [
            models.Index(fields=["ht", "-received_at"], name="emeldinger_message_desk"),
            models.Index(
                fields=["ht", "received_at"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=True),
                name="emeldinger_message_open",
            ),
            # The queue of work: by when, and how much hangs on it.
            models.Index(
                fields=["ht", "due_at", "rank", "received_at"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=True),
                name="emeldinger_message_due",
            ),
            # What no deadline has been counted for yet: none, a minute after it came.
            models.Index(
                fields=["id"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=True, due_rule=""),
                name="emeldinger_message_no_rule",
            ),
            # How soon they were dealt with, by when they came.
            models.Index(
                fields=["ht", "closed_at"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=False),
                name="emeldinger_message_closed",
            ),
            # What nobody has looked at is counted on every page; so is what waits in a queue of its own.
            models.Index(
                fields=["ht", "received_at"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=True, opened_at__isnull=True),
                name="emeldinger_message_unopened",
            ),
            models.Index(
                fields=["ht", "queue", "received_at"],
                condition=Q(verdict="tatt-imot", closed_at__isnull=True) & ~Q(queue=""),
                name="emeldinger_message_queue",
            ),
            # What is in nobody's work is read in the log.
            models.Index(
                fields=["ht", "verdict", "-received_at"],
                condition=~Q(verdict="tatt-imot"),
                name="emeldinger_message_log",
            ),
            models.Index(fields=["conversation"], name="emeldinger_message_talk"),
            # What waits for a message that has not come.
            models.Index(
                fields=["parent_id"], condition=~Q(parent_id=""), name="emeldinger_message_parent"
            ),
            models.Index(fields=["patient", "-received_at"], name="emeldinger_message_patient"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["msg_id"],
                condition=Q(twin_of__isnull=True) & ~Q(msg_id="") & ~Q(verdict__in=NOT_HERE),
                name="emeldinger_message_one_of_each",
            ),
            models.UniqueConstraint(
                fields=["original", "msg_id"],
                condition=~Q(verdict="annen-mottaker"),
                name="emeldinger_message_once_for_each_content",
            ),
            models.CheckConstraint(
                condition=Q(match="kjent", patient__isnull=False)
                | (~Q(match="kjent") & Q(patient__isnull=True)),
                name="emeldinger_message_known_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="emeldinger_message_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="emeldinger_message_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(twin_of__isnull=True) | ~Q(twin_of=F("id")),
                name="emeldinger_message_not_its_own_twin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_code or '?'} {self.msg_id}"


class Arrival(AppendOnly):
    """One time that bytes came in by one of the ways. The same message twice is two arrivals."""

    class Way(models.TextChoices):
        FOLDER = "mappe", _("mappe")
        API = "api", _("API")
        MSH = "msh", _("meldingstjener")
        COMMAND = "kommando", _("kommando")

    original = models.ForeignKey(Original, models.PROTECT, related_name="arrivals")
    message = models.ForeignKey(Message, models.PROTECT, related_name="arrivals")
    way = models.CharField(max_length=10, choices=Way)
    #: File name or the channel's own id: where it can be looked up on the way's side.
    reference = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=TransactionNow())
    duplicate = models.BooleanField(_("kom fra før"), default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.reference}"
