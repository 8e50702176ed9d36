"""The team's prioriteringsliste, written by its leader. Every change is kept in the audit."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from worklists.models import PriorityItem

Rule = PriorityItem.Rule

#: Where a team begins: what is life and health stands first, what can be done another day last. The
#: rules are the team's own to change.
DEFAULT = (
    ("insulin", Rule.MUST, "Til tiden."),
    ("parkinson", Rule.MUST, "Til tiden."),
    ("medisin", Rule.MUST, ""),
    ("intravenøs", Rule.MUST, ""),
    ("lindrende", Rule.MUST, ""),
    ("sonde", Rule.MUST, ""),
    ("kateter", Rule.MUST, ""),
    ("toalett", Rule.MUST, ""),
    ("snu i seng", Rule.MUST, ""),
    ("tilsyn", Rule.MUST, "Også ringetilsyn: én samtale kan erstatte et besøk."),
    ("sårstell", Rule.MAY_WAIT, "Spør ansvarsvakten før det utsettes to ganger."),
    ("dosett", Rule.MAY_WAIT, "Sjekk at det er medisin til i morgen."),
    ("kompresjon", Rule.MAY_WAIT, ""),
    ("trening", Rule.MAY_WAIT, ""),
    ("dusj", Rule.MAY_GO, "Tilby kattevask og ny dag."),
    ("handling", Rule.MAY_GO, ""),
    ("gåtur", Rule.MAY_GO, ""),
    ("renhold", Rule.MAY_GO, "Går først."),
)


@transaction.atomic
def copy_default(*, team: Team, by: User) -> list[PriorityItem]:
    """Give a team without a list a sober one to begin with. A team that has one keeps it."""
    _lock(team)
    if PriorityItem.objects.filter(team=team).exists():
        return []
    items = PriorityItem.objects.bulk_create(
        PriorityItem(
            team=team, position=number, words=words, rule=rule, note=note,
            changed_at=clock.now(), changed_by=by,
        )
        for number, (words, rule, note) in enumerate(DEFAULT, start=1)
    )  # fmt: skip
    _record(team, by, "priorities_begun", team, {"lines": len(items)})
    return items


@transaction.atomic
def add(*, team: Team, words: str, rule: str, by: User, note: str = "") -> PriorityItem:
    """A line more, at the bottom. Raises Refused for words that stand there already."""
    _lock(team)
    words = _checked(words)
    _check_new(team, words)
    lowest = PriorityItem.objects.filter(team=team).aggregate(Max("position"))["position__max"]
    item = PriorityItem.objects.create(
        team=team, position=(lowest or 0) + 1, words=words, rule=rule, note=note.strip(),
        changed_at=clock.now(), changed_by=by,
    )  # fmt: skip
    _record(item, by, "priority_added", team, _told(item))
    return item


@transaction.atomic
def change(*, item: PriorityItem, words: str, rule: str, by: User, note: str = "") -> PriorityItem:
    """New words, another rule or another note; the same again changes nothing."""
    found = _locked(item)
    words, before = _checked(words), _told(found)
    if words.casefold() != found.words.casefold():
        _check_new(found.team, words)
    found.words, found.rule, found.note = words, rule, note.strip()
    if _told(found) != before:
        found.changed_at, found.changed_by = clock.now(), by
        found.save()
        _record(found, by, "priority_changed", found.team, {"before": before, **_told(found)})
    return found


@transaction.atomic
def move(*, item: PriorityItem, to: int, by: User) -> PriorityItem:
    """Put the line at the place `to`, counted from 1; the ends of the list are as far as it goes.

    A place and not a step: pressed twice, it stands where the page said that it would.
    """
    found = _locked(item)
    items = list(PriorityItem.objects.filter(team=found.team).order_by("position", "pk"))
    before = [one.pk for one in items]
    was = before.index(found.pk) + 1
    mine = items.pop(was - 1)
    items.insert(max(0, to - 1), mine)
    if [one.pk for one in items] == before:
        return found
    for number, one in enumerate(items, start=1):
        one.position = number
    PriorityItem.objects.bulk_update(items, ["position"])
    _record(mine, by, "priority_moved", found.team, {"words": mine.words, "from": was, "to": to})
    return mine


@transaction.atomic
def remove(*, item: PriorityItem, by: User) -> None:
    """The line goes. One that is gone already is no error."""
    _lock(item.team)
    found = PriorityItem.objects.filter(pk=item.pk).select_related("team").first()
    if found is not None:
        _record(found, by, "priority_removed", found.team, _told(found))
        found.delete()


def _lock(team: Team) -> None:
    """Two leaders' changes come one after the other. No list of visits is locked."""
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)


def _locked(item: PriorityItem) -> PriorityItem:
    _lock(item.team)
    found = PriorityItem.objects.filter(pk=item.pk).select_related("team__site__unit").first()
    if found is None:
        raise Refused(_("Linjen er fjernet av en annen. Last siden på nytt."))
    return found


def _checked(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise Refused(_("Skriv minst ett ord fra navnet på oppdraget."))
    return words


def _check_new(team: Team, words: str) -> None:
    if PriorityItem.objects.filter(team=team, words__iexact=words).exists():
        raise Refused(_("«%s» står alt på listen. Endre den linjen i stedet.") % words)


def _told(item: PriorityItem) -> dict[str, object]:
    return {"words": item.words, "rule": item.rule, "note": item.note}


def _record(obj: object, by: User, verb: str, team: Team, details: dict[str, object]) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=obj,
        team=team,
        permission=Permission.EDIT_PRIORITIES,
        details=details,
    )
