"""Between the question and the answer, and after: what was settled elsewhere is not undone by a yes,
and an agreed move gives way to one that is needed sooner.
"""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import transaction

from heltom.lib.errors import Refused
from patients.models import MoveRequest, Patient, Placement
from teams.models import Change, Team
from tests.factories import PlacementFactory, VisitPlanFactory
from tests.worklists.moving import TODAY, TOMORROW, ask, at_oclock, moving_ward
from tests.worklists.test_assessment_decisions import drafted
from worklists.actions import assessments, moves
from worklists.models import VisitPlan
from worklists.queries import due
from worklists.queries.move_means import asked_of, means

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=20)


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return moving_ward(monkeypatch)


@pytest.fixture
def ward(monkeypatch, built):
    at_oclock(monkeypatch, 6, 45)
    return deepcopy(built)


def accept(ward, move, **how):
    return moves.accept(request=move, by=ward.user("anne"), **how)


def refused(ward, move, **how):
    before = list(VisitPlan.objects.order_by("pk").values()), list(Placement.objects.values())
    with pytest.raises(Refused) as refusal, transaction.atomic():
        accept(ward, move, **how)
    after = list(VisitPlan.objects.order_by("pk").values()), list(Placement.objects.values())
    move.refresh_from_db()
    assert (after, move.answer, Change.objects.exists()) == (before, "", False)
    return str(refusal.value)


def placed(day):
    rows = Placement.objects.on(day)
    return set(rows.values_list("patient", "team"))


def without_a_team(ward):
    """Visits of the coming weeks in a team that does not have the patient."""
    days = [TODAY + timedelta(days=n) for n in range(40)]
    teams = Team.objects.all()
    return [
        (day, plan.title)
        for day in days
        for plan in due.read_day(day, teams).due()
        if (plan.patient_id, plan.team_id) not in placed(day)
    ]


class TestSettledElsewhere:
    @pytest.mark.parametrize("plans", [None, []])
    def test_another_team_has_got_her_and_keeps_her(self, ward, plans):
        move = ask(ward, plans=plans)
        ward.patient.placements.update(valid_to=TODAY)
        VisitPlan.objects.filter(patient=ward.patient).update(valid_to=TODAY)
        PlacementFactory(patient=ward.patient, team=ward.south, valid_from=TOMORROW)
        assert refused(ward, move) == (
            "Pasienten hører ikke til Team Nord den datoen. Velg en annen dato."
            " Ingenting er gjort. Si nei, og be om det på nytt."
        )

    def test_another_team_has_got_the_responsibility_that_was_to_stay(self, ward):
        move = ask(ward, plans=[ward.night], owner_after=ward.team)
        ward.patient.placements.update(owner=False)
        PlacementFactory(patient=ward.patient, team=ward.south, valid_from=TODAY)
        assert refused(ward, move).startswith("Team Sør har hovedansvaret den datoen.")

    def test_a_third_team_got_the_responsibility_while_she_read(self, ward):
        """The page says whose it is; a yes to another state of things takes it from nobody."""
        move = ask(ward)
        read = means(asked_of(move), [row.plan for row in move.plans.all()])
        seen = dict(pair.split(":") for pair in read.seen.split())
        ward.patient.placements.update(owner=False)
        PlacementFactory(patient=ward.patient, team=ward.south, valid_from=TODAY)
        told = refused(ward, move, seen={int(key): look for key, look in seen.items()})
        assert told.startswith("Team Sør har fått hovedansvaret siden du åpnet siden.")
        now = means(asked_of(move), [row.plan for row in move.plans.all()])
        assert f"{ward.ht} får hovedansvaret, som Team Sør har nå." in now.sentences

    def test_the_receiving_team_is_closed(self, ward):
        move = ask(ward)
        Team.objects.filter(pk=ward.ht.pk).update(active_to=TODAY)
        assert "er lagt ned" in refused(ward, move)

    def test_it_closes_before_the_later_date_of_a_late_answer(self, ward, monkeypatch):
        move = ask(ward, from_date=TODAY)
        Team.objects.filter(pk=ward.ht.pk).update(active_to=TODAY)
        at_oclock(monkeypatch, 9)
        told = refused(ward, move, from_date=TOMORROW, from_shift="dag")
        assert "er lagt ned" in told

    def test_her_services_have_ended(self, ward):
        move = ask(ward)
        Patient.objects.filter(pk=ward.patient.pk).update(ended_on=TODAY, ended_reason="flyttet")
        assert "avsluttet" in refused(ward, move)

    def test_somebody_has_decided_that_she_stays(self, ward, monkeypatch):
        """The decision to move her was looked at again while the HT had not answered."""
        ola = ward.user("ola")
        assessments.decide(draft=drafted(ward, ward.patient, "ht", who="ola"), by=ola)
        move = MoveRequest.objects.get()
        at_oclock(monkeypatch, 6, 50)
        assessments.decide(draft=drafted(ward, ward.patient, "ot", who="ola"), by=ola)
        assert refused(ward, move).startswith(
            f"{ward.people['ola']} har bestemt noe annet siden dette ble spurt om:"
            " OT har pasienten (PBP). Ingenting er gjort."
        )

    def test_the_decision_that_asked_is_not_against_itself(self, ward, monkeypatch):
        ola = ward.user("ola")
        assessments.decide(draft=drafted(ward, ward.patient, "ht", who="ola"), by=ola)
        at_oclock(monkeypatch, 6, 50)
        accept(ward, MoveRequest.objects.get())
        assert without_a_team(ward) == []


class TestSoonerThanAgreed:
    """Team Sør takes her in twenty days; then she needs the HT until that day."""

    @pytest.fixture
    def chain(self, ward):
        accept(ward, ask(ward, to_team=ward.south, owner_after=ward.south, from_date=LATER))
        accept(ward, ask(ward))
        first = VisitPlan.objects.get(pk=ward.morning.pk)
        return [first, first.moved_to, first.moved_to.moved_to]

    def test_the_plan_goes_to_one_and_then_to_the_other(self, ward, chain):
        assert [(plan.team, plan.valid_from) for plan in chain[1:]] == [
            (ward.ht, TOMORROW),
            (ward.south, LATER),
        ]
        ends = [plan.valid_to for plan in chain]
        assert ends == [TODAY, LATER - timedelta(days=1), None]

    def test_each_day_once_and_with_a_team_that_has_her(self, ward, chain):
        days = [TODAY + timedelta(days=n) for n in range(40)]
        assert {sum(plan.recurs_on(day) for plan in chain) for day in days} == {1}
        assert without_a_team(ward) == []
        owners = Placement.objects.filter(owner=True, patient=ward.patient).order_by("valid_from")
        assert [row.team for row in owners] == [ward.team, ward.ht, ward.south]


def test_visits_of_the_very_last_day_are_with_a_team_that_may_see_her(ward):
    """The night visit ends on the day of the move, and the responsibility stays."""
    last = VisitPlanFactory(patient=ward.patient, team=ward.team, valid_to=TOMORROW)
    accept(ward, ask(ward, plans=[last], owner_after=ward.team))
    assert without_a_team(ward) == []
    assert (ward.patient.pk, ward.ht.pk) not in placed(TOMORROW + timedelta(days=1))
