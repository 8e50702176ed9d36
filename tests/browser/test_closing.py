"""An admission closed from the keyboard: what it means in sight, and on to the next message."""

from datetime import time

from django.urls import reverse
from playwright.sync_api import Page, expect

from emeldinger.models import Closing
from heltom.lib import clock
from patients.models import Pause
from tests.browser.checks import check_at_both_ends, check_axe
from tests.emeldinger.incoming import KARI, NUMBER, bring_letter


def test_an_admission_is_closed_and_the_next_message_comes(page: Page, sign_in, ward):
    (plan,) = ward.plans(1, earliest=time(13), latest=time(14))
    plan.patient.national_number = NUMBER
    plan.patient.save()
    message, following = (
        bring_letter(kind, patient=KARI, at=clock.now()).message for kind in ("innlagt", "dod")
    )
    sign_in("anne")
    page.goto(reverse("emeldinger:message", args=[message.pk]))
    panel = page.locator("#close")
    expect(panel.locator("#close-means")).to_contain_text("går ut av listene")
    panel.get_by_text("Annet meldingen kan føre til").click()
    check_at_both_ends(page, "avslutt")
    panel.get_by_label("Innleggelsesrapport").uncheck()
    panel.get_by_label("Hvor", exact=True).fill("Oppdiktet sykehus")
    page.get_by_role("button", name="Bekreft og avslutt").press("Enter")
    page.wait_for_url("**" + reverse("emeldinger:message", args=[following.pk]))
    assert Pause.objects.get().where == "Oppdiktet sykehus"
    assert Closing.objects.get().message == message
    page.goto(reverse("emeldinger:message", args=[message.pk]))
    expect(page.locator("#close")).to_contain_text("avsluttet meldingen")
    check_axe(page)
