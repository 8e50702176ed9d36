"""The HT's report: its own patients wherever they live, nothing gone before it is ticked, and by whom."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Event, Observation
from teams.models import AccessLog, AuditEvent
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitFactory,
)
from tests.shift_factories import NoteFactory
from tests.support import clocks
from tests.ward import make_ward
from worklists.actions import notes, report
from worklists.models import ReportStart, ReportTick
from worklists.queries.report import (
    Pile,
    important_count,
    keys_of,
    unread,
    unread_count,
    wanted_keys,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    return make_ward()


@pytest.fixture
def anne(ward):
    return ward.user("anne")


@pytest.fixture
def own(ward):
    """A patient of the HT's own, for the last month."""
    return placed(ward.ht)


def placed(*teams, days=40):
    patient = PatientFactory()
    for number, team in enumerate(teams):
        since = clock.today() - timedelta(days=days)
        PlacementFactory(patient=patient, team=team, owner=not number, valid_from=since)
    return patient


def keys(ht, pile=Pile.OWN):
    return keys_of(unread(ht, pile))


def test_what_another_teams_carer_wrote_about_the_hts_patient_is_in_the_report(ward, own):
    visit = VisitFactory(team=ward.team, patient=own)
    notes.write(visit=visit, by=ward.user("kari"), text="Rød rundt såret.")
    NoteFactory(patient=placed(ward.team))
    NoteFactory(patient=placed(TeamFactory(kind="HT")))
    assert unread_count(ward.ht) == 1


def test_notes_measurements_and_falls_stand_there_alike_and_the_shared_patient_too(ward, own):
    shared = placed(ward.team, ward.ht)
    NoteFactory(patient=shared)
    Observation.objects.create(patient=own, kind="news2", taken_at=clock.now(), value=7)
    Event.objects.create(patient=own, kind="fall", at=clock.now())
    assert unread_count(ward.ht) == 3
    assert important_count(ward.ht) == 0


def test_what_is_old_stays_until_somebody_ticks_it(ward, own, anne):
    NoteFactory(patient=own, at=clock.now() - timedelta(days=39))
    newest = NoteFactory(patient=own)
    report.read(ht=ward.ht, keys=[key for key in keys(ward.ht) if key.pk == newest.pk], by=anne)
    assert [key.at for key in keys(ward.ht)] == [clock.now() - timedelta(days=39)]


def test_the_beginning_never_passes_by_what_is_unread(ward, own, anne, monkeypatch):
    old = NoteFactory(patient=own, at=clock.now() - timedelta(days=35))
    NoteFactory(patient=own)
    report.read(ht=ward.ht, keys=keys(ward.ht)[:1], by=anne)
    assert ReportStart.objects.get().since == old.at
    report.read(ht=ward.ht, keys=keys(ward.ht), by=anne)
    assert ReportStart.objects.get().since == clock.now() - report.BEHIND
    assert unread_count(ward.ht) == 0


def test_struck_notes_need_nobody_to_read_them(ward, own):
    NoteFactory(patient=own, struck_at=clock.now(), struck_by=StaffFactory(), struck_why="feil")
    assert unread_count(ward.ht) == 0


def test_what_was_written_before_she_was_the_hts_is_the_ots(ward):
    patient = placed(ward.ht, days=2)
    NoteFactory(patient=patient, at=clock.now() - timedelta(days=3))
    NoteFactory(patient=patient, at=clock.now() - timedelta(days=1))
    assert unread_count(ward.ht) == 1


