"""The pages of an absence: who may, what they say before the yes, and that the swap is the page."""

import re
from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from teams.models import AccessLog
from tests.factories import ShiftFactory
from tests.shift_factories import PriorityItemFactory
from tests.support.access import statuses, with_operator
from tests.support.clocks import clock_at, pin
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import repairs
from worklists.models import RepairDraft, TeamShift
from worklists.planning import solver
from worklists.queries.desk_now import desk_now
from worklists.queries.repair_plan import kept_lines

pytestmark = pytest.mark.django_db

RUNS = [302, 403, 200, 200, 200, 404, 404, 403]
#: Anne and Ola may what Vera may, as the reading shows: the writing is walked without them.
WHO_WRITES = ["anonymous", "kari", "vera", "siri", "nils", "drift"]
RUNS_WRITE = [302, 403, 303, 404, 404, 403]
READS_LIST = [302, 200, 200, 200, 200, 404, 404, 403]
LEADS = [302, 403, 403, 403, 303, 404, 404, 403]


@pytest.fixture(autouse=True)
def short_search(monkeypatch):
    monkeypatch.setattr(solver, "SMALL_TRIES", 20_000)


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Ten o'clock on a day shift with Kari, Vera and one more."""
    with clock_at(time(10)):
        ward = make_ward()
        ward.plans(6, minutes=20, earliest=time(11), latest=time(12))
        ward.carers(1)
        ward.build()
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, time(10))
    return deepcopy(built)


def shift_of(ward):
    return TeamShift.objects.select_related("team__site__unit", "current").get(
        team=ward.team, date=ward.day, kind="dag"
    )


def begin(ward, name="kari"):
    shift = ward.people[name].shifts.select_related("staff", "team").get()
    return repairs.begin(
        team_shift=shift_of(ward), shift=shift, starts_at=clock.now(), ends_at=shift.ends_at,
        reason="syk", by=ward.user("vera"),
    )  # fmt: skip


def shift_url(ward, name, *more):
    return reverse(name, args=[ward.team.code, ward.day, "dag", *more])


def test_whoever_runs_the_shift_may_and_her_leader_writes_the_list(client, ward):
    with_operator(ward)
    draft, item = begin(ward), PriorityItemFactory(team=ward.team)
    kari, key = ward.people["kari"].shifts.get().pk, kept_lines(draft)[0].key
    absence, of_draft, of_team = (
        shift_url(ward, "worklists:absence_new"),
        [draft.pk],
        ward.team.code,
    )
    line = reverse("worklists:repair_choose", args=[draft.pk, key])
    listed = reverse("worklists:priorities", args=[of_team])
    item_args = [of_team, item.pk]
    said = {"hvem": kari, "reason": "syk", "start": "naa", "until": "vakt", "what": "holdes"}
    said |= {"words": "dusj", "rule": "utga", "to": 1}
    for url, expected in {
        absence: RUNS,
        f"{absence}?hvem={kari}": RUNS,
        reverse("worklists:repair", args=of_draft): RUNS,
        line: RUNS,
        listed: READS_LIST,
    }.items():
        assert statuses(client, ward, lambda url=url: client.get(url)) == expected, url
    for url, expected in {
        absence: RUNS_WRITE,
        shift_url(ward, "worklists:absence_end", kari): RUNS_WRITE,
        line: RUNS_WRITE,
        reverse("worklists:repair_vk", args=of_draft): RUNS_WRITE,
        reverse("worklists:repair_again", args=of_draft): RUNS_WRITE,
        reverse("worklists:repair_apply", args=of_draft): RUNS_WRITE,
        reverse("worklists:repair_drop", args=of_draft): RUNS_WRITE,
    }.items():
        found = statuses(client, ward, lambda url=url: client.post(url, said), WHO_WRITES)
        assert found == expected, url
    for url in (
        listed,
        reverse("worklists:priorities_copy", args=[of_team]),
        reverse("worklists:priority_change", args=item_args),
        reverse("worklists:priority_move", args=item_args),
        reverse("worklists:priority_remove", args=item_args),
    ):
        assert statuses(client, ward, lambda url=url: client.post(url, said)) == LEADS, url


def test_two_taps_from_the_list_of_people_to_the_proposal(client, ward):
    client.force_login(ward.user("vera"))
    url = shift_url(ward, "worklists:absence_new")
    kari = ward.people["kari"].shifts.get()
    people = client.get(url).text
    assert f"{url}?hvem={kari.pk}" in people
    form = client.get(f"{url}?hvem={kari.pk}").text
    for chosen in ("syk", "naa", "vakt"):
        assert re.search(rf'value="{chosen}"[^>]*\bchecked\b', form), chosen
    answer = client.post(url, {"hvem": kari.pk, "reason": "syk", "start": "naa", "until": "vakt"})
    assert answer["Location"] == reverse("worklists:repair", args=[RepairDraft.objects.get().pk])
    assert "Kari" in client.get(answer["Location"]).text


