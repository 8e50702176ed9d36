"""The desk is told before a window breaks, with one swap that keeps it; a silent list is unknown."""

from copy import deepcopy
from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from tests.support.clocks import TODAY, clock_at
from tests.ward import make_ward
from worklists.actions import handing, visits
from worklists.models import Entry, TeamShift
from worklists.queries import lateness
from worklists.queries.candidates import candidates
from worklists.queries.forecast import expected, standing
from worklists.queries.late_swap import late_page
from worklists.queries.meetings import meetings

pytestmark = pytest.mark.django_db


class Clock:
    """The ward's clock, set by the test."""

    def __init__(self, monkeypatch):
        self.at(7, 35)
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def at(self, hour, minute=0):
        self.now = clock.at(TODAY, time(hour, minute)).astimezone(clock.OSLO)


@pytest.fixture
def watch(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Kari has visits at nine and ten, Vera none before eleven; the one at ten is critical."""
    with clock_at(time(7, 35)):
        ward = make_ward()
        ward.plans(1, earliest=time(9), latest=time(9, 10), minutes=30)
        ward.plans(1, earliest=time(10), latest=time(10, 5), minutes=30, priority=1)
        ward.build()
        together(ward)
        return ward


@pytest.fixture
def ward(watch, built):
    return deepcopy(built)


def together(ward):
    """Both visits on Kari's list."""
    kari = ward.people["kari"].shifts.get()
    for entry in Entry.objects.filter(worklist__publication__current_for__isnull=False):
        handing.move(visit=entry.visit, to=[kari.pk], by=ward.user("vera"))


def shift_of(ward):
    return TeamShift.objects.select_related("team__site__unit", "current").get(
        team=ward.team, date=ward.day, kind="dag"
    )


def in_order(ward):
    rows = Entry.objects.filter(worklist__publication=shift_of(ward).current)
    ordered = rows.filter(part=0).order_by("starts_at").select_related("visit__patient")
    return [row.visit for row in ordered]


def texts(ward, kind):
    return [line for line in lateness.lines(ward.user("vera"), shift_of(ward)) if line.kind == kind]


def test_a_visit_that_drags_on_warns_for_the_critical_one_after_it_and_one_tap_helps(
    ward, watch, client
):
    first, critical = in_order(ward)
    visits.start(visit=first, by=ward.user("kari"), at=clock.at(ward.day, time(9)))
    watch.at(9, 20)
    assert texts(ward, "late") == []
    watch.at(10, 12)
    (line,) = texts(ward, "late")
    assert line.level == "danger"
    assert line.text.startswith("Kari ")
    assert f"hos {critical.patient.family_name}, senest 10:05:" in line.text
    assert expected(shift_of(ward))[critical.pk].late_minutes >= 7
    client.force_login(ward.user("vera"))
    page = client.get(line.url)
    swap = late_page(critical, shift_of(ward)).swap
    assert swap is None  # It is past its time already: nobody can be there by five past ten.
    assert "Fant ingen" in page.text


def test_the_swap_is_the_visit_itself_to_whoever_comes_in_time(ward, watch, client):
    first, critical = in_order(ward)
    visits.start(visit=first, by=ward.user("kari"), at=clock.at(ward.day, time(9, 40)))
    watch.at(9, 45)
    (line,) = texts(ward, "late")
    client.force_login(ward.user("vera"))
    page = client.get(line.url)
    swap = late_page(critical, shift_of(ward)).swap
    assert swap.visit == critical
    assert swap.candidate.staff == ward.people["vera"]
    assert "ingen blir sen" in page.text
    url = reverse("worklists:visit_move", args=[critical.pk])
    answer = client.post(url, {"til": swap.to, "sett": swap.seen})
    assert answer.status_code == 303
    assert texts(ward, "late") == []


def test_candidates_know_that_somebody_is_behind(ward, watch):
    first, critical = in_order(ward)
    visits.start(visit=first, by=ward.user("kari"), at=clock.at(ward.day, time(9, 40)))
    watch.at(9, 45)
    handing.move(visit=critical, to=[ward.people["vera"].shifts.get().pk], by=ward.user("vera"))
    found = next(one for one in candidates(shift_of(ward), critical) if one.possible)
    assert found.staff == ward.people["kari"]
    assert found.late[0].visit == critical


def test_whoever_never_ticks_is_told_as_unknown_and_not_as_late(ward, watch):
    watch.at(11)
    assert texts(ward, "late") == []
    (line,) = texts(ward, "silent")
    assert line.text.endswith("har ikke ført noe ennå")
    assert line.level == "info"
    assert not any(one.is_sure for one in expected(shift_of(ward)).values())


def test_ticked_and_then_silent_is_told_with_the_clock(ward, watch):
    first, _critical = in_order(ward)
    visits.finish(visit=first, by=ward.user("kari"), at=clock.at(ward.day, time(9, 28)))
    watch.at(11, 30)
    (line,) = texts(ward, "silent")
    assert line.text.endswith(": ikke ført siden 09:28")


def test_two_who_meet_are_told_when_one_is_held_up(ward, watch, client):
    ward.plans(1, earliest=time(11), latest=time(12), carers=2, minutes=30)
    ward.build()
    meeting = next(iter(meetings(standing(shift_of(ward)))))
    assert {comer.name for comer in meeting.comers} == {
        ward.people["kari"].name, ward.people["vera"].name,
    }  # fmt: skip
    first, critical, _double = in_order(ward)
    visits.finish(visit=first, by=ward.user("kari"), at=clock.at(ward.day, time(9, 30)))
    visits.start(visit=critical, by=ward.user("kari"), at=clock.at(ward.day, time(10, 50)))
    watch.at(10, 55)
    (line,) = texts(ward, "meeting")
    assert f"si fra til {ward.people['vera'].name}" in line.text
    client.force_login(ward.user("vera"))
    page = client.get(line.url)
    assert "Møter på denne vakten" in page.text
    assert "ser ut til å bli" in page.text
    told = client.get(reverse("worklists:visit", args=[meeting.visit.pk])).text
    assert " møtes kl. " in told
    assert "er der først" in told


def test_what_is_put_aside_waits_on_the_desk_and_is_a_tap_from_its_choices(ward, watch, client):
    _first, critical = in_order(ward)
    handing.put_aside(visit=critical, by=ward.user("vera"))
    (line,) = texts(ward, "aside")
    assert line.level == "danger"
    client.force_login(ward.user("vera"))
    assert "Til hvem?" in client.get(line.url).text


def test_the_desk_costs_the_same_for_many_visits(ward, watch):
    watch.at(9, 20)
    few = _queries(ward)
    ward.plans(12, earliest=time(12), latest=time(14))
    ward.build()
    assert _queries(ward) == few
    assert few <= 9


def _queries(ward):
    shift, user = shift_of(ward), ward.user("vera")
    with CaptureQueriesContext(connection) as captured:
        lateness.lines(user, shift)
    return len(captured)


def test_siri_and_a_carer_on_her_list_get_no_lines(ward, watch):
    watch.at(11)
    for name in ("siri", "kari"):
        assert lateness.lines(ward.user(name), shift_of(ward)) == []


def test_times_are_looked_at_as_they_stand_in_the_plan_before_anything_is_ticked(ward, watch):
    first, critical = in_order(ward)
    found = expected(shift_of(ward))
    assert found[first.pk].starts_at == found[first.pk].planned_at
    assert found[critical.pk].name == ward.people["kari"].name
    assert found[critical.pk].ticked_at is None
    assert found[first.pk].starts_at >= first.earliest
