"""The day page as the vaktkoordinator reads it, and as htmx swaps it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from teams.models import AccessLog, AuditEvent, Shift
from tests.factories import AbsenceFactory, PositionFactory, ShiftFactory, StaffFactory
from tests.support.htmx import Page, elements
from tests.support.lists import add_lists, publish, vanish
from tests.ward import make_ward
from worklists.actions import rebuilds, visits
from worklists.models import Entry, Rebuild, Visit
from worklists.queries.day import shift_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def url(ward):
    return shift_url(ward.team, ward.day, "dag")


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in caught]


def test_twelve_lists_cost_what_three_cost(url, ward, vera):
    shift = publish(ward, lists=3, visits_each=5, unassigned=1)
    three = queries(vera, url)
    add_lists(shift, ward, lists=9, visits_each=15)
    twelve = queries(vera, url)
    assert len(twelve) == len(three)
    assert len(twelve) <= 46


def test_a_full_day_weighs_less_than_a_hundred_kilobytes(url, ward, vera):
    publish(ward, lists=12, visits_each=15, unassigned=3)
    assert len(vera.get(url).content) < 100_000


def test_the_sum_stands_in_figures(url, ward, vera):
    publish(ward, lists=2, visits_each=4, unassigned=1)
    page = vera.get(url)
    assert page.context["page"].balance.due == 9
    words = " ".join(page.text.split())
    assert "<b>9</b> skal gjøres" in words
    assert "<b>8</b> på liste" in words
    assert "<b>1</b> ufordelt" in words
    assert "Dagen går opp" in words


def test_a_day_that_does_not_balance_says_where(url, ward, vera):
    shift = publish(ward, lists=1, visits_each=2)
    lost = Visit.objects.filter(entries__worklist__publication=shift.current).first()
    lost.entries.all().delete()
    page = vera.get(url).text
    assert "Dagen går ikke opp." in page
    assert "is-bad" in page
    assert f"hos pasient {lost.patient.number} står ikke på noen liste" in page


def test_many_faults_fold_away_behind_the_first_six(url, ward, vera):
    shift = publish(ward, lists=1, visits_each=8)
    for entry in Entry.objects.filter(worklist__publication=shift.current):
        entry.delete()
    page = vera.get(url).text
    assert "Vis alle 8 feil" in page
    assert page.count("står ikke på noen liste") == 8


def test_what_is_special_about_a_visit_stands_in_words_too(url, ward, vera):
    shift = publish(ward, lists=2, visits_each=2, unassigned=0)
    first, second = Entry.objects.filter(worklist__publication=shift.current, position=0)
    Visit.objects.filter(pk=first.visit_id).update(carers=2, priority=1, locked=True)
    Entry.objects.filter(pk=second.pk).update(visit=first.visit)
    Visit.objects.exclude(pk=first.visit_id).update(where="telefon", carers=2, priority=3)
    words = vera.get(url).text
    for wanted in (
        "til denne tiden · sammen med Hjelper 1", "låst", "på telefon · kan utgå · to hjelpere",
    ):  # fmt: skip
        assert wanted in words


def test_waiting_and_the_way_home_are_drawn(url, ward, vera):
    publish(ward, lists=1, visits_each=2)
    Entry.objects.update(waiting_minutes=4)
    looks = [mark.look for mark in vera.get(url).context["page"].rows[0].marks]
    assert looks == ["report", "way", "wait", "way", "wait", "pause", "way"]


def test_a_shift_without_lists_says_so_and_can_be_built(url, ward, vera):
    ward.plans(2)
    page = vera.get(url).text
    assert "Listene for denne vakten er ikke bygget ennå." in page
    assert "Bygg lister på nytt" in page


def test_who_is_away_is_struck_through_and_the_reason_is_nobodys_business(url, ward, vera):
    away = StaffFactory(team=ward.team, given_name="Per", family_name="Borteby")
    ShiftFactory(staff=away, date=ward.day, absence=AbsenceFactory(staff=away))
    page = vera.get(url).text
    assert '<s>Per Borteby</s> <span class="away">borte</span>' in page
    assert ">syk<" not in page


def test_a_missing_vaktkoordinator_is_seen_now_and_ahead(url, ward, vera):
    tomorrow = ward.day + timedelta(days=1)
    ShiftFactory(staff=StaffFactory(team=ward.team), date=tomorrow)
    assert "1 kommende vakt mangler" in vera.get(url).text
    page = vera.get(shift_url(ward.team, tomorrow, "dag")).text
    assert "Team Nord har ingen vaktkoordinator på denne vakten." in page


def test_every_patient_on_the_page_is_logged_once(url, ward, vera):
    shift = publish(ward, lists=2, visits_each=3, unassigned=1)
    change = vanish(shift, ward)
    vera.get(url)
    logged = AccessLog.objects.filter(screen="day").values_list("patient_number", flat=True)
    numbers = set(Visit.objects.values_list("patient__number", flat=True))
    assert change.visit.patient.number in numbers
    assert sorted(logged) == sorted(numbers)


def test_patients_named_in_a_fault_are_logged_too(url, ward, vera):
    shift = publish(ward, lists=1, visits_each=2)
    lost = Visit.objects.filter(entries__worklist__publication=shift.current).first()
    lost.entries.all().delete()
    vera.get(url)
    number = lost.patient.number
    assert AccessLog.objects.filter(screen="day", patient_number=number).count() == 1


def test_a_screen_that_is_up_to_date_gets_204_and_reads_nobody(url, ward, vera):
    shift = publish(ward, lists=1, visits_each=2)
    response = vera.get(f"{url}?version={shift.version}", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert not AccessLog.objects.exists()


def test_the_board_that_is_polled_is_the_page_that_is_loaded(url, ward, vera):
    shift = publish(ward, lists=2, visits_each=3)
    page = Page(vera, url)
    poll = f"{url}?version={shift.version}"
    assert page.poll(poll) == 204
    visits.start(visit=Visit.objects.with_state().first(), by=ward.user("vera"))
    assert page.poll(poll) == 200
    assert page.html == page.fresh()
    assert "▸" in page.html


def test_lists_stay_lists_when_the_board_is_polled(url, ward, vera):
    shift = publish(ward, lists=2, visits_each=3)
    page = Page(vera, f"{url}?visning=lister")
    visits.start(visit=Visit.objects.with_state().first(), by=ward.user("vera"))
    page.poll(f"{url}?version={shift.version}&visning=lister")
    assert page.html == page.fresh()
    assert 'class="axis"' not in page.html


def test_a_vanished_visit_is_acknowledged_with_a_reason(url, ward, vera):
    change = vanish(publish(ward, lists=1, visits_each=2), ward)
    page = Page(vera, url)
    assert "1 oppdrag er borte fra listene" in page.html
    page.press(f"/endringer/{change.pk}/bekreft/", why="flyttet til sykehjem")
    assert page.html == page.fresh()
    assert "må bekreftes" not in page.html
    assert "flyttet til sykehjem (Vera Oppdiktet" in page.html


def test_without_a_reason_nothing_is_acknowledged(url, ward, vera):
    change = vanish(publish(ward, lists=1, visits_each=2), ward)
    response = vera.post(f"/endringer/{change.pk}/bekreft/", {"why": "  "})
    assert response.status_code == 409
    assert "Skriv hvorfor det er riktig at oppdraget er borte." in response.text
    change.refresh_from_db()
    assert change.acknowledged_at is None


def test_a_leader_with_a_list_acknowledges_and_locks_as_a_leader(client, url, ward):
    shift = publish(ward, lists=1, visits_each=2)
    change = vanish(shift, ward)
    PositionFactory(staff=ward.people["kari"], team=ward.team)
    client.force_login(ward.user("kari"))
    client.post(f"/endringer/{change.pk}/bekreft/", {"why": "flyttet"})
    visit = Entry.objects.first().visit
    client.post(f"/oppdrag/{visit.pk}/las/")
    client.post(f"/oppdrag/{visit.pk}/start/")
    assert dict(AuditEvent.objects.values_list("verb", "role")) == {
        "vanished_acknowledged": "team_leader",
        "visit_locked": "team_leader",
        "visit_startet": "carer",
    }


def test_a_reason_that_is_too_long_is_asked_to_be_shorter(url, ward, vera):
    change = vanish(publish(ward, lists=1, visits_each=2), ward)
    response = vera.post(f"/endringer/{change.pk}/bekreft/", {"why": "x" * 201})
    assert response.status_code == 409
    assert "Skriv kortere: høyst 200 tegn." in response.text
    assert "Skriv hvorfor" not in response.text


def test_a_rebuild_is_followed_until_the_lists_are_there(url, ward, vera, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    ward.plans(3)
    page = Page(vera, url)
    page.press(f"{url}bygg/")
    assert page.html == page.fresh()
    assert "Venter på tur" in page.html
    claimed = rebuilds.claim(Rebuild.objects.get().pk)
    Rebuild.objects.filter(pk=claimed.pk).update(progress=40, step="legger lister")
    page.poll(f"{url}bygging/")
    assert 'value="40"' in page.html
    assert not page.triggered
    rebuilds.run(claimed)
    page.poll(f"{url}bygging/")
    assert page.triggered == "lists-changed"
    assert not page.has(hx_get=f"{url}bygging/")


def test_a_rebuild_that_changes_nothing_says_so(url, ward, vera):
    ward.plans(2)
    ward.build()
    assert "uten at noe ble endret" not in vera.get(url).text
    ward.build()
    assert "uten at noe ble endret" in vera.get(url).text


def test_a_failed_rebuild_says_so_and_the_old_lists_hold(url, ward, vera):
    shift = publish(ward, lists=1, visits_each=2)
    Rebuild.objects.create(
        team_shift=shift,
        status=Rebuild.Status.FAILED,
        ended_at=clock.now(),
        error="Listene ble ikke bygget. De forrige gjelder.",
    )
    page = vera.get(url).text
    assert "Listene ble ikke bygget. De forrige gjelder." in page
    assert "Hjelper 0" in page


def test_a_carer_sees_the_day_but_cannot_build_or_acknowledge(client, url, ward):
    vanish(publish(ward, lists=1, visits_each=2), ward)
    client.force_login(ward.user("kari"))
    page = client.get(url).text
    assert "Hjelper 0" in page
    assert "Bygg lister på nytt" not in page
    assert "Bekreft" not in page


def test_the_prints_hold_what_a_carer_needs_at_the_door(url, ward, vera):
    shift = publish(ward, lists=2, visits_each=3)
    visit = Visit.objects.filter(entries__worklist__publication=shift.current).first()
    page = vera.get(f"{url}utskrift/").text
    assert page.count('class="sheet"') == 3
    for wanted in (visit.patient.number, visit.patient.name, visit.patient.address, "makuleres"):
        assert wanted in page
    assert AccessLog.objects.filter(screen="print").exists()


def test_half_a_patient_number_never_stands_on_the_axis(url, ward, vera):
    publish(ward, lists=1, visits_each=30)
    page = vera.get(url)
    numbers = {visit.patient.number for visit in Visit.objects.all()}
    for stop in page.context["page"].rows[0].stops:
        shown = "".join(stop.lines)
        assert shown == "" or any(number.endswith(shown[-6:]) for number in numbers)


def test_the_page_is_whole(url, ward, vera):
    vanish(publish(ward, lists=2, visits_each=3), ward)
    page = vera.get(url).text
    assert elements(page)
    ids = [e.attributes["id"] for e in elements(page) if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert " style=" not in page
    assert "<script>" not in page


def test_a_night_shift_crosses_midnight_on_one_axis(ward, vera):
    night = ShiftFactory(staff=StaffFactory(team=ward.team), date=ward.day, kind="natt")
    assert Shift.objects.get(pk=night.pk).ends_at.astimezone(clock.OSLO).date() > ward.day
    ward.plans(1, shift="natt", earliest="02:00", latest="03:00")
    ward.build("natt")
    page = vera.get(shift_url(ward.team, ward.day, "natt"))
    axis = page.context["page"].axis
    assert [tick.label for tick in axis.ticks][:3] == ["23", "00", "01"]
    assert all(0 <= float(stop.x) <= 100 for row in page.context["page"].rows for stop in row.stops)
