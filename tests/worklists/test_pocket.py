"""What a phone sends: taken once, in order, when it was pressed; told to a person where it clashes."""

from copy import deepcopy
from datetime import time, timedelta
from uuid import uuid4

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Note, Observation
from teams.models import Absence
from tests.factories import ShiftFactory, VisitFactory
from tests.support.clocks import clock_at
from tests.support.lists import add_lists, publish
from tests.ward import make_ward
from worklists.actions import pocket, visits
from worklists.actions.pocket import Pressed, receive
from worklists.models import (
    Advice,
    Entry,
    PhoneMessage,
    State,
    Visit,
    VisitNote,
    VisitState,
    Worklist,
)
from worklists.queries.balance import day_balance
from worklists.queries.conflicts import lines

pytestmark = pytest.mark.django_db

TAKEN, CONFLICT, REFUSED = "tatt-imot", "konflikt", "avvist"


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Kari with three visits on her list, Vera with one on hers."""
    with clock_at(time(12)):
        ward = make_ward()
        ward.shift = publish(ward, lists=1, visits_each=3, unassigned=0)
        Worklist.objects.update(shift=ward.people["kari"].shifts.get())
        add_lists(ward.shift, ward, lists=1, visits_each=1)
        ward.colleague = Worklist.objects.order_by("pk").last()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


@pytest.fixture
def visit(ward):
    return Entry.objects.select_related("visit__patient").order_by("pk").first().visit


@pytest.fixture
def kari(ward):
    return ward.user("kari")


def pressed(visit, what, ago=timedelta(0), key=None, **content):
    return Pressed(key or uuid4(), visit.pk, what, clock.now() - ago, content)


def sent(by, *batch):
    return receive(batch=batch, sent_at=clock.now(), by=by)


def told(by, *batch):
    return [answer.outcome for answer in sent(by, *batch)]


def states(visit):
    return list(VisitState.objects.filter(visit=visit).values_list("state", flat=True))


def moved_to_colleague(ward, visit):
    """New lists were published meanwhile, and somebody else has the visit now."""
    old = Entry.objects.get(visit=visit)
    kept = Worklist.objects.create(
        publication=previous(ward), shift=old.worklist.shift, home_at=old.worklist.home_at
    )
    Entry.objects.create(
        worklist=kept, visit=visit, position=0, starts_at=old.starts_at, ends_at=old.ends_at
    )
    Entry.objects.filter(pk=old.pk).update(worklist=ward.colleague, position=9)


def previous(ward):
    return ward.shift.publications.create(number=0, why="den forrige")


def test_what_was_pressed_without_network_counts_from_when_it_was_pressed(visit, kari, noon):
    start = pressed(visit, "start", timedelta(minutes=40))
    done = pressed(visit, "ferdig", timedelta(minutes=15))
    assert told(kari, start, done) == [TAKEN, TAKEN]
    rows = VisitState.objects.filter(visit=visit).exclude(state=State.DUE)
    assert [(row.state, noon - row.happened_at) for row in rows] == [
        (State.STARTED, timedelta(minutes=40)),
        (State.DONE, timedelta(minutes=15)),
    ]


def test_the_phones_clock_is_believed_only_of_how_long_ago(visit, kari, noon):
    """A phone three hours fast: what it pressed ten minutes before it sent, was ten minutes ago."""
    wrong = noon + timedelta(hours=3)
    one = Pressed(uuid4(), visit.pk, "ferdig", wrong - timedelta(minutes=10), {})
    receive(batch=[one], sent_at=wrong, by=kari)
    assert VisitState.objects.last().happened_at == noon - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("ago", "at"), [(timedelta(hours=-2), time(12)), (timedelta(days=1), time(6, 30))]
)
def test_nothing_happens_in_the_future_or_before_her_duty(visit, kari, ward, ago, at):
    """The duty of the day shift gives its rights from half past six."""
    assert told(kari, pressed(visit, "ferdig", ago)) == [TAKEN]
    assert VisitState.objects.last().happened_at == clock.at(ward.day, at)


def test_sent_twice_is_counted_once(visit, kari):
    note = pressed(visit, "rapport", text="Fin form i dag.")
    first, again = sent(kari, note, pressed(visit, "ferdig")), sent(kari, note)
    assert again[0] == first[0]
    assert Note.objects.count() == VisitNote.objects.count() == 1
    assert PhoneMessage.objects.count() == 2


def test_a_key_that_another_has_used_answers_her_nothing(visit, kari, ward):
    one = pressed(visit, "ferdig")
    sent(kari, one)
    (answer,) = sent(ward.user("vera"), one)
    assert (answer.outcome, answer.sentence) == (REFUSED, "Oppdraget sto ikke på lista di.")


def test_strangers_and_whoever_was_not_on_duty_may_not(visit, ward):
    gone = Pressed(uuid4(), 0, "ferdig", clock.now(), {})
    for name in ("siri", "nils"):
        answers = sent(ward.user(name), pressed(visit, "ferdig"), gone)
        assert {answer.sentence for answer in answers} == {"Oppdraget sto ikke på lista di."}
    assert not PhoneMessage.objects.exists()
    assert states(visit) == [State.DUE]


def test_what_she_did_on_duty_is_taken_after_it(visit, kari, noon, monkeypatch, settings):
    settings.HELTOM_DUTY_ALL_DAY = False
    pressed_at_noon = pressed(visit, "ferdig")
    evening = noon + timedelta(hours=8)
    monkeypatch.setattr(clock, "now", lambda: evening)
    (late,) = receive(batch=[pressed_at_noon], sent_at=evening, by=kari)
    assert late.outcome == TAKEN
    assert VisitState.objects.last().happened_at == noon
    assert told(kari, pressed(visit, "start")) == [REFUSED]


def test_what_is_a_week_old_is_for_a_person(visit, kari, noon, monkeypatch):
    later = noon + timedelta(days=8)
    one = pressed(visit, "ferdig")
    monkeypatch.setattr(clock, "now", lambda: later)
    (answer,) = receive(batch=[one], sent_at=later, by=kari)
    assert (answer.outcome, "en uke" in answer.sentence) == (REFUSED, True)


def test_one_that_cannot_be_taken_does_not_hold_back_the_next(visit, kari):
    batch = [
        pressed(visit, "rapport"),
        pressed(visit, "news2", parts={"pulse": 900}),
        pressed(visit, "ferdig"),
    ]
    answers = sent(kari, *batch)
    assert [answer.outcome for answer in answers] == [REFUSED, REFUSED, TAKEN]
    assert answers[0].sentence == "Skriv hva du så."


# Not done ------------------------------------------------------------------------------------------


def test_not_done_is_called_off_with_the_reason_and_waits_for_a_person(visit, kari, ward):
    assert told(
        kari, pressed(visit, "ikke-gjort", reason="ikke-hjemme", text="ringte på to ganger")
    ) == [TAKEN]
    last = VisitState.objects.last()
    assert (last.state, last.reason) == (
        State.CANCELLED, "Ikke gjort: ikke hjemme: ringte på to ganger",
    )  # fmt: skip
    sum_ = day_balance(ward.team, ward.day, "dag")
    assert (sum_.balances, sum_.cancelled) == (True, 1)
    (line,) = lines(ward.user("vera"), ward.shift)
    assert line.text == f"Ikke gjort: {visit.patient.number} Morgenstell"
    assert lines(kari, ward.shift) == []


def test_the_vaktkoordinator_gives_it_to_another_or_lets_it_be(visit, kari, ward):
    vera = ward.user("vera")
    sent(kari, pressed(visit, "ikke-gjort", reason="rakk-ikke"))
    row = PhoneMessage.objects.get()
    pocket.do_it_after_all(message=row, by=vera)
    assert states(visit)[-1] == State.DUE
    assert day_balance(ward.team, ward.day, "dag").balances
    assert lines(vera, ward.shift) == []
    pocket.settle(message=row, how="en gang til", by=vera)
    with pytest.raises(Refused, match=r"Vera Oppdiktet\d* tok seg av dette kl. 12:00"):
        pocket.settle(message=row, how="jeg også", by=ward.user("anne"))


def test_pressed_not_done_twice_is_one_thing_to_decide(visit, kari, ward):
    sent(kari, pressed(visit, "ikke-gjort", reason="ville-ikke"))
    sent(kari, pressed(visit, "ikke-gjort", reason="ville-ikke"))
    assert len(lines(ward.user("vera"), ward.shift)) == 1


def test_something_else_says_what(visit, kari):
    (answer,) = sent(kari, pressed(visit, "ikke-gjort", reason="annet"))
    assert answer.sentence == "Skriv hvorfor det ikke ble gjort."


# Where somebody else has changed the day meanwhile ---------------------------------------------------


def test_done_is_done_though_it_was_called_off_meanwhile(visit, kari, ward):
    visits.cancel(visit=visit, by=ward.user("vera"), reason="datteren gjør det")
    start, done = sent(
        kari, pressed(visit, "start", timedelta(minutes=9)), pressed(visit, "ferdig")
    )
    assert (start.outcome, done.outcome) == (CONFLICT, TAKEN)
    assert "«datteren gjør det»" in start.sentence
    assert states(visit)[-2:] == [State.STARTED, State.DONE]
    assert VisitState.objects.last().carer == ward.people["kari"]
    assert day_balance(ward.team, ward.day, "dag").balances
    assert len(lines(ward.user("vera"), ward.shift)) == 1


def test_done_is_done_though_another_has_it_now(visit, kari, ward):
    moved_to_colleague(ward, visit)
    (answer,) = sent(kari, pressed(visit, "ferdig"))
    assert answer.outcome == CONFLICT
    assert f"Si fra til {ward.colleague.shift.staff.name}." in answer.sentence
    assert VisitState.objects.last().carer == ward.people["kari"]
    assert day_balance(ward.team, ward.day, "dag").balances


def test_done_by_both_is_asked_about_and_done_by_two_is_not(visit, kari, ward):
    other = ward.colleague.shift.staff
    visits.finish(visit=visit, by=ward.user("vera"), carer=other)
    (answer,) = sent(kari, pressed(visit, "ferdig"))
    assert (answer.outcome, "to ganger" in answer.sentence) == (CONFLICT, True)
    Visit.objects.update(carers=2)
    assert told(kari, pressed(visit, "ferdig")) == [TAKEN]


def test_what_the_vaktkoordinator_ticked_for_her_is_no_clash(visit, kari, ward):
    visits.finish(visit=visit, by=ward.user("vera"))
    assert told(kari, pressed(visit, "ferdig")) == [TAKEN]


def test_not_done_of_a_visit_that_another_has_now_stays_with_the_other(visit, kari, ward):
    moved_to_colleague(ward, visit)
    assert told(kari, pressed(visit, "ikke-gjort", reason="ikke-hjemme")) == [CONFLICT]
    assert states(visit) == [State.DUE]


def test_not_done_of_what_is_done(visit, kari, ward):
    visits.finish(visit=visit, by=ward.user("vera"), carer=ward.colleague.shift.staff)
    assert told(kari, pressed(visit, "ikke-gjort", reason="rakk-ikke")) == [TAKEN]
    assert lines(ward.user("vera"), ward.shift) == []
    VisitState.objects.create(visit=visit, state=State.DONE, by=kari)
    assert told(kari, pressed(visit, "ikke-gjort", reason="rakk-ikke")) == [CONFLICT]
    assert states(visit)[-1] == State.DONE


# Rapport, NEWS2 and help ----------------------------------------------------------------------------


def test_a_rapport_is_written_whatever_became_of_the_visit(visit, kari, ward):
    visits.cancel(visit=visit, by=ward.user("vera"), reason="på sykehus")
    words = {"text": "Rød hæl.", "next_must_know": "Avlast hælen.", "important": "1"}
    assert told(kari, pressed(visit, "rapport", timedelta(minutes=20), **words)) == [TAKEN]
    note = Note.objects.get()
    assert (note.text, note.next_must_know, note.important) == ("Rød hæl.", "Avlast hælen.", True)
    assert (note.by, note.on_visit.visit) == (ward.people["kari"], visit)
    assert note.at == clock.now() - timedelta(minutes=20)


def test_a_measurement_is_taken_at_the_time_she_pressed(visit, kari):
    parts = {"respiration": 18, "spo2": 97, "pulse": 80}
    assert told(kari, pressed(visit, "news2", timedelta(minutes=20), parts=parts)) == [TAKEN]
    measured = Observation.objects.get()
    assert (measured.taken_at, measured.value) == (clock.now() - timedelta(minutes=20), None)


def test_a_call_for_help_goes_to_her_own_vaktkoordinator_and_says_when_it_was_pressed(
    visit, kari, ward
):
    assert told(kari, pressed(visit, "hjelp", timedelta(minutes=20), urgency="snart")) == [TAKEN]
    asked = Advice.objects.get()
    assert (asked.kind, asked.team, asked.visit, asked.urgency) == (
        "hjelp",
        ward.team,
        visit,
        "snart",
    )
    assert asked.question == "(Trykket kl. 11:40, uten nett.) Jeg trenger hjelp."


def test_an_absence_since_then_takes_nothing_from_what_she_did(visit, kari, ward, noon):
    Absence.objects.create(
        staff=ward.people["kari"], starts_at=noon - timedelta(minutes=5), reason="syk"
    )
    ShiftFactory(staff=ward.colleague.shift.staff, date=ward.day, kind="kveld")
    VisitFactory(team=ward.team)
    answers = told(kari, pressed(visit, "ferdig", timedelta(minutes=30)))
    assert answers == [TAKEN]
