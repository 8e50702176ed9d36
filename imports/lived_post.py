"""The post of the demonstration: what has come to the HTs since yesterday, taken in as real post is.

Bergenhus gets the whole of it, so that everything there is to see can be seen: conversations, changes,
cancellations, attachments, an unknown patient, one to confirm, a message that no reader knows, one that
was rejected and one that was only a trial. Every other HT gets a morning's worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Q

from emeldinger.actions.intake import Incoming, take
from emeldinger.formats.head import Ident, Party, Person
from emeldinger.models import Address, Arrival, Message, Service
from heltom.lib import clock
from imports.demo.characters import FIRST_HT
from imports.demo.letters import letter, party
from imports.demo.letters.files import a_pdf, a_picture
from imports.demo.names import OLDER_WOMEN
from imports.lived_clock import at
from imports.lived_desk import live_desk
from patients.models import Patient
from teams.models import Team, TeamKind


@dataclass(frozen=True, slots=True)
class Post:
    """One message: which of the HT's patients it is about (None: somebody unknown), how many minutes ago.

    `after` names the message of the same HT that it belongs with, `how` what `letter` is told beside.
    """

    name: str
    kind: str
    whom: int | None
    minutes: int
    after: str = ""
    how: dict[str, object] = field(default_factory=dict)


BERGENHUS = (
    Post("innlagt", "innlagt", 0, 1260),
    Post("tidlig", "tidligmelding", 0, 1090),
    Post("klar", "utskrivningsklar", 1, 410),
    Post(
        "klar-endret",
        "utskrivningsklar",
        1,
        95,
        "klar",
        {"status": "M", "text": "Prøvene er bedre. Klar i morgen formiddag."},
    ),
    Post("klar-feil", "utskrivningsklar", 2, 560),
    Post(
        "klar-trukket",
        "utskrivningsklar",
        2,
        190,
        "klar-feil",
        {"status": "C", "text": "Sendt på feil pasient."},
    ),
    Post("utskrevet", "utskrevet", 3, 52),
    Post("medisiner-for", "medisinske", 3, 4300),
    Post("rapport", "utskrivningsrapport", 3, 41),
    Post("epikrise", "epikrise", 3, 12),
    Post("sporsmal", "foresporsel", 4, 1570),
    Post("dialog", "helsefaglig", 5, 300),
    Post("medisiner", "medisinske", 6, 175),
    Post("dod", "dod", 7, 420),
    Post("tilbud", "orientering", 8, 1330),
    Post("svar", "svar", 4, 230, "sporsmal"),
    Post("feil-adresse", "avvik", 9, 780),
    Post("fremmed", "innlagt", None, 350),
    Post("ukjent", "tidligmelding", None, 66),
    Post("ferie", "fravaer", None, 900),
    Post("tidlig-trukket", "innlagt", 10, 28, "aldri-kommet", {"status": "C"}),
    Post("prove", "innlagt", 0, 77, "", {"processing": "T"}),
)
ELSEWHERE = (
    Post("klar", "utskrivningsklar", 0, 200),
    Post("rapport", "utskrivningsrapport", 1, 130),
    Post("medisiner", "medisinske", 2, 320),
    Post("sporsmal", "foresporsel", 3, 700),
    Post("fremmed", "innlagt", None, 45),
)

STRANGERS = (
    Person(
        "Borgny", "", "Oppdiktet", date(1938, 4, 9), "2", (), "Fjellveien 900", "5019", "Bergen"
    ),
    Person(
        "Torvald", "", "Fiksjon", date(1947, 11, 30), "1", (), "Nonneseter 900", "5015", "Bergen"
    ),
)
#: No reader knows this document; it is shown as it stands.
UNKNOWN_BODY = (
    '<Tilsynsnotat xmlns="http://www.example.org/tilsyn/2026-01-01"><Dato V="2026-11-20"/>'
    "<Vurdering>Sengen er for lav. Ber om heve- og senkefunksjon.</Vurdering></Tilsynsnotat>"
)


def deliver_post(now: datetime) -> int:
    """Take in the post of every HT that has an address. Returns how many messages came."""
    came = 0
    for ht in Team.objects.filter(kind=TeamKind.HT).select_related("site__unit"):
        address = Address.objects.filter(ht=ht, service=Service.NURSING).first()
        if address is not None:
            came += _deliver(ht, address, BERGENHUS if ht.code == FIRST_HT else ELSEWHERE, now)
            if ht.code == FIRST_HT:
                live_desk(ht, partial(_came, ht), now)
    return came


def _came(ht: Team, name: str) -> Message:
    """As it stands now: what is done with one may touch another."""
    return Message.objects.get(msg_id=_id(ht, name))


def _deliver(ht: Team, address: Address, posts: tuple[Post, ...], now: datetime) -> int:
    people = [_person(patient) for patient in _patients(ht)]
    receiver = _receiver(address)
    strangers = cycle(STRANGERS)
    for post in sorted(posts, key=lambda post: -post.minutes):
        person = next(strangers) if post.whom is None else people[post.whom % len(people)]
        when = now - timedelta(minutes=post.minutes)
        with at(when):
            take(_incoming(_bytes(ht, post, person, receiver, when), f"{post.name}.xml"))
    return len(posts) + (_odd(ht, people, receiver, now) if posts is BERGENHUS else 0)


def _bytes(ht: Team, post: Post, person: Person, receiver: Party, when: datetime) -> bytes:
    return letter(
        post.kind,
        receiver=receiver,
        patient=None if post.kind == "fravaer" else person,
        at=when - timedelta(minutes=3),
        msg_id=_id(ht, post.name),
        parent=_id(ht, post.after) if post.after else "",
        files=(a_pdf(), a_picture()) if post.kind == "helsefaglig" else (),
        **post.how,  # type: ignore[arg-type]
    )


def _odd(ht: Team, people: list[Person], receiver: Party, now: datetime) -> int:
    """What is not as it should be: no number, an id that is none, a document nobody knows."""
    whens = [now - timedelta(minutes=100 + 7 * number) for number in range(3)]
    plain = _bytes(ht, Post("underlig", "innlagt", 11, 0), people[11], receiver, whens[1])
    nameless = people[12]
    without = Person(
        nameless.given_name,
        "",
        nameless.family_name,
        nameless.born,
        nameless.sex,
        (),
        nameless.address,
        nameless.postcode,
        nameless.place,
    )
    odd = (
        letter(
            "innlagt",
            receiver=receiver,
            patient=without,
            at=whens[0] - timedelta(minutes=3),
            msg_id=_id(ht, "uten-nummer"),
        ),
        plain.replace(_id(ht, "underlig").encode(), b"MELDING-17"),
        _with_body(
            letter(
                "helsefaglig",
                receiver=receiver,
                patient=people[13],
                at=whens[2] - timedelta(minutes=3),
                msg_id=_id(ht, "tilsyn"),
            )
        ),
    )
    for number, (when, raw) in enumerate(zip(whens, odd, strict=True)):
        with at(when):
            take(_incoming(raw, f"underlig-{number}.xml"))
    return len(odd)


def _with_body(raw: bytes) -> bytes:
    before, _, rest = raw.partition(b"<Content>")
    _, _, after = rest.partition(b"</Content>")
    return before + b"<Content>" + UNKNOWN_BODY.encode() + b"</Content>" + after


def _incoming(raw: bytes, name: str) -> Incoming:
    return Incoming(raw=raw, way=Arrival.Way.FOLDER, channel="mappe", reference=name)


def _id(ht: Team, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"heltom-demo/{ht.code}/{name}"))


def _patients(ht: Team) -> Iterator[Patient]:
    """Fifteen of those the HT answers for, the same ones every time."""
    today = clock.today()
    under = Q(placements__team=ht) | Q(placements__team__ht=ht)
    since = Q(placements__valid_to__isnull=True) | Q(placements__valid_to__gte=today)
    here = Patient.objects.filter(under, since, placements__valid_from__lte=today, ended_on=None)
    return here.exclude(national_number=None).order_by("number").distinct()[:15].iterator()


def _person(patient: Patient) -> Person:
    number = patient.national_number or ""
    return Person(
        given_name=patient.given_name,
        family_name=patient.family_name,
        born=_born(number),
        sex="2" if patient.given_name in OLDER_WOMEN else "1",
        idents=(Ident(number, "FNR"),),
        address=patient.address,
        postcode=patient.postcode,
        place=patient.place,
    )


def _born(number: str) -> date:
    """The date in an invented number (month + 80), of somebody who is old."""
    return date(1900 + int(number[4:6]), int(number[2:4]) - 80, int(number[:2]))


def _receiver(address: Address) -> Party:
    whole = address.parent or address
    return party(whole.name, whole.her_id, address.name, address.her_id)
