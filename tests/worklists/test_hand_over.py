"""The hand-over: every open thing is in it, it is signed once as it stood, and the next one reads it."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Event, NextOfKin, Note, Observation, PauseStep
from tests.factories import (
    AbsenceFactory,
    PauseFactory,
    PlacementFactory,
    ShiftFactory,
    VisitFactory,
)
from tests.shift_factories import (
    AdviceFactory,
    AlarmFactory,
    CallFactory,
    ExtraAskFactory,
    HandOverFactory,
    LoanFactory,
    ReminderFactory,
)
from tests.support.clocks import clock_at
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import hand_over, visits
from worklists.actions.mend import mend
from worklists.models import (
    Advice,
    Alarm,
    Call,
    Entry,
    ListChange,
    Reminder,
    RepairDraft,
    TeamShift,
    Visit,
)
from worklists.models.visits import OPEN
from worklists.queries.hand_over import brief, hand_over_page, hand_over_to_read, lines

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TWO = clock.at(TODAY, time(14)).astimezone(clock.OSLO)


class Now:
    """The ward's clock, which a test may move."""

    at = TWO


@pytest.fixture
def now(monkeypatch):
    moment = Now()
    monkeypatch.setattr(clock, "now", lambda: moment.at)
    return moment


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(TWO):
        ward = make_ward()
        ward.plans(2, earliest=time(13), latest=time(14))
        ward.build()
        return ward


@pytest.fixture
def ward(now, built):
    return deepcopy(built)


@pytest.fixture
def patient(ward):
    return ward.team.plans.first().patient


def shift_of(ward, kind="dag", day=TODAY):
    found = TeamShift.objects.select_related("team__site__unit", "team__ht", "current")
    return found.filter(team=ward.team, date=day, kind=kind).first() or TeamShift(
        team=ward.team, date=day, kind=kind
    )


def keys(sections):
    return {line.key for section in sections for line in section.lines}


def text_of(sections, key):
    section = next(one for one in sections if one.key == key)
    return [f"{line.who}: {line.text}" if line.who else line.text for line in section.lines]


def open_things(ward):
    """Straight from the tables, and not as the brief asks for them."""
    team = ward.team
    waiting = Advice.objects.filter(team=team).exclude(state__in=("besvart", "trukket"))
    ringing = Call.objects.filter(team=team, outcome="")
    promised = Call.objects.filter(team=team, kept_at=None).exclude(promise="").exclude(outcome="")
    remembered = Reminder.objects.filter(team=team, outcome="", due_on__lte=TODAY)
    out = Alarm.objects.filter(team=team).exclude(state__in=("ferdig", "avblast"))
    not_done = Visit.objects.filter(team=team, date__lte=TODAY).with_state().filter(state__in=OPEN)
    names = {
        "advice": waiting, "call": ringing, "promise": promised, "reminder": remembered,
        "alarm": out, "visit": not_done,
        "loan": team.loans_asked.filter(answer=""), "extra": team.extra_asks.filter(answer=""),
    }  # fmt: skip
    return {f"{name}:{row.pk}" for name, rows in names.items() for row in rows}


def make_open_things(ward, patient, how_many=1):
    yesterday = TWO - timedelta(days=1)
    for _ in range(how_many):
        ReminderFactory(team=ward.team)
        ReminderFactory(team=ward.team, due_on=TODAY - timedelta(days=1), due_shift="natt")
        AlarmFactory(team=ward.team, patient=patient, received_at=yesterday)
        AdviceFactory(team=ward.team, patient=patient, asked_at=TWO)
        CallFactory(team=ward.team, patient=patient, at=yesterday)
        CallFactory(team=ward.team, patient=None, name="Berit", urgent=True, at=TWO)
        CallFactory(
            team=ward.team, at=TWO, promise="ringe fastlegen", outcome="besvart",
            settled_at=TWO, settled_by=ward.user("vera"),
        )  # fmt: skip
        LoanFactory(asking=ward.team, asked=ward.ht, asked_at=TWO, starts_at=TWO)
        ExtraAskFactory(team=ward.team, starts_at=TWO)
        VisitFactory(team=ward.team, patient=patient)
        VisitFactory(team=ward.team, patient=patient, date=TODAY - timedelta(days=1))


