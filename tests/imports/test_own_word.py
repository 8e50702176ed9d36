"""What people have done in HeltOm holds when the same folder comes again the next night."""

from datetime import date, datetime, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.clock import OSLO
from imports import actions
from patients.actions import health
from patients.models import Diagnosis, HealthState, Patient, Pause, Placement
from teams.models import Team, User
from tests.factories import PositionFactory, StaffFactory
from tests.imports.folders import load_example
from tests.support.clocks import clock_at
from worklists.actions import moves, stays
from worklists.models import PlanException, Visit, VisitPlan

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=OSLO)
MOVED = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(scope="module")
def loaded(rows_of_module, tmp_path_factory):
    with clock_at(NOW):
        return load_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def team(loaded):
    return Team.objects.get(code="fjellvik-ot1")


@pytest.fixture
def ht(loaded):
    return Team.objects.get(code="fjellvik-ht")


@pytest.fixture
def vk(loaded):
    return User.objects.get(username="kari.aasen")


@pytest.fixture
def oddny(loaded):
    return Patient.objects.get(number="P1")


@pytest.fixture
def moved(oddny, team, ht, vk):
    """HT has said yes to taking the patient from the first of December."""
    request = moves.propose(
        patient=oddny, from_team=team, to_team=ht, owner_after=ht, plans=None,
        from_date=MOVED, from_shift="dag", reason="Ustabil", by=vk,
    )  # fmt: skip
    return moves.accept(request=request, by=User.objects.get(username="ingrid.aerlig"))


def somebody_who_leads(team):
    staff = StaffFactory(team=team, with_login=True)
    PositionFactory(staff=staff, kind="avdelingsleder", team=team)
    return User.objects.get(pk=staff.user_id)


def chain():
    rows = VisitPlan.objects.filter(reference__startswith="T-P1-1").order_by("reference")
    return [(p.reference, p.team.code, str(p.code), p.valid_from, p.valid_to) for p in rows]


def placed():
    rows = Placement.objects.filter(patient__number="P1").order_by("team__code", "valid_from")
    return [(p.team.code, p.owner, p.valid_from, p.valid_to) for p in rows]


def test_a_plan_that_was_moved_is_neither_reopened_nor_doubled(moved, load):
    before = chain(), placed()
    for _night in range(2):
        result = load()
        assert result.faults == []
        assert (chain(), placed()) == before
        assert result.teams_touched == 0
    assert [plan[:3] for plan in chain()] == [
        ("T-P1-1", "fjellvik-ot1", "PBP"),
        ("T-P1-1.f2", "fjellvik-ht", "HSY"),
    ]


def test_the_report_says_every_night_that_the_source_has_the_old_team(folder, moved, load):
    load()
    notices = {(notice.file, notice.line): notice.text for notice in load().notices}
    assert notices["visit_plans.csv", folder.line("visit_plans", 0)] == (
        "Tidsplan T-P1-1 er flyttet til Fjellvik HT i HeltOm fra 01.12.2026. Filen sier fortsatt"
        " Fjellvik OT 1. Endre i fagsystemet."
    )
    assert "Avsluttet 30.11.2026 i HeltOm" in notices["placements.csv", 2]


def test_when_the_source_has_followed_nothing_is_said(folder, moved, load):
    for row in folder.rows["visit_plans"]:
        row |= {"team": "fjellvik-ht", "code": "HSY"} if row["patient"] == "P1" else {}
    folder.change("placements", 0, valid_to="30.11.2026")
    folder.change("placements", 1, valid_to="30.11.2026")
    owner = {"patient": "P1", "team": "fjellvik-ht", "code": "HSY", "owner": "ja"}
    folder.add("placements", **owner, valid_from="01.12.2026")
    before = chain(), placed()
    result = load()
    assert (result.faults, result.notices) == ([], [])
    assert (chain(), placed()) == before


def test_a_source_that_moves_her_two_days_later_is_taken_for_the_same_move(folder, moved, load):
    folder.change("placements", 0, valid_to="02.12.2026")
    owner = {"patient": "P1", "team": "fjellvik-ht", "code": "HSY", "owner": "ja"}
    folder.add("placements", **owner, valid_from="03.12.2026", why="Etter samtale")
    before = placed()
    for _night in range(2):
        result = load()
        assert result.faults == []
        assert placed() == before
    assert any("linjen er ikke tatt inn" in notice.text for notice in result.notices)


def test_what_else_the_source_changes_goes_to_both_plans_until_the_day(folder, moved, load):
    folder.change("visit_plans", 0, minutes="45", competences="medisinkurs")
    assert load().teams_touched == 2
    plans = VisitPlan.objects.filter(reference__startswith="T-P1-1")
    assert {plan.minutes for plan in plans} == {45}
    assert {c.code for plan in plans for c in plan.competences.all()} == {"medisinkurs"}


