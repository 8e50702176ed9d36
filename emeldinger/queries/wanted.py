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
    UNOPENED = "uapnet"
    OPENED = "apnet"
    ALL = "alle"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Oldest unopened first, of everybody, unless she says otherwise. What cannot be is left aside."""

    show: Show = Show.UNOPENED
    newest: bool = False
    queue: str = ""
    type_code: str = ""
    team: str = ""
    text: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return bool(self.queue or self.type_code or self.team or self.text)

    @property
    def query(self) -> str:
        """As it stands in the address; empty where nothing is asked for."""
        said = {
            "vis": "" if self.show == Show.UNOPENED else self.show.value,
            "sorter": "nyeste" if self.newest else "",
            "ko": self.queue,
            "type": self.type_code,
            "team": self.team,
            "pasient": self.text,
            "side": "" if self.page == 1 else str(self.page),
        }
        return urlencode({name: value for name, value in said.items() if value})

    def shown(self, show: Show) -> str:
        """The same list of the unopened, the opened or all, from its beginning."""
        return replace(self, show=show, page=1).query

    def turned(self, page: int) -> str:
        return replace(self, page=page).query

    def in_queue(self, queue: str) -> str:
        """All that waits there, opened or not."""
        return Wanted(show=Show.ALL, queue=queue).query

    @property
    def other_way(self) -> str:
        return replace(self, newest=not self.newest, page=1).query


def wanted_in(query: Mapping[str, str]) -> Wanted:
    def said(name: str) -> str:
        return query.get(name, "").replace("\x00", "").strip()[:LONGEST_TEXT]

    show, page = said("vis"), said("side")
    return Wanted(
        show=Show(show) if show in list(Show) else Show.UNOPENED,
        newest=said("sorter") == "nyeste",
        queue=said("ko") if said("ko") in Queue.values else "",
        type_code=said("type"),
        team=said("team"),
        text=said("pasient"),
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() else 1,
    )
