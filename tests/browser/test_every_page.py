"""Every page, in light and dark, on desk and phone: axe, links, width, content policy."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from patients.models import Patient
from tests.browser.checks import (
    check_axe,
    check_axis_contrast,
    check_links,
    check_nothing_sticks_out,
)
from tests.factories import (
    ContactFactory,
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    UserFactory,
)
from tests.support.lists import publish, vanish
from worklists.models import Entry, State, Visit, VisitState
from worklists.planning.weights import SETTINGS, Chosen

WIDTHS = [(1440, 900), (768, 1024), (390, 844)]


@pytest.fixture
def full_ward(ward):
    """A day on which something of everything has happened."""
    shift = publish(ward, lists=3, visits_each=6, unassigned=2)
    vanish(shift, ward)
    ward.people["drift"] = StaffFactory(user=UserFactory(username="drift"), team=ward.team)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
    visits = [entry.visit for entry in Entry.objects.order_by("worklist", "position")]
    for visit, state in zip(visits, (State.DONE, State.STARTED, State.CANCELLED), strict=False):
        VisitState.objects.create(visit=visit, state=state, reason="i en test")
    Visit.objects.filter(pk=visits[3].pk).update(priority=1)
    Visit.objects.filter(pk=visits[4].pk).update(priority=3)
    Visit.objects.filter(pk=visits[7].pk).update(carers=2, priority=1)
    Visit.objects.filter(pk=visits[8].pk).update(priority=1, minutes=5)
    ContactFactory(patient=visits[0].patient)
    PauseFactory(patient=visits[0].patient)
    PlacementFactory(patient=visits[0].patient, team=ward.team)
    tomorrow = ward.day + timedelta(days=1)
    ShiftFactory.create_batch(2, staff__team=ward.team, date=tomorrow)
    ward.plans(5, weekdays=[tomorrow.isoweekday()])
    mine = Entry.objects.first().worklist
    mine.shift = ward.people["kari"].shifts.get()
    mine.save()
    return ward


def tried(ward):
    """The address of the unit's page with other figures tried on tomorrow's day shift."""
    values = Chosen().values()
    figures = {name: setting.shown(values[name]) for name, setting in SETTINGS.items()}
    where = {"prov": "1", "shift": f"{ward.team.code}.{ward.day + timedelta(days=1)}.dag"}
    typed = urlencode(figures | {"late_minute": "2", "known_days": "21"} | where)
    return f"{reverse('worklists:weights', args=[ward.team.unit.code])}?{typed}"


def pages(ward):
    visit = Entry.objects.first().visit
    number = visit.patient.number
    day = ward.day
    shift = [ward.team.code, day, "dag"]
    unit = ward.team.unit.code
    return {
        "sign_in": (None, reverse("teams:sign_in")),
        "sign_in_as": (None, reverse("teams:sign_in_as")),
        "no_desk": ("nils", "/"),
        "day": ("vera", reverse("worklists:day", args=shift)),
        "day_as_lists": ("vera", reverse("worklists:day", args=shift) + "?visning=lister"),
        "day_unbuilt": ("vera", reverse("worklists:day", args=[ward.team.code, day, "kveld"])),
        "print": ("vera", reverse("worklists:day_print", args=shift)),
        "warnings": ("vera", reverse("worklists:day_warnings", args=shift)),
        "visit": ("vera", reverse("worklists:visit", args=[visit.pk])),
        "why": ("vera", reverse("worklists:visit_why", args=[visit.pk])),
        "patient": ("vera", reverse("patients:patient", args=[number])),
        "patient_visits": ("vera", reverse("worklists:patient_visits", args=[number])),
        "my_list": ("kari", reverse("worklists:my_list")),
        "weights": ("ola", reverse("worklists:weights", args=[unit])),
        "weights_tried": ("ola", tried(ward)),
        "weights_wrong": ("ola", tried(ward).replace("late_minute=2", "late_minute=mye")),
        "weights_read": ("kari", reverse("worklists:weights", args=[unit])),
        "overview": ("anne", reverse("worklists:overview", args=[day])),
        "overview_of_operator": ("drift", reverse("worklists:overview", args=[day])),
    }


PAGES = [
    "sign_in", "sign_in_as", "no_desk", "day", "day_as_lists", "day_unbuilt", "print", "warnings",
    "visit", "why", "patient", "patient_visits", "my_list", "overview", "overview_of_operator",
    "weights", "weights_tried", "weights_wrong", "weights_read",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_for_everybody(page: Page, full_ward, sign_in, demo, name):
    user, path = pages(full_ward)[name]
    if user:
        sign_in(user)
    assert page.goto(path).ok
    page.wait_for_load_state("networkidle")
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        check_nothing_sticks_out(page)
    page.emulate_media(color_scheme="dark")
    check_axe(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    check_axe(page)
    page.emulate_media(color_scheme="light")
    check_axe(page)
    check_links(page)


def test_a_long_name_makes_no_printed_list_wider_than_a_phone(page: Page, full_ward, sign_in):
    Patient.objects.update(family_name="Kvernhusvoldsæterbakkenlien")
    sign_in("vera")
    page.goto(pages(full_ward)["print"][1])
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        check_nothing_sticks_out(page)


def test_the_text_on_the_axis_can_be_read(page: Page, full_ward, sign_in, day_url):
    sign_in("vera")
    page.goto(day_url)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_axis_contrast(page)


def test_error_pages_are_for_everybody_too(page: Page, ward, sign_in, day_url, faults):
    sign_in("siri")
    page.goto(day_url)
    check_axe(page)
    assert [fault for fault in faults if "404" not in fault] == []
    faults.clear()