def test_every_open_thing_is_in_the_brief(ward, patient):
    make_open_things(ward, patient)
    there = open_things(ward)
    assert len(there) == 13
    found = brief(shift_of(ward))
    assert there <= keys(section for section in found if section.is_open)
    settled = {"outcome": "gjort", "settled_at": TWO, "settled_by": ward.user("vera")}
    Reminder.objects.filter(team=ward.team).update(**settled)
    assert open_things(ward) <= keys(brief(shift_of(ward)))
    assert not any(key.startswith("reminder") for key in keys(brief(shift_of(ward))))


def test_much_of_everything_costs_as_many_queries_as_little(ward, patient):
    def cost():
        with CaptureQueriesContext(connection) as found:
            brief(shift_of(ward))
        return len(found)

    make_open_things(ward, patient)
    few = cost()
    make_open_things(ward, patient, 3)
    assert cost() == few < 45


def test_patients_who_are_worse(ward, patient):
    other = ward.team.plans.last().patient
    earlier = {"kind": "news2", "patient": patient, "value": 1}
    Observation.objects.create(taken_at=TWO - timedelta(days=2), **earlier)
    Observation.objects.create(
        kind="news2", patient=patient, taken_at=TWO - timedelta(hours=2), value=3
    )
    Observation.objects.create(kind="news2", patient=other, taken_at=TWO, value=1)
    Observation.objects.create(
        kind="news2", patient=PlacementFactory(team=ward.team).patient, taken_at=TWO, value=7,
        struck_at=TWO, struck_by=ward.user("vera"), struck_why="feil pasient",
    )  # fmt: skip
    assert text_of(brief(shift_of(ward)), "worse") == [
        f"{patient.number} {patient.name}: NEWS2 3 (12:00); før 1"
    ]
    Observation.objects.create(
        kind="news2", patient=other, taken_at=TWO, parts={"pulse": 135}, value=None
    )
    said = text_of(brief(shift_of(ward)), "worse")
    assert any("ufullstendig (14:00, 3 poeng for puls)" in line for line in said)


def test_what_has_happened_on_the_shift_is_told(ward, patient, now):
    vera, kari = ward.user("vera"), ward.people["kari"]
    Event.objects.create(patient=patient, kind="fall", at=TWO, text="på badet")
    Note.objects.create(patient=patient, at=TWO, text="Rød hæl", important=True, by=kari)
    Note.objects.create(patient=patient, at=TWO, text="Sov godt", by=kari)
    pause = PauseFactory(patient=patient, starts_at=TWO, where="Haukeland")
    PauseStep.objects.create(pause=pause, kind="begynt", at=TWO, by=vera)
    AdviceFactory(
        team=ward.team, patient=patient, state="besvart", answer="drikke mer",
        answered_at=TWO, answered_by=ward.user("anne"), asked_at=TWO,
    )  # fmt: skip
    PlacementFactory(team=ward.team, valid_from=TODAY)
    extra = VisitFactory(team=ward.team, patient=patient)
    visits.cancel(visit=Visit.objects.exclude(pk=extra.pk).first(), by=vera, reason="på besøk")
    found = brief(shift_of(ward))
    assert "på badet" in text_of(found, "events")[0]
    assert [line.partition(", Kari")[0] for line in text_of(found, "notes")] == [
        f"{patient.number} {patient.name}: Rød hæl"
    ]
    assert "sykehus, Haukeland" in text_of(found, "stays")[0]
    assert "drikke mer" in text_of(found, "answered")[0]
    assert len(text_of(found, "new")) == 2
    assert "på besøk, Vera" in text_of(found, "cancelled")[0]
    now.at = TWO + timedelta(days=1)
    tomorrow = brief(shift_of(ward, day=TODAY + timedelta(days=1)))
    assert {section.key for section in tomorrow} & {"events", "notes", "stays", "answered"} == set()


