"""What became of it: a yes, tomorrow's lists, the primærkontakt's page, and the next board's opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from boards.models import Decision, PlanChange
from teams.models import Staff, User
from tests.browser.board_week.cast import Cast
from tests.browser.board_week.room import BATH, PLAN, TASK, WEIGH
from tests.browser.board_week.stage import PHONE, WALL
from worklists.models import Entry, Visit

Kind = Decision.Kind


class After:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.stage = cast, cast.stage
        self.tomorrow = cast.day + timedelta(days=1)
        self.steps: list[Callable[[], None]] = [
            self.ola_says_yes,
            self.it_stands_on_tomorrows_list,
            self.it_stands_on_the_primarkontakts_page,
            self.the_next_board_opens_with_it,
        ]

    def ola_says_yes(self) -> None:
        """The avdelingsleder reads what follows, and the lists that are built already are built anew."""
        ola = self.stage.screen("ola")
        change = PlanChange.objects.get(decision__item=self.cast.line)
        before = {one.pk for one in self._visits()}
        with self.stage.step("14:10", "Ola leser hva endringen fører til, og sier ja"):
            ola.open(reverse("boards:decisions", args=[self.cast.team.code]))
            ola.tap("Tidsplan venter på svar")
            ola.tap(
                ola.page.locator(
                    f'a[href="{reverse("boards:decision", args=[change.decision_id])}"]'
                )
            )
            ola.sees("Dagsbalansen går opp")
            ola.tap("Ja, endre fra")
            ola.sees("Tidsplanen er endret fra")
        change.refresh_from_db()
        assert change.state == PlanChange.State.CONFIRMED
        come = [one for one in self._visits() if one.task_text == TASK]
        assert [one.minutes for one in come] == [change.result.minutes]
        assert change.plan.minutes + 15 == change.result.minutes
        assert change.plan.weekdays == change.result.weekdays or come[0].pk not in before
        assert self.stage.is_whole(self.tomorrow)

    def _visits(self) -> list[Visit]:
        return list(Visit.objects.filter(patient=self.cast.reported, date=self.tomorrow))

    def it_stands_on_tomorrows_list(self) -> None:
        """On the phone of whoever goes there."""
        self.stage.night(self.tomorrow)
        entry = Entry.objects.select_related("worklist__shift__staff").get(
            visit__patient=self.cast.reported,
            visit__task_text=TASK,
            worklist__publication__current_for__date=self.tomorrow,
        )
        carer = self.stage.screen(
            _login(entry.worklist.shift.staff), width=PHONE[0], height=PHONE[1], machine="bilen"
        )
        with self.stage.step("07:40", "Den som skal dit torsdag, ser det på lista si"):
            carer.open(reverse("worklists:my_list"))
            stop = carer.page.locator(f"#stop-{entry.visit_id}")
            if not stop.locator("details").first.evaluate("one => one.open"):
                carer.tap(stop.locator("summary").first)
            expect(stop.locator(".task")).to_have_text(TASK)

    def it_stands_on_the_primarkontakts_page(self) -> None:
        """What she has done, she says there."""
        decision = Decision.objects.select_related("owner__user").get(
            item=self.cast.line, kind=Kind.MEASURE
        )
        assert decision.owner is not None
        owner = self.stage.screen(_login(decision.owner))
        with self.stage.step("08:10", f"{decision.owner.given_name} ser hva hun skal følge opp"):
            owner.open(reverse("boards:my_decisions"))
            for text in (WEIGH, BATH):
                owner.sees(text)
            owner.open(reverse("boards:primary"))
            owner.tap(owner.page.get_by_role("link", name=WEIGH))
            owner.tap(owner.page.get_by_role("button", name="Gjort", exact=True))
        assert Decision.objects.get(pk=decision.pk).state == Decision.State.DONE

    def the_next_board_opens_with_it(self) -> None:
        board = self.cast.next_board
        day = self.cast.day + timedelta(days=7)
        self.stage.night(day)
        wall = self.stage.screen("frida", width=WALL[0], height=WALL[1], machine="reserven")
        with self.stage.step("13:00", "Neste møte begynner med det forrige bestemte"):
            wall.open(reverse("boards:room", args=[board.pk]))
            wall.tap("Åpne møtet")
            wall.sees("Dette bestemte forrige møte")
            before = wall.page.locator(".room-before li")
            for text in (WEIGH, PLAN):
                expect(before.filter(has_text=text)).to_contain_text("✓ gjort")
            expect(before.filter(has_text=BATH).get_by_role("button", name="Gjort")).to_be_visible()
            self.stage.looks(wall, "wall-next-week")
        held = self.cast.meeting.items
        assert board.items.filter(carried_from__in=held.all()).exists()
        again = board.items.filter(patient=self.cast.reported).first()
        assert again is None, [one.sentence for one in again.findings.all()]


def _login(staff: Staff) -> str:
    """Her user name; in the demo most have none, and she is given one."""
    if staff.user is None:
        staff.user = User.objects.create_user(username=f"ansatt-{staff.number}")
        staff.save(update_fields=["user"])
    return staff.user.username
