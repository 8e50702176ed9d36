"""Who sets up meetings, who answers, who chooses for the unit: every address × everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from boards.models import Attendance, Invitation, TherapistOffer
from heltom.lib import clock
from teams.models import AccessLog
from tests.access_table import WHO
from tests.boards.factories import ItemFactory, MeetingFactory, SeatFactory
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
)
from tests.support.access import sign_in_all, statuses, with_operator
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Fia is fagansvarlig for the team, Tor its fysioterapeut, Kir the unit's konsulent.
EVERYBODY = [*WHO, "fia", "tor", "kir"]
READS = [302, 200, 200, 200, 200, 404, 404, 403, 200, 200, 200]
#: One of each kind is asked of the forms: who has no right, who leads, who is elsewhere.
SENDERS = ["anonymous", "vera", "ola", "siri", "drift", "fia", "tor", "kir"]
WRITES = [302, 403, 303, 404, 403, 303, 403, 403]
PREPARES = [302, 403, 200, 404, 403, 200, 403, 403]
#: Tor answers for himself.
ANSWERS = [302, 403, 303, 404, 403, 303, 303, 403]


@pytest.fixture
def ward():
    made = with_operator(make_ward())
    held = (("fia", "fagansvarlig"), ("tor", "terapeut"))
    for who, kind in held:
        made.people[who] = StaffFactory(user=UserFactory(username=who), team=made.team)
        PositionFactory(staff=made.people[who], kind=kind, team=made.team)
    made.people["kir"] = StaffFactory(user=UserFactory(username="kir"), team=made.team)
    PositionFactory(staff=made.people["kir"], kind="konsulent", team=None, unit=made.team.unit)
    return sign_in_all(made)


@pytest.fixture
def meeting(ward):
    return MeetingFactory(team=ward.team)


@pytest.fixture
def item(ward, meeting):
    patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
    return ItemFactory(meeting=meeting, patient=patient)


@pytest.fixture
def all_of(client, ward):
    def ask(name, argument, **sent):
        url = reverse(f"boards:{name}", args=[argument])
        visit = client.post if sent else client.get
        everybody = EVERYBODY if name == "meetings" else SENDERS
        return statuses(client, ward, lambda: visit(url, sent), everybody)

    return ask


def test_who_reads_when_the_team_meets(all_of, client, ward, meeting):
    assert all_of("meetings", ward.team.code) == READS
    home = reverse("boards:home")
    expected = [302, 302, 302, 200, 302, 302, 403, 403, 302, 302, 200]
    assert statuses(client, ward, lambda: client.get(home), EVERYBODY) == expected
    mine = reverse("boards:my_meetings")
    assert statuses(client, ward, lambda: client.get(mine), EVERYBODY) == [302] + [200] * 10


def test_who_sets_up_meetings(all_of, ward, meeting):
    day = (clock.today() + timedelta(days=7)).isoformat()
    plan = {"weekday": 3, "starts": "13:00", "room": "Møterom 1", "from_day": day}
    for name in ("plan", "plan_end", "seat_add"):
        assert all_of(name, ward.team.code) == PREPARES, name
    for name in ("meeting_move", "meeting_cancel"):
        assert all_of(name, meeting.pk) == PREPARES, name
    assert all_of("plan", ward.team.code, **plan) == WRITES
    assert all_of("plan_end", ward.team.code, last_day=day, why="Slutt") == WRITES
    staff = ward.people["vera"].pk
    assert all_of("seat_add", ward.team.code, staff=staff, from_day=day) == WRITES
    assert all_of("seat_end", SeatFactory(team=ward.team).pk, _="") == WRITES
    assert all_of("meeting_cancel", meeting.pk, why="Ferie") == WRITES
    starts = meeting.starts_at.astimezone(clock.OSLO)
    to = {"day": starts.date().isoformat(), "at": "09:00", "room": "R", "why": "Fagdag"}
    assert all_of("meeting_move", meeting.pk, **to) == WRITES


def test_who_says_that_she_comes(all_of, ward, meeting):
    row = Attendance.objects.create(meeting=meeting, staff=ward.people["tor"])
    assert all_of("attendance", row.pk) == [302, 403, 200, 404, 403, 200, 200, 403]
    assert all_of("attendance", row.pk, is_coming="nei", why="Kurs") == ANSWERS


def test_who_answers_an_offer(all_of, ward, meeting):
    other = MeetingFactory(team=TeamFactory(site=ward.team.site, ht=ward.ht))
    offer = TherapistOffer.objects.create(
        staff=ward.people["tor"], from_meeting=other, to_meeting=meeting, made_at=clock.now()
    )
    assert all_of("offer_answer", offer.pk, svar="ja") == WRITES


def test_who_calls_in_another_service_and_who_answers(all_of, client, ward, item):
    assert all_of("called_in", item.pk) == PREPARES
    assert all_of("called_in", item.pk, service="aks", why="Smerter") == WRITES
    asked = Invitation.objects.create(
        item=item, service="fysioterapi", staff=ward.people["tor"], asked_at=clock.now(),
        asked_by=ward.user("fia"),
    )  # fmt: skip
    assert all_of("call_answer", asked.pk, svar="ja") == ANSWERS
    assert all_of("call_withdraw", asked.pk, _="") == WRITES


def test_a_service_from_elsewhere_sees_its_one_patient_among_its_meetings(client, ward, item):
    """Siri works in another unit, and is called in for one patient here."""
    Invitation.objects.create(
        item=item, service="aks", staff=ward.people["siri"], asked_at=clock.now(),
        asked_by=ward.user("fia"), why=f"Smertelindring for {item.patient.name}",
    )  # fmt: skip
    client.force_login(ward.user("siri"))
    page = client.get(reverse("boards:my_meetings")).content.decode()
    assert item.patient.number in page
    assert item.patient.family_name not in page
    logged = AccessLog.objects.get(user=ward.user("siri"))
    assert (logged.screen, logged.patient_number) == ("board_called_in", item.patient.number)


def test_who_chooses_for_the_unit(all_of, ward):
    only_kir = [302, 403, 403, 404, 403, 403, 403, 200]
    assert all_of("settings", ward.team.unit.code) == only_kir
