"""A sykepleierfaglig konsulent, who has never programmed, writes a new criterion and decides it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.actions import criteria
from patients.models import CriteriaTable
from patients.queries.criteria import read_table
from tests.belonging_factories import DiagnosisFactory, HealthStateFactory
from tests.browser.checks import check_at_both_ends, check_axe
from tests.factories import (
    CompetenceFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
    VisitPlanFactory,
)

#: An example for the test: short, so that each look at the page is.
HELD = {
    "name": "Et eksempel",
    "is_example": True,
    "criteria": [
        {
            "speaks_for": "HSY",
            "strength": 2,
            "text": "Ustabil",
            "source": "en test",
            "conditions": [{"kind": "tilstand", "values": ["ustabil"]}],
        },
        {
            "speaks_for": "PBP",
            "strength": 2,
            "text": "Insulin til faste tider",
            "conditions": [{"kind": "oppgave", "values": ["insulin"]}],
        },
    ],
    "task_rules": [{"competence": "insulin", "allowed": "delegering", "basis": "egen"}],
}


@pytest.fixture
def kine(ward, sign_in):
    """Kine is signed in. The example holds since a month; P-77 has diabetes that swings, and insulin."""
    kine = StaffFactory(user=UserFactory(username="kine"), given_name="Kine", team=ward.team)
    PositionFactory(staff=kine, kind="konsulent", team=None, unit=ward.team.unit)
    ward.people["kine"] = kine
    for code, name in (("insulin", "Insulin"), ("stell", "Stell og pleie"), ("sonde", "Sonde")):
        CompetenceFactory(code=code, name=name)
    sick = HealthStateFactory(state="ustabil", patient__number="P-77")
    DiagnosisFactory(patient=sick.patient)
    VisitPlanFactory(team=ward.team, patient=sick.patient, needs=["insulin"])
    criteria.load(path_or_data=HELD, in_force_from=clock.today() - timedelta(days=30))
    sign_in("kine")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_criterion_is_written_mended_and_decided(page: Page, kine):
    page.goto(reverse("patients:criteria_home"))
    check_axe(page)
    press(page, "Lag et nytt utkast")
    check_at_both_ends(page)

    page.get_by_role("link", name="Nytt kriterium").click()
    page.get_by_label("Kriterium", exact=True).fill("Diabetes som svinger, med sår")
    page.get_by_label("HSY – hjemmesykepleie").check()
    page.get_by_label("Avgjør alene").check()
    page.get_by_label("Kilde").fill("Fagrådet 3. november")
    page.get_by_label("Hva skal stemme?").select_option(label="Diagnose")
    press(page, "Legg til vilkår")
    page.get_by_label("ICPC-2").fill("T9O")
    page.get_by_label("Og hva mer skal stemme?").select_option(label="Helsetilstand")
    press(page, "Legg til vilkår")
    expect(page.get_by_label("ICPC-2")).to_have_value("T9O")
    page.get_by_label("Ustabil", exact=True).check()
    press(page, "Lagre kriteriet")

    expect(page.get_by_role("alert").filter(has_text="Rett dette")).to_contain_text(
        "«T9O» er ikke en kode i ICPC-2."
    )
    expect(page.get_by_label("Kilde")).to_have_value("Fagrådet 3. november")
    expect(page.get_by_label("Ustabil", exact=True)).to_be_checked()
    check_at_both_ends(page)

    page.get_by_label("ICPC-2").fill("T90")
    press(page, "Lagre kriteriet")
    row = page.get_by_role("listitem").filter(has_text="Diabetes som svinger, med sår")
    expect(row).to_contain_text("Når diagnosen er T90 (ICPC-2), og tilstanden er ustabil.")

    page.get_by_role("link", name="Prøv utkastet på alle pasienter").click()
    expect(page.locator("#result")).to_contain_text("1 av 1 pasienter ville fått et annet forslag.")
    expect(page.locator("#result")).to_contain_text("Diabetes som svinger, med sår")
    page.go_back()

    page.get_by_role("link", name="Bestem når det skal gjelde").click()
    expect(page.get_by_role("region", name="Hva er endret")).to_contain_text("Fagrådet")
    tomorrow = clock.today() + timedelta(days=1)
    page.get_by_label("Hva er nytt, og hvorfor?").fill("Fagrådet vil at HT følger disse.")
    page.get_by_label("Gjelder fra").fill(str(tomorrow))
    check_at_both_ends(page)
    press(page, "Bestem")

    expect(page.get_by_role("status").filter(has_text="Nr. 2 gjelder fra")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Endre"))).to_have_count(0)
    table = CriteriaTable.objects.get(number=2)
    assert table.valid_from == tomorrow
    assert read_table(table).rules[-1].text == "Diabetes som svinger, med sår"
