"""What a nurse has asked the list for, as it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from emeldinger.models import Queue

#: Past this nobody turns pages; the list is counted no further (queries/inbox.py).
LAST_PAGE = 200
LONGEST_TEXT = 60


class Show(StrEnum):
    """A tab of the list."""

    TO_DO = "gjores"
    INFORMING = "orientering"
    ALL = "alle"


class Hands(StrEnum):
    """In whose hands, or whether anybody has opened it."""

    ANY = ""
    MINE = "mine"
    FREE = "ledige"
    UNOPENED = "uapnet"


class Pressing(StrEnum):
    """How soon."""

    ANY = ""
    AT_ONCE = "straks"
    OVERDUE = "over"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be done, first due first, of everybody, unless she says otherwise. What cannot be is left
    aside."""

    show: Show = Show.TO_DO
    hands: Hands = Hands.ANY
    pressing: Pressing = Pressing.ANY
    newest: bool = False
    queue: str = ""
    type_code: str = ""
    team: str = ""
    text: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        said = (self.queue, self.type_code, self.team, self.text, self.hands, self.pressing)
        return any(said)

    @property
    def query(self) -> str:
        """As it stands in the address; empty where nothing is asked for."""
        said = {
            "vis": "" if self.show == Show.TO_DO else self.show.value,
            "hos": self.hands.value,
            "frist": self.pressing.value,
            "sorter": "nyeste" if self.newest else "",
            "ko": self.queue,
            "type": self.type_code,
            "team": self.team,
            "pasient": self.text,
            "side": "" if self.page == 1 else str(self.page),
        }
        return urlencode({name: value for name, value in said.items() if value})

    def shown(self, show: Show) -> str:
        """The same list of another tab, from its beginning."""
        return replace(self, show=show, pressing=Pressing.ANY, page=1).query

    def turned(self, page: int) -> str:
        return replace(self, page=page).query

    @property
    def other_way(self) -> str:
        return replace(self, newest=not self.newest, page=1).query


def wanted_in(query: Mapping[str, str]) -> Wanted:
    def said(name: str) -> str:
        return query.get(name, "").replace("\x00", "").strip()[:LONGEST_TEXT]

    def one_of[E: StrEnum](kind: type[E], name: str, usual: E) -> E:
        return kind(said(name)) if said(name) in list(kind) else usual

    page = said("side")
    return Wanted(
        show=one_of(Show, "vis", Show.TO_DO),
        hands=one_of(Hands, "hos", Hands.ANY),
        pressing=one_of(Pressing, "frist", Pressing.ANY),
        newest=said("sorter") == "nyeste",
        queue=said("ko") if said("ko") in Queue.values else "",
        type_code=said("type"),
        team=said("team"),
        text=said("pasient"),
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() else 1,
    )
