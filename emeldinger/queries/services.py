"""Whether the service that a message is written to is one of ours."""

from __future__ import annotations

from collections.abc import Iterable

from emeldinger.formats.head import Head, Ident, Party
from emeldinger.models import Address
from emeldinger.queries.persons import only_digits


def is_unknown_service(head: Head, address: Address | None) -> bool:
    """The organisation is ours, and the service or person in it is not among the addresses that we have
    registered under it: a service by whatever number it has, a person by her HER-id. Where none is
    registered nobody can tell, and nothing is unknown. No query, or one.
    """
    party = _written_to(head, address) if address else None
    if address is None or party is None:
        return False
    people = (ident for ident in party.person_idents if ident.kind == "HER")
    inner = {only_digits(ident.number) for ident in (*party.service_idents, *people)}
    if not inner or address.her_id in inner:
        return False
    whole = address.parent_id or address.pk
    ours = Address.objects.filter(active=True, parent=whole).values_list("her_id", flat=True)
    return _all_strange(inner, ours)


def _all_strange(inner: set[str], ours: Iterable[str]) -> bool:
    registered = set(ours)
    return bool(registered) and not inner & registered


def _written_to(head: Head, address: Address) -> Party | None:
    """The receiver that the address is of; the main one first."""
    names = {address.her_id, address.org_number} - {""}
    return next(
        (
            party
            for party in (head.receiver, *head.others)
            if names & {only_digits(ident.number) for ident in _idents(party)}
        ),
        None,
    )


def _idents(party: Party) -> tuple[Ident, ...]:
    return (*party.organisation_idents, *party.service_idents, *party.person_idents)
