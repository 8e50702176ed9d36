"""Monday and Tuesday: reported on a phone, found by the rules, late, put in order, read up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from boards.models import Item, ItemReading
from patients.models import Candidate
from tests.browser.board_week.cast import Cast, on_list
from tests.browser.board_week.stage import PHONE

SEEN = "Kommer seg ikke opp av stolen uten hjelp lenger."
LATE = "Var svimmel da hun reiste seg, og ville ikke spise."
PREPARED = "Spør hva hun selv vil. Ta med trappen og stolen i stua."


class Before:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.stage = cast, cast.stage
        self.monday = self.stage.day
        self.agenda = reverse("boards:agenda", args=[cast.meeting.pk])
        self.steps: list[Callable[[], None]] = [
            self.kari_reports_on_her_phone,
            self.the_worker_has_found_others,
            self.frida_makes_the_board,
            self.frida_prepares,
            self.vera_is_too_late,
            self.frida_takes_her_in,
            self.tuva_reads_up,
        ]

    def kari_reports_on_her_phone(self) -> None:
        """From her own list: three taps and one sentence."""
        kari, patient = (
            self.stage.screen("kari", width=PHONE[0], height=PHONE[1]),
            self.cast.reported,
        )
        number = patient.number
        kari.open(reverse("worklists:my_list"))
        stop = kari.page.locator("#ahead > li", has_text=number).first
        # It is the stop where she stands: unfolded by itself when she gets there.
        if not stop.locator("details").first.evaluate("one => one.open"):
            stop.locator("summary").first.click()
        with self.stage.step("09:05", f"Kari melder {number} på telefonen") as step:
            kari.tap(stop.get_by_role("link", name="Meld til tavlemøtet"))
            kari.tap(kari.page.get_by_text("Klarer mindre enn før"))
            kari.write("Hva har du sett?", SEEN)
            self.stage.looks(kari, "report")
            kari.tap("Meld til tavlemøtet")
            kari.sees("venter på møtet")
        assert (step.taps, step.typed) == (3, 1)
        assert Candidate.objects.get(patient=patient).profession == "helsefagarbeider"

    def the_worker_has_found_others(self) -> None:
        """The report is on the board within a minute, beside those whom nobody has reported."""
        cast, frida = self.cast, self.stage.screen("frida")
        assert cast.line.state == Item.State.PROPOSED
        with self.stage.step("09:20", "Frida ser hva som er meldt, og hva reglene har funnet"):
            frida.open(reverse("boards:home"))
            frida.open(self.agenda)
            frida.sees(SEEN)
            row = frida.page.locator(f"#sak-{cast.found.pk}")
            frida.tap(row.locator("details[id^=sett-] > summary").first)
            expect(row.locator(".board-evidence li").first).to_be_visible()
        slow = [one for one in cast.meeting.items.all() if one.findings.exists()]
        assert all(found.evidence for one in slow for found in one.findings.all())
        rules = {found.rule for one in slow for found in one.findings.all()}
        assert len(rules) >= 5

    def frida_makes_the_board(self) -> None:
        """Yes to two, not now to one with why, in her order, with minutes that she has thought of."""
        self.stage.night(self.monday + timedelta(days=1))
        cast, frida = self.cast, self.stage.screen("frida")
        line, page = cast.line, frida.page
        other = cast.meeting.items.filter(fits=True).exclude(pk__in=[line.pk, cast.found.pk]).last()
        assert other is not None
        with self.stage.step("09:30", "Frida setter opp tavla"):
            frida.open(self.agenda)
            self.stage.looks(frida, "agenda")
            frida.tap(page.locator(f"#ikke-{other.pk} > summary"))
            self.stage.step_now.typed += 1
            page.locator(f"#hvorfor-{other.pk}").fill("Ble tatt opp med fastlegen i går.")
            frida.tap(page.locator(f"#nei-knapp-{other.pk}"))
            expect(page.locator("#declined-h")).to_be_visible()
            for one in (line, cast.found):
                frida.tap(page.locator(f"#ja-{one.pk}"))
                expect(page.locator(f"#ja-{one.pk}")).to_have_count(0)
            frida.tap(page.locator(f"#opp-{line.pk}"))
            self._give_minutes(line, 12)
        line.refresh_from_db()
        assert (line.state, line.minutes, line.fits) == (Item.State.ON, 12, True)
        assert Item.objects.get(pk=other.pk).state == Item.State.DECLINED

    def _give_minutes(self, line: Item, minutes: int) -> None:
        frida, page = self.stage.screen("frida"), self.stage.screen("frida").page
        expect(page.locator(".htmx-request")).to_have_count(0)
        frida.tap(page.locator(f"#valg-{line.pk} > summary"))
        self.stage.step_now.typed += 1
        page.locator(f"#min-{line.pk}").fill(str(minutes))
        frida.tap(page.locator(f"#lagre-{line.pk}"))
        expect(page.locator(f"#sak-{line.pk} .board-chips")).to_contain_text(f"{minutes} min")

    def frida_prepares(self) -> None:
        line, frida = self.cast.line, self.stage.screen("frida")
        with self.stage.step("09:50", "Frida skriver hva møtet bør ha med seg"):
            frida.tap(frida.page.locator(f"#forb-{line.pk} > summary"))
            self.stage.step_now.typed += 1
            frida.page.locator(f"#tekst-{line.pk}").fill(PREPARED)
            frida.tap(frida.page.locator(f"#forb-knapp-{line.pk}"))
            frida.sees("forberedt av Frida")
        line.refresh_from_db()
        assert line.preparation == PREPARED

    def vera_is_too_late(self) -> None:
        """The page says so, and the report goes to the meeting after."""
        on_board = set(self.cast.meeting.items.values_list("patient", flat=True))
        mine = on_list("vera", self.stage.day)
        self.late = next(one for one in mine if one.pk not in on_board)
        vera = self.stage.screen("vera", width=PHONE[0], height=PHONE[1])
        with self.stage.step("12:25", f"Vera melder {self.late.number} etter fristen"):
            vera.open(reverse("boards:report", args=[self.late.number]))
            vera.sees("gikk ut")
            vera.tap(vera.page.get_by_text("Bør vurderes av flere sammen"))
            vera.write("Hva har du sett?", LATE)
            vera.tap("Meld til tavlemøtet")
            vera.sees("venter på møtet")
        assert not self.cast.meeting.items.filter(patient=self.late).exists()
        waits = self.cast.next_board.items.get(patient=self.late)
        assert waits.reports.get().candidate.reason == LATE

    def frida_takes_her_in(self) -> None:
        """It cannot wait a week, she thinks: by her hand, after the deadline."""
        frida = self.stage.screen("frida")
        with self.stage.step("12:40", "Frida tar henne med likevel"):
            frida.open(self.agenda)
            frida.sees("etter fristen")
            waiting = frida.page.locator(".a-waiting li", has_text=self.late.number)
            frida.tap(waiting.get_by_role("button", name="Ta med"))
            expect(waiting).to_have_count(0)
        taken = self.cast.meeting.items.get(patient=self.late)
        assert (taken.state, taken.is_late) == (Item.State.ON, True)
        assert taken.reports.get().candidate.reason == LATE

    def tuva_reads_up(self) -> None:
        """The fysioterapeut reads each page the day before, and marks it."""
        tuva, line = self.stage.screen("tuva"), self.cast.line
        with self.stage.step("14:30", "Tuva leser seg opp"):
            tuva.open(reverse("boards:case", args=[line.pk]))
            tuva.sees(SEEN)
            tuva.sees(PREPARED)
            self.stage.looks(tuva, "preparation")
            tuva.tap("Merk som lest")
            tuva.sees("Tuva Straumsnes")
        assert ItemReading.objects.filter(item=line).count() == 1
