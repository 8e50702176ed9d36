"""A draft tried on everybody: who would move and why, before it takes effect, and nobody moved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import Assessment, Placement
from teams.models import AccessLog
from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    DiagnosisFactory,
    HealthStateFactory,
)
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    TeamFactory,
)
from tests.ward import make_ward
from worklists.queries import criteria_trial
from worklists.queries.criteria_trial import Outcome, active_patients, try_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    PositionFactory(staff=ward.people["nils"], kind="enhetsleder", team=None, unit=ward.team.unit)
    return ward


@pytest.fixture
def nils(ward):
    return ward.user("nils")


def criterion(table, code, strength, kind="diagnose", values=("icpc2:T90",), text="Diabetes"):
    row = CriterionFactory(table=table, speaks_for=code, strength=strength, text=text)
    ConditionFactory(criterion=row, kind=kind, values=list(values))


@pytest.fixture
def now():
    """Diabetes speaks for PBP."""
    table = CriteriaTableFactory()
    criterion(table, "PBP", 2)
    return table


@pytest.fixture
def draft(now):
    """Diabetes speaks for HSY instead."""
    table = CriteriaTableFactory(draft=True, based_on=now)
    criterion(table, "HSY", 2)
    return table


def diabetic(team, code="PBP", **patient):
    placement = PlacementFactory(team=team, code=code, patient=PatientFactory(**patient))
    DiagnosisFactory(patient=placement.patient)
    return placement.patient


def outcomes(trial):
    return {outcome: number for outcome, number, _units in trial.lines if number}


def test_who_would_move_and_why(ward, nils, draft):
    patient = diabetic(ward.team)
    PlacementFactory(team=ward.team)
    trial = try_table(nils, draft, clock.today())
    assert outcomes(trial) == {Outcome.TO_HT: 1, Outcome.SAME: 1}
    assert (trial.moves, trial.silent) == ((0, 1), (1, 1))
    [team] = trial.teams
    [row] = team.rows
    assert (team.team, row.patient, row.from_to) == (
        ward.team,
        patient,
        ("Team Nord", str(ward.ht)),
    )
    assert [(why.sentence, why.because) for why in row.why] == [
        ("Taler nå for HSY (tydelig): Diabetes", "Diagnose T90 diabetes type 2"),
        ("Taler ikke lenger for PBP (tydelig): Diabetes", ""),
    ]
    assert ("Taler nå for HSY (tydelig): Diabetes", 1) in trial.reasons


def test_a_copy_of_what_holds_changes_nothing_though_its_texts_are_better(ward, nils, now):
    diabetic(ward.team)
    copy = CriteriaTableFactory(draft=True)
    criterion(copy, "PBP", 2, text="Diabetes som er velregulert")
    assert outcomes(try_table(nils, copy, clock.today())) == {Outcome.SAME: 1}


def test_both_sides_make_grey_and_it_is_told_when_it_ends(ward, nils, now):
    diabetic(ward.team)
    both = CriteriaTableFactory(draft=True)
    criterion(both, "PBP", 2)
    criterion(both, "HSY", 2, text="Diabetes med insulin")
    trial = try_table(nils, both, clock.today())
    assert outcomes(trial) == {Outcome.GREY: 1}
    [why] = trial.teams[0].rows[0].why
    assert why.sentence == "Taler nå for HSY (tydelig): Diabetes med insulin"

    now.valid_to = clock.today() - timedelta(days=1)
    now.save()
    CriteriaTableFactory(valid_from=clock.today(), based_on=both)
    in_force = CriteriaTableFactory._meta.model.objects.on(clock.today()).get()
    criterion(in_force, "PBP", 2)
    criterion(in_force, "HSY", 2)
    stronger = CriteriaTableFactory(draft=True)
    criterion(stronger, "PBP", 3)
    criterion(stronger, "HSY", 2)
    trial = try_table(nils, stronger, clock.today())
    assert outcomes(trial) == {Outcome.NOT_GREY: 1}
    [row] = trial.teams[0].rows
    assert row.from_to == ("gråsone", "Team Nord")
    assert row.why[0].sentence == "Taler for PBP, nå avgjør alene, før tydelig: Diabetes"


def test_a_move_that_is_no_longer_proposed(ward, nils, draft):
    diabetic(ward.ht, "HSY")
    trial = try_table(nils, draft, clock.today())
    assert outcomes(trial) == {Outcome.STAYS: 1}
    assert trial.teams[0].rows[0].from_to == ("et OT", str(ward.ht))


def test_what_people_have_decided_is_counted_apart_and_not_touched(ward, nils, draft):
    patient = diabetic(ward.team)
    AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    trial = try_table(nils, draft, clock.today())
    assert outcomes(trial) == {Outcome.DECIDED: 1}
    assert trial.teams == []
    assert (Assessment.objects.count(), Placement.objects.count()) == (1, 1)


def test_without_a_table_in_force_all_is_new(ward, nils):
    diabetic(ward.team)
    first = CriteriaTableFactory(draft=True)
    criterion(first, "HSY", 1)
    trial = try_table(nils, first, clock.today())
    assert trial.now is None
    assert outcomes(trial) == {Outcome.TO_HT: 1}


def test_the_chosen_day_decides_who_and_what_is_read(ward, nils, draft):
    tomorrow = clock.today() + timedelta(days=1)
    leaving = diabetic(ward.team, ended_on=clock.today(), ended_reason="flyttet")
    coming = diabetic(ward.team, started_on=tomorrow)
    assert active_patients(clock.today()) == [leaving]
    assert active_patients(tomorrow) == [coming]


def test_all_units_are_counted_and_only_those_she_may_see_are_shown(client, ward, nils, draft):
    hers, others = diabetic(ward.team), diabetic(TeamFactory(site__unit__name="Annen enhet"))
    trial = try_table(nils, draft, clock.today())
    assert [(unit.name, unit.changed) for unit in trial.units] == [
        ("Annen enhet", 1),
        (ward.team.unit.name, 1),
    ]
    assert trial.hidden == 1
    client.force_login(nils)
    page = client.get(reverse("worklists:criteria_trial", args=[draft.number]), {"vis": 1})
    text = page.content.decode()
    assert hers.number in text
    assert others.number not in text
    assert [(row.patient_number, row.screen, row.team) for row in AccessLog.objects.all()] == [
        (hers.number, "criteria_trial", ward.team)
    ]


def test_who_shares_a_patient_reads_in_the_role_she_has_there(client, ward, nils, draft):
    patient = diabetic(TeamFactory(site__unit__name="Annen enhet"))
    PlacementFactory(patient=patient, team=ward.team, owner=False)
    client.force_login(nils)
    url = reverse("worklists:criteria_trial", args=[draft.number])
    assert patient.number in client.get(url, {"vis": 1}).text
    row = AccessLog.objects.get(patient_number=patient.number)
    assert (row.role, row.team) == ("unit_leader", ward.team)


def test_a_long_answer_is_folded_team_by_team(client, ward, nils, draft, monkeypatch):
    monkeypatch.setattr(criteria_trial, "MOST_ROWS", 1)
    patients = [diabetic(ward.team), diabetic(ward.team)]
    elsewhere = diabetic(TeamFactory(site=ward.team.site, ht=ward.ht, name="Team Sør"))
    client.force_login(nils)
    url = reverse("worklists:criteria_trial", args=[draft.number])
    folded = client.get(url, {"vis": 1}).content.decode()
    assert "Team Sør" in folded
    assert elsewhere.number not in folded
    assert not AccessLog.objects.exists()
    answer = client.get(url, {"team": ward.team.code}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert all(patient.number in text for patient in patients)
    assert elsewhere.number not in text
    assert "<html" not in text
    assert AccessLog.objects.count() == 2
    page = client.get(url, {"team": ward.team.code}).content.decode()
    assert "<html" in page
    assert patients[0].number in page


def test_the_page_comes_first_and_its_answer_after(client, ward, nils, draft):
    client.force_login(nils)
    url = reverse("worklists:criteria_trial", args=[draft.number])
    page = client.get(url).content.decode()
    assert "Det tar noen sekunder" in page
    part = client.get(url, {"dag": str(clock.today())}, headers={"HX-Request": "true"})
    assert "Slik ville det blitt" in part.content.decode()
    assert "Skriv datoen som" in client.get(url, {"dag": "i morgen"}).content.decode()
    assert "innen to år" in client.get(url, {"dag": "1999-01-01", "vis": 1}).content.decode()
    assert "Slik ville" not in client.get(url, {"team": "\0", "vis": 1}).content.decode()


def test_only_those_who_edit_the_criteria_may_try_them(client, ward, nils, draft):
    url = reverse("worklists:criteria_trial", args=[draft.number])
    client.force_login(ward.user("ola"))
    assert client.get(url).status_code == 403
    client.force_login(nils)
    assert client.get(url).status_code == 200
    assert client.get(reverse("worklists:criteria_trial", args=[4711])).status_code == 404


def test_thirty_patients_cost_what_three_cost(ward, nils, draft):
    def queries(how_many):
        for _ in range(how_many):
            HealthStateFactory(patient=diabetic(ward.team))
        StaffFactory(team=ward.team)
        with CaptureQueriesContext(connection) as caught:
            trial = try_table(nils, draft, clock.today())
            assert trial.units
        return len(caught)

    few = queries(3)
    del nils._heltom_roles, nils._heltom_staff
    assert queries(27) == few
