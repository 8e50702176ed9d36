"""A measurement at the patient's: what it leads to, whom it asks, and what was written wrong."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.actions import news2
from patients.models import NewsResponse, Observation
from patients.queries.measured import last_measured
from patients.queries.news2 import curve_of, readings, response_of, scale_of
from teams.models import AccessLog, AuditEvent
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
    VisitFactory,
)
from tests.patients.test_news2 import WELL
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.actions import advice, measuring
from worklists.models import Advice, VisitObservation
from worklists.queries.facts import facts_of

pytestmark = pytest.mark.django_db

ILL = WELL | {"respiration": 26, "pulse": 131, "temperature": 38.4}


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        ward = make_ward()
        ward.ht.phone = "55 00 00 10"
        ward.ht.save()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


@pytest.fixture
def patient(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    return patient


def measure(ward, patient, parts, who="kari", ago=0, visit=None):
    return measuring.measure(
        patient=patient, visit=visit, parts=parts, by=ward.user(who),
        taken_at=clock.now() - timedelta(minutes=ago),
    )  # fmt: skip


def test_seven_points_ask_the_ansvarsvakt_at_once(ward, patient):
    visit = VisitFactory(patient=patient, team=ward.team)
    made, asked = measure(ward, patient, ILL, visit=visit)
    assert (made.value, made.parts) == (7, ILL | {"spo2_scale": 1})
    assert made.by == ward.people["kari"]
    assert VisitObservation.objects.get().visit == visit
    assert (asked.urgency, asked.answers, asked.opened_by_news2) == ("straks", ward.ht, made)
    assert asked.answer_by == clock.now() + timedelta(minutes=10)
    assert "respirasjon 26 i minuttet (3)" in asked.question
    assert asked.question.startswith("NEWS2 7 kl. 12:00")
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"news2_measured", "advice_asked"} <= verbs


def test_sent_twice_is_one_measurement_and_one_question(ward, patient):
    first = measure(ward, patient, ILL)
    assert measure(ward, patient, ILL) == first
    assert Observation.objects.count() == Advice.objects.count() == 1
    assert Advice.objects.get().steps.count() == 1


@pytest.mark.parametrize(
    ("parts", "urgency"),
    [
        (WELL, None),
        (WELL | {"pulse": 95, "respiration": 21}, None),
        (WELL | {"respiration": 25}, "snart"),
        (WELL | {"respiration": 25, "pulse": 111}, "straks"),
        ({"respiration": 16}, None),
        ({"respiration": 25}, "snart"),
        ({"respiration": 25, "pulse": 131, "oxygen": 1}, "straks"),
    ],
)
def test_the_default_asks_from_three_in_one(ward, patient, parts, urgency):
    _made, asked = measure(ward, patient, parts)
    assert (asked.urgency if asked else None) == urgency


def test_an_incomplete_measurement_has_no_total_and_says_what_is_missing(ward, patient):
    made, asked = measure(ward, patient, {"respiration": 26, "pulse": 80})
    assert made.value is None
    assert asked.question.startswith("NEWS2 ufullstendig")
    assert "Ikke målt: oksygenmetning" in asked.question


def test_a_unit_decides_itself_what_asks(ward, patient):
    adviser = ward.user("ola")
    before = response_of(ward.team.unit, "7")
    news2.set_response(
        unit=ward.team.unit, band="7", text="Ring 113.", asks="",
        before=(before.text, before.asks), by=adviser,
    )  # fmt: skip
    _made, asked = measure(ward, patient, ILL)
    assert asked is None
    assert response_of(ward.team.unit, "7").text == "Ring 113."
    details = AuditEvent.objects.get(verb="news2_response_set").details
    assert (details["asks_before"], details["text_before"]) == ("straks", before.text)
    with pytest.raises(Refused, match="Noen andre har endret"):
        news2.set_response(
            unit=ward.team.unit, band="7", text="Annet", asks="straks",
            before=(before.text, before.asks), by=adviser,
        )  # fmt: skip


def test_what_is_measured_while_a_nurse_has_the_question_is_added_to_it(ward, patient):
    _made, first = measure(ward, patient, WELL | {"respiration": 25}, ago=20)
    assert first.answer_by == clock.now() + timedelta(minutes=60)
    _made, again = measure(ward, patient, ILL)
    assert again == first
    assert (again.urgency, again.answer_by) == ("straks", clock.now() + timedelta(minutes=10))
    assert [step.state for step in again.steps.all()] == ["spurt", "spurt"]
    advice.answer(advice=again, text="Jeg ringer legevakten.", by=ward.user("anne"))
    _made, third = measure(ward, patient, ILL | {"pulse": 135})
    assert third != first


def test_a_nurse_who_is_on_her_way_is_asked_anew_when_it_has_become_urgent(ward, patient):
    _made, first = measure(ward, patient, WELL | {"respiration": 25}, ago=20)
    later = clock.now() + timedelta(hours=2)
    advice.come(advice=first, arrives_at=later, by=ward.user("anne"))
    _made, again = measure(ward, patient, WELL | {"respiration": 26}, ago=10)
    assert again == first
    _made, second = measure(ward, patient, ILL)
    assert (second.state, second.urgency) == ("spurt", "straks")
    assert second != first


def test_where_the_unit_asks_for_little_it_asks_for_as_much_without_all_measured(ward, patient):
    """What is missing never makes less of what was found, whatever the unit has decided."""
    NewsResponse.objects.create(
        unit=ward.team.unit, band="1-4", text="Spør.", asks="snart",
        changed_at=clock.now(), changed_by=ward.user("vera"),
    )  # fmt: skip
    made, asked = measure(ward, patient, {"respiration": 21, "pulse": 95})
    assert made.value is None
    assert asked.urgency == "snart"


def test_a_nurse_who_answers_such_questions_is_not_asked_by_herself(ward, patient):
    PlacementFactory(patient=patient, team=ward.ht, owner=False)
    _made, asked = measure(ward, patient, ILL, who="anne")
    assert asked is None


def test_only_those_on_duty_for_her_measure(ward, patient):
    for who in ("siri", "nils"):
        with pytest.raises(NotAllowed):
            measure(ward, patient, WELL, who=who)
    assert Observation.objects.count() == 0


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, "minst én måling"),
        ({"pulse": None}, "minst én måling"),
        ({"pulse": 720}, "Puls 720. Skriv mellom 20 og 250."),
        ({"pulse": "72"}, "Puls 72. Skriv mellom"),
        ({"pulse": 72.5}, "Puls er et helt tall"),
        ({"consciousness": 5}, "Bevissthet 5. Skriv mellom 0 og 4"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(ward, patient, parts, said):
    with pytest.raises(Refused, match=said.replace(".", r".", 1)):
        measure(ward, patient, parts)
    assert Observation.objects.count() == 0


@pytest.mark.parametrize("ago", [-10, 60 * 49])
def test_a_measurement_is_neither_of_tomorrow_nor_of_last_week(ward, patient, ago):
    with pytest.raises(Refused):
        measure(ward, patient, WELL, ago=ago)


def test_scale_two_holds_only_by_a_named_clinicians_word(ward, patient):
    low = WELL | {"spo2": 89, "spo2_scale": 2}
    made, _asked = measure(ward, patient, low, ago=5)
    assert made.parts["spo2_scale"] == 1, "a telephone does not choose the scale"
    assert made.value == 3
    said = {"patient": patient, "team": ward.ht, "by": ward.user("anne")}
    with pytest.raises(Refused, match="hvem som har bestemt"):
        news2.set_scale(clinician=" ", reason="KOLS", **said)
    news2.set_scale(clinician="Lege Liv Lunge", reason="KOLS, mål 88–92 %", **said)
    news2.set_scale(clinician="Lege Liv Lunge", reason="KOLS, mål 88–92 %", **said)
    with pytest.raises(Refused, match="bestemt av Lege Liv Lunge"):
        news2.set_scale(clinician="En annen", reason="KOLS", **said)
    made, asked = measure(ward, patient, low)
    assert (made.parts["spo2_scale"], made.value, asked) == (2, 0, None)
    news2.end_scale(reason="Ny vurdering", **said)
    news2.end_scale(reason="", **said)
    assert scale_of(patient) is None
    verbs = AuditEvent.objects.filter(verb__startswith="scale_two").values_list("verb", flat=True)
    assert sorted(verbs) == ["scale_two_ended", "scale_two_set"]


def test_a_measurement_written_wrong_stays_and_counts_nowhere(ward, patient):
    measure(ward, patient, WELL, ago=60)
    wrong, asked = measure(ward, patient, ILL)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        measuring.strike(observation=wrong, why=" ", by=ward.user("kari"))
    measuring.strike(observation=wrong, why="Feil pasient", by=ward.user("kari"))
    measuring.strike(observation=wrong, why="noe annet", by=ward.user("vera"))
    wrong.refresh_from_db()
    assert (wrong.struck_why, wrong.struck_by) == ("Feil pasient", ward.user("kari"))
    (series,) = last_measured(patient)
    assert series.figure == "0"
    assert [r.value for r in facts_of([patient], clock.today())[patient.pk].news2] == [0]
    assert len(readings(patient)) == 2
    last = asked.steps.last()
    assert "feilført: Feil pasient" in last.note
    assert Advice.objects.get().state == "spurt", "a nurse still has the last word"


def test_what_was_imported_is_put_right_where_it_came_from(ward, patient):
    row = Observation.objects.create(
        patient=patient, kind="news2", taken_at=clock.now(), value=3, parts={}, reference="M-1"
    )
    with pytest.raises(Refused, match="annet system"):
        measuring.strike(observation=row, why="Feil", by=ward.user("kari"))


def test_the_curve_is_broken_where_a_measurement_has_no_total(ward, patient):
    for ago, parts in ((50, WELL), (40, ILL), (30, {"pulse": 70}), (20, WELL), (10, WELL)):
        measure(ward, patient, parts, ago=ago)
    curve = curve_of(readings(patient))
    assert [len(line.split()) for line in curve.lines] == [2, 2]
    assert (len(curve.dots), len(curve.gaps)) == (4, 1)


def typed(**more):
    return {
        "respiration": "26", "spo2": "97", "oxygen": "0", "systolic": "130", "pulse": "131",
        "consciousness": "0", "temperature": "38,4", "at": "12:00", **more,
    }  # fmt: skip


def test_the_page_takes_a_comma_and_says_who_was_asked(client, ward, patient):
    client.force_login(ward.user("kari"))
    html = client.get(reverse("worklists:news2", args=[patient.number])).text
    assert 'inputmode="decimal"' in html
    assert "Skala 1 for oksygenmetning" in html
    answer = client.post(reverse("worklists:news2_measure", args=[patient.number]), typed())
    assert answer.status_code == 303
    html = client.get(answer["Location"]).text
    assert "<b>7</b>" in html
    assert "Ansvarsvakt Anne" in html
    assert "svar innen 12:10" in html
    assert "tel:55000010" in html
    assert "Ring 113" in html
    assert Observation.objects.get().parts["temperature"] == 38.4
    assert AccessLog.objects.filter(screen="news2", patient_number=patient.number).exists()


def test_where_no_nurse_is_on_duty_it_says_whom_to_ring(client, ward, patient):
    ward.people["anne"].shifts.all().delete()
    client.force_login(ward.user("kari"))
    answer = client.post(reverse("worklists:news2_measure", args=[patient.number]), typed())
    html = client.get(answer["Location"]).text
    assert "Det er ingen ansvarsvakt på vakt" in html
    assert "116 117" in html
    assert Advice.objects.get().state == "spurt"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("pulse", "720", "Puls 720? Skriv mellom 20 og 250."),
        ("pulse", "mye", "Skriv puls med tall."),
        ("temperature", "NaN", "Skriv temperatur med tall."),
        ("pulse", "70,5", "Puls er et helt tall."),
        ("at", "noe", "Skriv klokkeslettet som 14:30."),
    ],
)
def test_what_was_typed_stays_where_something_is_wrong(client, ward, patient, field, value, said):
    client.force_login(ward.user("kari"))
    address = reverse("worklists:news2_measure", args=[patient.number])
    answer = client.post(address, typed(**{field: value}))
    assert answer.status_code == 200
    assert said in answer.text
    assert 'value="38,4"' in answer.text or field == "temperature"
    assert Observation.objects.count() == 0


def test_a_carer_measures_on_another_teams_visit_that_is_on_her_list(client, ward, patient):
    """The patient is not her team's; the visit on her list opens her."""
    client.force_login(ward.user("siri"))
    visit = VisitFactory(patient=patient, team=ward.team)
    address = reverse("worklists:news2", args=[patient.number])
    assert client.get(address).status_code == 404
    assert client.get(address, {"oppdrag": visit.pk}).status_code == 404
    client.force_login(ward.user("kari"))
    other = VisitFactory(patient=PatientFactory(), team=ward.team)
    assert client.get(address, {"oppdrag": other.pk}).status_code == 404
    answer = client.post(
        reverse("worklists:news2_measure", args=[patient.number]), typed(oppdrag=visit.pk)
    )
    assert answer["Location"].endswith(f"?oppdrag={visit.pk}")
    assert VisitObservation.objects.get().visit == visit


