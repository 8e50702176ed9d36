"""A patient of Team Nord with three visits a day, and two teams that may take her."""

from datetime import time, timedelta

from heltom.lib import clock
from patients.models import Placement
from teams.models import User
from tests.factories import (
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitPlanFactory,
)
from tests.ward import Ward, make_ward
from worklists.actions import moves

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


def at_oclock(monkeypatch, hour, minute=0, day=TODAY):
    instant = clock.at(day, time(hour, minute)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: instant)


def moving_ward(monkeypatch, day=TODAY) -> Ward:
    """A quarter to seven: no shift of the day has begun. `south` is another OT under the same HT, with
    Sara on a list."""
    at_oclock(monkeypatch, 6, 45)
    ward = make_ward(day)
    ward.south = TeamFactory(name="Team Sør", code="sor", site=ward.team.site, ht=ward.ht)
    ward.people["sara"] = StaffFactory(
        user=UserFactory(username="sara"), given_name="Sara", team=ward.south
    )
    ShiftFactory(staff=ward.people["sara"], date=day)
    ward.morning = ward.plans(1)[0]
    ward.patient = ward.morning.patient
    ward.evening = _plan(ward, "Kveldsstell", "kveld", time(19), time(21))
    ward.night = _plan(ward, "Nattilsyn", "natt", time(2), time(4))
    return ward


def _plan(ward, title, shift, earliest, latest):
    return VisitPlanFactory(
        patient=ward.patient, team=ward.team, title=title, shift=shift, earliest=earliest,
        latest=latest,
    )  # fmt: skip


def ask(ward, by="vera", **how):
    """Vera of Team Nord asks the HT to take the patient from tomorrow's day shift."""
    asked = {
        "patient": ward.patient,
        "from_team": ward.team,
        "to_team": ward.ht,
        "owner_after": ward.ht,
        "plans": None,
        "from_date": TOMORROW,
        "from_shift": "dag",
        "reason": "Såret må sees av sykepleier.",
    }
    who = by if isinstance(by, User) else ward.user(by)
    return moves.propose(**(asked | {"by": who} | how))


def leader(ward, kind="avdelingsleder", team=None, unit=None, name="Lise"):
    """Somebody with a position for a team or for the unit."""
    staff = StaffFactory(team=team or ward.team, with_login=True, given_name=name)
    PositionFactory(staff=staff, kind=kind, team=team, unit=unit)
    return User.objects.get(pk=staff.user_id)


def accept(ward, by="anne", **how):
    """Asked for, and said yes to."""
    move = ask(ward, **how)
    return moves.accept(request=move, by=ward.user(by))


def where(ward, day):
    """(team, owns) on the day, the owner first."""
    rows = Placement.objects.on(day).filter(patient=ward.patient)
    return [(row.team, row.owner) for row in rows.order_by("-owner", "team__kind", "pk")]
