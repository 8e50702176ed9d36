"""Moving a patient between teams: who asks, who answers, and what goes over."""

from datetime import date, time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.models import MoveRequest, Placement
from teams.models import AuditEvent
from tests.factories import PlacementFactory, TeamFactory, VisitFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.actions import moves
from worklists.models import MovedPlan, Visit, VisitPlan

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def ward(monkeypatch):
    """Six in the morning: nobody's shift has begun. One patient with two plans in Team Nord."""
    early = clock.at(TODAY, time(6, 45))
    monkeypatch.setattr(clock, "now", lambda: early)
    ward = make_ward()
    ward.patient = ward.plans(1)[0].patient
    VisitPlanFactory(patient=ward.patient, team=ward.team, title="Kveldsstell", shift="kveld",
                     earliest=time(19), latest=time(21))  # fmt: skip
    return ward


def ask(ward, by="vera", **how):
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
    return moves.propose(**(asked | {"by": ward.user(by)} | how))


def test_a_yes_ends_the_plans_and_lets_them_go_on_in_the_other_team(ward):
    move = ask(ward)
    moves.accept(request=move, by=ward.user("anne"), reason="Vi har plass.")
    for moved in MovedPlan.objects.all():
        assert moved.plan.valid_to == TODAY
        assert moved.successor.team == ward.ht
        assert moved.successor.code == "HSY"
        assert moved.successor.reference == f"{moved.plan.reference}.f2"
    owner = Placement.objects.on(TOMORROW).get(patient=ward.patient, owner=True)
    assert (owner.team, owner.code, owner.decided_by) == (ward.ht, "HSY", ward.people["anne"])
