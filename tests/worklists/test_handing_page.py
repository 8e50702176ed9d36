"""The page behind "Flytt …": one tap opens, one does; and what the second of two people is told."""

from copy import deepcopy
from datetime import time

import pytest
from django.urls import reverse

from teams.models import AccessLog
from tests.factories import StaffCompetenceFactory, UserFactory, VisitFactory
from tests.support.clocks import clock_at, pin
from tests.support.htmx import elements
from tests.ward import make_ward
from worklists.actions import handing, visits
from worklists.models import Entry, Release, TeamShift, Unassigned, Visit
from worklists.queries.handing import joined

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    """At eight in the morning; the visits are from half past."""
    with clock_at(time(8)):
        ward = make_ward()
        ward.plans(4)
        ward.carers(1, given_name="Per")
        ward.build()
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, time(8))
    return deepcopy(built)


@pytest.fixture
def visit(ward):
    return Visit.objects.with_state().order_by("pk").first()


def shift_of(ward):
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def url_of(visit, name="visit_move"):
    return reverse(f"worklists:{name}", args=[visit.pk])


def buttons(page):
    """What each button sends, in order."""
    return [e.attributes["value"] for e in elements(page.text) if e.attributes.get("name") == "til"]


def has_it(visit, ward):
    return handing.shifts_of(visit, shift_of(ward))


def test_one_tap_opens_and_one_does_and_then_she_may_think_again(client, ward, visit):
    client.force_login(ward.user("vera"))
    page = client.get(url_of(visit))
    assert "Til hvem? Det beste først" in page.text
    assert "min reise" in page.text or "like mye reise" in page.text
    best, before = buttons(page)[0], has_it(visit, ward)
    answer = client.post(url_of(visit), {"til": best, "sett": joined(before)})
    assert joined(has_it(visit, ward)) == best
    assert "har oppdraget nå, kl. " in client.get(answer["Location"]).text
    assert AccessLog.objects.filter(screen="visit_move", patient_number=visit.patient.number)
    client.post(url_of(visit), {"til": joined(before), "sett": best})
    assert has_it(visit, ward) == before


def test_for_a_dropped_visit_one_choice_stands_first_with_its_time(client, ward, visit):
    client.force_login(ward.user("vera"))
    best = buttons(client.get(url_of(visit)))[0]
    page = client.get(f"{url_of(visit)}?til={best}&kl=09:40")
    assert 'id="move-do"' in page.text
    assert "kl. 09:40" in page.text
    client.post(url_of(visit), {"til": best, "kl": "09:40"})
    entry = Entry.objects.get(visit=visit, worklist__publication=shift_of(ward).current)
    assert f"{entry.starts_at.astimezone():%M}" == "40"
    told = client.get(f"{url_of(visit)}?til={best}&kl=31:99")
    assert "Skriv klokkeslettet som 14:30." in told.text


def test_the_second_is_told_on_the_page_and_the_choices_stand_there_anew(client, ward, visit):
    seen = joined(has_it(visit, ward))
    client.force_login(ward.user("ola"))
    first, second = buttons(client.get(url_of(visit)))[:2]
    handing.move(visit=visit, to=[int(first)], by=ward.user("vera"))
    answer = client.post(url_of(visit), {"til": second, "sett": seen})
    assert answer.status_code == 200
    assert "flyttet oppdraget kl." in answer.text
    assert "Vera" in answer.text
    assert joined(has_it(visit, ward)) == first
    assert second in buttons(answer)


def test_nobody_goes_twice_to_the_same_visit(client, ward, visit):
    visit.plan.carers = 2
    visit.plan.save()
    ward.build()
    before, kari = has_it(visit, ward), ward.people["kari"].shifts.get().pk
    client.force_login(ward.user("vera"))
    answer = client.post(url_of(visit), {"til": f"{kari}-{kari}", "sett": joined(before)})
    assert "Velg hvem som skal ha oppdraget." in answer.text
    assert has_it(visit, ward) == before


