"""The Saturday, step by step: Anne is ansvarsvakt of Bergenhus HT, with the phone at her ear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from playwright.sync_api import expect

from emeldinger.models import Closing, Letter, Message, Round
from heltom.lib import clock
from imports.demo.characters import FIRST_HT, FIRST_OT
from imports.lived_clock import at, user
from patients.actions import notes
from patients.models import Patient, Pause, Placement
from teams.models import Team
from tests.browser.evening.stage import Stage
from tests.browser.weekend import post
from tests.browser.weekend.choices import decide
from tests.browser.weekend.keyboard import Nurse
from worklists.actions import advice, report, stays
from worklists.models import Advice, Call, ReportTick, State, Visit

NIGHT = "Sov urolig, oppe to ganger. Drakk et glass vann. La seg igjen."


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. The post is as in tests/browser/weekend/post.py."""

    mix: dict[str, tuple[int, int, int]]
    calls: int
    questions: int
    reports: int


WHOLE = Size(post.WHOLE, calls=25, questions=8, reports=40)
SMALL = Size(post.SMALL, calls=2, questions=2, reports=3)


class Weekend:
    def __init__(self, stage: Stage, size: Size) -> None:
        self.stage, self.day, self.size = stage, stage.day, size
        self.ht = Team.objects.get(code=FIRST_HT)
        self.anne = stage.screen("anne")
        self.nurse = Nurse(self.anne)
        self.parts = post.parts(size.mix)
        self.home, self.own = self._people(), self._own()
        self.postman = post.Postman(self.ht, self.home, iter(self._in_hospital()))
        self.brought: list[int] = []
        stage.work()
        self.list = reverse("emeldinger:desk", args=[self.ht.code])
        self.steps: list[Callable[[], None]] = [
            self.the_nights_reports_are_read,
            self.the_desk_is_opened,
            self.what_came_in_the_night,
            self.the_round_of_nine,
            self.the_teams_ask,
            self.the_phone_rings,
            self.what_came_in_the_morning,
            self.the_round_of_eleven,
            self.an_admission_is_taken_back,
            self.what_only_informs_is_signed,
            self.nothing_lies_unseen,
        ]

    # What happens ---------------------------------------------------------------------------------

    def the_nights_reports_are_read(self) -> None:
        wanted = self._night_writes()
        page = self.anne.page
        with self.stage.step("07:20", f"Anne leser {wanted} rapporter fra natten, på tastaturet"):
            self.anne.open(reverse("worklists:report", args=[self.ht.code]))
            while left := page.locator("[data-item]").count():
                if not page.evaluate("document.activeElement?.matches('[data-item]') ?? false"):
                    self.nurse.press("j")
                self.nurse.press("a")
                expect(page.locator("[data-item]")).not_to_have_count(left)
                expect(page.locator(".htmx-request")).to_have_count(0)
        assert ReportTick.objects.filter(ht=self.ht).count() >= wanted
        self.nurse.keys = 0

    def the_desk_is_opened(self) -> None:
        self._bring(0, self._at("06:55", -1), self._at("06:55"))
        with self.stage.step("07:35", "Anne åpner skrivebordet sitt"):
            self.anne.open(reverse("emeldinger:shift", args=[self.ht.code]))
            self.anne.sees("Ansvarsvakt")
            self.anne.tap("E-meldinger")
            expect(self.anne.page.locator("[data-line]").first).to_be_visible()

    def what_came_in_the_night(self) -> None:
        self._read_the_queue("07:40", "Det som kom i natt")

    def what_came_in_the_morning(self) -> None:
        self._bring(1, self._at("07:50"), self._at("10:20"))
        self._read_the_queue("10:25", "Det som kom på formiddagen")

    def the_round_of_nine(self) -> None:
        self._sign_a_round("09:02")

    def the_round_of_eleven(self) -> None:
        self._sign_a_round("11:05")

    def the_teams_ask(self) -> None:
        """The eight questions of the day, each with its clock."""
        for number in range(self.size.questions):
            with at(self._at("09:10")):
                asked = advice.ask(
                    kind=Advice.Kind.ADVICE, team=Team.objects.get(code=FIRST_OT), patient=next(self.home),
                    urgency=Advice.Urgency.SOON, question="Rødere rundt såret enn i går. Hva gjør vi?",
                    by=user("vera"),
                )  # fmt: skip
            with self.stage.step(f"09:{15 + number}", f"Sykepleierråd nr. {number + 1}"):
                self.anne.open(reverse("worklists:advice", args=[asked.pk]))
                expect(self.anne.page.locator("#answer-text")).to_be_focused()
                self.nurse.type("Vask med lunkent vann, ny bandasje, ring meg klokka 15.")
                self.nurse.tab_to(f"#answer-{asked.pk} button")
                self.nurse.press("Enter")
                self.anne.sees("besvart")
        self.nurse.keys = 0

    def the_phone_rings(self) -> None:
        page = self.anne.page
        for number in range(self.size.calls):
            patient = self.own[number % len(self.own)]
            with self.stage.step(f"09:{30 + number}", f"Telefon nr. {number + 1}"):
                self.anne.open(reverse("worklists:calls", args=[self.ht.code, self.day, "dag"]))
                self.anne.write("Hvem gjelder det?", patient.number)
                self.anne.tap(page.locator("#found a", has_text=patient.number).first)
                expect(page.locator(".where-is h2")).to_contain_text(patient.number)
                form = page.locator(".call-form")
                self.anne.tap_and_see(form.get_by_role("button", name="Fikk svar nå"), "/telefon/")
        called = Call.objects.filter(by__username="anne", direction="inn", at__date=self.day)
        assert called.count() == self.size.calls

    def an_admission_is_taken_back(self) -> None:
        patient = self.postman.patient_of(post.ADMITTED)
        assert Pause.objects.filter(patient=patient).exists()
        assert set(self._visits_of(patient).values()) <= {State.WITHDRAWN}
        self._bring(2, self._at("10:30"), self._at("11:55"))
        self._read_the_queue("12:00", "Det som kom midt på dagen, med en kansellering som angrer")
        assert not Pause.objects.filter(patient=patient).exists()
        assert State.DUE in self._visits_of(patient).values()

    def what_only_informs_is_signed(self) -> None:
        page = self.anne.page
        waiting = Message.objects.informing().filter(ht=self.ht).count()
        with self.stage.step("12:40", f"{waiting} som bare er til orientering, signeres samlet"):
            self.anne.open(self.list + "?vis=orientering")
            for _line in range(waiting):
                self.nurse.press("j")
                self.nurse.press("x")
            self.nurse.press("Shift+Tab")
            self.nurse.press("Enter")
            expect(page.locator("[data-line]")).to_have_count(0)
        assert not Message.objects.informing().filter(ht=self.ht).exists()
        self.nurse.keys = 0

    def nothing_lies_unseen(self) -> None:
        """Each is closed, with what it led to or why to nothing; each admission has its letter begun."""
        with self.stage.step("14:50", "Skrivebordet ved vaktens slutt"):
            self.anne.open(reverse("emeldinger:shift", args=[self.ht.code]))
        mine = Message.objects.filter(pk__in=self.brought)
        assert mine.count() == sum(map(len, self.parts))
        assert not mine.filter(closed_at__isnull=True).exists()
        closings = Closing.objects.filter(message__in=mine, reopened_at__isnull=True)
        assert closings.count() == mine.count()
        assert not closings.filter(consequences__isnull=True).exists()
        assert not closings.filter(consequences__kind="ingenting", consequences__reason="").exists()
        admitted = mine.filter(type_code="LOG_INNLAGT", status_code="N")
        letters = Letter.objects.filter(kind="innleggelsesrapport")
        begun = set(letters.values_list("answers", flat=True))
        assert set(admitted.values_list("pk", flat=True)) <= begun
        replies = Letter.objects.filter(kind="dialogsvar", answers__in=mine, state="signert")
        assert replies.count() == mine.filter(type_code="DIALOG_FORESPORSEL").count()
        assert Round.objects.filter(ht=self.ht, signed_by__username="anne").count() == 2

    # How she does it ------------------------------------------------------------------------------

    def _read_the_queue(self, clock_says: str, what: str) -> None:
        number = Message.objects.to_do().filter(ht=self.ht).count()
        with self.stage.step(clock_says, f"{what}: {number} meldinger"):
            self.anne.open(self.list)
            self.nurse.open_first()
            assert self.nurse.close_all(decide) == number
        assert not Message.objects.to_do().filter(ht=self.ht).exists()

    def _sign_a_round(self, clock_says: str) -> None:
        with self.stage.step(clock_says, "Meldingsrunden signeres"):
            self.anne.open(reverse("emeldinger:watch", args=[self.ht.code]))
            self.nurse.tab_to("button:not([data-variant]):is(form.w-said *)")
            self.nurse.press("Enter")
            expect(self.anne.page.locator(".w-round")).to_have_count(0)
        self.nurse.keys = 0

    # Who is who -----------------------------------------------------------------------------------

    def _bring(self, part: int, first: datetime, last: datetime) -> None:
        came = self.postman.bring(self.parts[part], first, last)
        self.brought += [message.pk for message in came]
        lost = [message.pk for message in came if message.ht != self.ht or message.queue]
        assert lost == []

    def _at(self, words: str, days: int = 0) -> datetime:
        hour, minute = map(int, words.split(":"))
        return clock.midnight(self.day + timedelta(days=days)) + timedelta(
            hours=hour, minutes=minute
        )

    def _people(self) -> Iterator[Patient]:
        """Of the HT's OTs, with a visit later today, in nobody else's story; never one twice."""
        later = Visit.objects.filter(
            date=self.day,
            team__ht=self.ht,
            earliest__gt=self._at("13:00"),
            patient__pauses__isnull=True,
            patient__advice__isnull=True,
        )
        found = Patient.objects.filter(pk__in=later.values("patient"))
        return iter(list(found.exclude(national_number=None).order_by("number")))

    def _in_hospital(self) -> list[Patient]:
        """Those who will be discharged today: away since yesterday."""
        wanted = [each for part in self.parts for each in part if each.whom == post.AWAY]
        away = [patient for _one, patient in zip(wanted, self.home, strict=False)]
        since = self._at("10:00", -1)
        with at(since):
            for patient in away:
                stays.begin(patient=patient, starts_at=since, reason="sykehus", by=user("anne"))
        return away

    def _own(self) -> list[Patient]:
        """The HT's own patients, whoever else goes to them."""
        rows = Placement.objects.on(self.day).filter(team=self.ht).order_by("patient__number")
        return [row.patient for row in rows.select_related("patient")]

    def _night_writes(self) -> int:
        """About the HT's own, by whoever was there; what is older has been read elsewhere."""
        with at(self._at("00:05")):
            report.begin(ht=self.ht, since=self._at("00:00"), by=user("ulla"))
        for number in range(self.size.reports):
            patient = self.own[number % len(self.own)]
            with at(self._at("00:10") + timedelta(minutes=8 * number)):
                notes.write(patient=patient, team=self.ht, text=NIGHT, by=user("nora"))
        return self.size.reports

    def _visits_of(self, patient: Patient) -> dict[int, str]:
        rows = Visit.objects.filter(patient=patient, date=self.day, earliest__gt=self._at("13:00"))
        return {visit.pk: visit.state for visit in rows.with_state()}
