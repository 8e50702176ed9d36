"""Moving a patient between teams: who asks, who answers, and until when."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.models import MoveRequest
from teams.models import AuditEvent, Change, Team
from tests.belonging_factories import AssessmentFactory, MoveRequestFactory
from tests.factories import (
    PlacementFactory,
    ShiftFactory,
    StaffFactory,
    VisitPlanFactory,
)
from tests.worklists.moving import TODAY, TOMORROW, ask, at_oclock, leader, moving_ward
from worklists.actions import moves
from worklists.models import MovedPlan, VisitPlan
from worklists.queries.moves import open_moves

pytestmark = pytest.mark.django_db

ANSWER = MoveRequest.Answer


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return moving_ward(monkeypatch)


@pytest.fixture
def ward(monkeypatch, built):
    at_oclock(monkeypatch, 6, 45)
    return deepcopy(built)


def refused(act, **how):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(**how)
    return str(refusal.value)


class TestAsking:
    def test_all_her_plans_go_when_none_are_named(self, ward):
        VisitPlanFactory(patient=ward.patient, team=ward.ht, title="HTs egen")
        over = VisitPlanFactory(patient=ward.patient, team=ward.team, valid_to=TODAY)
        move = ask(ward)
        asked = {each.plan.title for each in move.plans.all()}
        assert asked == {"Morgenstell", "Kveldsstell", "Nattilsyn"}
        assert over not in [each.plan for each in move.plans.all()]
        assert (move.proposed_by.username, move.reason) == ("vera", "Såret må sees av sykepleier.")

    def test_it_is_kept_who_asked_why_and_for_what(self, ward):
        ask(ward)
        event = AuditEvent.objects.get(verb="move_proposed")
        assert (event.user.username, event.role, event.team) == ("vera", "vk", ward.team)
        assert event.patient_number == ward.patient.number
        assert (event.details["to"], event.details["from_shift"]) == (ward.ht.code, "dag")
        assert not Change.objects.exists(), "nothing moves before somebody has answered"

    def test_the_receiving_team_may_ask_for_a_patient_too(self, ward):
        assert ask(ward, by="anne").proposed_by.username == "anne"

    def test_whoever_assesses_may_ask_without_running_the_day(self, ward):
        adviser = leader(ward, kind="konsulent", unit=ward.team.unit)
        decision = AssessmentFactory(patient=ward.patient, decided=True)
        move = ask(ward, by=adviser, assessment=decision)
        assert move.assessment == decision
        assert AuditEvent.objects.get(verb="move_proposed").role == "clinical_adviser"

    @pytest.mark.parametrize("who", ["kari", "siri", "nils"])
    def test_whoever_only_walks_a_list_or_is_from_elsewhere_may_not(self, ward, who):
        with pytest.raises(NotAllowed):
            ask(ward, by=who)

    @pytest.mark.parametrize(
        ("how", "told"),
        [
            ({"reason": "  "}, "Skriv hvorfor"),
            ({"from_date": TODAY - timedelta(days=1)}, "Velg i dag eller en senere dato."),
            ({"from_date": TODAY + timedelta(days=366)}, "høyst et år fram"),
            ({"from_shift": "formiddag"}, "dag, kveld eller natt"),
            ({"plans": []}, ""),
        ],
    )
    def test_what_cannot_be_asked_is_said(self, ward, how, told):
        if how == {"plans": []}:
            how = {"plans": [], "owner_after": ward.team}
            told = "Velg minst ett oppdrag"
        assert told in refused(ask, ward=ward, **how)
        assert not MoveRequest.objects.exists()

    def test_a_shift_that_has_begun_is_finished_by_those_who_began(self, ward, monkeypatch):
        at_oclock(monkeypatch, 9)
        told = refused(ask, ward=ward, from_date=TODAY, from_shift="dag")
        assert "Vakten har begynt" in told
        assert ask(ward, from_date=TODAY, from_shift="kveld")

    def test_not_to_the_same_team_nor_one_that_is_closed(self, ward):
        assert "et annet team" in refused(ask, ward=ward, to_team=ward.team)
        Team.objects.filter(pk=ward.south.pk).update(active_to=TODAY)
        told = refused(ask, ward=ward, to_team=ward.south, owner_after=ward.south)
        assert "er lagt ned" in told

    def test_not_of_a_patient_who_is_not_there(self, ward):
        told = refused(ask, ward=ward, from_team=ward.south, by="anne")
        assert "hører ikke til" in told
        ward.patient.ended_on, ward.patient.ended_reason = TODAY, "flyttet"
        ward.patient.save()
        assert "avsluttet" in refused(ask, ward=ward)

    def test_a_team_outside_the_two_cannot_get_the_main_responsibility(self, ward):
        assert "hovedansvaret" in refused(ask, ward=ward, owner_after=ward.south)

    def test_whoever_keeps_the_responsibility_keeps_a_visit(self, ward):
        told = refused(ask, ward=ward, owner_after=ward.team)
        assert f"Alle oppdragene går til {ward.ht}" in told
        move = ask(ward, owner_after=ward.team, plans=[ward.morning])
        assert [each.plan for each in move.plans.all()] == [ward.morning]

    def test_only_visits_that_the_team_has(self, ward):
        other = VisitPlanFactory(team=ward.ht, patient=ward.patient, title="HTs egen")
        assert "«HTs egen»" in refused(ask, ward=ward, plans=[other])

    def test_one_open_request_and_the_next_is_told_whose(self, ward):
        ask(ward)
        told = refused(ask, ward=ward, by="anne", to_team=ward.south, owner_after=ward.south)
        assert told.startswith(f"{ward.people['vera'].name} har alt bedt om å flytte pasienten")

    def test_pressing_twice_asks_once(self, ward):
        assert ask(ward) == ask(ward)
        assert MoveRequest.objects.count() == 1
        assert AuditEvent.objects.filter(verb="move_proposed").count() == 1

    def test_the_database_lets_one_open_request_through(self, ward):
        MoveRequestFactory(patient=ward.patient)
        with pytest.raises(IntegrityError), transaction.atomic():
            MoveRequestFactory(patient=ward.patient)
        MoveRequestFactory()


class TestTheDeadline:
    def test_it_is_the_hours_of_the_receiving_unit(self, ward):
        unit = ward.ht.unit
        unit.move_answer_hours = 5
        unit.save()
        ht = Team.objects.get(pk=ward.ht.pk)
        move = ask(ward, to_team=ht, owner_after=ht, from_date=TODAY + timedelta(days=9))
        assert move.answer_by == clock.now() + timedelta(hours=5)

    def test_a_move_for_this_evening_is_answered_before_the_evening(self, ward):
        ShiftFactory(staff=StaffFactory(team=ward.ht), date=TODAY, kind="kveld")
        move = ask(ward, from_date=TODAY, from_shift="kveld")
        assert move.answer_by == clock.at(TODAY, time(15))

    def test_without_a_roster_the_clock_says_when_a_shift_begins(self, ward):
        move = ask(ward, from_date=TODAY, from_shift="natt")
        assert move.answer_by == clock.at(TODAY, time(22))


class TestAnswering:
    def test_no_and_why_leaves_everything_as_it_is(self, ward):
        before = list(VisitPlan.objects.order_by("pk").values())
        move = moves.decline(request=ask(ward), by=ward.user("anne"), reason="Fullt i HT.")
        assert (move.answer, move.answer_reason) == (ANSWER.DECLINED, "Fullt i HT.")
        assert list(VisitPlan.objects.order_by("pk").values()) == before
        assert not Change.objects.exists()
        event = AuditEvent.objects.get(verb="move_declined")
        assert (event.role, event.reason) == ("ansvarsvakt", "Fullt i HT.")

    def test_no_takes_a_reason(self, ward):
        move = ask(ward)
        assert "hvorfor" in refused(moves.decline, request=move, by=ward.user("anne"), reason=" ")
        assert MoveRequest.objects.get().answer == ""

    @pytest.mark.parametrize("who", ["kari", "vera", "ola", "siri", "nils"])
    def test_only_the_receiving_team_answers(self, ward, who):
        move = ask(ward)
        for answer in (moves.accept, moves.decline):
            with pytest.raises(NotAllowed):
                answer(request=move, by=ward.user(who), reason="nei")

    def test_four_eyes_whoever_asked_does_not_answer_and_is_told_who_can(self, ward):
        leader(ward, kind="fagansvarlig", team=ward.ht, name="Frida")
        move = ask(ward, by="anne")
        told = refused(moves.accept, request=move, by=ward.user("anne"))
        assert told.startswith("Du ba selv om flyttingen. En annen må svare: Frida ")
        assert "(fagansvarlig)" in told
        assert "Anne" not in told
        assert MoveRequest.objects.get().answer == ""
        assert not MovedPlan.objects.filter(successor__isnull=False).exists()

    def test_the_second_reads_who_answered(self, ward, monkeypatch):
        move = ask(ward)
        second = leader(ward, kind="fagansvarlig", team=ward.ht)
        at_oclock(monkeypatch, 10, 2)
        moves.accept(request=move, by=ward.user("anne"))
        told = refused(moves.decline, request=move, by=second, reason="nei")
        assert told == f"{ward.people['anne'].name} svarte ja kl. 10.02."
        told = refused(moves.withdraw, request=move, by=ward.user("vera"), reason="angrer")
        assert told == f"{ward.people['anne'].name} svarte ja kl. 10.02."

    def test_pressing_twice_is_one_answer(self, ward):
        move = ask(ward)
        for _ in range(2):
            moves.accept(request=move, by=ward.user("anne"))
        assert VisitPlan.objects.filter(moved_from__isnull=False).count() == 3
        assert AuditEvent.objects.filter(verb="move_accepted").count() == 1

    def test_after_an_answer_a_new_request_may_be_made(self, ward):
        moves.decline(request=ask(ward), by=ward.user("anne"), reason="nei")
        assert ask(ward, reason="Det er verre nå.")


class TestTakingBack:
    def test_whoever_asked_takes_it_back(self, ward):
        move = moves.withdraw(request=ask(ward), by=ward.user("vera"), reason="Hun er bedre.")
        assert move.answer == ANSWER.WITHDRAWN
        assert AuditEvent.objects.get(verb="move_withdrawn").reason == "Hun er bedre."

    def test_and_so_may_the_leader_of_the_team_that_has_her(self, ward):
        move = moves.withdraw(request=ask(ward), by=ward.user("ola"), reason="Vi klarer det.")
        assert move.answered_by.username == "ola"

    @pytest.mark.parametrize("who", ["kari", "anne", "siri", "nils"])
    def test_nobody_else(self, ward, who):
        with pytest.raises(NotAllowed):
            moves.withdraw(request=ask(ward), by=ward.user(who), reason="nei")


class TestNobodyAnswers:
    @pytest.fixture
    def late(self, ward, monkeypatch):
        """Asked at a quarter to seven for the evening; now it is the evening."""
        ward.move = ask(ward, from_date=TODAY, from_shift="kveld")
        at_oclock(monkeypatch, 16)
        return ward

    def test_it_goes_to_the_leaders_once_and_nothing_moves(self, late):
        assert moves.escalate(now=clock.now()) == 1
        assert moves.escalate(now=clock.now()) == 0
        late.move.refresh_from_db()
        assert (late.move.escalated_at, late.move.answer) == (clock.now(), "")
        assert AuditEvent.objects.get(verb="move_escalated").role == "clock"
        assert not VisitPlan.objects.filter(moved_from__isnull=False).exists()
        assert not Change.objects.exists()

    def test_not_before_its_time_and_not_when_answered(self, ward, monkeypatch):
        ask(ward)
        assert moves.escalate(now=clock.now()) == 0
        moves.decline(request=MoveRequest.objects.get(), by=ward.user("anne"), reason="nei")
        assert moves.escalate(now=clock.now() + timedelta(days=9)) == 0

    def test_the_leaders_of_both_teams_have_it_first_on_their_desk(self, late):
        another = VisitPlanFactory(team=late.team).patient
        ask(late, patient=another, from_date=TOMORROW)
        unit_leader = leader(late, kind="enhetsleder", unit=late.team.unit)
        ht_leader = leader(late, team=late.ht)
        assert [each.request for each in open_moves(late.user("ola"))] == [late.move]
        for user in (unit_leader, ht_leader):
            rows = open_moves(user)
            assert [(row.request.patient, row.late) for row in rows] == [
                (late.patient, True),
                (another, False),
            ]
            assert all(row.may_answer for row in rows)
        assert open_moves(late.user("kari")) == []
        assert open_moves(late.user("vera")) == [], "she asked, and waits for others"
        assert open_moves(late.user("siri")) == []

    def test_a_leader_may_answer_with_a_date_that_is_still_to_come(self, late):
        by = leader(late, kind="enhetsleder", unit=late.team.unit)
        told = refused(moves.accept, request=late.move, by=by)
        assert "har begynt. Velg en senere dato og vakt." in told
        assert MoveRequest.objects.get().answer == ""
        moves.accept(request=late.move, by=by, from_date=TOMORROW, from_shift="dag")
        late.move.refresh_from_db()
        assert (late.move.from_date, late.move.from_shift) == (TOMORROW, "dag")
        event = AuditEvent.objects.get(verb="move_accepted")
        assert event.details["asked_for"] == [TODAY.isoformat(), "kveld"]

    def test_not_with_a_shift_that_has_begun_as_well(self, late):
        by = leader(late, team=late.ht)
        told = refused(moves.accept, request=late.move, by=by, from_date=TODAY, from_shift="dag")
        assert "Vakten har begynt" in told

    def test_a_date_in_time_is_not_haggled_over(self, ward):
        told = refused(
            moves.accept, request=ask(ward), by=ward.user("anne"),
            from_date=TOMORROW + timedelta(days=3), from_shift="dag",
        )  # fmt: skip
        assert "den datoen det er spurt om" in told


def test_both_teams_see_a_request_and_nobody_else(ward):
    move = ask(ward, to_team=ward.south, owner_after=ward.south)
    seen = {
        name: MoveRequest.objects.visible_to(ward.user(name)).filter(pk=move.pk).exists()
        for name in ward.people
    }
    assert seen == {
        "kari": True, "vera": True, "anne": True, "ola": True, "sara": True,
        "siri": False, "nils": False,
    }  # fmt: skip


def test_a_shared_patient_may_go_between_others_than_the_owner(ward):
    """The HT has the main responsibility; Team Nord's visits go to Team Sør."""
    ward.patient.placements.update(owner=False)
    PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY")
    move = ask(ward, to_team=ward.south, owner_after=ward.ht)
    assert move.owner_after == ward.ht
