"""E-meldinger for tests. The bytes are only a few words unless the test says what they are."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from emeldinger.actions.due import facts_of
from emeldinger.due_rules import Due, due
from emeldinger.models import Address, Arrival, Message, Original, Sending
from heltom.lib import clock
from tests.factories import PatientFactory, TeamFactory, UserFactory


class AddressFactory(DjangoModelFactory[Address]):
    """The home nursing of an HT; `whole=True` for the municipality itself."""

    class Meta:
        model = Address

    her_id = factory.Sequence(lambda n: f"8{n:06}")
    name = "Sykepleietjenesten"
    service = "sykepleie"
    ht = factory.SubFactory(TeamFactory, kind="HT", ht=None)

    class Params:
        whole = factory.Trait(service="virksomhet", name="Oppdiktet kommune")


class OriginalFactory(DjangoModelFactory[Original]):
    class Meta:
        model = Original

    content = factory.Sequence(lambda n: f"<oppdiktet>{n}</oppdiktet>".encode())
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())
    size = factory.LazyAttribute(lambda row: len(row.content))


#: What a deadline is counted from, of what a test has said.
COUNTED_FROM = (
    "type_code", "event_code", "content_code", "urgency", "priority", "standing", "queue", "is_copy",
    "has_medicines",
)  # fmt: skip


def _due(row) -> Due:
    if row.verdict != "tatt-imot":
        return Due("", None, 5)
    said = {name: getattr(row, name) for name in COUNTED_FROM if hasattr(row, name)}
    return due(facts_of(Message(**said)), row.received_at, {})


class MessageFactory(DjangoModelFactory[Message]):
    """ "Pasient innlagt" about a known patient, an hour old, not opened, with an HT of its own.

    `unknown`, `proposed` and `nobody` have no patient; `opened` has been looked at; `closed` is dealt
    with; `rejected`, `trial` and `elsewhere` are in nobody's work.
    """

    class Meta:
        model = Message

    #: As the intake counts it; a test that speaks of deadlines says its own.
    due_rule = factory.LazyAttribute(lambda row: _due(row).rule)
    due_at = factory.LazyAttribute(lambda row: _due(row).at)
    rank = factory.LazyAttribute(lambda row: _due(row).rank)

    original = factory.SubFactory(OriginalFactory)
    msg_id = factory.LazyFunction(lambda: str(uuid4()))
    conversation = factory.SelfAttribute("msg_id")
    received_at = factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
    generated_at = factory.SelfAttribute("received_at")
    type_code = "LOG_INNLAGT"
    type_text = "Melding om innlagt pasient"
    namespace = "http://www.kith.no/xmlstds/po/Pasientlogistikk/2012-04-01"
    verdict = "tatt-imot"
    sender_her = "90001"
    sender_name = "Oppdiktet sykehus, Medisinsk sengepost"
    patient = factory.SubFactory(PatientFactory)
    match = "kjent"
    person_name = factory.LazyAttribute(
        lambda row: row.patient.name if row.patient else "Ola Ukjent"
    )
    person_number = factory.LazyAttribute(
        lambda row: (row.patient.national_number or "") if row.patient else ""
    )
    ht = factory.SubFactory(TeamFactory, kind="HT", ht=None)

    class Params:
        unknown = factory.Trait(patient=None, match="ukjent", queue="ukjent-pasient")
        proposed = factory.Trait(patient=None, match="forslag", queue="bekreft-pasient")
        nobody = factory.Trait(patient=None, match="ingen", person_name="")
        opened = factory.Trait(
            opened_at=factory.LazyFunction(lambda: clock.now()),
            opened_by=factory.SubFactory(UserFactory),
        )
        closed = factory.Trait(closed_at=factory.LazyFunction(lambda: clock.now()))
        rejected = factory.Trait(verdict="avvist")
        trial = factory.Trait(verdict="test")
        elsewhere = factory.Trait(verdict="annen-mottaker")


class ArrivalFactory(DjangoModelFactory[Arrival]):
    class Meta:
        model = Arrival

    message = factory.SubFactory(MessageFactory)
    original = factory.SelfAttribute("message.original")
    way = "mappe"
    reference = factory.Sequence(lambda n: f"melding-{n}.xml")


class SendingFactory(DjangoModelFactory[Sending]):
    """A positive receipt that is owed since the message came; `sent` and `stopped` for what came of it."""

    class Meta:
        model = Sending

    kind = "kvittering"
    msg_id = factory.LazyFunction(lambda: str(uuid4()))
    answers = factory.SubFactory(MessageFactory)
    original = factory.SubFactory(OriginalFactory)
    receiver_her = factory.SelfAttribute("answers.sender_her")
    receiver_name = factory.SelfAttribute("answers.sender_name")
    sender_her = "80001"
    receipt_status = "1"
    channel = "mappe"
    written_at = factory.SelfAttribute("answers.received_at")
    next_try_at = factory.SelfAttribute("written_at")

    class Params:
        sent = factory.Trait(state="sendt", sent_at=factory.LazyFunction(lambda: clock.now()))
        stopped = factory.Trait(state="stanset", fault="Mottakeren finnes ikke")
