"""The action cards, written by the unit's leader. Every change is kept in the audit as it was."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Unit, User
from teams.permissions import Permission
from worklists.models import ActionCard

FIELDS = ("title", "when_to", "steps", "phones")


@transaction.atomic
def add(
    *, unit: Unit, by: User, title: str, when_to: str, steps: str, phones: str = ""
) -> ActionCard:
    """A new card, last among the unit's. Raises Refused for a title that the unit has already."""
    code = slugify(title.translate(NORWEGIAN))[:40] or "kort"
    rows = ActionCard.objects.filter(unit=unit)
    if rows.filter(code=code).exists():
        raise Refused(
            _("Enheten har alt et kort som heter dette. Endre det, eller velg et annet navn.")
        )
    last = rows.aggregate(last=Max("position"))["last"] or 0
    card = ActionCard.objects.create(
        unit=unit, code=code, position=last + 1, changed_at=clock.now(), changed_by=by,
        title=title, when_to=when_to, steps=steps, phones=phones,
    )  # fmt: skip
    _record(card, by, "action_card_added", {})
    return card


#: A slug of its own: "Strømbrudd" is strombrudd.
NORWEGIAN = str.maketrans("æøåÆØÅ", "aoaAOA")


@transaction.atomic
def change(
    *, card: ActionCard, by: User, title: str, when_to: str, steps: str, phones: str = ""
) -> ActionCard:
    """The card is as written from now on; how it was stands in the audit. The same again is nothing."""
    locked = (
        ActionCard.objects.select_for_update(of=("self",)).select_related("unit").get(pk=card.pk)
    )
    was = _content(locked)
    for name, value in zip(FIELDS, (title, when_to, steps, phones), strict=True):
        setattr(locked, name, value)
    if _content(locked) != was:
        locked.changed_at, locked.changed_by = clock.now(), by
        locked.save()
        _record(locked, by, "action_card_changed", {"was": was})
    return locked


@transaction.atomic
def remove(*, card: ActionCard, by: User) -> None:
    """Gone from the screens; what stood on it is kept in the audit."""
    _record(card, by, "action_card_removed", {"was": _content(card)})
    ActionCard.objects.filter(pk=card.pk).delete()


def _content(card: ActionCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in FIELDS}


def _record(card: ActionCard, by: User, verb: str, details: dict[str, object]) -> None:
    audit.record(
        by=by, verb=verb, obj=card, permission=Permission.EDIT_ACTION_CARDS,
        details={"unit": card.unit.code, "code": card.code} | details,
    )  # fmt: skip
