"""A leader decides what the unit's lists weigh; coming lists are owed anew, running ones are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Shift, Unit, User
from teams.permissions import Permission
from worklists.actions import rebuilds
from worklists.models import TeamShift, UnitWeights
from worklists.planning.weights import SETTINGS, Chosen, complaints

#: A version is never taken away again: one that is typed into the far future would stand for ever.
MOST_DAYS_AHEAD = 366


@transaction.atomic
def decide(
    *,
    unit: Unit,
    values: Mapping[str, int],
    valid_from: date,
    reason: str,
    after: int,
    by: User,
    running_too: bool = False,
) -> UnitWeights:
    """Add a version to the unit's, and ask for the lists that it touches.

    `values` are the planner's whole numbers; what is not named has its default. `after` is the
    number of the version that the leader had before her (0 for none). Deciding again what was
    decided last changes nothing. Raises Refused without a reason, for figures out of bounds, for
    a date that is over or more than a year ahead, and when somebody has decided meanwhile.
    """
    chosen = _chosen(values)
    _check(values, reason, valid_from)
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    newest = UnitWeights.objects.filter(unit=unit).order_by("-number").first()
    if newest and _is_same(newest, chosen, valid_from, running_too):
        return newest
    if after != (newest.number if newest else 0):
        raise Refused(
            _(
                "Noen andre har bestemt nye tall mens du skrev."
                " Se hva som står nederst, og prøv tallene på nytt."
            )
        )
    version = UnitWeights.objects.create(
        unit=unit,
        number=after + 1,
        chosen=chosen,
        valid_from=valid_from,
        running_too=running_too,
        reason=reason.strip(),
        by=by,
        decided_at=clock.now(),
    )
    _note(version)
    _owe_lists(version)
    return version


def _chosen(values: Mapping[str, int]) -> dict[str, int]:
    """Only what differs from the defaults is kept."""
    return {
        name: value
        for name, value in values.items()
        if name in SETTINGS and value != SETTINGS[name].default
    }


def _check(values: Mapping[str, int], reason: str, valid_from: date) -> None:
    if not reason.strip():
        raise Refused(_("Skriv hvorfor tallene endres."))
    if valid_from < clock.today():
        raise Refused(_("Tallene kan ikke gjelde fra en dag som er over."))
    if valid_from > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("Velg en dag som er høyst et år fram."))
    wrong = complaints(Chosen.of(values).values())
    if wrong:
        name, sentence = next(iter(wrong.items()))
        raise Refused(f"{SETTINGS[name].label}: {sentence}")


def _is_same(
    newest: UnitWeights, chosen: dict[str, int], valid_from: date, running_too: bool
) -> bool:
    decided = (newest.chosen, newest.valid_from, newest.running_too)
    return decided == (chosen, valid_from, running_too)


def _note(version: UnitWeights) -> None:
    audit.record(
        by=version.by,
        verb="weights_decided",
        obj=version,
        permission=Permission.DECIDE_WEIGHTS,
        reason=version.reason,
        details={"unit": version.unit.code, "number": version.number, "chosen": version.chosen},
    )


def _owe_lists(version: UnitWeights) -> None:
    """Ask for lists for the published shifts that the version holds for and that are not over."""
    touched = set(_touched(version))
    published = (
        TeamShift.objects.filter(
            team__site__unit=version.unit,
            date__gte=version.valid_from,
            date__lte=clock.today() + timedelta(days=rebuilds.MOST_DAYS_AHEAD),
            current__isnull=False,
        )
        .select_related("team")
        .order_by("team", "date", "kind")  # each is locked in turn: two decisions must not cross
    )
    for shift in published:
        if (shift.team_id, shift.date, shift.kind) in touched:
            rebuilds.request(
                team=shift.team,
                day=shift.date,
                kind=shift.kind,
                why=_("enheten har bestemt nye tall for listene"),
                by=version.by,
            )


def _touched(version: UnitWeights) -> Iterator[tuple[int, date, str]]:
    """(team, date, kind) of the shifts that have not begun; those going on too where it is said."""
    for team, day, kind, begins, ends in _hours(version):
        if begins > version.decided_at or (version.running_too and ends > version.decided_at):
            yield team, day, kind


def _hours(version: UnitWeights) -> QuerySet[Shift, tuple]:  # type: ignore[type-arg]
    """When each shift of the unit begins and ends, by those who walk its lists."""
    return (
        Shift.objects.worked()
        .walking()
        .filter(team__site__unit=version.unit, date__gte=version.valid_from)
        .order_by()
        .values_list("team", "date", "kind")
        .annotate(begins=Min("starts_at"), ends=Max("ends_at"))
    )
