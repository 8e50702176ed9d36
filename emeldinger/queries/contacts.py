"""Where to ring when a message does not get there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from emeldinger.models import ContactPoint, Sending


def contact_points() -> list[ContactPoint]:
    return list(ContactPoint.objects.all())


def contact_point(pk: int) -> ContactPoint | None:
    return ContactPoint.objects.filter(pk=pk).first()


def as_typed(point: ContactPoint) -> dict[str, str]:
    """As its form holds it."""
    names = ("name", "her_id", "phone", "hours", "note")
    return {name: getattr(point, name) for name in names}


def contacts_of(sendings: Sequence[Sending]) -> dict[int, ContactPoint]:
    """Of each receiver its own, else that of the organisation it is part of. One query, or none.

    Wants `letter` joined in: there the organisation stands as it was chosen.
    """
    hers = {sending.pk: _hers(sending) for sending in sendings}
    wanted = {her for each in hers.values() for her in each}
    rows = {row.her_id: row for row in ContactPoint.objects.filter(her_id__in=wanted)}
    found = {
        pk: next((rows[her] for her in each if her in rows), None) for pk, each in hers.items()
    }
    return {pk: row for pk, row in found.items() if row}


def _hers(sending: Sending) -> list[str]:
    """The closest first."""
    return list(dict.fromkeys(filter(None, [sending.receiver_her, *_organisations(sending)])))


def _organisations(sending: Sending) -> Iterable[str]:
    for each in (sending, sending.again_of):
        letter = getattr(each, "letter", None) if each else None
        if letter is not None:
            yield str((letter.receiver.get("organisation") or {}).get("her") or "")
