"""Ola looks through who sits in the wrong team, and takes one further."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.belonging_factories import AssessmentFactory
from tests.browser.checks import check_at_both_ends
from tests.worklists.test_fit import patient_with


@pytest.fixture
def url(ward):
    insulin, care = ("Insulin", 20, 2, ward.team), ("Stell", 40, 0, ward.team)
    patient_with(ward.team, insulin, care)
    patient_with(ward.team, care)
    decided = patient_with(ward.team, insulin)
    AssessmentFactory(patient=decided, decided=True, owner=ward.team)
    return reverse("worklists:fit", args=[ward.team.code])


def test_the_page_is_for_everybody_and_leads_on(page: Page, sign_in, url):
    sign_in("ola")
    page.goto(url)
    expect(page.get_by_text("1 av 3 pasienter kan høre til et annet team.")).to_be_visible()
    page.locator(".fits summary").click()
    page.locator(".rules summary").click()
    expect(page.get_by_role("table")).to_be_hidden()
    page.get_by_text("Alle pasientene").click()
    expect(page.get_by_role("table")).to_be_visible()
    check_at_both_ends(page)
    page.get_by_role("link", name="Be om flytting").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