def test_an_end_in_the_source_ends_the_plan_that_goes_on(folder, moved, load):
    folder.change("visit_plans", 0, valid_to="15.12.2026")
    result = load()
    assert [plan[4] for plan in chain()] == [date(2026, 11, 30), date(2026, 12, 15)]
    assert result.files["visit_plans"].ended == 1
    folder.change("visit_plans", 0, valid_to="")
    load()
    assert [plan[4] for plan in chain()] == [date(2026, 11, 30), None]


def test_a_source_that_ends_the_plan_and_makes_a_new_one_doubles_nothing(folder, moved, load):
    """The record system cannot move a plan: it ends one, and another begins in the other team."""
    new = folder.rows["visit_plans"][0] | {"reference": "T-P1-9", "team": "fjellvik-ht"}
    folder.change("visit_plans", 0, valid_to="30.11.2026")
    folder.add("visit_plans", **(new | {"code": "HSY", "valid_from": "01.12.2026"}))
    for _night in range(2):
        assert load().faults == []
        plans = VisitPlan.objects.filter(patient__number="P1", title="Morgenstell")
        days = [MOVED + timedelta(days=step) for step in range(-3, 10)]
        assert {sum(plan.recurs_on(day) for plan in plans) for day in days} == {1}


def test_exceptions_and_visits_that_name_the_first_plan_belong_to_the_one_of_their_date(
    folder, moved, load
):
    folder.add("plan_exceptions", plan="T-P1-1", date="05.12.2026", kind="utgar", reason="reise")
    folder.add(
        "visits", reference="O-9", plan="T-P1-1", date="02.12.2026", state="avlyst",
        reason="reise", team="fjellvik-ot1", code="PBP",
    )  # fmt: skip
    for _night in range(2):
        assert load().faults == []
    assert PlanException.objects.get(date="2026-12-05").plan.reference == "T-P1-1.f2"
    visit = Visit.objects.get(reference="O-9")
    assert (visit.plan.reference, visit.team.code, visit.code) == (
        "T-P1-1.f2",
        "fjellvik-ht",
        "HSY",
    )
    assert PlanException.objects.get(date="2026-11-28").plan.reference == "T-P1-1"


def test_a_move_before_the_plan_begins_leaves_the_first_one_without_a_day(
    folder, loaded, load, oddny, team, ht, vk
):
    folder.change("visit_plans", 0, valid_from="10.12.2026")
    load()
    request = moves.propose(
        patient=oddny, from_team=team, to_team=ht, owner_after=ht, plans=None,
        from_date=MOVED, from_shift="dag", reason="Ustabil", by=vk,
    )  # fmt: skip
    moves.accept(request=request, by=User.objects.get(username="ingrid.aerlig"))
    assert load().faults == []
    plans = VisitPlan.objects.filter(reference__startswith="T-P1-1").order_by("reference")
    assert [plan.weekdays for plan in plans] == [[], [1, 2, 3, 4, 5, 6, 7]]
    # Both begin on the tenth; what the file tells of that day is about the one that goes on.
    folder.add("plan_exceptions", plan="T-P1-1", date="10.12.2026", kind="utgar", reason="reise")
    folder.add("visits", reference="O-9", plan="T-P1-1", date="10.12.2026", state="avlyst",
               reason="reise", team="fjellvik-ot1", code="PBP")  # fmt: skip
    for _night in range(2):
        assert load().faults == []
        found = PlanException.objects.get(date="2026-12-10"), Visit.objects.get(reference="O-9")
        assert [row.plan.reference for row in found] == ["T-P1-1.f2", "T-P1-1.f2"]


@pytest.mark.parametrize("end", ["20.11.2026", "25.11.2026"])
def test_an_end_that_the_source_takes_back_leaves_no_day_out(folder, moved, load, end):
    """Moved on, and on again before the first move has come: three plans, and no hole among them."""
    request = moves.propose(
        patient=moved.patient, from_team=moved.to_team, to_team=moved.from_team,
        owner_after=moved.from_team, plans=None, from_date=date(2026, 12, 8), from_shift="dag",
        reason="Stabil", by=moved.answered_by,
    )  # fmt: skip
    moves.accept(request=request, by=somebody_who_leads(moved.from_team))
    before = chain()
    folder.change("visit_plans", 0, valid_to=end)
    assert load().faults == []
    assert chain() != before
    folder.change("visit_plans", 0, valid_to="")
    assert load().faults == []
    assert chain() == before
    assert all(VisitPlan.objects.filter(reference__in=[plan[0] for plan in before]).values_list(
        "weekdays", flat=True))  # fmt: skip


