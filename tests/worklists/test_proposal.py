"""Where a patient belongs: what is proposed, on what grounds, and what is left to people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heltom.lib import clock
from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    DiagnosisFactory,
    HealthStateFactory,
    TaskRuleFactory,
)
from tests.factories import (
    CompetenceFactory,
    DelegationFactory,
    PatientFactory,
    PlacementFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    TeamFactory,
    VisitPlanFactory,
)
from worklists.queries.proposal import Kind, proposal_of, proposals_of, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(name="Team Nord")


@pytest.fixture
def patient(team):
    return PlacementFactory(team=team, code="PBP").patient


def criterion(table, code, strength, **condition):
    row = CriterionFactory(
        table=table, speaks_for=code, strength=strength, text=f"Kriterium for {code}"
    )
    ConditionFactory(criterion=row, **condition)
    return row


@pytest.fixture
def table():
    """Unstable settles it for HSY, diabetes speaks clearly for PBP, dementia clearly for HSY."""
    table = CriteriaTableFactory()
    criterion(table, "HSY", 3, kind="tilstand", values=["ustabil"])
    criterion(table, "PBP", 2, kind="diagnose", values=["icpc2:T90"])
    criterion(table, "HSY", 2, kind="diagnose", values=["icpc2:P70"])
    return table


def test_without_a_table_nothing_is_proposed_and_it_is_said(patient):
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.UNDECIDED, None)
    assert proposal.missing == ("Ingen kriterier gjelder denne dagen.",)


def test_who_belongs_where_she_is_stays(patient, table):
    DiagnosisFactory(patient=patient)
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.AS_NOW, "PBP")
    assert proposal.headline == "Blir i Team Nord (PBP), som nå."
    [reason] = proposal.reasons
    assert reason.startswith("Taler for PBP (tydelig): Kriterium for PBP. Diagnose T90")


def test_who_belongs_elsewhere_is_proposed_moved(patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.MOVE, "HSY")
    assert proposal.headline == "Kriteriene taler for HSY. Pasienten er nå i Team Nord."


def test_criteria_that_speak_both_ways_make_a_grey_zone(patient, table):
    DiagnosisFactory(patient=patient)
    DiagnosisFactory(patient=patient, code="P70", name="Demens")
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.GREY, None)
    assert len(proposal.reasons) == 2


def test_a_team_without_the_competence_makes_a_grey_zone_of_who_should_stay(patient, team, table):
    DiagnosisFactory(patient=patient)
    VisitPlanFactory(patient=patient, team=team, title="Insulin", needs=["insulin"])
    ShiftFactory(staff=StaffFactory(team=team))
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.GREY, "PBP")
    assert proposal.reasons[-1].startswith("Team Nord mangler kompetanse til «Insulin»: Ingen")


def test_what_another_team_carries_is_not_asked_of_the_owners_team(patient, team, table):
    VisitPlanFactory(patient=patient, team=team.ht, title="Insulin", needs=["insulin"])
    assert proposal_of(patient).cover.tasks == ()


def test_what_nobody_has_written_is_told_as_missing(patient, table):
    missing = proposal_of(patient).missing
    assert "Det er ikke ført noen diagnose." in missing
    assert "Det er ikke ført hvordan helsetilstanden er." in missing


def test_a_patient_whom_no_team_owns(table):
    patient = PatientFactory()
    HealthStateFactory(patient=patient, state="ustabil")
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code, proposal.cover) == (Kind.UNDECIDED, "HSY", None)
    assert proposal.missing[0] == "Ingen team har hovedansvaret for pasienten."


def test_a_decision_stands_whatever_the_criteria_say(patient, team, table):
    HealthStateFactory(patient=patient, state="ustabil")
    AssessmentFactory(patient=patient, decided=True, owner=team)
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code, proposal.against_decision) == (Kind.DECIDED, "PBP", True)
    assert proposal.headline == f"Bestemt: {team} har pasienten (PBP)."


def test_neither_a_draft_nor_a_decision_that_was_replaced_stands(patient, team, table):
    AssessmentFactory(patient=patient, decided=True, owner=team, superseded_at=timezone.now())
    AssessmentFactory(patient=patient)
    assert proposal_of(patient).kind is Kind.UNDECIDED


def test_a_table_may_be_tried_and_another_day_asked_about(patient, table):
    from patients.queries.criteria import read_table

    other = CriteriaTableFactory(draft=True)
    criterion(other, "HSY", 2, kind="diagnose", values=["icpc2:T90"])
    DiagnosisFactory(patient=patient, valid_from=clock.today())
    assert proposal_of(patient, table=read_table(other)).kind is Kind.MOVE
    yesterday = clock.today() - clock.today().resolution
    assert proposal_of(patient, day=yesterday).kind is Kind.UNDECIDED


@pytest.mark.parametrize(
    ("law", "delegated", "verdict", "sentence"),
    [
        (None, 0, "Ja", "Kriteriene har ingen regel: kompetansen er nok."),
        (("ja", "lov"), 0, "Ja", "Lov eller forskrift: Oppdiktet regel."),
        (("nei", "egen"), 1, "Nei", "Kommunens egen regel: Oppdiktet regel."),
        (
            ("delegering", "egen"), 0, "Ikke uten delegering",
            "Kommunens egen regel: Oppdiktet regel."
            " Ingen helsefagarbeider har delegering for pasienten i dag.",
        ),
        (
            ("delegering", "lov"), 2, "Ja, med delegering",
            "Lov eller forskrift: Oppdiktet regel."
            " 2 helsefagarbeidere har delegering for pasienten i dag.",
        ),
    ],
)  # fmt: skip
def test_whether_a_helsefagarbeider_may_do_it(
    patient, team, table, law, delegated, verdict, sentence
):
    VisitPlanFactory(patient=patient, team=team, title="Insulin", needs=["insulin"])
    if law:
        insulin = CompetenceFactory(code="insulin")
        TaskRuleFactory(table=table, competence=insulin, allowed=law[0], basis=law[1])
    for _ in range(delegated):
        DelegationFactory(patient=patient)
    DelegationFactory(patient=patient, competence__code="kateter")
    [answer] = proposal_of(patient).tasks
    assert (answer.verdict, answer.sentence) == (verdict, sentence)
    assert answer.titles == ("Insulin",)


@pytest.mark.parametrize(
    "who",
    [
        {"employed_to": clock.today() - timedelta(days=1)},
        {"employed_from": clock.today() + timedelta(days=1)},
        {"profession": "sykepleier"},
        {"profession": "assistent"},
    ],
)
def test_only_a_helsefagarbeider_who_works_here_has_a_delegation(patient, team, table, who):
    VisitPlanFactory(patient=patient, team=team, needs=["insulin"])
    TaskRuleFactory(table=table, competence=CompetenceFactory(code="insulin"))
    DelegationFactory(patient=patient, staff=StaffFactory(team=team, **who))
    [answer] = proposal_of(patient).tasks
    assert (answer.may, answer.verdict) == (False, "Ikke uten delegering")


def test_the_same_task_with_and_without_a_nurse_is_two_answers(patient, team, table):
    VisitPlanFactory(patient=patient, team=team, title="Insulin", needs=["insulin"])
    VisitPlanFactory(patient=patient, team=team, title="Ny dose", needs=["insulin"], level=2)
    told = [(answer.titles, answer.may) for answer in proposal_of(patient).tasks]
    assert told == [(("Insulin",), True), (("Ny dose",), False)]


def test_what_the_plan_itself_asks_a_nurse_for(patient, team, table):
    VisitPlanFactory(patient=patient, team=team, title="Sårstell", level=2)
    [answer] = proposal_of(patient).tasks
    assert (answer.may, answer.sentence) == (False, "Tidsplanen krever sykepleier.")


@pytest.mark.parametrize("code", ["HSY", "PBP", None])
@pytest.mark.parametrize("is_grey", [True, False])
@pytest.mark.parametrize("lacks", [True, False])
@pytest.mark.parametrize("at_hand", ["HSY", "PBP", None])
def test_a_decision_settles_it_before_anything_else(code, is_grey, lacks, at_hand):
    found = settle(decided="PBP", code=code, is_grey=is_grey, at_hand=at_hand, lacks=lacks)
    assert found == (Kind.DECIDED, "PBP")


def test_lacking_competence_is_one_reason_more_to_move_and_no_grey_zone():
    found = settle(decided=None, code="HSY", is_grey=False, at_hand="PBP", lacks=True)
    assert found == (Kind.MOVE, "HSY")


def test_thirty_patients_cost_what_three_cost(table):
    def queries(how_many):
        plans = VisitPlanFactory.create_batch(how_many, needs=["insulin"], level=1)
        for plan in plans:
            StaffCompetenceFactory(staff__team=plan.team)
            DiagnosisFactory(patient=plan.patient)
            AssessmentFactory(patient=plan.patient, decided=True, owner=plan.team)
        with CaptureQueriesContext(connection) as caught:
            found = proposals_of([plan.patient for plan in plans], day=clock.today(), table=None)
            assert all(each.headline and each.reasons is not None for each in found)
        return len(caught)

    assert queries(3) == queries(30) == 18
