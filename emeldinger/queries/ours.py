"""Which of our addresses a message is written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from emeldinger.formats.head import Head, Party
from emeldinger.models import Address
from emeldinger.receipt_rules import Book


@dataclass(frozen=True, slots=True)
class AddressBook:
    """`plain` is what the rules ask; `rows` the addresses themselves, as far as the letter names them."""

    plain: Book
    rows: Sequence[Address] = ()

    def of(self, party: Party | None) -> Address | None:
        """The address of a receiver: its service, else its person, else its organisation."""
        if party is None:
            return None
        by_her = {row.her_id: row for row in self.rows}
        for her in (party.service_her, party.person_her, party.organisation_her):
            if her in by_her:
                return by_her[her]
        number = party.organisation_number
        same = [row for row in self.rows if row.org_number and row.org_number == number]
        return min(same, key=lambda row: (row.parent_id is not None, row.pk), default=None)


def address_book(head: Head) -> AddressBook:
    """Read anew for every message, so that a changed address counts at once. One query; two where the
    letter is for nobody of ours, or for a service that we have not registered.
    """
    parties = (head.receiver, *head.others)
    hers = set(_hers(parties))
    numbers = {party.organisation_number for party in parties} - {""}
    named = Address.objects.filter(Q(her_id__in=hers) | Q(org_number__in=numbers), active=True)
    rows = list(named.order_by("pk"))
    if not rows:
        return AddressBook(Book(empty=not Address.objects.filter(active=True).exists()))
    ours = frozenset(row.her_id for row in rows)
    organisations = frozenset(row.org_number for row in rows if row.org_number)
    parted = _parted(rows) if any(not _inner(party) & ours for party in parties) else ()
    return AddressBook(Book(ours, organisations, frozenset(parted)), rows)


def _hers(parties: Iterable[Party]) -> Iterable[str]:
    for party in parties:
        yield from filter(None, (party.service_her, party.person_her, party.organisation_her))


def _inner(party: Party) -> set[str]:
    return {party.service_her, party.person_her} - {""}


def _parted(rows: Sequence[Address]) -> Iterable[str]:
    """The numbers of those organisations among them that have services registered."""
    whole = {row.parent_id or row.pk for row in rows}
    under = Address.objects.filter(active=True, parent__in=whole)
    with_services = set(under.values_list("parent", flat=True))
    for row in rows:
        if (row.parent_id or row.pk) in with_services:
            yield from filter(None, (row.her_id, row.org_number))
