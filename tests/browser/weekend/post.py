"""The post of a Saturday: sixty e-meldinger about the patients of one HT and its OTs, as they come in.

Taken in by the real intake. Each part of the day has its share; in the small demo there are fewer of each
type, and every type once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from emeldinger.actions.intake import Incoming, take
from emeldinger.formats.head import Ident, Person
from emeldinger.models import Address, Arrival, Message, Service
from imports.demo.letters import letter, party
from imports.lived_clock import at
from patients.models import Patient
from teams.models import Team

HOME, AWAY = "hjemme", "borte"


@dataclass(frozen=True, slots=True)
class Post:
    """`whom` is home, or away in hospital; `about` names an earlier one that it belongs with."""

    kind: str
    whom: str = HOME
    about: str = ""
    name: str = ""
    how: dict[str, str] = field(default_factory=dict)


TAKEN_BACK = {"status": "C", "text": "Sendt på feil pasient."}
#: How many of each kind in the parts of the day: the night that was, the morning, the rest of the day.
WHOLE: dict[str, tuple[int, int, int]] = {
    "innlagt": (5, 3, 2),
    "tidligmelding": (3, 1, 1),
    "utskrevet": (1, 3, 3),
    "utskrivningsklar": (1, 3, 2),
    "utskrivningsrapport": (1, 3, 2),
    "medisinske": (2, 1, 0),
    "oppdatert": (2, 1, 1),
    "orientering": (1, 1, 0),
    "epikrise": (1, 1, 1),
    "foresporsel": (2, 1, 0),
    "svar": (1, 1, 0),
    "helsefaglig": (1, 1, 0),
    "avmelding": (0, 1, 0),
    "dod": (0, 1, 0),
    "avvik": (0, 0, 1),
}
SMALL: dict[str, tuple[int, int, int]] = {
    "innlagt": (1, 0, 0),
    "tidligmelding": (1, 0, 0),
    "utskrevet": (0, 1, 0),
    "utskrivningsklar": (0, 1, 0),
    "utskrivningsrapport": (0, 1, 0),
    "oppdatert": (1, 1, 0),
    "foresporsel": (1, 0, 0),
    "helsefaglig": (0, 1, 0),
    "dod": (0, 1, 0),
}
IN_HOSPITAL = {"utskrevet", "utskrivningsklar", "utskrivningsrapport", "avmelding"}
#: Come for themselves: an admission that is taken back when it has been acted on, and a change.
ADMITTED, NOT_ADMITTED = "innlagt-feil", "innlagt-feil-trukket"
READY, READY_LATER = "klar", "klar-endret"


def parts(mix: dict[str, tuple[int, int, int]]) -> list[list[Post]]:
    """What comes in each part of the day, in an order that mixes the types."""
    found: list[list[Post]] = [[], [], []]
    for kind, numbers in mix.items():
        whom = AWAY if kind in IN_HOSPITAL else HOME
        for part, number in zip(found, numbers, strict=True):
            part += [Post(kind, whom)] * number
    found = [part[::2] + part[1::2] for part in found]
    found[0] += [Post("innlagt", name=ADMITTED)]
    found[1] += [Post("utskrivningsklar", AWAY, name=READY)]
    found[2] += [
        Post("innlagt", about=ADMITTED, name=NOT_ADMITTED, how=TAKEN_BACK),
        Post("utskrivningsklar", about=READY, name=READY_LATER, how={"status": "M"}),
    ]
    return found


class Postman:
    """Brings them to the HT's own address. Nobody is written about twice but in a conversation."""

    def __init__(self, ht: Team, home: Iterator[Patient], away: Iterator[Patient]) -> None:
        self.people = {HOME: home, AWAY: away}
        address = Address.objects.get(ht=ht, service=Service.NURSING)
        whole = address.parent or address
        self.receiver = party(whole.name, whole.her_id, address.name, address.her_id)
        self.written: dict[str, tuple[str, Patient]] = {}
        self.brought = 0

    def bring(self, posts: list[Post], first: datetime, last: datetime) -> list[Message]:
        """Spread evenly from the first instant to the last."""
        step = (last - first) / max(len(posts), 1)
        return [self._bring(post, first + number * step) for number, post in enumerate(posts)]

    def _bring(self, post: Post, when: datetime) -> Message:
        self.brought += 1
        msg_id = str(uuid5(NAMESPACE_URL, f"heltom-helg/{self.brought}"))
        parent, patient = self.written.get(post.about) or ("", next(self.people[post.whom]))
        if post.name:
            self.written[post.name] = (msg_id, patient)
        raw = letter(
            post.kind, receiver=self.receiver, patient=_person(patient),
            at=when - timedelta(minutes=4), msg_id=msg_id, parent=parent, **post.how,  # type: ignore[arg-type]
        )  # fmt: skip
        with at(when):
            take(
                Incoming(raw, Arrival.Way.FOLDER, channel="mappe", reference=f"{self.brought}.xml")
            )
        return Message.objects.get(msg_id=msg_id)

    def patient_of(self, name: str) -> Patient:
        return self.written[name][1]


def _person(patient: Patient) -> Person:
    """With her national number, by which she is known."""
    return Person(
        given_name=patient.given_name,
        family_name=patient.family_name,
        idents=(Ident(patient.national_number or "", "FNR"),),
    )
