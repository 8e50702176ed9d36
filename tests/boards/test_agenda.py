"""The fagansvarlig makes the board: what people have said holds, and the second of two is told."""

import pytest

from boards.actions import agenda
from boards.models import Item
from boards.queries.standing import mark
from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.boards.factories import CandidateFactory, ItemFactory, MeetingFactory
from tests.factories import PatientFactory, PlacementFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise():
    return StaffFactory(given_name="Lise", family_name="Moen", with_login=True).user


@pytest.fixture
def ola():
    return StaffFactory(given_name="Ola", family_name="Nes", with_login=True).user


@pytest.fixture
def meeting():
    return MeetingFactory(minutes=30)


def lines(meeting, *minutes):
    return [
        ItemFactory(meeting=meeting, minutes=one, order=place)
        for place, one in enumerate(minutes, start=1)
    ]


def test_yes_and_not_now_are_kept_with_who_and_why(meeting, lise):
    one, two = lines(meeting, 5, 5)
    agenda.accept(item=one, by=lise)
    agenda.decline(item=two, why="Innlagt til mandag", by=lise)
    assert Item.objects.get(pk=one.pk).state == Item.State.ON
    said = Item.objects.get(pk=two.pk)
    assert (said.state, said.why, said.decided_by) == ("ikke", "Innlagt til mandag", lise)
    meeting.refresh_from_db()
    assert meeting.version == 2
    assert AuditEvent.objects.filter(verb="board_item_declined", user=lise).exists()


def test_the_same_button_twice_does_nothing(meeting, lise):
    (one,) = lines(meeting, 5)
    agenda.accept(item=one, by=lise, saw=mark(one))
    agenda.accept(item=one, by=lise, saw=mark(one))
    assert AuditEvent.objects.filter(object_type="Item").count() == 1


def test_the_second_of_two_is_told_who_was_first(meeting, lise, ola):
    (one,) = lines(meeting, 5)
    saw = mark(one)
    agenda.accept(item=one, by=lise, saw=saw)
    with pytest.raises(Refused, match="Lise Moen var først"):
        agenda.decline(item=one, why="Kan vente", by=ola, saw=saw)
    assert Item.objects.get(pk=one.pk).state == Item.State.ON


def test_two_who_answer_for_different_patients_do_not_disturb_each_other(meeting, lise, ola):
    one, two = lines(meeting, 5, 5)
    saw = mark(one), mark(two)
    agenda.accept(item=one, by=lise, saw=saw[0])
    agenda.accept(item=two, by=ola, saw=saw[1])
    assert meeting.items.filter(state=Item.State.ON).count() == 2


def test_not_now_takes_a_reason(meeting, lise):
    (one,) = lines(meeting, 5)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        agenda.decline(item=one, why=" ", by=lise)


def test_what_is_on_the_board_has_its_minutes_before_what_is_only_proposed(meeting, lise):
    first, second, third = lines(meeting, 15, 15, 10)
    agenda.accept(item=third, by=lise)
    fits = dict(meeting.items.values_list("pk", "fits"))
    assert fits == {first.pk: True, second.pk: False, third.pk: True}
    agenda.set_minutes(item=first, minutes=5, by=lise)
    assert meeting.items.get(pk=second.pk).fits


def test_minutes_are_from_1_to_30(meeting, lise):
    (one,) = lines(meeting, 5)
    for wrong in (0, 31):
        with pytest.raises(Refused, match="fra 1 til 30"):
            agenda.set_minutes(item=one, minutes=wrong, by=lise)


def test_the_order_is_what_she_says_and_stays(meeting, lise, ola):
    keys = [one.pk for one in lines(meeting, 5, 5, 5)]
    moved = Item.objects.get(pk=keys[2])
    wanted = [keys[0], keys[2], keys[1]]
    agenda.order(meeting=meeting, moved=moved, keys=wanted, by=lise, saw=keys)
    assert list(meeting.items.order_by("order").values_list("pk", flat=True)) == wanted
    assert Item.objects.get(pk=keys[2]).placed_by_hand
    with pytest.raises(Refused, match="Lise Moen var først"):
        agenda.order(meeting=meeting, moved=moved, keys=keys[::-1], by=ola, saw=keys)


def test_a_line_that_has_come_since_is_not_lost_by_an_old_order(meeting, lise):
    keys = [one.pk for one in lines(meeting, 5, 5)]
    ItemFactory(meeting=meeting, order=3)
    with pytest.raises(Refused, match="Tavla er endret"):
        agenda.order(meeting=meeting, moved=Item.objects.get(pk=keys[0]), keys=keys[::-1], by=lise)


def test_a_patient_is_put_on_by_hand_also_after_the_deadline(meeting, lise, monkeypatch):
    patient = PlacementFactory(team=meeting.team).patient
    monkeypatch.setattr("heltom.lib.clock.now", lambda: meeting.deadline_at.astimezone())
    early = agenda.add_by_hand(meeting=meeting, patient=patient, why="Falt i går", by=lise)
    assert (early.state, early.is_late, early.why) == ("paa", False, "Falt i går")
    monkeypatch.setattr("heltom.lib.clock.now", lambda: meeting.starts_at.astimezone())
    reported = CandidateFactory(
        patient=PlacementFactory(team=meeting.team).patient, team=meeting.team
    )
    late = agenda.add_by_hand(
        meeting=meeting, patient=reported.patient, candidate=reported, by=lise
    )
    assert late.is_late
    assert late.reports.get().candidate == reported
    again = agenda.add_by_hand(
        meeting=meeting, patient=reported.patient, candidate=reported, by=lise
    )
    assert again.pk == late.pk


def test_a_patient_of_another_team_is_not_put_on(meeting, lise):
    with pytest.raises(Refused, match="ingen pasient med det nummeret"):
        agenda.add_by_hand(meeting=meeting, patient=PatientFactory(), why="Falt", by=lise)


def test_the_preparation_is_kept_without_her_name_and_not_overwritten(meeting, lise, ola):
    patient = PatientFactory(given_name="Solveig", family_name="Kvamme")
    one = ItemFactory(meeting=meeting, patient=patient)
    agenda.prepare(item=one, text="Solveig vil\r\ngå ute igjen", by=lise, saw="")
    kept = Item.objects.get(pk=one.pk)
    assert kept.preparation == "pasienten vil\ngå ute igjen"
    with pytest.raises(Refused, match="Lise Moen var først"):
        agenda.prepare(item=one, text="Noe annet", by=ola, saw="")
    agenda.prepare(item=one, text="Noe annet", by=ola, saw="pasienten vil\r\ngå ute igjen")


def test_the_presenter_is_chosen_and_taken_back(meeting, lise):
    (one,) = lines(meeting, 5)
    staff = StaffFactory(team=meeting.team)
    agenda.set_line(item=one, minutes=7, staff=staff, by=lise, saw=mark(one))
    kept = Item.objects.get(pk=one.pk)
    assert (kept.minutes, kept.presenter) == (7, staff)
    agenda.set_presenter(item=one, staff=None, by=lise)
    assert Item.objects.get(pk=one.pk).presenter is None


def test_a_meeting_that_is_over_is_not_changed(lise):
    one = ItemFactory(meeting=MeetingFactory(held=True, opened_by=UserFactory()))
    with pytest.raises(Refused, match="Møtet er holdt"):
        agenda.accept(item=one, by=lise)
    gone = ItemFactory(meeting=MeetingFactory(state="avlyst", cancelled_why="Streik"))
    with pytest.raises(Refused, match="Møtet er avlyst"):
        agenda.accept(item=gone, by=lise)
