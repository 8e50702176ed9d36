"""An invented municipality and the post that it gets: for the benchmarks of the intake."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from emeldinger.formats.compose import File
from emeldinger.formats.head import Ident, Person
from heltom.lib import national_id
from imports.demo.letters import letter, party

LONG_AGO = date(2020, 1, 1)
AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
NURSING = party("Målekommunen", "0099001", "Sykepleietjenesten", "0099002")
CASE_WORK = party("Målekommunen", "0099001", "Saksbehandler", "0099003", role="COP")
#: How often each type comes, of a hundred.
MIX = {
    "innlagt": 18,
    "tidligmelding": 8,
    "oppdatert": 6,
    "utskrivningsklar": 10,
    "avmelding": 4,
    "utskrevet": 14,
    "utskrivningsrapport": 10,
    "medisinske": 8,
    "foresporsel": 8,
    "svar": 8,
    "helsefaglig": 6,
}
#: A real scanned page is about so large.
PAGE = File("henvisning.pdf", "application/pdf", b"%PDF-1.4\n" + bytes(range(256)) * 120)


def make_house(patients: int = 300) -> list[Person]:
    """One HT with an OT, two services with addresses, and so many patients. Made once; their heads."""
    from emeldinger.models import Address
    from patients.models import Patient, Placement
    from teams.models import Site, Team, Unit

    unit = Unit.objects.get_or_create(code="maal", defaults={"name": "Måleenheten"})[0]
    place = {"name": "Målebasen", "latitude": 60.39, "longitude": 5.32}
    site = Site.objects.get_or_create(unit=unit, code="maal", defaults=place)[0]
    ht = Team.objects.get_or_create(site=site, code="maal-ht", kind="HT", name="Måle-HT")[0]
    ot = Team.objects.get_or_create(site=site, code="maal-ot", kind="OT", name="Måle-OT", ht=ht)[0]
    known = {"ht": ht, "service": "virksomhet", "name": "Målekommunen"}
    whole = Address.objects.get_or_create(her_id="0099001", defaults=known)[0]
    for her, service in (("0099002", "sykepleie"), ("0099003", "saksbehandler")):
        known = {"ht": ht, "service": service, "name": service, "parent": whole}
        Address.objects.get_or_create(her_id=her, defaults=known)
    heads = [_person(number) for number in range(patients)]
    for number, head in enumerate(heads):
        facts = {
            "national_number": head.idents[0].number,
            "given_name": head.given_name,
            "family_name": head.family_name,
            "started_on": LONG_AGO,
        }
        row = Patient.objects.get_or_create(number=f"maal-{number}", defaults=facts)[0]
        Placement.objects.get_or_create(patient=row, team=ot, code="HSY", valid_from=LONG_AGO)
    return heads


def _person(number: int) -> Person:
    return Person(
        given_name=f"Fornavn{number}",
        family_name="Målesen",
        sex="2",
        idents=(Ident(_national_number(number), "FNR"),),
    )


def _national_number(number: int) -> str:
    """The month is 80 too high: nobody has it."""
    while True:
        nine = f"1281{number // 1000 % 100:02}{number % 1000:03}"
        if digits := national_id.control_digits(nine):
            return nine + digits
        number += 5_000


@dataclass(frozen=True, slots=True)
class Letter:
    """`receipts` is how many of ours have to answer it."""

    msg_id: str
    raw: bytes
    receipts: int


def post(count: int, people: list[Person], seed: int) -> Iterator[Letter]:
    """So many messages: every fifth changes or cancels an earlier one, every tenth goes to two of our
    services, every fiftieth lacks its patient, every twentieth has a scanned page with it.
    """
    chance = random.Random(seed)  # noqa: S311 - the same post each time
    talks: list[tuple[str, str, Person]] = []
    kinds, often = [*MIX], [*MIX.values()]
    for number in range(count):
        msg_id = str(_guid(chance))
        kind, person = chance.choices(kinds, often)[0], chance.choice(people)
        about: dict[str, object] = {"at": AT + timedelta(minutes=number)}
        if talks and chance.random() < 0.2:
            first, kind, person = chance.choice(talks)
            about |= {"parent": first, "status": "C" if chance.random() < 0.25 else "M"}
        elif kind not in ("foresporsel", "svar", "helsefaglig"):
            talks.append((msg_id, kind, person))
        copies = [CASE_WORK] if chance.random() < 0.1 else []
        patient = None if chance.random() < 0.02 else person
        files = [PAGE] if chance.random() < 0.05 else []
        raw = letter(
            kind,
            receiver=NURSING,
            patient=patient,
            msg_id=msg_id,
            copies=copies,
            files=files,
            **about,
        )
        yield Letter(msg_id, raw, 1 + len(copies))


def _guid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
