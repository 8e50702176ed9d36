"""Who reads a board, who makes it, and who may put a patient forward: every address × everybody."""

import pytest
from django.urls import reverse

from boards.queries.standing import order_mark
from teams.models import AccessLog
from tests.access_table import WHO
from tests.boards.factories import CandidateFactory, ItemFactory, MeetingFactory
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
)
from tests.support.access import sign_in_all, statuses, with_operator
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Fia is fagansvarlig for the team, Tor its fysioterapeut. Kari is on a list, Ola leads.
EVERYBODY = [*WHO, "fia", "tor"]
READS = [302, 200, 200, 200, 200, 404, 404, 403, 200, 200]
WRITES = [302, 403, 403, 403, 303, 404, 404, 403, 303, 403]
REPORTS = [302, 303, 303, 303, 303, 404, 404, 403, 303, 303]


@pytest.fixture
def ward():
    made = with_operator(make_ward())
    for who, kind in (("fia", "fagansvarlig"), ("tor", "terapeut")):
        made.people[who] = StaffFactory(user=UserFactory(username=who), team=made.team)
        PositionFactory(staff=made.people[who], kind=kind, team=made.team)
    return sign_in_all(made)


@pytest.fixture
def meeting(ward):
    return MeetingFactory(team=ward.team)


@pytest.fixture
def item(ward, meeting):
    patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
    return ItemFactory(meeting=meeting, patient=patient)


def test_who_reads_the_agenda_and_the_report_page(client, ward, meeting, item):
    for name, argument in (("agenda", meeting.pk), ("report", item.patient.number)):
        url = reverse(f"boards:{name}", args=[argument])
        assert statuses(client, ward, lambda url=url: client.get(url), EVERYBODY) == READS, name
    news = reverse("boards:agenda_news", args=[meeting.pk]) + "?version=0"
    quiet = [204 if one == 200 else one for one in READS]
    assert statuses(client, ward, lambda: client.get(news), EVERYBODY) == quiet
    lines = reverse("boards:agenda_lines")
    assert statuses(client, ward, lambda: client.get(lines), EVERYBODY) == [302] + [200] * 9


def test_who_makes_the_board(client, ward, meeting, item):
    reported = CandidateFactory(
        patient=PlacementFactory(patient=PatientFactory(), team=ward.team).patient, team=ward.team
    )
    asked = {
        ("item_accept", item.pk): {},
        ("item_decline", item.pk): {"hvorfor": "Kan vente"},
        ("item_set", item.pk): {"minutes": 4},
        ("item_prepare", item.pk): {"tekst": "Snakket med datter"},
        ("agenda_order", meeting.pk): {"opp": item.pk, "sett": order_mark([item.pk])},
        ("agenda_add", meeting.pk): {"number": item.patient.number, "why": "Falt"},
    }
    for (name, key), said in asked.items():
        url = reverse(f"boards:{name}", args=[key])
        found = statuses(client, ward, lambda u=url, s=said: client.post(u, s), EVERYBODY)
        assert found == WRITES, name
    take = reverse("boards:agenda_take_in", args=[meeting.pk, reported.pk])
    assert statuses(client, ward, lambda: client.post(take), EVERYBODY) == WRITES


def test_who_puts_a_patient_forward_and_takes_it_back(client, ward, item):
    url = reverse("boards:report_send", args=[item.patient.number])
    said = {"criterion": "sammen", "reason": "Usikker på foten"}
    assert statuses(client, ward, lambda: client.post(url, said), EVERYBODY) == REPORTS
    reported = CandidateFactory(patient=item.patient, team=ward.team, reported_by=ward.user("kari"))
    back = reverse("boards:report_withdraw", args=[reported.pk])
    hers = [303 if who == "kari" else code for who, code in zip(EVERYBODY, WRITES, strict=True)]
    assert statuses(client, ward, lambda: client.post(back, {"hvorfor": "Feil"}), EVERYBODY) == hers


def test_looking_stands_in_the_log(client, ward, meeting, item):
    client.force_login(ward.user("fia"))
    client.get(reverse("boards:agenda", args=[meeting.pk]))
    client.get(reverse("boards:report", args=[item.patient.number]))
    rows = AccessLog.objects.filter(patient_number=item.patient.number)
    assert set(rows.values_list("screen", flat=True)) == {"board_agenda", "board_report"}
