"""Messages on their way in, for the tests of the intake."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from emeldinger.actions.intake import Incoming, Taken, take
from emeldinger.formats.head import Ident, Person
from emeldinger.models import Arrival
from imports.demo.letters import letter, party
from tests.factories import synthetic_number

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
#: Nobody has it: the month is 80 too high.
NUMBER = synthetic_number(1)
KARI = Person(
    given_name="Kari",
    family_name="Oppdiktet",
    born=date(1950, 1, 1),
    sex="2",
    idents=(Ident(NUMBER, "FNR"),),
)
NURSING = party("Oppdiktet kommune", "0050001", "Sykepleietjenesten", "0050002")


def raw_letter(kind: str = "innlagt", **about: object) -> bytes:
    """A message to our home nursing about Kari, unless it says otherwise."""
    about = {"receiver": NURSING, "patient": KARI, "at": AT, **about}
    return letter(kind, **about)


def bring(raw: bytes, **how: object) -> Taken:
    how = {"way": Arrival.Way.FOLDER, "channel": "mappe", "reference": "a.xml", **how}
    return take(Incoming(raw, **how))


def bring_letter(kind: str = "innlagt", **about: object) -> Taken:
    return bring(raw_letter(kind, **about))


def new_id() -> str:
    return str(uuid4())