def test_what_nobody_had_read_goes_with_her_to_another_ht(ward, own, anne):
    """Neither may lose it: it is closed to those where she was, and new to those where she is."""
    read, unread_ = (NoteFactory(patient=own, at=clock.now() - timedelta(days=2)) for _ in range(2))
    report.read(ht=ward.ht, keys=[key for key in keys(ward.ht) if key.pk == read.pk], by=anne)
    new = TeamFactory(kind="HT")
    own.placements.update(valid_to=clock.today() - timedelta(days=1))
    PlacementFactory(patient=own, team=new, valid_from=clock.today())
    assert keys(ward.ht) == []
    assert [key.pk for key in keys(new)] == [unread_.pk]
    other = placed(TeamFactory(kind="HT"))
    NoteFactory(patient=other, at=clock.now() - timedelta(days=2))
    own_ot = TeamFactory(ht=new)
    other.placements.update(valid_to=clock.today() - timedelta(days=1))
    PlacementFactory(patient=other, team=own_ot, valid_from=clock.today())
    assert {key.patient for key in keys(new)} == {own.pk, other.pk}
    nora = StaffFactory(team=new, with_login=True, profession="sykepleier")
    ShiftFactory(staff=nora, team=new, date=clock.today(), function="ansvarsvakt")
    (key,) = wanted_keys(nora.user, new, f"n{unread_.pk} n{read.pk}")
    report.read(ht=new, keys=[key], by=nora.user)
    assert wanted_keys(nora.user, new, f"n{unread_.pk}") == [key]
    assert {key.patient for key in keys(new)} == {other.pk}


def test_who_has_moved_to_an_ot_of_the_ht_leaves_nothing_unread_behind(ward):
    patient = PatientFactory()
    today, before = clock.today(), clock.today() - timedelta(days=10)
    yesterday = today - timedelta(days=1)
    PlacementFactory(patient=patient, team=ward.ht, valid_from=before, valid_to=yesterday)
    PlacementFactory(patient=patient, team=ward.team, valid_from=today)
    NoteFactory(patient=patient, at=clock.now() - timedelta(days=2))
    assert unread_count(ward.ht) == 1


def test_the_ots_important_notes_are_a_pile_of_their_own(ward):
    patient = placed(ward.team)
    NoteFactory(patient=patient)
    NoteFactory(patient=patient, important=True)
    NoteFactory(patient=patient, next_must_know="Ring datter.")
    assert (unread_count(ward.ht), important_count(ward.ht)) == (0, 2)


def test_read_twice_is_once_and_the_first_one_stands(ward, own, anne):
    NoteFactory(patient=own)
    found = keys(ward.ht)
    assert report.read(ht=ward.ht, keys=found, by=anne) == 1
    assert report.read(ht=ward.ht, keys=found, by=ward.user("ola")) == 0
    assert ReportTick.objects.get().by == anne
    assert AuditEvent.objects.get(verb="report_read").details == {"keys": [str(found[0])]}


def test_followed_up_wants_a_word_and_the_second_hears_who_was_first(ward, own, anne):
    NoteFactory(patient=own)
    (key,) = keys(ward.ht)
    with pytest.raises(Refused, match="Skriv kort hva som ble gjort"):
        report.follow_up(ht=ward.ht, key=key, said=" ", by=anne)
    for _twice in range(2):
        report.follow_up(ht=ward.ht, key=key, said="Ringte fastlegen.", by=anne)
    with pytest.raises(Refused, match=r"Anne .* fulgte opp .* kl\. 12:00: Ringte fastlegen\."):
        report.follow_up(ht=ward.ht, key=key, said="Så til henne.", by=ward.user("ola"))
    assert sorted(ReportTick.objects.values_list("kind", flat=True)) == ["fulgt-opp", "lest"]


def test_a_slip_is_taken_back_and_what_was_there_is_kept(ward, own, anne):
    NoteFactory(patient=own)
    found = keys(ward.ht)
    report.follow_up(ht=ward.ht, key=found[0], said="Ringte.", by=anne)
    report.take_back(ht=ward.ht, keys=found, by=anne)
    report.take_back(ht=ward.ht, keys=found, by=anne)
    assert unread_count(ward.ht) == 1
    was = AuditEvent.objects.get(verb="report_taken_back").details["was"]
    assert [(row["kind"], row["said"]) for row in was] == [("lest", ""), ("fulgt-opp", "Ringte.")]


def test_a_leader_begins_the_report_and_never_earlier_than_before(ward, own, anne):
    NoteFactory(patient=own, at=clock.now() - timedelta(days=20))
    since = clock.midnight(clock.today() - timedelta(days=5))
    report.begin(ht=ward.ht, since=since, by=anne)
    assert unread_count(ward.ht) == 0
    with pytest.raises(Refused, match="Velg en senere dag"):
        report.begin(ht=ward.ht, since=since - timedelta(days=1), by=anne)
    with pytest.raises(Refused, match="Velg en dag som har vært"):
        report.begin(ht=ward.ht, since=clock.now() + timedelta(days=1), by=anne)


