"""Which of our addresses a message is written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

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
    """Read anew for every message, so that a changed address counts at once. One query, two where the
    letter is for nobody of ours.
    """
    parties = (head.receiver, *head.others)
    hers = set(_hers(parties))
    numbers = {party.organisation_number for party in parties} - {""}
    under = Address.objects.filter(active=True, parent=Coalesce(OuterRef("parent"), OuterRef("pk")))
    named = Address.objects.filter(Q(her_id__in=hers) | Q(org_number__in=numbers), active=True)
    rows = list(
        named.annotate(is_parted=Exists(under)).select_related("ht__site__unit").order_by("pk")
    )
    if not rows:
        return AddressBook(Book(empty=not Address.objects.filter(active=True).exists()))
    return AddressBook(_plain(rows), rows)


def _hers(parties: Iterable[Party]) -> Iterable[str]:
    for party in parties:
        yield from filter(None, (party.service_her, party.person_her, party.organisation_her))


def _plain(rows: Iterable[Address]) -> Book:
    rows = list(rows)
    parted = [row for row in rows if vars(row)["is_parted"]]
    return Book(
        hers=frozenset(row.her_id for row in rows),
        organisations=frozenset(row.org_number for row in rows if row.org_number),
        parted=frozenset(n for row in parted for n in (row.her_id, row.org_number) if n),
    )