def test_what_is_begun_is_told_and_has_no_buttons(client, ward, visit):
    visits.start(visit=visit, by=ward.user("kari"))
    client.force_login(ward.user("vera"))
    page = client.get(url_of(visit))
    assert "kan ikke flyttes: det er startet, ført av Kari" in page.text
    assert buttons(page) == []
    assert "step-move" not in client.get(url_of(visit, "visit")).text


def test_the_script_gets_every_row_with_a_sentence(client, ward, visit):
    client.force_login(ward.user("vera"))
    told = client.get(url_of(visit, "visit_choices")).json()["choices"]
    assert len(told) == 3
    assert all(one["sentence"] for one in told.values())
    (mine,) = has_it(visit, ward)
    assert told[str(mine)]["may"]


def test_a_carer_lets_herself_off_and_the_one_who_leads_says_who_gets_it(client, ward):
    kari = ward.people["kari"].shifts.get()
    visit = Visit.objects.with_state().first()
    handing.move(visit=visit, to=[kari.pk], by=ward.user("vera"))
    client.force_login(ward.user("kari"))
    assert "Slipp oppdraget" in client.get(url_of(visit, "visit_release")).text
    body = {"vakt": kari.pk, "grunn": "forsto-ikke"}
    answer = client.post(url_of(visit, "visit_release"), body)
    assert answer["Location"] == reverse("worklists:my_list")
    assert client.post(url_of(visit, "visit_release"), body).status_code == 303
    assert Release.objects.get().staff == ward.people["kari"]
    assert Unassigned.objects.get(publication=shift_of(ward).current).code == Unassigned.ASIDE
    client.force_login(ward.user("vera"))
    assert str(kari.pk) not in buttons(client.get(url_of(visit)))


def test_nobody_lets_another_one_off_but_whoever_leads(client, ward, visit):
    (other,) = has_it(visit, ward)
    who = Entry.objects.get(visit=visit, worklist__publication=shift_of(ward).current)
    stranger = next(n for n in ("kari", "vera") if ward.people[n] != who.worklist.shift.staff)
    client.force_login(ward.user("siri"))
    body = {"vakt": other, "grunn": "ikke-opplaert"}
    assert client.post(url_of(visit, "visit_release"), body).status_code == 404
    assert client.post(url_of(visit), {"til": "1"}).status_code == 404
    client.force_login(ward.user("kari"))
    assert client.post(url_of(visit), {"til": "1"}).status_code == 403
    if stranger == "kari":
        assert client.post(url_of(visit, "visit_release"), body).status_code == 403
    assert not Release.objects.exists()


def test_bad_words_in_the_form_are_answered_with_what_to_do(client, ward, visit):
    client.force_login(ward.user("vera"))
    assert "Velg hvem" in client.post(url_of(visit), {}).text
    assert "Velg hvem" in client.post(url_of(visit), {"til": "ole"}).text
    assert "Det går ikke" in client.post(url_of(visit), {"til": "999999"}).text
    assert "Velg en grunn" in client.post(
        url_of(visit, "visit_release"), {"vakt": "1", "grunn": "lat"}
    ).text  # fmt: skip


def test_training_counts_tasks_and_names_nobody(client, ward):
    StaffCompetenceFactory(staff=ward.people["kari"])
    for _number in range(3):
        visit = VisitFactory(team=ward.team, title="Kateter")
        Release.objects.create(
            visit=visit, staff=ward.people["kari"], reason="ikke-opplaert",
            by=UserFactory(), at=ward.people["kari"].shifts.get().starts_at,
        )  # fmt: skip
    client.force_login(ward.user("ola"))
    page = client.get(reverse("worklists:training", args=[ward.team.code])).text
    assert "Kateter" in page
    assert "<td>3</td>" in page
    assert ward.people["kari"].family_name not in page
