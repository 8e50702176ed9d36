"""What has been lived in HeltOm when the demo is opened: decided, asked and come home."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from emeldinger.models import Consequence, Letter, Message, ReceiptTask, Sending
from emeldinger.queries.reached import Reached, reached
from emeldinger.queries.rounds import RoundState, rounds_of
from heltom.lib import clock
from imports.actions import import_folder
from imports.demo.characters import character
from imports.lived import live
from patients.models import (
    Assessment,
    CriteriaTable,
    MoveRequest,
    Note,
    Observation,
    OxygenScale,
    Patient,
    Pause,
    ReturnCheck,
    StayMeasure,
)
from patients.queries.assessments import overdue_reviews, standing_of
from patients.queries.criteria import table_on
from teams.demo import mark_as_demo
from teams.models import AuditEvent, Team, User
from worklists.models import Advice, Call, CallHours, HandOver, PriorityItem, Reminder, VisitPlan
from worklists.queries.proposal import Kind, proposals_of
from worklists.queries.stays import ReturnKind, returns

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db, tmp_path):
    """As `make_demo --load` leaves it, around today."""
    call_command("make_demo", size="team", seed=1, out=tmp_path, load=True)
    return tmp_path


def user(name):
    return User.objects.get(username=name)


def test_the_day_it_is_opened(demo, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    _criteria_are_in_force()
    _five_cases_are_on_the_desk()
    _moves_wait_for_an_answer()
    _homecomings_have_their_lists()
    _the_desk_is_not_empty()
    _the_post_is_being_dealt_with()
    _made_by_the_demos_own_people()
    assert not live(clock.today()), "lived once"
    _the_next_night_undoes_nothing(demo)


def _criteria_are_in_force():
    row = CriteriaTable.objects.get()
    assert (row.is_example, row.responsible.number) == (True, character("kirsten").number)
    assert row.state_on(clock.today()) == CriteriaTable.State.IN_FORCE


def _five_cases_are_on_the_desk():
    five = Patient.objects.filter(number__in=[f"P-10000{n}" for n in range(1, 6)])
    told = {
        proposal.patient.number: proposal.kind
        for proposal in proposals_of(five, day=clock.today(), table=table_on(clock.today()))
    }
    assert [told[f"P-10000{n}"] for n in range(1, 6)] == [
        Kind.DECIDED, Kind.GREY, Kind.GREY, Kind.DECIDED, Kind.GREY,
    ]  # fmt: skip
    (over,) = [review for review in overdue_reviews(user("frida")) if review.days_over > 0]
    assert (over.patient_number, over.days_over) == ("P-100001", 12)
    coming = standing_of(Patient.objects.get(number="P-100004"))
    assert coming.review_on == clock.today() + timedelta(days=5)
    assert StayMeasure.objects.filter(done_at__isnull=False).count() == 2


def _moves_wait_for_an_answer():
    late, waiting = MoveRequest.objects.order_by("answer_by")
    assert (late.answer, waiting.answer) == ("", "")
    assert late.escalated_at
    assert late.answer_by < clock.now() < waiting.answer_by
    assert waiting.escalated_at is None
    assert {late.to_team.code, waiting.to_team.code} == {"bergenhus-ht"}


def _homecomings_have_their_lists():
    kinds = [found.kind for found in returns(user("ola"))]
    assert {ReturnKind.OVERDUE, ReturnKind.CHECKLIST} <= set(kinds)
    home = Pause.objects.get(steps__kind="hjemme")
    assert home.ends_at.date() in (clock.today(), clock.today() - timedelta(days=1))
    assert ReturnCheck.objects.filter(pause=home, done_at__isnull=True).count() == 3


def _the_desk_is_not_empty():
    team = Team.objects.get(code="bergenhus-ot1")
    waits = [Reminder, PriorityItem, CallHours, Call]
    assert all(model.objects.filter(team=team).exists() for model in waits)
    assert Advice.objects.get(team=team).answers.code == "bergenhus-ht"
    assert Note.objects.filter(important=True, by__user__username="jon").exists()
    assert HandOver.objects.get(team=team).signed_by.username in ("eva", "vera")
    assert OxygenScale.objects.get().patient.number == "P-100003"
    measured = Observation.objects.filter(
        patient__number="P-100003", kind="news2", by__user__username="kari"
    )
    assert measured.latest("taken_at").value == 2


def _the_post_is_being_dealt_with():
    ht = Team.objects.get(code="bergenhus-ht")
    mine = Message.objects.work().filter(ht=ht)
    kinds = Consequence.objects.filter(closing__message__in=mine).values_list("kind", flat=True)
    assert set(kinds) == {"svar", "lest", "videre", "medisiner"}
    assert mine.filter(taken_by__isnull=False, closed_at__isnull=True).count() == 2
    assert mine.overdue(clock.now()).exists()
    sent = {sending: reached(sending) for sending in Sending.objects.filter(ht=ht)}
    assert set(sent.values()) == {Reached.POSITIVE, Reached.NEGATIVE, Reached.PRESUMED}
    assert set(ReceiptTask.objects.values_list("kind", flat=True)) == {"negativ", "mangler"}
    assert Letter.objects.get(ht=ht, state="kladd").content["text"]
    yesterday = rounds_of(ht, clock.today() - timedelta(days=1))
    assert [line.state for line in yesterday if line.due_at.astimezone(clock.OSLO).hour == 15] == [
        RoundState.MISSED
    ]


def _made_by_the_demos_own_people():
    verbs = AuditEvent.objects.values_list("verb", "user__username")
    assert {("assessment_decided", "frida"), ("move_proposed", "ola")} <= set(verbs)
    assert {who for _verb, who in verbs} <= {
        "kirsten", "frida", "ola", "vera", "anne", "eva", "jon", "maja", "kari", "tone",
        "nora", "tuva", None,
    }  # fmt: skip
    assert Assessment.objects.filter(decided_at__lt=clock.now() - timedelta(days=20)).count() == 2


def _the_next_night_undoes_nothing(folder):
    plans = set(VisitPlan.objects.values_list("reference", "team", "valid_to"))
    stays = set(Pause.objects.values_list("pk", "ends_at"))
    result = import_folder(folder=folder, by=None, invented=True)
    assert result.faults == []
    assert result.notices == []
    assert set(VisitPlan.objects.values_list("reference", "team", "valid_to")) == plans
    assert set(Pause.objects.values_list("pk", "ends_at")) == stays


def test_where_there_are_real_people_nothing_is_lived():
    mark_as_demo(invented=False)
    assert not live(clock.today())
    assert not CriteriaTable.objects.exists()
