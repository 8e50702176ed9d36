"""Where to ring when a message does not get there: agreed with each receiver, kept by the leaders."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.models import ContactPoint
from heltom.lib.errors import Refused
from teams.audit import record
from teams.models import User
from teams.permissions import Permission, check_can

FIELDS = ("her_id", "name", "phone", "hours", "note")


@transaction.atomic
def save(*, values: dict[str, str], by: User, point: ContactPoint | None = None) -> ContactPoint:
    """A new one, or the same with other words. Raises Refused where the HER-id has one already."""
    check_can(by, Permission.EDIT_WATCH)
    row = point or ContactPoint()
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, values[name].strip())
    if row.pk and before == {name: getattr(row, name) for name in FIELDS}:
        return row
    _check_alone(row)
    row.save()
    _note(row, by, "contact_point_saved", {"before": before} if point else {})
    return row


def _check_alone(row: ContactPoint) -> None:
    same = ContactPoint.objects.filter(her_id=row.her_id).exclude(pk=row.pk).first()
    if same:
        raise Refused(
            _("%(name)s har alt et kontaktpunkt med denne HER-id-en. Endre det i stedet.")
            % {"name": same.name}
        )


@transaction.atomic
def remove(*, point: ContactPoint, by: User) -> None:
    """Twice is once."""
    check_can(by, Permission.EDIT_WATCH)
    before = {name: getattr(point, name) for name in FIELDS}
    removed, _rows = ContactPoint.objects.filter(pk=point.pk).delete()
    if removed:
        _note(point, by, "contact_point_removed", {"before": before})


def _note(row: ContactPoint, by: User, verb: str, details: dict[str, object]) -> None:
    record(by=by, verb=verb, obj=row, permission=Permission.EDIT_WATCH, details=details)