def test_what_a_person_has_moved_stands_with_from_whom_and_why(ward):
    kari = ward.people["kari"].shifts.get()
    kari.absence = AbsenceFactory(staff=kari.staff, starts_at=kari.starts_at, ends_at=kari.ends_at)
    kari.save()
    assert not any(section.key == "moved" for section in brief(shift_of(ward)))
    had = set(
        shift_of(ward).current.worklists.filter(shift=kari).values_list("entries__visit", flat=True)
    )
    mend(team_shift=shift_of(ward), why="Kari er borte", by=ward.user("vera"))
    said = text_of(brief(shift_of(ward)), "moved")
    assert len(said) == len(had - {None}) > 0
    assert "fra Kari" in said[0]
    assert "Kari er borte, Vera" in said[0]


def test_signed_once_as_it_stood_and_what_comes_after_is_told_apart(ward, patient, now):
    vera, shift = ward.user("vera"), shift_of(ward)
    done, stays = ReminderFactory(team=ward.team, text="Bleier"), ReminderFactory(team=ward.team)
    signed = hand_over.sign(team_shift=shift, by=vera, note="Ring Berit")
    assert hand_over.sign(team_shift=shift, by=vera, note="en gang til").pk == signed.pk
    with pytest.raises(Refused, match=r"Vera .* skrev under 14:00"):
        hand_over.sign(team_shift=shift, by=ward.user("anne"))
    Reminder.objects.filter(pk=done.pk).update(outcome="gjort", settled_at=TWO, settled_by=vera)
    now.at = TWO + timedelta(minutes=10)
    late = CallFactory(team=ward.team, at=now.at, name="Berit")
    page = hand_over_page(ward.user("anne"), shift)
    assert {f"reminder:{done.pk}", f"reminder:{stays.pk}"} <= keys(page.sections)
    assert page.in_order == {f"reminder:{done.pk}"}
    assert keys(page.after) == {f"call:{late.pk}"}


def test_the_next_one_reads_it_across_midnight_and_what_is_not_dealt_with_comes_again(ward, now):
    """Day to evening, evening to night, night to day."""
    vera, anne = ward.user("vera"), ward.user("anne")
    reminder = ReminderFactory(team=ward.team)
    signed = hand_over.sign(team_shift=shift_of(ward), by=vera)
    evening = shift_of(ward, "kveld")
    assert hand_over_to_read(anne, evening) == signed
    assert hand_over_to_read(vera, evening) is None
    assert hand_over_to_read(ward.user("kari"), evening) is None
    assert [line.kind for line in lines(anne, evening)] == ["hand_over"]
    with pytest.raises(Refused, match="skrevet under selv"):
        hand_over.read(hand_over=signed, by=vera)
    now.at = clock.at(TODAY, time(22)).astimezone(clock.OSLO)
    assert {f"unread:{signed.pk}", f"reminder:{reminder.pk}"} <= keys(brief(evening))
    told = hand_over.sign(team_shift=evening, by=vera)
    now.at = clock.at(TODAY + timedelta(days=1), time(7)).astimezone(clock.OSLO)
    night = hand_over.sign(team_shift=shift_of(ward, "natt"), by=vera)
    tomorrow = shift_of(ward, "dag", TODAY + timedelta(days=1))
    assert hand_over_to_read(anne, tomorrow) == night
    assert f"reminder:{reminder.pk}" in keys(brief(tomorrow))
    read = hand_over.read(hand_over=night, by=anne)
    assert hand_over.read(hand_over=night, by=ward.user("ola")).read_by == read.read_by == anne
    assert hand_over_to_read(ward.user("ola"), tomorrow) is None
    assert told.read_at is None


