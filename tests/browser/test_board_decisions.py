"""From what was decided to the visit plan that goes on: the team's page, one decision, the yes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from boards.models import Effect
from heltom.lib import clock
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory
from tests.browser.checks import check_at_both_ends
from tests.factories import PatientFactory, PlacementFactory, VisitPlanFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def decision(ward):
    def decided(ago=0, **how):
        patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
        item = ItemFactory(
            on=True, meeting=MeetingFactory(team=ward.team, planned_for=day()), patient=patient
        )
        at = clock.now() - timedelta(days=ago)
        return DecisionFactory(item=item, owner=ward.people["ola"], decided_at=at, **how)

    weeks = iter(range(1, 20))

    def day():
        return clock.today() + timedelta(weeks=next(weeks))

    late = decided(40, text="Veie hver uke", due_on=clock.today() - timedelta(days=2))
    Effect.objects.create(
        decision=late, result="likt", text="61,0 kg", at=clock.now(), by=ward.user("ola")
    )
    decided(kind="henvisning", service="fysioterapi", text="Vurdere forflytning")
    decided(
        kind="hjemmebesok", text="Se på badet", with_whom="ergoterapeut",
        agreed_on=clock.today() + timedelta(days=3),
    )  # fmt: skip
    one = decided(kind="tidsplan", text="Stell om kvelden, og mer tid")
    VisitPlanFactory(patient=one.patient, team=ward.team, task_text="Hjelp til stell og frokost")
    return one


def test_from_the_page_of_the_team_to_a_yes(page: Page, ward, sign_in, decision):
    sign_in("ola")
    page.goto(reverse("boards:decisions", args=[ward.team.code]))
    expect(page.locator(".d-row")).to_have_count(4)
    check_at_both_ends(page, "decisions")

    page.get_by_role("link", name=decision.patient.number).click()
    page.get_by_role("link", name="Foreslå ny oppdragstekst eller tidsplan").click()
    page.get_by_role("link", name="Morgenstell").click()
    check_at_both_ends(page, "plan-change")
    page.get_by_label("Minutter").fill("45")
    page.get_by_label("Vakt").select_option("kveld")
    page.get_by_label("Tidligst").fill("19:00")
    page.get_by_label("Senest").fill("20:30")
    page.get_by_role("button", name="Foreslå").click()

    expect(page.get_by_text("fra 140 til 315 minutter i uken")).to_be_visible()
    check_at_both_ends(page, "plan-proposal")
    page.get_by_role("button", name="Ja, endre fra").click()
    expect(page.get_by_text("Tidsplanen er endret fra").first).to_be_visible()
    page.get_by_role("button", name="Det har hjulpet").click()
    expect(page.locator(".d-effects")).to_contain_text("Det har hjulpet")
