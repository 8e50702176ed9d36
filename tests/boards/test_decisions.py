"""What was decided, afterwards: whose it is, done or not and why, and whether it helped."""

from copy import deepcopy
from datetime import time, timedelta

import pytest

from boards.actions import decisions
from boards.models import Decision
from boards.queries import decision_page as pages
from boards.queries import decisions as queries
from boards.queries.owners import default_owner
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Staff
from tests.boards.factories import DecisionFactory, FindingFactory, ItemFactory, MeetingFactory
from tests.factories import (
    AbsenceFactory,
    ContactFactory,
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
)
from tests.support.clocks import clock_at, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

NOON = time(12)
TODAY = clock.today()


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Kari is primærkontakt for the patient, Vera her deputy, Fia fagansvarlig."""
    with clock_at(NOON):
        ward = make_ward()
        ward.people["fia"] = StaffFactory(user=UserFactory(username="fia"), team=ward.team)
        PositionFactory(staff=ward.people["fia"], kind="fagansvarlig", team=ward.team)
        ward.patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
        ContactFactory(patient=ward.patient, staff=ward.people["kari"])
        ContactFactory(patient=ward.patient, staff=ward.people["vera"], kind="vara")
        ward.item = ItemFactory(
            on=True, meeting=MeetingFactory(team=ward.team), patient=ward.patient
        )
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, NOON)
    return deepcopy(built)


def decide(ward, **how):
    asked = {
        "patient": ward.patient, "team": ward.team, "item": ward.item, "kind": "tiltak",
        "text": "Veie hver uke", "due_on": TODAY + timedelta(days=7), "by": ward.user("ola"),
    }  # fmt: skip
    return decisions.decide(**(asked | how))


def whose(ward, decision):
    """Those on whose desk it stands."""
    return {
        who
        for who in ("kari", "vera", "fia", "ola")
        if decision.pk in {task.decision.pk for task in queries.mine(ward.user(who))}
    }


class TestOwner:
    def test_it_is_the_primarkontakts_and_on_her_desk_alone(self, ward):
        decision = decide(ward)
        assert decision.owner == ward.people["kari"]
        assert whose(ward, decision) == {"kari"}

    def test_while_she_is_away_her_deputy_sees_it_too(self, ward):
        decision = decide(ward)
        AbsenceFactory(staff=ward.people["kari"])
        assert whose(ward, decision) == {"kari", "vera"}
        assert queries.mine(ward.user("vera"))[0].owner_away

    def test_decided_while_she_is_away_it_is_the_deputys(self, ward):
        AbsenceFactory(staff=ward.people["kari"])
        assert default_owner(ward.patient, ward.team) == ward.people["vera"]
        AbsenceFactory(staff=ward.people["vera"])
        assert default_owner(ward.patient, ward.team) == ward.people["kari"]

    def test_a_patient_without_a_contact_is_the_fagansvarligs(self, ward):
        alone = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
        assert default_owner(alone, ward.team) == ward.people["fia"]

    def test_of_one_who_has_left_it_is_the_fagansvarligs_and_the_leaders(self, ward):
        decision = decide(ward)
        yesterday = TODAY - timedelta(days=1)
        Staff.objects.filter(pk=ward.people["kari"].pk).update(employed_to=yesterday)
        assert whose(ward, decision) == {"fia", "ola"}
        (task,) = queries.mine(ward.user("fia"))
        assert (task.owner_left, task.owner) == (True, None)

    def test_handed_on_it_is_hers(self, ward):
        decision = decisions.hand_to(
            decision=decide(ward), owner=ward.people["anne"], by=ward.user("ola")
        )
        assert whose(ward, decision) == set()
        gone = StaffFactory(team=ward.team, employed_to=TODAY - timedelta(days=1))
        with pytest.raises(Refused, match="arbeider ikke her lenger"):
            decisions.hand_to(decision=decision, owner=gone, by=ward.user("ola"))


class TestWritten:
    def test_the_same_twice_in_the_meeting_is_one(self, ward):
        assert decide(ward) == decide(ward)
        assert Decision.objects.count() == 1

    @pytest.mark.parametrize(
        ("how", "sentence"),
        [
            ({"text": " "}, "hva som skal gjøres"),
            ({"due_on": TODAY - timedelta(days=1)}, "Fristen har vært"),
            ({"kind": "henvisning"}, "hvem det henvises til"),
            ({"kind": "hjemmebesok", "agreed_on": TODAY - timedelta(days=1)}, "avtalte dagen har"),
        ],
    )
    def test_what_does_not_hang_together_is_refused(self, ward, how, sentence):
        with pytest.raises(Refused, match=sentence):
            decide(ward, **how)

    def test_the_second_to_change_it_is_told(self, ward):
        decision = decide(ward)
        seen, by = queries.looks(decision), ward.user("ola")
        decisions.change(decision=decision, text="Veie to ganger i uken", seen=seen, by=by)
        decisions.change(decision=decision, text="Veie to ganger i uken", seen=seen, by=by)
        with pytest.raises(Refused, match="endret siden du åpnet"):
            decisions.change(decision=decision, text="Ikke veie", seen=seen, by=by)
        decision.refresh_from_db()
        assert decision.text == "Veie to ganger i uken"


class TestClosed:
    def test_done_or_not_done_and_why_and_the_second_is_told_who_was_first(self, ward):
        decision = decide(ward)
        with pytest.raises(Refused, match="hvorfor det ikke ble noe av"):
            decisions.close(decision=decision, done=False, by=ward.user("kari"))
        decisions.close(decision=decision, done=True, by=ward.user("kari"))
        first = decisions.close(decision=decision, done=True, by=ward.user("vera")).closed_by
        assert first == ward.user("kari")
        with pytest.raises(Refused, match=r"Kari .* har alt ført «gjort»"):
            decisions.close(decision=decision, done=False, why="Glemt", by=ward.user("vera"))

    def test_opened_again_it_is_on_her_desk_again(self, ward):
        decision = decide(ward)
        decisions.close(decision=decision, done=True, by=ward.user("kari"))
        assert whose(ward, decision) == set()
        decisions.reopen(decision=decision, why="Feil linje", by=ward.user("kari"))
        assert whose(ward, decision) == {"kari"}

    def test_taken_back_it_stands_nowhere(self, ward):
        decision = decide(ward)
        decisions.withdraw(decision=decision, why="Gjaldt en annen", by=ward.user("ola"))
        assert whose(ward, decision) == set()
        assert queries.of_item(ward.item) == []
        with pytest.raises(Refused, match=r"Ola .* har trukket"):
            decisions.close(decision=decision, done=True, by=ward.user("kari"))


class TestEffect:
    @pytest.fixture
    def old(self, ward):
        """Decided five weeks ago."""
        at = clock.now() - timedelta(weeks=5)
        return DecisionFactory(
            item=ward.item, decided_at=at, due_on=at.date(), owner=ward.people["kari"]
        )

    def unhelped(self, ward):
        return [task.decision.pk for task in queries.without_effect([ward.team], TODAY)]

    def test_nobody_has_seen_that_it_helped(self, ward, old):
        assert self.unhelped(ward) == [old.pk]
        by = ward.user("kari")
        decisions.see_effect(decision=old, result="likt", by=by)
        decisions.see_effect(decision=old, result="likt", by=by)
        assert (self.unhelped(ward), old.effects.count()) == ([old.pk], 1)
        decisions.see_effect(decision=old, result="bedre", text="61,0 kg", by=by)
        assert self.unhelped(ward) == []

    def test_not_before_the_units_weeks_and_not_what_came_to_nothing(self, ward, old):
        decide(ward)
        assert self.unhelped(ward) == [old.pk]
        decisions.close(decision=old, done=False, why="Ville ikke", by=ward.user("kari"))
        assert self.unhelped(ward) == []

    def test_what_the_rules_still_see_stands_beside(self, ward, old):
        FindingFactory(item=ward.item, sentence="Vekt 62,1 til 58,0 kg.")
        page = pages.team_page(ward.team, "uten-virkning", "")
        assert page.lines[0][1] == ["Vekt 62,1 til 58,0 kg."]


def test_a_meeting_opens_with_the_last_ones_decisions_and_what_is_open(ward):
    def held(weeks_ago):
        day = ward.item.meeting.planned_for - timedelta(weeks=weeks_ago)
        meeting = MeetingFactory(team=ward.team, planned_for=day, held=True)
        return ItemFactory(on=True, meeting=meeting)

    last, before = held(1), held(2)
    done = DecisionFactory(item=last, text="Gjort")
    older = DecisionFactory(item=before, text="Eldre, gjort")
    still = DecisionFactory(item=before, text="Eldre, åpen")
    for decision in (done, older):
        decisions.close(decision=decision, done=True, by=ward.user("kari"))
    DecisionFactory(item=ward.item)
    found = [task.decision for task in queries.before_meeting(ward.item.meeting)]
    assert found == [still, done]


def test_what_the_meeting_itself_has_closed_stays_to_be_seen(ward):
    meeting = ward.item.meeting
    meeting.opened_at = clock.now() - timedelta(minutes=2)
    day = meeting.planned_for - timedelta(weeks=2)
    before = MeetingFactory(team=ward.team, planned_for=day, held=True)
    MeetingFactory(team=ward.team, planned_for=day + timedelta(weeks=1), held=True)
    older = DecisionFactory(item=ItemFactory(on=True, meeting=before))
    decisions.close(decision=older, done=True, by=ward.user("kari"))
    assert [task.decision for task in queries.before_meeting(meeting)] == [older]


def test_three_and_thirty_decisions_ask_as_much(ward, django_assert_max_num_queries):
    for _each in range(12):
        DecisionFactory(item=ward.item, owner=ward.people["kari"])
    user = ward.user("kari")
    with django_assert_max_num_queries(6):
        assert len(queries.mine(user)) == 12
    with django_assert_max_num_queries(16):
        assert len(pages.team_page(ward.team, "apne", "").rows) == 12
