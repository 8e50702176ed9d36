"""The stage of the evening: a clock, people at their screens, a worker, and a book of what it cost."""

from __future__ import annotations

import json
import os
import re
import time as stopwatch
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from heltom.lib import clock
from teams.models import Team, User
from worklists.actions import rebuilds, sweep
from worklists.models import Rebuild
from worklists.queries.balance import balances_on

#: Where the book is written, when somebody asks for it.
BOOK = os.environ.get("HELTOM_EVENING_BOOK")
SERVER_TIME = re.compile(r"app;dur=(\d+)")


@dataclass
class Step:
    """One thing that happened, and what it cost the people and the machine."""

    clock: str
    what: str
    taps: int = 0
    typed: int = 0
    """Fields written in."""
    requests: int = 0
    server_ms: int = 0
    """Of the requests that a person waited for; not of screens that follow by themselves."""
    slowest_ms: int = 0
    worker_s: float = 0.0
    visits: int = 0
    """In the day balance after the step, of every team."""


class Screen:
    """Somebody at a screen. Only what a person does with it is counted: taps, and fields written."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage
        page.on("response", self._count)
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _count(self, response: object) -> None:
        headers = response.headers  # type: ignore[attr-defined]
        found = SERVER_TIME.search(headers.get("server-timing", ""))
        polls = "x-heltom-poll" in response.request.headers  # type: ignore[attr-defined]
        if found and not polls:
            step, took = self.stage.step_now, int(found[1])
            step.requests += 1
            step.server_ms += took
            step.slowest_ms = max(step.slowest_ms, took)

    def open(self, url: str) -> None:
        """Where she is before the step begins: no tap."""
        self.page.goto(url)

    def tap(self, what: Locator | str) -> None:
        """Press a button or a link, by what stands on it."""
        target = self.find(what) if isinstance(what, str) else what
        self.stage.step_now.taps += 1
        target.first.click()

    def tool(self, name: str) -> None:
        """One of the big buttons on the desk."""
        tools = self.page.get_by_role("navigation", name="Verktøy")
        self.open_beside(tools.get_by_role("link", name=name))

    def open_beside(self, link: Locator) -> None:
        """A tool, or a line of what waits: it opens beside the board."""
        self.tap(link)
        self.waits_for_the_drawer()

    def waits_for_the_drawer(self) -> None:
        expect(self.page.locator("#beside-content > *").first).to_be_visible()

    def close_drawer(self) -> None:
        self.tap(self.page.get_by_role("button", name="Lukk", exact=True))
        expect(self.page.locator("#beside")).to_be_hidden()

    def find(self, name: str) -> Locator:
        """What she sees with that name on it: in the drawer when it is open."""
        drawer = self.page.locator("#beside")
        where = drawer if drawer.is_visible() else self.page.locator("body")
        button = where.get_by_role("button", name=name)
        return button.or_(where.get_by_role("link", name=name)).filter(visible=True)

    def tap_and_see(self, what: Locator | str, path: str) -> None:
        """Press, and look until the page that follows has come: the next press is about what it says."""
        with self.page.expect_response(
            lambda answer: path in answer.url and answer.request.method == "GET" and answer.ok
        ):
            self.tap(what)
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def choose(self, label: str, option: str) -> None:
        self.stage.step_now.taps += 1
        self.page.get_by_label(label).filter(visible=True).first.select_option(option)

    def tick(self, label: str) -> None:
        self.stage.step_now.taps += 1
        self.page.get_by_label(label).filter(visible=True).first.check()

    def write(self, label: str, text: str) -> None:
        self.stage.step_now.typed += 1
        self.page.get_by_label(label).filter(visible=True).first.fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text, timeout=15_000)


@dataclass
class Stage:
    """The ward that evening. `day` is today; the clock stands where the story has come."""

    day: date
    monkeypatch: pytest.MonkeyPatch
    browser: Browser
    url: str
    steps: list[Step] = field(default_factory=list)
    screens: dict[str, Screen] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    step_now: Step = field(default_factory=lambda: Step("", ""))

    def set_clock(self, said: str) -> datetime:
        hour, minute = map(int, said.split(":"))
        now = clock.at(self.day, time(hour, minute))
        self.monkeypatch.setattr(clock, "now", lambda: now)
        return now

    def screen(
        self, username: str, *, width: int = 1440, height: int = 900, machine: str = ""
    ) -> Screen:
        """The person's own browser, signed in; the same one the next time. `machine` names one that is not
        her own: the projector's, say.
        """
        place = machine or username
        if place not in self.screens:
            context = self.browser.new_context(
                base_url=self.url, viewport={"width": width, "height": height}, locale="nb-NO"
            )
            context.set_default_timeout(15_000)
            client = Client()
            client.force_login(User.objects.get(username=username))
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            self.contexts.append(context)
            self.screens[place] = Screen(context.new_page(), self)
        return self.screens[place]

    @contextmanager
    def step(self, at: str, what: str) -> Iterator[Step]:
        """Let it happen, let the worker do what is owed, and count the whole day."""
        self.set_clock(at)
        self.step_now = step = Step(at, what)
        yield step
        self._settle()
        began = stopwatch.monotonic()
        self.work()
        step.worker_s = round(stopwatch.monotonic() - began, 2)
        step.visits = self.count_the_day()
        self.steps.append(step)

    def _settle(self) -> None:
        for screen in self.screens.values():
            screen.page.wait_for_load_state("networkidle")

    def work(self) -> None:
        """What the worker does within seconds: changes become requests, requests become lists."""
        sweep.take_changes()
        for row in Rebuild.objects.filter(status=Rebuild.Status.WAITING).order_by("pk"):
            if claimed := rebuilds.claim(row.pk):
                rebuilds.run(claimed)

    def count_the_day(self) -> int:
        """Every team, every shift: what is due is on a list, done, called off or seen as unassigned."""
        teams = list(Team.objects.on(self.day).select_related("site__unit", "ht"))
        sums = balances_on(self.day, teams)
        told = [(str(s.team), s.kind, s.as_dict()) for s in sums if not s.balances]
        assert told == []
        return sum(s.due for s in sums)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        faults = {name: screen.faults for name, screen in self.screens.items() if screen.faults}
        assert faults == {}, faults

    def book(self) -> str:
        """What each step cost, as a table for people; written as JSON too when asked for."""
        if BOOK:
            rows = [asdict(step) for step in self.steps]
            Path(BOOK).write_text(json.dumps(rows, ensure_ascii=False, indent=1))
        lines = [
            f"{s.clock}  {s.taps:3} trykk {s.typed:3} felt {s.server_ms:6} ms {s.slowest_ms:6} ms  {s.what}"
            for s in self.steps
        ]
        taps, typed = sum(s.taps for s in self.steps), sum(s.typed for s in self.steps)
        return "\n".join([*lines, f"i alt  {taps} trykk, {typed} felt"])
