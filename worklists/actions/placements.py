"""Where a patient belongs after a move: who owns, who shares, and who may look on the day itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from patients.models import MoveRequest, Placement
from teams.models import Team, User
from teams.roles import staff_of
from worklists.models import VisitPlan
from worklists.queries import move_rules

ONE_DAY = timedelta(days=1)


def follow(*, move: MoveRequest, by: User) -> None:
    """Let the placements follow a move that was accepted, from its date on. Call it in that transaction,
    when the plans have gone over.

    What holds until a day that is already known (the owner's placement ends, another begins) goes on
    holding until then. A team that gives up the patient may see her on the day of the move too:
    what it does that day before the first shift is written down after.
    """
    day = move.from_date
    owner = move_rules.owner_on(move.patient, day)
    last = owner.valid_to if owner else _before_next_owner(move, day)
    parties = {move.from_team, move.to_team}
    wanted = _Wanted(move, by, day, last)
    if owner is None or owner.team != move.owner_after:
        parties |= {owner.team} if owner else set()
        had = {team for team in parties if _placed(move, team, day)}
        for team in parties | {move.owner_after}:
            _clear(move, team, day, last)
        wanted.place(move.owner_after, owner=True)
        for team in sorted(parties - {move.owner_after}, key=lambda team: team.pk):
            wanted.share(team, had=team in had)
        return
    for team in sorted(parties - {move.owner_after}, key=lambda team: team.pk):
        share = _placed(move, team, day)
        if keeps_visits(move, team):
            if share is None or not _reaches(share, last):
                _clear(move, team, day, last)
                wanted.place(team)
        elif share is not None or has_the_day(move, team):
            _clear(move, team, day, last)
            wanted.share(team, had=True)


class _Wanted:
    """Makes the placements of one move."""

    def __init__(self, move: MoveRequest, by: User, day: date, last: date | None) -> None:
        self.move, self.day, self.last = move, day, last
        self.decided_by = staff_of(by)

    def place(self, team: Team, *, owner: bool = False, only_today: bool = False) -> None:
        Placement.objects.create(
            patient=self.move.patient,
            team=team,
            code=move_rules.code_of(team),
            owner=owner,
            valid_from=self.day,
            valid_to=self.day if only_today else self.last,
            decided_by=self.decided_by,
            why=self.move.reason,
        )

    def share(self, team: Team, *, had: bool) -> None:
        """A team beside the owner: for as long as it has visits, else for the day of the move."""
        if keeps_visits(self.move, team):
            self.place(team)
        elif had or has_the_day(self.move, team):
            self.place(team, only_today=True)


def keeps_visits(move: MoveRequest, team: Team) -> bool:
    """Whether the team has visit plans with the patient after the day of the move."""
    after = Q(valid_to__isnull=True) | Q(valid_to__gt=move.from_date)
    plans = VisitPlan.objects.filter(after, patient=move.patient, team=team)
    return plans.exclude(weekdays=[]).exists()


def has_the_day(move: MoveRequest, team: Team) -> bool:
    """Whether a plan of the team's ends on the very day of the move: she has the visits of that day."""
    plans = VisitPlan.objects.filter(patient=move.patient, team=team, valid_to=move.from_date)
    return plans.exclude(weekdays=[]).exists()


def _placed(move: MoveRequest, team: Team, day: date) -> Placement | None:
    return Placement.objects.on(day).filter(patient=move.patient, team=team).first()


def _reaches(share: Placement, last: date | None) -> bool:
    return share.valid_to is None or (last is not None and share.valid_to >= last)


def _before_next_owner(move: MoveRequest, day: date) -> date | None:
    later = Placement.objects.filter(patient=move.patient, owner=True, valid_from__gt=day)
    first = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    return first - ONE_DAY if first else None


def _clear(move: MoveRequest, team: Team, day: date, last: date | None) -> None:
    """Make room from the day to `last`: what was before stays, and what comes after stays too."""
    rows = Placement.objects.filter(patient=move.patient, team=team).between(day, last or date.max)
    for row in rows:
        goes_on = last is not None and (row.valid_to is None or row.valid_to > last)
        rest = row.valid_to
        if row.valid_from < day:
            Placement.objects.filter(pk=row.pk).update(valid_to=day - ONE_DAY)
        else:
            row.delete()
        if goes_on and last is not None:
            row.pk, row._state.adding = None, True
            row.valid_from, row.valid_to = last + ONE_DAY, rest
            row.save(force_insert=True)
