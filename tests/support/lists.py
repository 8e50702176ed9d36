"""Published lists of a given size, straight into the tables: planning them would take a minute."""

from datetime import timedelta

from heltom.lib import clock
from tests.factories import PatientFactory, ShiftFactory, StaffFactory, shift_times
from tests.ward import Ward
from worklists.models import (
    BreakTime,
    Entry,
    ListChange,
    Publication,
    State,
    TeamShift,
    Unassigned,
    Visit,
    VisitState,
    Worklist,
)


def publish(ward: Ward, *, lists: int, visits_each: int, unassigned: int = 1) -> TeamShift:
    """Lists of equal length on the ward's day shift, and a bucket."""
    shift = TeamShift.objects.create(team=ward.team, date=ward.day, kind="dag", version=1)
    shift.current = Publication.objects.create(team_shift=shift, number=1, why="i en test")
    shift.save()
    add_lists(shift, ward, lists=lists, visits_each=visits_each)
    for visit in _visits(ward, unassigned):
        Unassigned.objects.create(publication=shift.current, visit=visit, code="x", reason="Fullt.")
    return shift


def add_lists(shift: TeamShift, ward: Ward, *, lists: int, visits_each: int) -> None:
    for number in range(lists):
        staff = StaffFactory(team=ward.team, given_name=f"Hjelper {number}")
        worklist = Worklist.objects.create(
            publication=shift.current,
            shift=ShiftFactory(staff=staff, date=ward.day),
            report_minutes=15,
            home_at=shift_times(ward.day, "dag")[1],
        )
        _fill(ward, worklist, visits_each)


def _fill(ward: Ward, worklist: Worklist, how_many: int) -> None:
    begins = shift_times(ward.day, "dag")[0] + timedelta(minutes=20)
    length = timedelta(minutes=360 // how_many)
    Entry.objects.bulk_create(
        Entry(
            worklist=worklist,
            visit=visit,
            position=position,
            starts_at=begins + position * length,
            ends_at=begins + (position + 1) * length - timedelta(minutes=6),
            travel_minutes=5,
            prices={"travel": {"amount": 5, "points": 50}},
        )
        for position, visit in enumerate(_visits(ward, how_many))
    )
    pause = begins + timedelta(minutes=365)
    BreakTime.objects.create(
        worklist=worklist, starts_at=pause, ends_at=pause + timedelta(minutes=30)
    )


def _visits(ward: Ward, how_many: int) -> list[Visit]:
    start = clock.at(ward.day, shift_times(ward.day, "dag")[0].time())
    visits = Visit.objects.bulk_create(
        Visit(
            patient=PatientFactory(number=f"P-{100000 + Visit.objects.count() + number}"),
            team=ward.team,
            code="PBP",
            date=ward.day,
            shift="dag",
            title="Morgenstell",
            minutes=18,
            earliest=start,
            latest=start + timedelta(hours=7),
        )
        for number in range(how_many)
    )
    VisitState.objects.bulk_create(VisitState(visit=visit, state=State.DUE) for visit in visits)
    return visits


def vanish(shift: TeamShift, ward: Ward, title: str = "Morgenstell") -> ListChange:
    """A visit that stood on a list and is gone, waiting for somebody's word."""
    (visit,) = _visits(ward, 1)
    Visit.objects.filter(pk=visit.pk).update(title=title)
    VisitState.objects.create(visit=visit, state=State.WITHDRAWN, reason="Tidsplanen er avsluttet.")
    return ListChange.objects.create(
        publication=shift.current,
        visit=visit,
        kind=ListChange.Kind.VANISHED,
        before={"carers": ["Kari Oppdiktet"], "start": "08:10"},
        reason="Tidsplanen er avsluttet.",
    )