def test_until_a_date_wants_a_date_and_keeps_what_was_chosen(client, ward):
    client.force_login(ward.user("vera"))
    kari = ward.people["kari"].shifts.get()
    said = {"hvem": kari.pk, "reason": "sykt-barn", "start": "naa", "until": "dato"}
    answer = client.post(shift_url(ward, "worklists:absence_new"), said)
    assert answer.status_code == 200
    assert "Velg den siste dagen hun er borte." in answer.text
    assert not RepairDraft.objects.exists()
    said["day"] = ward.day + timedelta(days=2)
    client.post(shift_url(ward, "worklists:absence_new"), said)
    cause = RepairDraft.objects.get().cause
    assert cause["ends_at"].startswith(f"{ward.day + timedelta(days=2)}T2")


def test_the_page_says_who_gets_what_and_what_it_costs(client, ward):
    draft = begin(ward)
    client.force_login(ward.user("vera"))
    page = client.get(reverse("worklists:repair", args=[draft.pk])).text
    lines = [line for line in kept_lines(draft) if line.fate == "gis"]
    assert f"{len(lines)} oppdrag får en ny hjelper." in page
    for line in lines:
        assert line.patient in page
    assert "Ingen overtid." in page
    # 10:00 to 15:00 at 350 kroner an hour.
    assert "omtrent 1750 kroner" in page.replace("\xa0", "")
    shown = set(AccessLog.objects.filter(screen="repair").values_list("patient_number", flat=True))
    assert {line.patient for line in lines} <= shown


def test_the_desk_has_a_line_until_it_is_answered(ward):
    draft, vera = begin(ward), ward.user("vera")
    line = next(line for line in desk_now(vera, shift_of(ward)) if line.kind == "repair")
    assert line.url == reverse("worklists:repair", args=[draft.pk])
    assert "Kari" in line.text
    assert not [one for one in desk_now(ward.user("kari"), shift_of(ward)) if one.kind == "repair"]
    repairs.drop(draft=draft, by=vera)
    assert not [one for one in desk_now(vera, shift_of(ward)) if one.kind == "repair"]


def test_what_is_swapped_in_is_the_page(client, ward):
    draft = begin(ward)
    client.force_login(ward.user("vera"))
    url = reverse("worklists:repair", args=[draft.pk])
    page = Page(client, url)
    page.press(reverse("worklists:repair_again", args=[draft.pk]))
    assert page.html == page.fresh()
    page.press(reverse("worklists:repair_apply", args=[draft.pk]))
    assert RepairDraft.objects.get().answer == "gjort"
    assert "Listene er lagt om." in page.html


def test_thirty_lines_cost_what_three_cost(client, ward):
    client.force_login(ward.user("vera"))

    def queries(draft):
        with CaptureQueriesContext(connection) as context:
            client.get(reverse("worklists:repair", args=[draft.pk]))
        return len([q for q in context if "accesslog" not in q["sql"]])

    few = begin(ward)
    cost = queries(few)
    repairs.drop(draft=few, by=ward.user("vera"))
    ward.plans(15, minutes=10, earliest=time(11), latest=time(14))
    ward.build()
    many = begin(ward)
    assert len(kept_lines(many)) > len(kept_lines(few))
    assert queries(many) <= cost


def test_whoever_names_herself_away_is_led_to_her_own_page(client, ward):
    client.force_login(ward.user("vera"))
    draft = begin(ward, "vera")
    answer = client.post(reverse("worklists:repair_apply", args=[draft.pk]))
    assert answer["Location"] == "/"


def test_the_choices_say_what_each_would_mean(client, ward):
    draft = begin(ward)
    client.force_login(ward.user("vera"))
    line = kept_lines(draft)[0]
    page = client.get(reverse("worklists:repair_choose", args=[draft.pk, line.key])).text
    assert "ingen overtid" in page
    assert "Kari" not in page.split("Gi det til")[1]
    (someone,) = line.after
    url = reverse("worklists:repair_choose", args=[draft.pk, line.key])
    two = client.post(url, {"what": "gi", "to": f"{someone},{someone}"})
    assert (two.status_code, "Velg hvem" in two.text) == (409, True)


def test_a_shift_of_another_team_is_not_found(client, ward):
    elsewhere = ShiftFactory(date=ward.day)
    client.force_login(ward.user("vera"))
    url = shift_url(ward, "worklists:absence_new")
    assert client.get(f"{url}?hvem={elsewhere.pk}").status_code == 404
