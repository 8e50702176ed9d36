"""Whose a message is: the patient it is about, the HT that has her, the queue where nobody does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from emeldinger.formats.head import Head, Person
from emeldinger.models import Address, Match, Queue
from emeldinger.queries.homes import home_of, homes_of, ht_for_nobody
from emeldinger.queries.persons import (
    NUMBERS,
    NUMBERS_OF_ONE,
    Written,
    by_number,
    namesakes,
    only_digits,
)
from emeldinger.queries.services import is_unknown_service
from patients.models import Patient

if TYPE_CHECKING:
    from teams.models import Team


@dataclass(frozen=True, slots=True)
class Belonging:
    """`queue` is why it does not just lie with the patient's HT ("" when it does). `ht` is None only in an
    installation without any HT. `is_strange`: it is written to a service of ours that is not registered.
    """

    patient: Patient | None
    match: Match
    ht: Team | None
    queue: Queue | str
    is_strange: bool = False


def belonging(head: Head, address: Address | None) -> Belonging:
    """By national number; else by name, birth date and sex as a proposal that a person confirms. The HT is
    that of the patient's owning team, else the address's, else the first there is. A fixed few queries.
    """
    found = _belonging(head, address)
    if not is_unknown_service(head, address):
        return found
    # Nobody can tell whose she is before somebody has said who she is.
    asks_who = found.match in (Match.UNKNOWN, Match.PROPOSED)
    queue = found.queue if asks_who else Queue.UNKNOWN_SERVICE
    return replace(found, queue=queue, is_strange=True)


def _belonging(head: Head, address: Address | None) -> Belonging:
    person = head.patient
    if person is None:
        return Belonging(None, Match.NOBODY, ht_for_nobody(address), "")
    numbered = by_number(ident.number for ident in person.idents if ident.kind in NUMBERS)
    if patient := _known(person, numbered):
        home = home_of(patient)
        ht = home.ht or _ht(address, person)
        return Belonging(patient, Match.KNOWN, ht, home.queue)
    return _not_known(person, numbered, address)


def _known(person: Person, numbered: list[Patient]) -> Patient | None:
    """The one patient with a number that stands in the message. A hjelpenummer is only the sender's own
    (HIS 1001), so another sender's may be the same: it counts where the name is hers too.
    """
    if len(numbered) != 1:
        return None
    (patient,) = numbered
    sure = {only_digits(ident.number) for ident in person.idents if ident.kind in NUMBERS_OF_ONE}
    if patient.national_number in sure or patient in namesakes(_written(person)):
        return patient
    return None


def _not_known(person: Person, numbered: list[Patient], address: Address | None) -> Belonging:
    """Those who may be meant, by a number that is not enough or by name and birth date: where they all
    belong to one HT it can tell. Else it is for the address's.
    """
    written = _written(person)
    meant = [*numbered, *(namesakes(written) if written.born else ())]
    if not meant:
        return Belonging(None, Match.UNKNOWN, _ht(address, person), Queue.UNKNOWN_PATIENT)
    homes = {home.ht for home in homes_of(meant).values()}
    ht = homes.pop() if len(homes) == 1 else None
    return Belonging(None, Match.PROPOSED, ht or _ht(address, person), Queue.PROPOSED_PATIENT)


def _written(person: Person) -> Written:
    return Written(name=person.name, born=person.born)


def _ht(address: Address | None, person: Person) -> Team | None:
    return ht_for_nobody(address, person.postcode)
