"""Where a patient belongs, and a draft tried on everybody: read on desk and phone, light and dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    DiagnosisFactory,
    HealthStateFactory,
    TaskRuleFactory,
)
from tests.browser.checks import check_at_both_ends, check_axe
from tests.factories import (
    CompetenceFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    VisitPlanFactory,
)
from worklists.queries import criteria_trial


def criterion(table, code, strength, text, **condition):
    row = CriterionFactory(
        table=table, speaks_for=code, strength=strength, text=text, source="kap. 8"
    )
    ConditionFactory(criterion=row, **condition)


@pytest.fixture
def table():
    table = CriteriaTableFactory(is_example=True)
    criterion(table, "HSY", 2, "Ustabil helsetilstand", kind="tilstand", values=["ustabil"])
    criterion(table, "PBP", 2, "Velregulert diabetes", kind="diagnose", values=["icpc2:T90"])
    criterion(table, "HSY", 1, "NEWS2 stiger", kind="news2-stiger", values=[], number=2, days=14)
    insulin = CompetenceFactory(code="insulin")
    TaskRuleFactory(table=table, competence=insulin, text="Bare etter opplæring", source="kap. 8")
    return table


@pytest.fixture
def patient(ward, table):
    """Both sides speak for her; whoever can give insulin is at work two days of the week."""
    taught = StaffFactory(team=ward.team)
    StaffCompetenceFactory(staff=taught)
    for number in range(12):
        day = ward.day + ward.day.resolution * number
        ShiftFactory(staff=taught if number % 4 else StaffFactory(team=ward.team), date=day)
    patient = PlacementFactory(team=ward.team).patient
    DiagnosisFactory(patient=patient)
    HealthStateFactory(patient=patient, state="ustabil")
    VisitPlanFactory(patient=patient, team=ward.team, title="Insulin", level=1, needs=["insulin"])
    VisitPlanFactory(
        patient=patient, team=ward.team, title="Sårstell", level=2, weekdays=[1, 4], shift="kveld"
    )
    AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, decided_by=ward.people["anne"],
        reason="Hun er trygg i teamet, og to har fått opplæring.",
    )  # fmt: skip
    return patient


def test_what_the_proposal_rests_on(page: Page, sign_in, patient):
    sign_in("ola")
    page.goto(reverse("worklists:proposal", args=[patient.number]))
    expect(page.get_by_role("heading", name="Taler for HSY")).to_be_visible()
    expect(page.get_by_text("Bestemt: Team Nord har pasienten (PBP).")).to_be_visible()
    check_at_both_ends(page)


def test_a_draft_is_tried_and_read_whole_on_a_phone(page: Page, sign_in, ward, table, monkeypatch):
    PositionFactory(staff=ward.people["nils"], kind="enhetsleder", team=None, unit=ward.team.unit)
    draft = CriteriaTableFactory(draft=True, based_on=table)
    criterion(draft, "HSY", 3, "All diabetes", kind="diagnose", values=["icpc2:T90"])
    moved = DiagnosisFactory(patient=PlacementFactory(team=ward.team).patient).patient
    sign_in("nils")
    page.goto(reverse("worklists:criteria_trial", args=[draft.number]))
    expect(page.get_by_role("heading", name="Slik ville det blitt")).to_be_visible()
    expect(page.get_by_text("1 av 1 pasienter ville fått et annet forslag.")).to_be_visible()
    expect(page.get_by_role("link", name=moved.number)).to_be_visible()
    check_at_both_ends(page)

    monkeypatch.setattr(criteria_trial, "MOST_ROWS", 0)
    page.reload()
    page.locator("summary").filter(has_text="Team Nord").click()
    expect(page.get_by_role("link", name=moved.number)).to_be_visible()
    check_axe(page)
