"""The ansvarsvakt at her keyboard: each key she presses is counted, by the type of the message."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import expect

from emeldinger.models import Message
from emeldinger.queries.lines import type_name
from tests.browser.evening.stage import Screen

MESSAGE = re.compile(r"/emeldinger/(\d+)/$")
#: What has the focus: the control itself, a box by its name and value.
FOCUSED = "(wanted) => document.activeElement?.matches(wanted) ?? false"
#: More keys than this to reach something is not a way there.
FAR = 90


@dataclass
class Taps:
    """What one type cost: keys pressed and fields written, for each message."""

    keys: list[int] = field(default_factory=list)
    typed: int = 0

    @property
    def usual(self) -> int:
        return sorted(self.keys)[len(self.keys) // 2]

    @property
    def told(self) -> str:
        return f"{self.usual:3} taster (flest {max(self.keys):2}) {self.typed:3} felt"


class Nurse:
    """Goes through the queue as she would: opens, reads, says what it leads to, and is at the next one."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page = screen, screen.page
        self.taps: dict[str, Taps] = defaultdict(Taps)
        self.keys = 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.screen.stage.step_now.taps += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.screen.stage.step_now.typed += 1
        self.page.keyboard.insert_text(words)

    def tab_to(self, wanted: str) -> None:
        """Tab until it has the focus: what one must do who has no mouse."""
        for _turn in range(FAR):
            if self.page.evaluate(FOCUSED, wanted):
                return
            self.press("Tab")
        raise AssertionError(f"{wanted} is not reached by keyboard on {self.page.url}")

    def open_first(self) -> None:
        """From the list: down to the first, and in."""
        self.press("j")
        self.press("Enter")
        self.page.wait_for_url(MESSAGE)

    def close_all(self, decide: Callable[[Nurse, Message], None]) -> int:
        """All that has to be done, until the list stands there again. How many there were."""
        done = 0
        while found := MESSAGE.search(self.page.url):
            message = Message.objects.get(pk=int(found[1]))
            self._close(message, decide)
            done += 1
        return done

    def _close(self, message: Message, decide: Callable[[Nurse, Message], None]) -> None:
        self.waits_for_the_panel()
        before = self.screen.stage.step_now.typed
        here = self.page.url
        decide(self, message)
        self.page.wait_for_url(lambda url: url != here)
        message.refresh_from_db()
        assert message.closed_at is not None, f"{message.type_code} is still open"
        cost = self.taps[type_name(message.type_code, message.type_text)]
        cost.keys.append(self.keys)
        cost.typed += self.screen.stage.step_now.typed - before
        self.keys = 0

    def waits_for_the_panel(self) -> None:
        """What it may lead to comes a moment after the message."""
        expect(self.page.locator("#close-form")).to_be_visible()

    def confirm(self) -> None:
        """What stands ticked is right."""
        self.press("a")
        self.press("Enter")

    def choose(self, key: str, words: str = "", at: str = "") -> None:
        """Tick one thing that does not stand ticked, and write what it asks for."""
        self.press("a")
        folded = self.page.locator(".close-more:not([open])")
        if folded.locator(f"#steg-{key}").count():
            self.tab_to(".close-more > summary")
            self.press("Enter")
        self.tab_to(f"#steg-{key}")
        self.press("Space")
        if words:
            self.tab_to(f"#{at}")
            self.type(words)
        self.press("Control+Enter" if words else "Enter")

    def book(self) -> str:
        rows = sorted(self.taps.items(), key=lambda row: (row[1].usual, row[0]))
        lines = [f"{len(taps.keys):3} stk  {taps.told}  {what}" for what, taps in rows]
        total = sum(sum(taps.keys) for taps in self.taps.values())
        number = sum(len(taps.keys) for taps in self.taps.values())
        return "\n".join([*lines, f"{number} meldinger, {total} taster"])
