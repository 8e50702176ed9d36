"""The balance must be able to fail: each way in which a visit could be lost is seen and said."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from heltom.lib import clock
from teams.models import Shift, Team
from tests.factories import (
    AbsenceFactory,
    PauseFactory,
    TeamFactory,
    VisitFactory,
    VisitPlanFactory,
)
from tests.ward import make_ward
from worklists.models import Entry, TeamShift, Unassigned, Visit, Worklist
from worklists.queries.balance import balances_on, day_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.plans(4)
    ward.build()
    assert balance(ward).balances
    return ward


def balance(ward):
    return day_balance(ward.team, ward.day, "dag")


def only_fault(ward):
    sum_ = balance(ward)
    assert not sum_.balances
    (fault,) = sum_.faults
    return fault.sentence


def test_a_visit_that_was_never_made_is_missed(ward):
    VisitPlanFactory(team=ward.team)
    assert "er ikke laget" in only_fault(ward)


def test_a_visit_on_no_list_and_not_in_the_bucket_is_found(ward):
    Entry.objects.first().delete()
    assert "ikke på noen liste" in only_fault(ward)


def test_a_visit_both_on_a_list_and_in_the_bucket_is_found(ward):
    shift = TeamShift.objects.get()
    Unassigned.objects.create(
        publication=shift.current, visit=Visit.objects.first(), code="x", reason="x"
    )
    assert "både på en liste og som ufordelt" in only_fault(ward)


def test_half_a_visit_with_two_carers_is_found(ward):
    Visit.objects.filter(pk=Visit.objects.first().pk).update(carers=2)
    assert "bare på én liste" in only_fault(ward)


def test_a_visit_on_too_many_lists_is_found(ward):
    entry = Entry.objects.first()
    other = Worklist.objects.exclude(pk=entry.worklist_id).first()
    entry.pk, entry.worklist, entry.position = None, other, 99
    entry._state.adding = True
    entry.save()
    assert "for mange lister" in only_fault(ward)


def test_a_visit_on_the_list_of_somebody_who_is_away_is_found(ward):
    shift = Entry.objects.first().worklist.shift
    on_it = Entry.objects.filter(worklist__shift=shift).count()
    Shift.objects.filter(pk=shift.pk).update(absence=AbsenceFactory(staff=shift.staff))
    faults = [fault.sentence for fault in balance(ward).faults]
    assert len(faults) == on_it
    assert all("er borte" in sentence for sentence in faults)


def test_a_visit_to_a_patient_who_is_away_is_found(ward):
    PauseFactory(patient=Visit.objects.first().patient)
    assert "Midlertidig opphør" in only_fault(ward)


def test_a_visit_planned_into_the_beginning_of_a_pause_is_found(ward):
    entry = Entry.objects.first()
    PauseFactory(patient=entry.visit.patient, starts_at=entry.starts_at + timedelta(minutes=1))
    assert "midlertidig opphør" in only_fault(ward)


def test_a_visit_of_another_team_on_the_list_is_found(ward):
    other = VisitFactory(team=TeamFactory(), date=ward.day)
    Entry.objects.filter(pk=Entry.objects.first().pk).update(visit=other)
    sentences = [fault.sentence for fault in balance(ward).faults]
    assert any("hører til et annet team" in sentence for sentence in sentences)
    assert len(sentences) == 2


def test_no_lists_at_all_balances_only_when_nothing_is_due(ward):
    assert day_balance(ward.team, ward.day, "natt").balances
    VisitPlanFactory(team=ward.team, shift="kveld")
    assert not day_balance(ward.team, ward.day, "kveld").balances


def test_many_teams_cost_no_more_queries_than_one(ward, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        balances_on(ward.day, [ward.team])
    for _ in range(4):
        VisitPlanFactory.create_batch(5, team=TeamFactory(site=ward.team.site, ht=ward.ht))
    teams = list(Team.objects.all())
    with django_assert_max_num_queries(12):
        assert len(balances_on(ward.day, teams)) == 3 * len(teams)


def run(*arguments):
    out = StringIO()
    status = 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as leaving:
        status = leaving.code
    return status, out.getvalue()


def test_the_command_says_whether_the_day_adds_up_by_its_status(ward):
    day = f"--date={ward.day}"
    assert run("day_balance", day)[0] == 0
    Entry.objects.first().delete()
    status, text = run("day_balance", day)
    assert status == 1
    assert "GÅR IKKE OPP" in text
    assert "ikke på noen liste" in text


def test_the_command_gives_plain_json_to_other_programs(ward):
    _, text = run("day_balance", f"--date={ward.day}", "--team=nord", "--json")
    report = json.loads(text)
    (day,) = [row for row in report["team_shifts"] if row["shift"] == "dag"]
    assert (day["due"], day["on_list"], day["balances"]) == (4, 4, True)


def test_a_plan_of_a_team_that_no_longer_exists_is_nobodys_and_is_said_so(ward):
    closed = TeamFactory(active_to=clock.today() - timedelta(days=1))
    VisitPlanFactory(team=closed)
    status, text = run("day_balance", f"--date={ward.day}")
    assert status == 1
    assert "team som er lagt ned" in text


def test_the_rebuild_command_builds_every_shift_and_is_silent_the_second_time(ward):
    VisitPlanFactory(team=ward.team, shift="kveld")
    for _ in range(2):
        status, text = run("rebuild_worklists", f"--date={ward.day}")
        assert status == 0
        assert "Bygde listene" in text
    assert run("day_balance", f"--date={ward.day}")[0] == 0


@pytest.mark.parametrize("command", ["rebuild_worklists", "day_balance"])
def test_a_date_or_team_that_is_not_one_gets_a_sentence(ward, command):
    with pytest.raises(CommandError, match="ikke en dato"):
        call_command(command, "--date=i morgen")
    with pytest.raises(CommandError, match="Ingen team"):
        call_command(command, "--team=finnes-ikke")


def test_a_day_that_is_over_is_refused_with_a_sentence(ward):
    with pytest.raises(CommandError, match="Dagen er over"):
        call_command("rebuild_worklists", "--date=2020-01-01")
