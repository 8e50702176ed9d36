"""What is read before the meeting: all of it without a name, and as many queries for many as for one."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.models import Effect, Invitation, ItemReading, ItemReport
from boards.queries.preparation import cases_of_meeting
from boards.queries.preparation_services import services_of
from heltom.lib import clock
from patients.models import Event, Observation
from teams.models import AccessLog
from tests.belonging_factories import (
    DiagnosisFactory,
    EvaluationFactory,
    GoalFactory,
    HealthStateFactory,
    MeasureFactory,
)
from tests.boards.factories import (
    CandidateFactory,
    DecisionFactory,
    DiscussionFactory,
    FindingFactory,
    FolderNoteFactory,
    ItemFactory,
    MeetingFactory,
)
from tests.emelding_factories import MessageFactory
from tests.emeldinger.incoming import AT, NUMBER, bring_letter
from tests.factories import (
    ContactFactory,
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    VisitPlanFactory,
)
from tests.shift_factories import NoteFactory
from tests.support import clocks
from tests.support.history import done_visit, done_visits
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

GIVEN, FAMILY, ADDRESS = "Petronella", "Fjellklang", "Bortebakken 12"


@pytest.fixture
def ward(noon):
    return make_ward()


def meeting_of(ward):
    day = clock.today() + timedelta(days=1)
    return MeetingFactory(team=ward.team, planned_for=day)


def somebody(ward, **more):
    patient = PatientFactory(
        given_name=GIVEN, family_name=FAMILY, address=ADDRESS, what_matters=f"{GIVEN} vil gå i butikken",
        **more,
    )  # fmt: skip
    PlacementFactory(patient=patient, team=ward.team)
    return patient


def measure(patient, kind, value, ago, **parts):
    return Observation.objects.create(
        patient=patient, kind=kind, value=value, parts=parts,
        taken_at=clock.now() - timedelta(days=ago), by=StaffFactory(given_name="Marit"),
    )  # fmt: skip


def with_everything(item, ward):
    """A patient of whom there is something to tell under every heading, her name in all of it."""
    patient, who = item.patient, StaffFactory(given_name="Gro", family_name="Måler")
    item.preparation, item.why = f"{GIVEN} har fått rullator", f"{GIVEN} ble meldt av {FAMILY}"
    item.save()
    FindingFactory(
        item=item, sentence="Vekt 62,1 → 58 kg.",
        evidence=[{"on": "2026-01-05", "what": f"{GIVEN} veide 62,1 kg", "by": who.number}],
    )  # fmt: skip
    report = CandidateFactory(patient=patient, team=ward.team, reason=f"{GIVEN} spiser ikke")
    ItemReport.objects.create(item=item, candidate=report)
    ContactFactory(patient=patient, staff=ward.people["kari"])
    HealthStateFactory(patient=patient, state="kognitiv", note=f"sett av fru {FAMILY}")
    DiagnosisFactory(patient=patient)
    for value, ago in ((62.1, 90), (60, 40), (58, 3)):
        measure(patient, "vekt", value, ago)
    measure(patient, "katz", 5, 200, bathing=0, dressing=1)
    measure(patient, "katz", 3, 5, bathing=0, dressing=0)
    measure(patient, "news2", 6, 5)
    Event.objects.create(
        patient=patient,
        kind="fall",
        at=clock.now() - timedelta(days=9),
        text=f"{GIVEN} falt i gangen",
    )
    PauseFactory(
        patient=patient, starts_at=clock.now() - timedelta(days=30),
        ends_at=clock.now() - timedelta(days=25), reason="sykehus",
    )  # fmt: skip
    plan = VisitPlanFactory(
        patient=patient, team=ward.team, minutes=20, task_text=f"Følg {GIVEN} til bords"
    )
    done_visits(plan, [25, 30, 40], by=[who])
    goal = GoalFactory(patient=patient, problem=f"{GIVEN} spiser lite")
    MeasureFactory(goal=goal, text=f"Sitt hos {GIVEN}")
    EvaluationFactory(goal=goal, text=f"{GIVEN} spiste mer", by=ward.user("ola"))
    NoteFactory(patient=patient, text=f"{GIVEN} {FAMILY} orket ikke dusj", by=who)
    FolderNoteFactory(patient=patient, text=f"Hjemmebesøk hos {FAMILY}")
    MessageFactory(patient=patient, ht=ward.ht)
    held = MeetingFactory(
        team=ward.team, planned_for=clock.today() - timedelta(days=7 + item.pk % 300), held=True
    )
    earlier = ItemFactory(meeting=held, patient=patient, state="ferdig")
    DiscussionFactory(item=earlier, assessment=f"{GIVEN} er tynnere", light="gul")
    decision = DecisionFactory(item=earlier, text=f"Veie {GIVEN} hver uke")
    Effect.objects.create(
        decision=decision, result="likt", text=f"{GIVEN} veier det samme", at=clock.now(),
        by=ward.user("ola"),
    )  # fmt: skip
    ItemReading.objects.create(item=item, user=ward.user("vera"), at=clock.now())
    return patient


def page_of(client, ward, item, who="kari"):
    client.force_login(ward.user(who))
    response = client.get(reverse("boards:case", args=[item.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_all_that_is_known_stands_on_one_page_and_her_name_nowhere(client, ward):
    item = ItemFactory(meeting=meeting_of(ward), patient=somebody(ward), on=True)
    patient = with_everything(item, ward)
    html = page_of(client, ward, item)
    for name in (GIVEN, FAMILY, ADDRESS, patient.name):
        assert name not in html
    for told in (
        patient.number, "pasienten vil gå i butikken", "pasienten spiser ikke",
        "Vekt 62,1 → 58 kg.", "Gro Måler", "pasienten falt i gangen",
        "Følg pasienten til bords", "Kler seg: selv → med hjelp", "pasienten spiste mer",
        "pasienten orket ikke dusj", "Hjemmebesøk hos pasienten", "pasienten er tynnere",
        "Veie pasienten hver uke", "pasienten veier det samme", "pasienten har fått rullator",
        "Melding om innlagt pasient", "Vera Oppdiktet", "gul: endring, følges nærmere",
    ):  # fmt: skip
        assert told in html, told
    assert "Ned 4,1 siden" in html
    assert 'points="' in html
    assert " style=" not in html


def test_three_patients_with_more_to_tell_cost_what_one_costs(ward):
    def queries(meeting):
        user = ward.user("ola")
        with CaptureQueriesContext(connection) as caught:
            cases = cases_of_meeting(user, meeting)
        return len(cases), len(caught)

    one = meeting_of(ward)
    with_everything(ItemFactory(meeting=one, patient=somebody(ward), on=True), ward)
    few = queries(one)
    for number in range(2):
        item = ItemFactory(meeting=one, patient=somebody(ward), on=True, order=number)
        patient = with_everything(item, ward)
        NoteFactory.create_batch(9, patient=patient)
        GoalFactory.create_batch(3, patient=patient)
    many = queries(one)
    assert (few[0], many[0]) == (1, 3)
    assert many[1] == few[1] <= 60


def test_the_print_holds_every_patient_of_the_meeting_but_those_who_were_declined(client, ward):
    meeting = meeting_of(ward)
    first, second, away = (
        ItemFactory(meeting=meeting, patient=somebody(ward), order=order) for order in (1, 2, 3)
    )
    away.state, away.why, away.decided_by = "ikke", "Innlagt", ward.user("ola")
    away.save()
    client.force_login(ward.user("ola"))
    html = client.get(reverse("boards:case_print", args=[meeting.pk])).content.decode()
    assert html.index(first.patient.number) < html.index(second.patient.number)
    assert away.patient.number not in html
    assert FAMILY not in html
    seen = AccessLog.objects.filter(screen="board_print").values_list("patient_number", flat=True)
    assert set(seen) == {first.patient.number, second.patient.number}


def test_whoever_has_read_says_so_and_goes_on_to_the_next(client, ward):
    meeting = meeting_of(ward)
    first, second = (
        ItemFactory(meeting=meeting, patient=somebody(ward), order=order) for order in (1, 2)
    )
    assert "Ingen har merket siden som lest." in page_of(client, ward, first)
    read = reverse("boards:case_read", args=[first.pk])
    assert client.post(read, {"neste": second.pk}).url == reverse("boards:case", args=[second.pk])
    client.post(read)
    [reading] = ItemReading.objects.all()
    assert (reading.item, reading.user) == (first, ward.user("kari"))
    assert "Kari" in page_of(client, ward, first)


def test_whether_the_primary_contact_is_at_work_then_is_told_and_not_why_she_is_away(client, ward):
    meeting = meeting_of(ward)
    item = ItemFactory(meeting=meeting, patient=somebody(ward))
    primary = StaffFactory(given_name="Tiril", team=ward.team)
    ContactFactory(patient=item.patient, staff=primary)
    assert "ikke på vakt når møtet er, kl. 13:00" in page_of(client, ward, item)
    ShiftFactory(staff=primary, date=meeting.planned_for)
    html = page_of(client, ward, item)
    assert "på vakt når møtet er" in html
    assert "ikke på vakt" not in html


def test_the_service_that_is_called_in_reads_this_patient_and_no_other(client, ward):
    meeting = meeting_of(ward)
    hers, other = (ItemFactory(meeting=meeting, patient=somebody(ward)) for _ in range(2))
    dietitian = StaffFactory(profession="ernaeringsfysiolog", with_login=True)
    Invitation.objects.create(
        item=hers, service="ernaeringsfysiolog", staff=dietitian,
        asked_at=clock.now(), asked_by=ward.user("ola"),
    )  # fmt: skip
    client.force_login(dietitian.user)
    html = client.get(reverse("boards:case", args=[hers.pk])).content.decode()
    assert hers.patient.number in html
    assert other.patient.number not in html
    assert reverse("boards:folder", args=[hers.patient.number]) not in html
    assert client.get(reverse("boards:case", args=[other.pk])).status_code == 404
    assert AccessLog.objects.get(screen="board_case").reason == "innkalt til tavlemøtet"
    with clocks.clock_at(time(8), meeting.planned_for + timedelta(days=1)):
        assert client.get(reverse("boards:case", args=[hers.pk])).status_code == 404


def test_what_is_new_with_the_medicines_is_for_all_and_the_letter_for_those_who_read_letters(
    client, monkeypatch
):
    clocks.pin(monkeypatch, time(12), date(2026, 3, 10))
    ward = make_ward()
    patient = somebody(ward, national_number=NUMBER)
    bring_letter("medisinske", at=AT)
    message = bring_letter("utskrivningsrapport", at=AT + timedelta(days=1)).message
    item = ItemFactory(meeting=meeting_of(ward), patient=patient)
    letter = reverse("emeldinger:message", args=[message.pk])
    carer, nurse = page_of(client, ward, item), page_of(client, ward, item, "anne")
    for html in (carer, nurse):
        assert "dosering: 1 tablett kl. 08 og 20, var 1 tablett kl. 08" in html
    assert letter in nurse
    assert letter not in carer


def test_the_fagansvarlig_prepares_and_nobody_writes_over_another(client, ward):
    item = ItemFactory(meeting=meeting_of(ward), patient=somebody(ward))
    url = reverse("boards:case_prepare", args=[item.pk])
    client.force_login(ward.user("kari"))
    assert client.post(url, {"text": "x", "saw": ""}).status_code == 403
    client.force_login(ward.user("ola"))
    assert client.post(url, {"text": f"Spør {GIVEN} om stua", "saw": ""}).status_code == 302
    assert "Spør pasienten om stua" in page_of(client, ward, item)
    lead = StaffFactory(team=ward.team, with_login=True)
    PositionFactory(staff=lead, kind="fagansvarlig", team=ward.team)
    client.force_login(lead.user)
    late = client.post(url, {"text": "Noe annet", "saw": ""})
    assert late.status_code == 200
    html = late.content.decode()
    assert "Noe annet" in html
    assert 'aria-invalid="true"' in html
    item.refresh_from_db()
    assert item.preparation == "Spør pasienten om stua"


def test_two_at_one_visit_are_two_faces_and_one_visit(ward):
    patient = somebody(ward)
    plan = VisitPlanFactory(patient=patient, team=ward.team, carers=2)
    own, temp = StaffFactory(team=ward.team), StaffFactory(team=ward.team, hired_in=True)
    for ago in (1, 2, 3):
        done_visit(plan, ago, 20, [own, temp] if ago == 1 else [own])
    done_visit(plan, 20, 20, [StaffFactory(team=ward.team)])
    faces = services_of([patient])[patient.pk].faces
    assert (faces.different, faces.visits, faces.temp_percent) == (2, 3, 33)
    assert [(one.name, one.visits) for one in faces.best_known] == [(own.name, 3), (temp.name, 1)]


def test_a_patient_who_is_on_no_board_has_the_same_page(client, ward):
    patient = somebody(ward)
    measure(patient, "vekt", 58, 3)
    client.force_login(ward.user("kari"))
    html = client.get(reverse("boards:case_of_patient", args=[patient.number])).content.decode()
    assert "Pasienten står ikke på noen tavle nå." in html
    assert "58 kg" in html
    assert FAMILY not in html
    assert "Merk som lest" not in html
