"""Who writes to whom: our own address, the sender of what is answered, and those who have written to us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emeldinger.formats.head import Ident, Party
from emeldinger.models import Address, Letter, Message, Service, Verdict
from emeldinger.queries.message import letter_of
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import Team

#: So many of the newest messages of an HT are looked through for who writes to it.
LOOKED_AT = 400

type Receiver = Mapping[str, Any]


def receiver_from(message: Message) -> dict[str, Any]:
    """The sender of a message as a receiver; empty where the message does not say who sent it."""
    return as_kept(letter_of(message).head.sender)


def as_kept(party: Party) -> dict[str, Any]:
    """As a letter keeps it. An address register that changes later changes no letter."""
    found: dict[str, Any] = {
        "organisation": {
            "name": party.organisation,
            "her": party.organisation_her,
            "number": party.organisation_number,
        },
        "service": {"name": party.service, "her": party.service_her},
        "person": {"name": party.person, "hpr": _hpr(party), "her": party.person_her},
    }
    return {name: part for name, part in found.items() if any(part.values())}


def _hpr(party: Party) -> str:
    return next((one.number for one in party.person_idents if one.kind == "HPR"), "")


def party_of(receiver: Receiver) -> Party:
    """The other way. A service or a person without a number has no address, and is not written to."""
    organisation = receiver.get("organisation") or {}
    service, person = receiver.get("service") or {}, receiver.get("person") or {}
    return Party(
        organisation=organisation.get("name") or service.get("name", ""),
        organisation_idents=_idents(HER=organisation.get("her"), ENH=organisation.get("number")),
        service=(service.get("name") or _("Tjeneste")) if service.get("her") else "",
        service_idents=_idents(HER=service.get("her")),
        person=person.get("name", "") if person.get("her") or person.get("hpr") else "",
        person_idents=_idents(HER=person.get("her"), HPR=person.get("hpr")),
    )


def _idents(**numbers: str | None) -> tuple[Ident, ...]:
    return tuple(Ident(number, kind) for kind, number in numbers.items() if number)


def name_of_receiver(receiver: Receiver) -> str:
    return party_of(receiver).name


def key_of(receiver: Receiver) -> str:
    """What a choice of receiver is called in a form: its HER-id, else the organisation's number."""
    party = party_of(receiver)
    return party.her or party.organisation_number


def sender_of(letter: Letter) -> Party:
    """Our own address: the one that the message came to, else the HT's, home nursing first.

    Raises Refused where the HT has none.
    """
    answered: Address | None = letter.answers.address if letter.answers else None
    address = answered if answered and answered.active else _address_of(letter.ht)
    if address is None:
        raise Refused(
            _("%s har ingen e-meldingsadresse i bruk. Be lederen registrere en.") % letter.ht
        )
    return _ours(address)


def _address_of(ht: Team) -> Address | None:
    rows = list(Address.objects.filter(ht=ht, active=True).select_related("parent").order_by("pk"))
    order = {Service.NURSING: 0, Service.OTHER: 1, Service.CASE_WORK: 2, Service.ORGANISATION: 3}
    return min(rows, key=lambda row: (order[Service(row.service)], row.pk), default=None)


def _ours(address: Address) -> Party:
    """The municipality outside and the service inside. One that is registered alone stands alone."""
    whole = address.parent or address
    outer = _idents(HER=whole.her_id, ENH=whole.org_number)
    if address.parent is None:
        return Party(organisation=whole.name, organisation_idents=outer)
    return Party(
        organisation=whole.name,
        organisation_idents=outer,
        service=address.name,
        service_idents=_idents(HER=address.her_id),
    )


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody who has written to us, by the newest message that tells the address."""

    her: str
    name: str
    message: int


def correspondents(ht: Team, patient: Patient | None) -> list[Correspondent]:
    """Who has written about the patient, then who has written to the HT, the newest first. Two queries."""
    about = _newest(Message.objects.filter(patient=patient)) if patient else iter(())
    rows = [*about, *_newest(Message.objects.filter(ht=ht))]
    found: dict[str, Correspondent] = {}
    for pk, her, name in rows:
        found.setdefault(her, Correspondent(her, name or her, pk))
    return list(found.values())


def _newest(messages: QuerySet[Message]) -> Iterator[tuple[int, str, str]]:
    taken = messages.filter(verdict=Verdict.TAKEN).exclude(sender_her="")
    newest = taken.order_by("-received_at", "-pk").values_list("pk", "sender_her", "sender_name")
    return iter(newest[:LOOKED_AT])


def correspondent(ht: Team, patient: Patient | None, her: str) -> dict[str, Any] | None:
    """The whole address of one of them; None where nobody of that HER-id has written."""
    one = next((one for one in correspondents(ht, patient) if one.her == her), None)
    if one is None:
        return None
    return receiver_from(Message.objects.select_related("original").get(pk=one.message))