def test_a_yes_that_comes_between_the_checks_and_the_writing_stands(
    folder, loaded, load, oddny, team, ht, vk, monkeypatch
):
    """The file has other minutes for the plan; read before the yes, it would open the plan again."""
    request = moves.propose(
        patient=oddny, from_team=team, to_team=ht, owner_after=ht, plans=None,
        from_date=MOVED, from_shift="dag", reason="Ustabil", by=vk,
    )  # fmt: skip
    told = actions.tell_all

    def tell_all(*given):
        moves.accept(request=request, by=User.objects.get(username="ingrid.aerlig"))
        told(*given)

    monkeypatch.setattr(actions, "tell_all", tell_all)
    folder.change("visit_plans", 0, minutes="45")
    (fault,) = load().faults
    assert (fault.kind, fault.what) == (
        "clash",
        "Noen endret det samme mens importen gikk: visit_plans.csv",
    )


# Stays


def away(number="P1"):
    return [(p.starts_at, p.ends_at) for p in Pause.objects.filter(patient__number=number)]


def test_a_stay_that_was_ended_here_is_not_opened_again(folder, loaded, load, vk, oddny):
    folder.add("pauses", patient="P1", starts_at="20.11.2026 14:00", reason="sykehus")
    load()
    stays.end(pause=Pause.objects.get(patient=oddny), ends_at=NOW - timedelta(hours=1), by=vk)
    result = load()
    assert [end for _start, end in away()] == [NOW - timedelta(hours=1)]
    assert [n.text for n in result.notices] == [
        "Avsluttet 23.11.2026 kl. 11:00 i HeltOm. Filen har fortsatt ingen slutt."
        " Endre i fagsystemet."
    ]
    folder.change("pauses", -1, ends_at="23.11.2026 10:30")
    assert load().notices == []
    assert [end for _start, end in away()] == [NOW - timedelta(hours=1, minutes=30)]


def test_a_stay_that_was_begun_here_is_the_one_that_the_source_tells_of(
    folder, loaded, load, vk, oddny, oslo
):
    stays.begin(patient=oddny, starts_at=NOW - timedelta(hours=2), reason="sykehus", by=vk)
    folder.add("pauses", patient="P1", starts_at="23.11.2026 09:30", reason="sykehus")
    for _night in range(2):
        assert load().faults == []
        assert away() == [(oslo("2026-11-23 10:00"), None)]
    folder.change("pauses", -1, ends_at="23.11.2026 11:30")
    load()
    assert away() == [(oslo("2026-11-23 10:00"), oslo("2026-11-23 11:30"))]


def test_a_stay_that_was_removed_here_does_not_come_back(folder, loaded, load, vk, oddny):
    folder.add("pauses", patient="P1", starts_at="23.11.2026 09:30", reason="sykehus")
    load()
    stays.undo(pause=Pause.objects.get(patient=oddny), by=vk, reason="Feil pasient")
    (notice,) = load().notices
    assert notice.text.startswith("Tatt bort i HeltOm.")
    assert away() == []
    folder.change("pauses", -1, ends_at="24.11.2026 10:00")
    assert load().notices == []
    assert len(away()) == 1


# Health and wishes


def test_what_was_written_of_her_health_here_holds(folder, loaded, load, team, vk, oddny):
    health.set_state(
        patient=oddny, state="stabil", from_day=clock.today(), note="", team=team, by=vk
    )
    before = list(HealthState.objects.filter(patient=oddny).values_list("state", "valid_to"))
    result = load()
    assert result.faults == []
    rows = HealthState.objects.filter(patient=oddny).values_list("state", "valid_to")
    assert list(rows) == before
    assert [notice.file for notice in result.notices] == ["health_states.csv"]


def test_what_was_marked_as_a_mistake_stays_so(folder, loaded, load, team, vk, oddny):
    wrong = Diagnosis.objects.get(patient=oddny, code="T90")
    health.take_back(fact=wrong, why="Feil pasient", team=team, by=vk)
    result = load()
    assert result.faults == []
    assert not Diagnosis.objects.on(clock.today()).filter(patient=oddny, code="T90").exists()
    assert ["merket som feilført" in notice.text for notice in result.notices] == [True]


def test_the_words_of_the_patient_hold_until_the_source_has_new_ones(
    folder, loaded, load, team, vk, oddny
):
    health.write_wishes(
        patient=oddny, what_matters="Å gå i butikken selv", wishes="", team=team, by=vk,
        before=(oddny.what_matters, oddny.wishes),
    )  # fmt: skip
    load()
    oddny.refresh_from_db()
    assert (oddny.what_matters, oddny.wishes) == ("Å gå i butikken selv", "")
    folder.change("patients", 0, what_matters="Å sitte i hagen")
    load()
    oddny.refresh_from_db()
    assert oddny.what_matters == "Å sitte i hagen"