# The page ----------------------------------------------------------------------------------------


def url(name, ward, *more):
    return reverse(f"worklists:{name}", args=[ward.ht.code, *more])


def test_the_page_groups_by_patient_and_logs_whom_it_shows(client, ward, own, anne):
    other = placed(ward.ht)
    NoteFactory(patient=own, text="Først skrevet", at=clock.now() - timedelta(hours=3))
    NoteFactory(patient=other, text="Sist skrevet", important=True)
    client.force_login(anne)
    said = client.get(url("report", ward)).content.decode()
    assert said.index("Sist skrevet") < said.index("Først skrevet")
    logged = AccessLog.objects.filter(screen="report").values_list("patient_number", flat=True)
    assert set(logged) == {own.number, other.number}


def test_all_that_stood_there_is_ticked_and_not_what_came_meanwhile(client, ward, own, anne):
    NoteFactory.create_batch(2, patient=own)
    client.force_login(anne)
    shown = " ".join(map(str, keys(ward.ht)))
    NoteFactory(patient=own, text="Kom etterpå")
    body = {"keys": shown, "patient": own.number, "vis": "egne"}
    answer = client.post(url("report_read", ward), body, headers={"HX-Request": "true"})
    assert "Kom etterpå" in answer.content.decode()
    assert unread_count(ward.ht) == 1
    client.post(url("report_take_back", ward), body)
    assert unread_count(ward.ht) == 3


def test_thirty_rows_cost_what_three_cost(
    client, ward, own, anne, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(anne)
    NoteFactory.create_batch(3, patient=own)
    client.get(url("report", ward))
    with django_assert_max_num_queries(20) as few:
        client.get(url("report", ward))
    for _one in range(9):
        NoteFactory.create_batch(3, patient=placed(ward.ht))
    with django_assert_num_queries(len(few)):
        client.get(url("report", ward))


def test_the_ticks_stand_under_the_shift_on_which_they_were_made(
    client, ward, own, anne, monkeypatch
):
    NoteFactory(patient=own, text="Sår på hælen")
    report.follow_up(ht=ward.ht, key=keys(ward.ht)[0], said="Bestilt avlastning.", by=anne)
    NoteFactory(patient=own, text="Uro i natt", at=clock.now())
    clocks.pin(monkeypatch, time(1), clock.today() + timedelta(days=1))
    report.read(ht=ward.ht, keys=keys(ward.ht), by=anne)
    clocks.pin(monkeypatch, time(12))
    client.force_login(anne)
    said = client.get(url("report_ticked_on", ward, clock.today())).content.decode()
    assert said.index("Natt</h2>") < said.index("Uro i natt") < said.index("Dag</h2>")
    assert "leste 1, fulgte opp 1" in said
    assert "Bestilt avlastning." in said


def test_nobody_ticks_what_is_not_in_her_report(client, ward, anne):
    strange = NoteFactory(patient=placed(TeamFactory(kind="HT")))
    client.force_login(anne)
    answer = client.post(url("report_read", ward), {"keys": f"n{strange.pk} x1 n"})
    assert answer.status_code == 409
    assert not ReportTick.objects.exists()


def test_those_with_inneoppgaver_see_the_hts_own_alone(client, ward, own):
    inside = StaffFactory(user=UserFactory(username="inge"), team=ward.ht)
    ShiftFactory(staff=inside, date=ward.day, function="rapport")
    NoteFactory(patient=own, text="Om HT sin")
    NoteFactory(patient=placed(ward.team), text="Om OT sin", important=True)
    client.force_login(inside.user)
    assert "Om HT sin" in client.get(url("report", ward)).content.decode()
    said = client.get(url("report", ward), {"vis": "viktige"}).content.decode()
    assert "Om OT sin" not in said
    assert "Viktig fra omsorgsteamene" not in said


@pytest.mark.parametrize("figures", ["9" * 5000, "9" * 30, "²", "-1"])
def test_what_is_no_number_of_anything_is_answered_all_the_same(client, ward, own, anne, figures):
    client.force_login(anne)
    assert client.get(url("report", ward), {"side": figures}).status_code == 200
    body = {"keys": f"n{figures}", "patient": own.number, "vis": "egne"}
    assert client.post(url("report_read", ward), body).status_code == 409
