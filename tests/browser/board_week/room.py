"""Wednesday at one: the wall, two who write, a machine that dies, and what is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Locator, expect

from boards.models import Attendance, Decision, Discussion, Item, Meeting, PlanChange, Review
from tests.browser.board_week.cast import Cast
from tests.browser.board_week.stage import WALL
from tests.browser.checks import eventually
from tests.browser.evening.stage import Screen

Kind = Decision.Kind
TRIED, SEEN_AT_HOME = "Har prøvd en høyere stol.", "Går to trinn, så må hun hvile."
WEIGH, BATH = "Veie hver uke", "Se på badet og stolen i stua"
PLAN, TASK = (
    "Stell og dusj en dag til i uken",
    "Reis henne med begge hender. La henne vaske seg selv.",
)


class Room:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.stage = cast, cast.stage
        self.url = reverse("boards:room", args=[cast.meeting.pk])
        self.steps: list[Callable[[], None]] = [
            self.the_wall_opens_with_last_week,
            self.who_is_here,
            self.two_write_about_her,
            self.the_wall_dies_and_another_goes_on,
            self.what_is_decided,
            self.the_new_plan_is_written,
            self.the_one_the_rules_found,
            self.the_meeting_is_over,
        ]

    def the_wall_opens_with_last_week(self) -> None:
        self.stage.night(self.cast.day, ahead=1)
        wall = self._wall("veggen")
        before = Decision.objects.filter(team=self.cast.team, state=Decision.State.OPEN)
        done = before.order_by("due_on", "pk")[0]
        with self.stage.step(
            "13:00", "Frida åpner møtet, og det begynner med forrige ukes beslutninger"
        ):
            wall.open(self.url)
            wall.tap("Åpne møtet")
            wall.sees("Møtet er i gang")
            self.stage.looks(wall, "wall-opening")
            wall.tap(wall.page.locator(f"#done-{done.pk}"))
            wall.sees("✓ gjort")
        assert Decision.objects.get(pk=done.pk).state == Decision.State.DONE

    def who_is_here(self) -> None:
        wall = self.stage.screens["veggen"]
        with self.stage.step("13:03", "Frida krysser av hvem som er der"):
            wall.tap(wall.page.locator(".room-tick", has_text="Tuva"))
            ticked = wall.page.locator(".room-tick[aria-pressed=true]", has_text="Tuva")
            expect(ticked).to_be_visible()
        there = Attendance.objects.filter(meeting=self.cast.meeting, was_there=True)
        assert [one.profession for one in there] == ["fysioterapeut"]

    def two_write_about_her(self) -> None:
        wall, line = self.stage.screens["veggen"], self.cast.line
        tuva, vera = self.stage.screen("tuva"), self.stage.screen("vera", machine="veras bærbare")
        with self.stage.step("13:05", "Tuva og Vera skriver samtidig, hver på sin maskin"):
            wall.tap(wall.page.locator(f"#turn-{line.pk}"))
            expect(wall.page.locator("#room-h")).to_have_text(line.patient.number)
            for one in (tuva, vera):
                one.open(reverse("boards:room_write", args=[self.cast.meeting.pk, line.pk]))
            self._writes(tuva, SEEN_AT_HOME)
            self._writes(vera, TRIED)
            for one in (wall, tuva, vera):
                eventually(one.page, lambda one=one: self._shown(one), {TRIED, SEEN_AT_HOME})
            wall.tap(wall.page.locator("#light-gul"))
            expect(wall.page.locator("#light-gul")).to_have_attribute("aria-pressed", "true")
            self.stage.looks(wall, "wall-case")
        said = Discussion.objects.get(item=line)
        assert (set(said.assessment.splitlines()), said.light) == ({TRIED, SEEN_AT_HOME}, "gul")

    def _writes(self, screen: Screen, text: str) -> None:
        """At the end of what she sees there, on a line of her own."""
        self.stage.step_now.typed += 1
        area = screen.page.get_by_label("Vurdering")
        area.press("Control+End")
        if area.input_value():
            screen.page.keyboard.press("Enter")
        screen.page.keyboard.type(text)

    def _shown(self, screen: Screen) -> set[str]:
        return set(screen.page.get_by_label("Vurdering").input_value().splitlines())

    def the_wall_dies_and_another_goes_on(self) -> None:
        wall = self.stage.screens["veggen"]
        with self.stage.step(
            "13:08", "Maskinen ved veggen dør midt i en setning, en annen går videre"
        ):
            self._writes(wall, "Vil helst klare")
            eventually(wall.page, lambda: self._said().endswith("Vil helst klare"), True)
            self.stage.dies("veggen")
            spare = self._wall("reserven")
            spare.open(self.url)
            expect(spare.page.locator("#room-h")).to_have_text(self.cast.reported.number)
            expect(spare.page.get_by_label("Vurdering")).to_have_value(self._said())
            expect(spare.page.locator("#light-gul")).to_have_attribute("aria-pressed", "true")
            spare.page.get_by_label("Vurdering").press("Control+End")
            spare.page.keyboard.type(" seg selv.")
            eventually(spare.page, lambda: self._said().endswith("Vil helst klare seg selv."), True)

    def _said(self) -> str:
        return Discussion.objects.get(item=self.cast.line).assessment

    def what_is_decided(self) -> None:
        """Owner and day follow by themselves: the primærkontakt, until the next board."""
        spare = self.stage.screens["reserven"]
        home = (self.cast.day + timedelta(days=2)).isoformat()
        with self.stage.step(
            "13:11", "Henvisning med ett trykk, tiltak, felles hjemmebesøk, ny tidsplan"
        ):
            self._unfold(spare)
            spare.tap("Vurdere gange, balanse og fall")
            self._is_decided(spare, "Vurdere gange")
            self._decide(spare, Kind.MEASURE, WEIGH)
            self._decide(spare, Kind.HOME_VISIT, BATH, agreed=home)
            self._decide(spare, Kind.PLAN, PLAN)
        made = {one.kind: one for one in self.cast.line.decisions.select_related("owner")}
        assert made.keys() == {Kind.REFERRAL, Kind.MEASURE, Kind.HOME_VISIT, Kind.PLAN}
        assert made[Kind.REFERRAL].service == "fysioterapi"
        assert made[Kind.HOME_VISIT].agreed_on.isoformat() == home
        assert all(one.owner is not None for one in made.values())

    def _unfold(self, screen: Screen) -> None:
        expect(screen.page.locator(".htmx-settling")).to_have_count(0)
        screen.tap(screen.page.locator("#decide > summary"))

    def _decide(self, screen: Screen, kind: str, text: str, agreed: str = "") -> None:
        form = screen.page.locator("#own-decision")
        screen.tap(form.locator(f"input[name=kind][value={kind}]"))
        screen.write("Hva skal gjøres", text)
        if agreed:
            screen.write("Avtalt dag", agreed)
            screen.write("Sammen med", "fysioterapeuten")
        screen.tap(form.get_by_role("button", name="Beslutt"))
        self._is_decided(screen, text)

    def _is_decided(self, screen: Screen, text: str) -> None:
        """And the form stays unfolded, for the next."""
        expect(screen.page.locator("#room-decided")).to_contain_text(text)
        expect(screen.page.locator("#decide")).to_have_attribute("open", "")

    def the_new_plan_is_written(self) -> None:
        """By Vera on her own machine, while the others go on; nothing happens to a list before the yes."""
        vera, plan = self.stage.screens["veras bærbare"], self.cast.plan
        after = self.cast.day + timedelta(days=1)
        with self.stage.step("13:14", "Vera skriver den nye tidsplanen"):
            vera.tap("Skriv den nye tidsplanen")
            vera.tap(vera.page.locator(f'.d-plans a[href="?plan={plan.pk}"]'))
            vera.write("Oppdragstekst", TASK)
            day: Locator = vera.page.locator(
                f"#plan-form input[value='{after.isoweekday()}'][name=weekdays]"
            )
            if not day.is_checked():
                vera.tap(day)
            vera.write("Minutter", str(plan.minutes + 15))
            vera.tap("Foreslå")
            vera.sees("Hva et ja fører til")
        change = PlanChange.objects.get(decision__item=self.cast.line)
        assert (change.state, change.plan) == (PlanChange.State.PROPOSED, plan)

    def the_one_the_rules_found(self) -> None:
        spare, found = self.stage.screens["reserven"], self.cast.found
        with self.stage.step("13:18", "Den reglene fant: hele pasienten er gjennomgått"):
            spare.tap(spare.page.locator(f"#turn-{found.pk}"))
            expect(spare.page.locator("#room-h")).to_have_text(found.patient.number)
            self._writes(spare, "Trenger mer hjelp enn før sommeren.")
            spare.tap(spare.page.locator("#light-rod"))
            expect(spare.page.locator("#light-rod")).to_have_attribute("aria-pressed", "true")
            spare.tap(spare.page.locator("#tick-is_review"))
            expect(spare.page.locator("#next-review")).to_be_visible()
            self._unfold(spare)
            self._decide(spare, Kind.TEST, "Ny Katz ADL")
            eventually(
                spare.page, lambda: Discussion.objects.get(item=found).assessment[:7], "Trenger"
            )

    def the_meeting_is_over(self) -> None:
        spare, meeting = self.stage.screens["reserven"], self.cast.meeting
        with self.stage.step("13:30", "Møtet avsluttes, og resten overføres"):
            spare.tap(spare.page.locator("#room-pause"))
            spare.tap("Avslutt møtet")
            spare.sees("Møtet er holdt")
        assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.HELD
        spoken = {self.cast.line.pk, self.cast.found.pk}
        done = meeting.items.filter(state=Item.State.DONE).values_list("pk", flat=True)
        assert set(done) == spoken
        assert not meeting.items.filter(state__in=[Item.State.ON, Item.State.PROPOSED]).exists()
        assert Review.objects.filter(meeting=meeting, patient=self.cast.found.patient).exists()

    def _wall(self, machine: str) -> Screen:
        return self.stage.screen("frida", width=WALL[0], height=WALL[1], machine=machine)
