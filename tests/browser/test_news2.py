"""A fall, NEWS2 7 on a phone; the ansvarsvakt answers; the vaktkoordinator sees it."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from heltom.lib import clock
from patients.models import Observation
from tests.browser.checks import check_at_both_ends, check_axe, check_nothing_sticks_out
from worklists.models import Advice


def measured_before(patient, *parts: dict[str, object]) -> None:
    for ago, one in enumerate(parts, start=1):
        Observation.objects.create(
            patient=patient, kind="news2", parts=one, value=ago if len(one) > 6 else None,
            taken_at=clock.now() - timedelta(hours=ago),
        )  # fmt: skip


def test_seven_on_the_phone_is_answered_by_a_nurse_and_seen_by_the_vaktkoordinator(
    page: Page, sign_in, ward, day_url
):
    ward.ht.phone = "55 00 00 10"
    ward.ht.save()
    patient = ward.plans(1)[0].patient
    well = {"respiration": 16, "spo2": 97, "oxygen": 0, "systolic": 130, "pulse": 92,
            "consciousness": 0, "temperature": 37.0}  # fmt: skip
    measured_before(patient, well, well, {"pulse": 95}, well, well)
    ward.build()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("kari")
    page.goto(reverse("worklists:news2", args=[patient.number]))
    page.get_by_role("textbox", name="Respirasjon").fill("26")
    expect(page.locator("[data-row=respiration] output")).to_have_text("3")
    expect(page.locator(".n-sum")).to_contain_text("Ingen sum ennå: 6 mangler")
    page.get_by_role("textbox", name="Oksygenmetning").fill("97")
    page.get_by_role("radio", name="Luft").check()
    page.get_by_role("textbox", name="Systolisk").fill("105")
    page.get_by_role("textbox", name="Puls").fill("131")
    page.get_by_role("radio", name="A våken").check()
    page.get_by_role("textbox", name="Temperatur").fill("37,2")
    expect(page.locator(".n-sum")).to_contain_text("Sum 7. 3 poeng i én måling.")
    check_at_both_ends(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Lagre målingen").click()
    expect(page.locator(".n-asked")).to_contain_text("Ansvarsvakt Anne")
    check_at_both_ends(page)

    sign_in("anne")
    page.goto(reverse("worklists:advice_queue"))
    expect(page.get_by_role("heading", name="Venter på deg")).to_be_visible()
    check_at_both_ends(page)
    page.get_by_role("link", name="Sykepleierråd, ").click()
    page.get_by_role("button", name="Sett").click()
    expect(page.get_by_role("button", name="Sett")).to_have_count(0)
    check_at_both_ends(page)
    page.get_by_label("Svar", exact=True).fill("Bli hos henne. Jeg ringer 113.")
    page.get_by_role("button", name="Send svar").click()
    expect(page.locator(".a-answer")).to_contain_text("svarte kl. 12:00")

    sign_in("vera")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(day_url)
    line = page.locator(".now").get_by_role("link", name="svarte kl. 12:00")
    line.click()
    drawer = page.locator("#beside")
    expect(drawer.locator(".a-answer")).to_contain_text("Jeg ringer 113.")
    check_axe(page)
    drawer.get_by_role("button", name="Lest").click()
    expect(drawer.get_by_role("button", name="Lest")).to_have_count(0)
    expect(line).to_have_count(0)
    assert Advice.objects.get().read_at is not None
    check_the_quiet_pages(page, ward, patient)


def check_the_quiet_pages(page: Page, ward, patient) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    for address in (
        reverse("worklists:advice_new", args=[ward.team.code, ward.day, "dag"]),
        reverse("worklists:advice_figures"),
        reverse("patients:oxygen_scale", args=[patient.number]),
        reverse("patients:news2_responses", args=[ward.team.unit.code]),
    ):
        page.goto(address)
        check_nothing_sticks_out(page)
        check_axe(page)