def test_the_desk_reminds_her_when_the_shift_ends(ward, now):
    vera, shift = ward.user("vera"), shift_of(ward)
    assert lines(vera, shift) == []
    now.at = clock.at(TODAY, time(14, 40)).astimezone(clock.OSLO)
    assert [line.text for line in lines(vera, shift)] == [
        "Skriv under overleveringen: dag slutter 15:00"
    ]
    now.at = clock.at(TODAY, time(15, 5)).astimezone(clock.OSLO)
    assert [line.level for line in lines(vera, shift)] == ["warning"]
    hand_over.sign(team_shift=shift, by=vera)
    assert lines(vera, shift) == []
    with pytest.raises(Refused, match="ikke begynt"):
        hand_over.sign(team_shift=shift_of(ward, day=TODAY + timedelta(days=2)), by=vera)


def test_the_page_is_signed_read_and_the_same_when_loaded_afresh(client, ward, patient):
    make_open_things(ward, patient)
    NextOfKin.objects.create(patient=patient, name="Berit", phone="40")
    ShiftFactory(staff=ward.people["nils"], kind="kveld", function="vk")
    args = [ward.team.code, TODAY, "dag"]
    client.force_login(ward.user("vera"))
    page = Page(client, reverse("worklists:hand_over", args=args))
    for heading in ("Råd som venter på svar", "Lovet på telefonen", "Ikke krysset av"):
        assert heading in page.html
    page.press(reverse("worklists:hand_over_sign", args=args), note="Nøkkelen ligger i skapet")
    assert "Nøkkelen ligger i skapet" in page.html
    assert "Ingen har lest den ennå." in page.html
    assert page.html == page.fresh()
    client.force_login(ward.user("anne"))
    page = Page(client, reverse("worklists:hand_over", args=args))
    page.press(reverse("worklists:hand_over_read", args=args))
    assert f"Lest av {ward.people['anne'].name} 14:00" in page.html
    assert page.html == page.fresh()


def test_a_hand_over_that_is_a_week_old_is_not_read_any_more(ward):
    HandOverFactory(team=ward.team, date=TODAY - timedelta(days=7), signed_at=TWO)
    assert hand_over_to_read(ward.user("vera"), shift_of(ward)) is None


def test_the_next_ones_desk_opens_with_it_until_it_is_read(client, ward, now):
    signed = hand_over.sign(team_shift=shift_of(ward), by=ward.user("vera"))
    ShiftFactory(staff=ward.people["nils"], kind="kveld", function="vk")
    now.at = clock.at(TODAY, time(15, 5)).astimezone(clock.OSLO)
    client.force_login(ward.user("nils"))
    evening = f"/lister/{ward.team.code}/{TODAY}/kveld/"
    beside = f"#side=/lister/{ward.team.code}/{TODAY}/dag/overlevering/"
    assert client.get("/")["Location"] == evening + beside
    hand_over.read(hand_over=signed, by=ward.user("nils"))
    assert client.get("/")["Location"] == evening


def test_what_was_left_of_the_shift_before_and_of_coming_ones_stands_there_too(ward, now):
    """A visit that vanished and a change that was begun belong to whoever is at work, not to a shift."""
    day = shift_of(ward)
    gone = ListChange.objects.create(
        publication=day.current, visit=Visit.objects.first(), kind=ListChange.Kind.VANISHED
    )
    Entry.objects.filter(visit=gone.visit).delete()
    tonight = TeamShift.objects.create(team=ward.team, date=TODAY, kind="natt")
    draft = RepairDraft.objects.create(
        team_shift=tonight, kind="fravaer", by=ward.user("vera"), made_at=TWO, asked_at=TWO
    )
    there = {f"vanished:{gone.pk}", f"repair:{draft.pk}"}
    assert there <= keys(brief(day))
    assert there <= keys(brief(shift_of(ward, "kveld")))
    tomorrow = shift_of(ward, day=TODAY + timedelta(days=1))
    assert f"vanished:{gone.pk}" in keys(brief(tomorrow))
    assert f"vanished:{gone.pk}" not in keys(brief(shift_of(ward, day=TODAY - timedelta(days=1))))