def test_the_scale_page_and_who_may_set_it(client, ward, patient):
    address = reverse("patients:oxygen_scale_set", args=[patient.number])
    body = {"clinician": "Lege Liv Lunge", "reason": "KOLS"}
    client.force_login(ward.user("vera"))
    assert client.post(address, body).status_code == 403
    client.force_login(ward.user("anne"))
    assert "Skriv hvem som har bestemt" in client.post(address, {}).text
    page = client.get(client.post(address, body)["Location"]).text
    assert "Skala 2 gjelder" in page
    assert "Lege Liv Lunge" in page
    end = reverse("patients:oxygen_scale_end", args=[patient.number])
    assert client.post(end, {"why": ""}).status_code == 409
    page = client.get(client.post(end, {"why": "Ny vurdering"})["Location"]).text
    assert "Skala 1 gjelder" in page


def test_responses_are_read_by_all_and_written_by_two(client, ward):
    kine = StaffFactory(user=UserFactory(username="kine"), team=ward.team)
    ward.people["kine"] = kine
    PositionFactory(staff=kine, kind="konsulent", team=None, unit=ward.team.unit)
    address = reverse("patients:news2_responses", args=[ward.team.unit.code])
    save = reverse("patients:news2_response_set", args=[ward.team.unit.code, "3-i-en"])
    client.force_login(ward.user("kari"))
    html = client.get(address).text
    assert "Royal College of Physicians" in html
    assert "Lagre" not in html
    assert client.post(save, {"text": "x"}).status_code == 403
    client.force_login(ward.user("kine"))
    now = response_of(ward.team.unit, "3-i-en")
    body = {
        "text": "Ring\r\nteamet.", "asks": "straks",
        "before_text": now.text.replace("\n", "\r\n"), "before_asks": now.asks,
    }  # fmt: skip
    assert client.post(save, body).status_code == 303
    assert NewsResponse.objects.get().text == "Ring\nteamet."
    assert "Noen andre har endret" in client.post(save, body | {"text": "Annet"}).text
    assert client.post(save.replace("3-i-en", "9"), body).status_code == 404
